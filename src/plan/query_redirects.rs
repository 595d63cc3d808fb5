//! Redirects from addresses with a query.
//!
//! They come from texts and `addresses.csv`. This module looks up the redirect for a request, and
//! plans the pages and files that redirect readers at static hosts.
//!
//! A static server can't tell `/?p=1` from `/?p=2`, so a script on the page at the path looks up a
//! table. The table is split by a hash of the entries; a part depends only on its own entries, and
//! the number of parts on the number of entries, so a new entry changes one part or two.

mod parameter_names;

use std::collections::BTreeMap;
use std::fmt;

use foldhash::{HashSet, HashSetExt};

use super::{Page, PageKind, QueryFile};
use crate::address::{Address, AddressKey, Parameters, QueryAddress};
use crate::archive::{Archive, TermDefinition};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;
use crate::redirects;

pub use parameter_names::ParameterNames;

/// Average number of entries per part of the table.
const MEAN_ENTRIES_PER_PART: usize = 256;

/// Redirect from an address with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryRedirect {
    /// Old address.
    pub from: QueryAddress,
    /// Target.
    pub to: Destination,
    /// Origin of the redirect.
    pub source: RedirectSource,
}

impl QueryRedirect {
    fn is_own_path(&self) -> bool {
        match &self.to {
            Destination::Moved(to) | Destination::Gone(Some(to)) => *to == self.from.path(),
            Destination::Gone(None) => false,
        }
    }
}

/// Target of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A page.
    Moved(Address),
    /// Gone. A removed article has a notice at this address.
    Gone(Option<Address>),
}

/// Origin of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectSource {
    /// Front matter of a text.
    Text(SitePath),
    /// Line of `addresses.csv`.
    Line(u32),
}

impl fmt::Display for RedirectSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(file) => write!(f, "the alias in {file}"),
            Self::Line(number) => write!(f, "line {number} of {}", redirects::FILE),
        }
    }
}

/// Redirects from addresses with a query.
#[derive(Debug, Default)]
pub struct QueryRedirects {
    /// Sorted by address, without duplicates.
    entries: Vec<QueryRedirect>,
    /// Parameter names used at each path, the most specific first.
    shapes: BTreeMap<Box<str>, Vec<ParameterNames>>,
    /// Addresses of the pages at these paths.
    pages: HashSet<Address>,
}

impl QueryRedirects {
    /// Collects the redirects of all texts and of `addresses.csv`.
    pub(super) fn gather(archive: &Archive, listed: Vec<QueryRedirect>, found: &mut Diagnostics) -> Self {
        let mut entries = of_texts(archive);
        entries.extend(listed);
        Self::of(entries, found)
    }

    /// Creates the table. Two different targets for one address are an error.
    fn of(mut entries: Vec<QueryRedirect>, found: &mut Diagnostics) -> Self {
        entries.sort_by(|one, other| one.from.cmp(&other.from));
        entries.dedup_by(|other, one| {
            let is_double = other.from == one.from;
            if is_double && other.to != one.to {
                found.push(collision(one, other));
            }
            is_double
        });
        // A request for a redirect to its own path is already there.
        entries.retain(|entry| !entry.is_own_path());
        let mut shapes: BTreeMap<Box<str>, Vec<ParameterNames>> = BTreeMap::new();
        for QueryRedirect { from, .. } in &entries {
            match shapes.get_mut(from.path_text()) {
                Some(known) if known.iter().any(|shape| shape.is_of(from)) => {}
                Some(known) => known.push(ParameterNames::of(from)),
                None => {
                    shapes.insert(from.path_text().into(), vec![ParameterNames::of(from)]);
                }
            }
        }
        for shapes in shapes.values_mut() {
            shapes.sort_by(ParameterNames::before);
        }
        Self { entries, shapes, pages: HashSet::new() }
    }

    /// Adds the table's files, and a page at each path without one.
    pub(super) fn pages(&mut self, pages: &mut Vec<Page>, found: &mut Diagnostics) {
        if self.entries.is_empty() {
            return;
        }
        let paths: Vec<Address> = self.paths();
        let keys: HashSet<AddressKey<'_>> = paths.iter().map(Address::key).collect();
        let mut taken = HashSet::new();
        for page in pages.iter().filter(|page| keys.contains(&page.address.key())) {
            taken.insert(page.address.key());
            if page.is_html() {
                self.pages.insert(page.address.clone());
            } else {
                found.push(without_script(page));
            }
        }
        let free = paths.iter().filter(|path| taken.insert(path.key()));
        let made: Vec<Page> = free.map(|path| Page::new(path.clone(), PageKind::QueryPage)).collect();
        self.pages.extend(made.iter().map(|page| page.address.clone()));
        pages.extend(made);
        let parts = (0..self.parts()).map(QueryFile::Part);
        for file in [QueryFile::Script, QueryFile::Count].into_iter().chain(parts) {
            pages.push(Page::new(self.address_of(file), PageKind::QueryFile(file)));
        }
    }

