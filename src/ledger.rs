//! The ledger (`ledger.txt`): every address that was ever published.
//!
//! [`check()`] compares the ledger with the plan, and explains how to keep each address that would
//! be lost. This module opens no files.
//!
//! The file has one decoded address per line (a literal `%` is `%25`, a literal `?` is `%3F`),
//! sorted by bytes. The parameters of a query are sorted and percent-encoded. Lines may be unsorted
//! after a merge; an invalid line is an error. Only committed files, the ledger and the site,
//! decide whether a build fails; the build cache only improves the advice.

mod check;
mod context;
mod exemptions;
mod hints;
mod reason;

use rayon::prelude::*;

use crate::address::{Address, OldAddress, OldAddressError, QueryAddress};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place};
use crate::path::SitePath;
use crate::plan::Plan;

pub use check::{check, lost, lost_queries};
pub use context::{LedgerContext, PreviousSource};

/// Name of the file.
pub const FILE: &str = "ledger.txt";

/// Maximum number of diagnostics of one kind.
const MAX_DIAGNOSTICS: usize = 20;

/// Treatment of published addresses that a build would lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerCheck {
    /// Losing an address is an error.
    Error,
    /// Losing an address is a warning: `--allow-lost`.
    Warn,
    /// The ledger is ignored: a preview with drafts or at another time.
    Off,
}

/// Published addresses, sorted, without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    addresses: Vec<Address>,
    queries: Vec<QueryAddress>,
}

impl Ledger {
    /// Parses a ledger. Each invalid line is an error; the others are kept.
    pub fn read(bytes: &[u8]) -> (Self, Diagnostics) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => return (Self::default(), not_text(bytes, error.valid_up_to()).into()),
        };
        // Most ledgers are valid, so parse in parallel first and look for errors only on failure.
        let addresses: Option<Vec<OldAddress>> =
            text.par_lines().filter(|line| !line.is_empty()).map(|line| read_line(line).ok()).collect();
        match addresses {
            Some(addresses) => (Self::of_each(addresses), Diagnostics::new()),
            None => blamed(text),
        }
    }

    /// Creates a ledger from addresses with and without a query.
    pub fn of(addresses: Vec<Address>, queries: Vec<QueryAddress>) -> Self {
        Self { addresses: sorted(addresses), queries: sorted(queries) }
    }

    /// Creates a ledger from a mixed list of addresses.
    pub fn of_each(each: Vec<OldAddress>) -> Self {
        let (mut addresses, mut queries) = (Vec::with_capacity(each.len()), Vec::new());
        for address in each {
            match address {
                OldAddress::Path(address) => addresses.push(address),
                OldAddress::Query(address) => queries.push(address),
            }
        }
        Self::of(addresses, queries)
    }

    /// Creates the ledger of a plan.
    pub fn planned(plan: &Plan) -> Self {
        let kept = plan.pages().iter().filter(|page| page.is_in_ledger());
        let queries = plan.query_redirects().all().iter().map(|redirect| redirect.from.clone());
        Self::of(kept.map(|page| page.address.clone()).collect(), queries.collect())
    }

    /// Returns the addresses without a query, sorted.
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Returns the addresses with a query, sorted.
    pub fn queries(&self) -> &[QueryAddress] {
        &self.queries
    }

    /// Returns the number of addresses.
    pub fn len(&self) -> usize {
        self.addresses.len() + self.queries.len()
    }

    /// Returns true if the ledger is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the addresses missing in `other`, those with a query last.
    pub fn beyond(&self, other: &Self) -> Vec<OldAddress> {
        let addresses = beyond(&self.addresses, &other.addresses).cloned().map(OldAddress::Path);
        let queries = beyond(&self.queries, &other.queries).cloned().map(OldAddress::Query);
        addresses.chain(queries).collect()
    }

    /// Returns the union of two ledgers.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::of(
            self.addresses.iter().chain(&other.addresses).cloned().collect(),
            self.queries.iter().chain(&other.queries).cloned().collect(),
        )
    }

    /// Returns the text of the ledger file.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.addresses.len() * 48);
        let mut queries = self.queries.iter().map(QueryAddress::as_str).peekable();
        let mut put = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        for address in &self.addresses {
            let line = written(address);
            while let Some(query) = queries.next_if(|query| **query < *line) {
                put(query);
            }
            put(&line);
        }
        queries.for_each(put);
        text
    }
}

fn sorted<T: Ord>(mut addresses: Vec<T>) -> Vec<T> {
    if !addresses.is_sorted_by(|a, b| a < b) {
        addresses.sort_unstable();
        addresses.dedup();
    }
    addresses
}

/// Returns the elements of a sorted list that another sorted list lacks.
fn beyond<'a, T: Ord>(addresses: &'a [T], others: &'a [T]) -> impl Iterator<Item = &'a T> {
    let mut others = others.iter().peekable();
    addresses.iter().filter(move |address| {
        while others.next_if(|other| other < address).is_some() {}
        others.peek() != Some(address)
    })
}

/// Formats an address for the ledger.
pub fn written(address: &Address) -> String {
    address.as_str().replace('%', "%25").replace('?', "%3F")
}

/// Formats an address with or without a query for the ledger.
pub fn written_old(address: &OldAddress) -> String {
    match address {
        OldAddress::Path(address) => written(address),
        OldAddress::Query(address) => address.to_string(),
    }
}

