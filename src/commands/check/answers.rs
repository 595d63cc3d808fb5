//! `dateline check --answers`: the site's answers to old addresses.

use std::fmt::Write as _;
use std::path::Path;

use dateline::pipeline::Answer;
use dateline::sources::ManagedDir;
use dateline_import::old_addresses::{self, OldAddresses};

use super::{Failure, count_of, print_text};

/// Name of the file with the addresses that nothing answers.
const FILE: &str = "unanswered.csv";
/// Most addresses that are printed.
const PRINTED: usize = 20;

/// Reads a list of old addresses.
pub(super) fn read(list: &Path) -> Result<OldAddresses, Failure> {
    old_addresses::read(list).map_err(|error| {
        print_text(&mut std::io::stderr(), &format!("error: {error}\n"));
        Failure::Printed
    })
}

/// Old address that nothing answers.
struct Unanswered<'a> {
    address: &'a str,
    requests: u64,
}

/// Summary of the answers.
pub(super) struct Summary {
    /// Text for people.
    pub(super) text: String,
    /// Number of addresses without an answer.
    pub(super) unanswered: usize,
}

/// Counts the answers, and writes the addresses without one into the site's folder.
pub(super) fn summarize(old: &OldAddresses, answers: &[Answer], site: &Path) -> Result<Summary, Failure> {
    let count = |wanted: Answer| answers.iter().filter(|answer| **answer == wanted).count();
    let missing = old.requests.iter().zip(answers).filter(|(_, answer)| **answer == Answer::Nothing);
    let mut missing: Vec<_> =
        missing.map(|((address, requests), _)| Unanswered { address, requests: *requests }).collect();
    missing.sort_by(|a, b| b.requests.cmp(&a.requests).then(a.address.cmp(b.address)));
    write(&missing, site)?;
    let mut text = String::new();
    for Unanswered { address, requests } in missing.iter().take(PRINTED) {
        let _ = writeln!(text, "unanswered: {address} ({})", count_of(number(*requests), "request"));
    }
    if missing.len() > PRINTED {
        let _ = writeln!(text, "and {} more", missing.len() - PRINTED);
    }
    if old.unreadable > 0 {
        let _ = writeln!(text, "{} of the list hold no address", count_of(number(old.unreadable), "line"));
    }
    let _ = writeln!(
        text,
        "{}, {}, {}, {} unanswered",
        count_of(count(Answer::Page), "page"),
        count_of(count(Answer::Redirect), "redirect"),
        count_of(count(Answer::Notice), "notice"),
        missing.len()
    );
    if !missing.is_empty() {
        let _ = writeln!(text, "All unanswered addresses: {}", site.join(FILE).display());
    }
    Ok(Summary { text, unanswered: missing.len() })
}

/// Writes the addresses without an answer.
fn write(missing: &[Unanswered<'_>], site: &Path) -> Result<(), Failure> {
    let is_there = site.join(FILE).exists();
    if missing.is_empty() && !is_there {
        return Ok(());
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut rows = vec![["address".to_owned(), "requests".to_owned()]];
    rows.extend(missing.iter().map(|row| [row.address.to_owned(), row.requests.to_string()]));
    let written = rows.iter().try_for_each(|row| table.write_record(row)).map_err(std::io::Error::other);
    let result = written.and_then(|()| {
        let bytes = table.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        ManagedDir::create(site, "")?.write(FILE, &bytes)
    });
    result.map_err(|error| {
        print_text(&mut std::io::stderr(), &format!("error: cannot write {FILE}: {error}\n"));
        Failure::Printed
    })
}

/// Returns a number for a count.
fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