    fn paths(&self) -> Vec<Address> {
        let mut last = None;
        let firsts = self.entries.iter().filter(|entry| {
            let path = Some(entry.from.path_text());
            std::mem::replace(&mut last, path) != path
        });
        firsts.map(|entry| entry.from.path()).collect()
    }

    /// Returns all redirects, sorted by address.
    pub fn all(&self) -> &[QueryRedirect] {
        &self.entries
    }

    /// Returns true if there are no redirects.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the encoded paths with their parameter names, the most specific first.
    pub fn shapes(&self) -> impl Iterator<Item = (&str, &[ParameterNames])> {
        self.shapes.iter().map(|(path, shapes)| (&**path, shapes.as_slice()))
    }

    /// Returns true if the page at this address has the lookup script.
    pub fn have_script_at(&self, address: &Address) -> bool {
        !self.pages.is_empty() && self.pages.contains(address)
    }

    /// Returns the redirect of exactly this address.
    pub fn get(&self, address: &QueryAddress) -> Option<&QueryRedirect> {
        self.find_text(address.as_str())
    }

    fn find_text(&self, text: &str) -> Option<&QueryRedirect> {
        let place = self.entries.binary_search_by(|entry| entry.from.as_str().cmp(text)).ok()?;
        self.entries.get(place)
    }

    /// Finds the redirect for a request, by its canonical path.
    ///
    /// The redirect with the most parameters wins, then the first by names and values.
    pub fn asked(&self, path: &str, asked: &Parameters) -> Option<&QueryRedirect> {
        let shapes = self.shapes.get(path)?;
        let choices = shapes.iter().flat_map(|shape| shape.choices(asked));
        choices.filter(|chosen| !chosen.is_empty()).find_map(|chosen| {
            let chosen: Parameters = chosen.into_iter().cloned().collect();
            self.find_text(&format!("{path}?{}", chosen.to_text()))
        })
    }

    /// Returns the number of parts of the table: a power of four.
    pub fn parts(&self) -> u16 {
        let entries = self.entries.len() + self.shapes.len();
        [1, 4, 16, 64, 256, 1024]
            .into_iter()
            .find(|parts| entries <= usize::from(*parts) * MEAN_ENTRIES_PER_PART)
            .unwrap_or(4096)
    }

    /// Returns the number of the part that contains a path or address.
    pub fn part_of(&self, text: &str) -> u16 {
        let hash = text
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        u16::try_from(hash % u32::from(self.parts())).unwrap_or_default()
    }

    /// Returns the address of a file of the table.
    pub fn address_of(&self, file: QueryFile) -> Address {
        Address::known(&match file {
            QueryFile::Script => format!("/{TABLE_FOLDER}/lookup.js"),
            QueryFile::Count => format!("/{TABLE_FOLDER}/parts.json"),
            QueryFile::Part(number) => format!("/{TABLE_FOLDER}/{}/{number}.json", self.parts()),
        })
    }
}

/// Folder of the table.
const TABLE_FOLDER: &str = "old-addresses";

/// Returns the redirects declared in front matter.
fn of_texts(archive: &Archive) -> Vec<QueryRedirect> {
    let mut entries = Vec::new();
    let mut add = |file: &SitePath, queries: &[QueryAddress], to: Destination| {
        entries.extend(queries.iter().map(|from| QueryRedirect {
            from: from.clone(),
            to: to.clone(),
            source: RedirectSource::Text(file.clone()),
        }));
    };
    for (_, article) in archive.articles().filter(|(_, article)| !article.queries.is_empty()) {
        add(&article.file, &article.queries, Destination::Moved(article.address.clone()));
    }
    for page in archive.standing() {
        add(&page.file, &page.queries, Destination::Moved(page.address.clone()));
    }
    for gone in archive.tombstones() {
        add(&gone.file, &gone.queries, Destination::Gone(Some(gone.address.clone())));
    }
    for (_, _, TermDefinition { file, .. }) in archive.terms_with_file() {
        add(&file.file, &file.queries, Destination::Moved(file.address.clone()));
    }
    entries
}