/// Parses a line of the ledger.
///
/// # Errors
/// Returns an error if the line is not a valid address.
pub fn read_line(line: &str) -> Result<OldAddress, OldAddressError> {
    if line.contains('?') { OldAddress::parse(line) } else { Ok(OldAddress::Path(Address::parse(line)?)) }
}

/// Parses line by line, and reports the invalid ones.
fn blamed(text: &str) -> (Ledger, Diagnostics) {
    let mut addresses = Vec::new();
    let mut found = Diagnostics::new();
    let (mut start, mut wrong) = (0, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        match read_line(bare) {
            _ if bare.is_empty() => {}
            Ok(address) => addresses.push(address),
            Err(fault) => {
                wrong += 1;
                if wrong <= MAX_DIAGNOSTICS {
                    let place = Excerpt::new(text, start..start + bare.len());
                    found.push(malformed(place, &fault.to_string(), bare));
                }
            }
        }
        start += line.len();
    }
    if wrong > MAX_DIAGNOSTICS {
        let message = format!("{} more invalid lines", wrong - MAX_DIAGNOSTICS);
        found.push(Diagnostic::error(file(), message).hint(FROM_HISTORY));
    }
    (Ledger::of_each(addresses), found)
}

/// Hint for a damaged ledger.
const FROM_HISTORY: &str = "restore the file: git checkout -- ledger.txt";

fn malformed(excerpt: Excerpt, fault: &str, line: &str) -> Diagnostic {
    let hint = if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
        "resolve the merge conflict: keep the addresses of both sides and delete the markers; the order does not matter"
    } else {
        "write one address per line, such as /2025/11/01/talks/; dateline ledger accept writes the file"
    };
    Diagnostic::error(Place::Line(path(), excerpt), format!("this line is not an address: {fault}"))
        .hint(hint)
}

fn not_text(bytes: &[u8], at: usize) -> Diagnostic {
    // The text is valid up to this point. Show a line of what follows.
    let end = bytes.len().min(at + 200);
    let text = String::from_utf8_lossy(&bytes[..end]);
    let excerpt = Excerpt::new(&text, at..at + '\u{fffd}'.len_utf8());
    Diagnostic::error(Place::Line(path(), excerpt), "this is not UTF-8").hint(FROM_HISTORY)
}

fn path() -> SitePath {
    SitePath::known(FILE)
}

fn file() -> Place {
    Place::File(path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(text: &str) -> Ledger {
        let (ledger, found) = Ledger::read(text.as_bytes());
        assert!(found.is_empty(), "{found:?}");
        ledger
    }

    #[test]
    fn lines_in_any_order_are_one_sorted_ledger() {
        let read = ledger("/b/\r\n/a/\n\n/b/\n/caf%C3%A9/\n/100%25/\n/100%2525/");
        assert_eq!(read.to_text(), "/100%25/\n/100%2525/\n/a/\n/b/\n/café/\n");
        assert_eq!(ledger(&read.to_text()), read);
        assert_eq!(ledger(""), Ledger::default());
    }

    #[test]
    fn addresses_with_a_query_stand_among_the_others() {
        let read = ledger("/what%3F/\n/news/a.asp?id=7&cat=1\n/?p=1\n/z/\n/\n/a/\n/?p=1\n");
        assert_eq!(read.to_text(), "/\n/?p=1\n/a/\n/news/a.asp?cat=1&id=7\n/what%3F/\n/z/\n");
        assert_eq!(ledger(&read.to_text()), read);
        assert_eq!(read.queries().len(), 2);
    }

    #[test]
    fn a_line_that_is_no_address_is_shown() {
        let (read, found) = Ledger::read(b"/a/\n<<<<<<< HEAD\n/../etc/passwd\n/b/\n");
        assert_eq!(read.to_text(), "/a/\n/b/\n");
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "ledger.txt:2:1: this line is not an address: an address must begin with `/`",
                "ledger.txt:3:1: this line is not an address: `.` and `..` would lead out of the site",
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_and_a_flood_is_not() {
        let (_, found) = Ledger::read(b"/a/\n/\xff/\n");
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["ledger.txt:2:2: this is not UTF-8"]
        );
        let (_, found) = Ledger::read("x\n".repeat(5_000).as_bytes());
        assert_eq!(found.iter().count(), MAX_DIAGNOSTICS + 1);
        assert!(found.iter().last().is_some_and(|last| last.message.starts_with("4980 more")));
    }

    #[test]
    fn what_one_has_beyond_the_other() {
        let beyond = |one: &str, other: &str| Ledger::of_each(ledger(one).beyond(&ledger(other))).to_text();
        assert_eq!(beyond("/?p=1\n/?p=2\n/a/\n", "/?p=1\n"), "/?p=2\n/a/\n");
        assert_eq!(beyond("/a/\n/b/\n/c/\n", "/b/\n/d/\n"), "/a/\n/c/\n");
        assert_eq!(beyond("/a/\n", ""), "/a/\n");
        assert_eq!(beyond("", "/a/\n"), "");
        assert_eq!(ledger("/a/\n/c/\n").with(&ledger("/b/\n/c/\n")).to_text(), "/a/\n/b/\n/c/\n");
    }
}