fn collision(one: &QueryRedirect, other: &QueryRedirect) -> Diagnostic {
    let place = match (&other.source, &one.source) {
        (RedirectSource::Text(file), _) | (RedirectSource::Line(_), RedirectSource::Text(file)) => {
            file.clone()
        }
        (RedirectSource::Line(_), RedirectSource::Line(_)) => SitePath::known(redirects::FILE),
    };
    let message =
        format!("the old address {} has two targets: {} and {}", one.from, one.source, other.source);
    Diagnostic::error(Place::File(place), message).hint("remove it from one of them")
}

fn without_script(page: &Page) -> Diagnostic {
    let message = format!(
        "addresses such as {}?… redirect only at hosts with rules for them, because {} is not an HTML page",
        page.address, page.address
    );
    let place = match &page.kind {
        PageKind::File(file) => Place::File(file.file.clone()),
        _ => Place::Site,
    };
    Diagnostic::warning(place, message).hint("rename the file, or remove the old addresses")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::address::OldAddress;

    fn queries(addresses: &[&str]) -> QueryRedirects {
        let entries = addresses.iter().zip(1..).filter_map(|(text, number)| {
            let OldAddress::Query(from) = OldAddress::parse(text).ok()? else { return None };
            let to = Destination::Moved(Address::known(&format!("/{number}/")));
            Some(QueryRedirect { from, to, source: RedirectSource::Line(number) })
        });
        QueryRedirects::of(entries.collect(), &mut Diagnostics::new())
    }

    fn asked(queries: &QueryRedirects, path: &str, query: &str) -> Option<u32> {
        match queries.asked(path, &Parameters::parse(query))?.source {
            RedirectSource::Line(number) => Some(number),
            RedirectSource::Text(_) => None,
        }
    }

    #[test]
    fn the_more_specific_address_is_found() {
        let queries = queries(&["/?p=1", "/?p=1&lang=fr", "/?a=1", "/?b=1", "/x?p=1", "/r?7", "/t?a=2&a=1"]);
        assert_eq!(asked(&queries, "/", "p=1"), Some(1));
        assert_eq!(asked(&queries, "/", "lang=fr&utm_source=x&p=1"), Some(2));
        assert_eq!(asked(&queries, "/", "lang=de&p=1"), Some(1));
        assert_eq!(asked(&queries, "/", "b=1&a=1"), Some(3));
        assert_eq!(asked(&queries, "/", "p=2&p=1"), Some(1));
        assert_eq!(asked(&queries, "/", "P=1"), None);
        assert_eq!(asked(&queries, "/", ""), None);
        assert_eq!(asked(&queries, "/x", "p=1"), Some(5));
        assert_eq!(asked(&queries, "/y", "p=1"), None);
        assert_eq!(asked(&queries, "/r", "utm_source=x&7"), Some(6));
        assert_eq!(asked(&queries, "/t", "a=1&a=2&a=3"), Some(7));
        assert_eq!(asked(&queries, "/t", "a=1"), None);
    }

    #[test]
    fn a_table_has_as_many_parts_as_it_needs() {
        let many: Vec<String> = (0..1100).map(|number| format!("/?p={number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!([1, 255, 256, 1023, 1024].map(|count| queries(&many[..count]).parts()), [1, 1, 4, 4, 16]);
        let all = queries(&many);
        let mut sizes = [0; 16];
        for entry in all.all() {
            sizes[usize::from(all.part_of(entry.from.as_str()))] += 1;
        }
        assert!(sizes.iter().all(|size| (40..100).contains(size)), "{sizes:?}");
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_request_asks_for(
            addresses in prop::collection::vec("/[xy]?\\?[ab]=[12](&[abc]=[12]){0,2}", 1..12),
            query in "[abcd]=[12](&[abc]=[12]){0,4}",
        ) {
            let mut addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
            addresses.sort_unstable();
            let queries = queries(&addresses);
            let parameters = Parameters::parse(&query);
            for (path, address) in [("/", Address::root()), ("/x", Address::known("/x/"))] {
                let asked_for = queries.all().iter().filter(|entry| entry.from.is_asked_by(&address, &parameters));
                let most = asked_for.map(|entry| entry.from.parameters().iter().count()).max();
                let found = queries.asked(path, &parameters);
                prop_assert_eq!(found.map(|entry| entry.from.parameters().iter().count()), most);
                prop_assert!(found.is_none_or(|entry| entry.from.is_asked_by(&address, &parameters)));
            }
        }
    }
}
