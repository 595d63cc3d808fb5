//! Redirects from `addresses.csv`.
//!
//! Resolves the target of each line, through other lines if necessary. Lines without a valid
//! target, in a cycle, or at the address of a page are errors.

use std::collections::{HashMap, HashSet};

use super::{Destination, Page, PageKind, QueryRedirect, RedirectSource, page_source};
use crate::address::{Address, AddressKey, OldAddress};
use crate::archive::{Archive, FileStatus};
use crate::diagnostic::Diagnostics;
use crate::path::SitePath;
use crate::position_index::PositionIndex;
use crate::redirects::{Column, FILE, Fault, Faults, Line, Redirects, Target};

/// Maximum length of a chain of redirects.
const MAX_CHAIN_LENGTH: usize = 32;

/// Texts to which a line may lead.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) archive: &'a Archive,
    /// Texts with errors, which are not in the archive.
    pub(super) faulty: &'a HashSet<SitePath>,
}

/// Adds the redirects and notices of lines without a query; returns those with one.
///
/// A line that may lead to a text with errors is left out without a message.
pub(super) fn pages(
    redirects: &Redirects,
    texts: Texts<'_>,
    pages: &mut Vec<Page>,
    found: &mut Diagnostics,
) -> Vec<QueryRedirect> {
    if redirects.lines().is_empty() {
        return Vec::new();
    }
    let mut faults = Faults::default();
    let mut accepted = Accepted::default();
    let resolver = Resolver::of(redirects, texts, pages);
    for line in redirects.lines() {
        if let Err(fault) = resolver.add(line, &mut accepted) {
            faults.add(line, fault);
        }
    }
    let Accepted { made, queries, .. } = accepted;
    found.extend(faults.into_diagnostics(redirects));
    pages.extend(made);
    queries
}

/// Lines without errors.
#[derive(Default)]
struct Accepted<'l> {
    made: Vec<Page>,
    queries: Vec<QueryRedirect>,
    taken: HashMap<AddressKey<'l>, TakenAddress>,
}

/// Address claimed by a line.
struct TakenAddress {
    number: u32,
    to: Option<Destination>,
}

/// Resolves the targets of lines.
struct Resolver<'l> {
    texts: Texts<'l>,
    pages: &'l [Page],
    by_key: PositionIndex,
    /// Lines without a query, by old address.
    lines: HashMap<&'l Address, &'l Line>,
}

/// Final target; `None` if the target text is hidden, removed or faulty.
type Resolved = Result<Option<Destination>, Fault>;

impl<'l> Resolver<'l> {
    fn of(redirects: &'l Redirects, texts: Texts<'l>, pages: &'l [Page]) -> Self {
        let (by_key, _) = PositionIndex::new(pages.len(), |page| pages[page].address.key());
        let mut lines = HashMap::with_capacity(redirects.lines().len());
        for line in redirects.lines() {
            if let OldAddress::Path(from) = &line.from {
                lines.entry(from).or_insert(line);
            }
        }
        Self { texts, pages, by_key, lines }
    }

    fn page(&self, address: &Address) -> Option<&'l Page> {
        self.by_key.find(&address.key(), |page| self.pages[page].address.key()).map(|page| &self.pages[page])
    }

    fn add(&self, line: &'l Line, accepted: &mut Accepted<'l>) -> Result<(), Fault> {
        let to = self.resolve(&line.to)?;
        match (&line.from, to) {
            (OldAddress::Query(from), Some(to)) => {
                let source = RedirectSource::Line(line.number);
                accepted.queries.push(QueryRedirect { from: from.clone(), to, source });
                Ok(())
            }
            (OldAddress::Query(_), None) => Ok(()),
            (OldAddress::Path(from), to) => self.add_path(from, to, line.number, accepted),
        }
    }

    fn add_path(
        &self,
        from: &'l Address,
        to: Option<Destination>,
        number: u32,
        accepted: &mut Accepted<'l>,
    ) -> Result<(), Fault> {
        if let Some(page) = self.page(from) {
            return if is_answered_by(page, to.as_ref()) { Ok(()) } else { Err(self.stands_at(from, page)) };
        }
        if let Some(before) = accepted.taken.get(&from.key()) {
            return if before.to == to { Ok(()) } else { Err(listed_twice(from, before.number)) };
        }
        let kind = match &to {
            None => None,
            Some(Destination::Moved(to)) => Some(PageKind::Redirect(Box::new(to.clone()))),
            Some(Destination::Gone(_)) => Some(PageKind::GoneAddress),
        };
        accepted.made.extend(kind.map(|kind| Page::new(from.clone(), kind)));
        accepted.taken.insert(from.key(), TakenAddress { number, to });
        Ok(())
    }

    fn resolve(&self, target: &Target) -> Resolved {
        let mut target = target;
        for _ in 0..MAX_CHAIN_LENGTH {
            let address = match target {
                Target::Gone => return Ok(Some(Destination::Gone(None))),
                Target::Text(file) => return self.of_text(file),
                Target::Address(address) => address,
            };
            match (self.page(address), self.lines.get(address)) {
                (Some(page), _) => return Ok(Some(Destination::Moved(self.end(page).clone()))),
                (None, Some(line)) => target = &line.to,
                (None, None) if !self.texts.faulty.is_empty() => return Ok(None),
                (None, None) => return Err(leads_nowhere(address)),
            }
        }
        Err(in_a_circle())
    }

    /// Follows redirects to the final page.
    fn end(&self, page: &'l Page) -> &'l Address {
        let mut page = page;
        for _ in 0..MAX_CHAIN_LENGTH {
            let PageKind::Redirect(to) = &page.kind else { break };
            match self.page(to) {
                Some(next) => page = next,
                None => return to,
            }
        }
        &page.address
    }

    fn of_text(&self, file: &SitePath) -> Resolved {
        let archive = self.texts.archive;
        let address = match archive.file_status(file) {
            Some(FileStatus::Article(id)) => &archive.article(id).address,
            Some(FileStatus::Standing(index)) => &archive.standing()[index].address,
            Some(FileStatus::Term(kind, id)) => &archive.terms(kind).term(id).address,
            Some(FileStatus::Tombstone(index)) => &archive.tombstones()[index].address,
            Some(FileStatus::Hidden(_)) => return Ok(None),
            None if self.texts.faulty.contains(file) => return Ok(None),
            None => {
                return Err(Fault {
                    column: Column::New,
                    message: format!("there is no text {file}"),
                    hint: "check the spelling, or write the page's address".to_owned(),
                });
            }
        };
        Ok(Some(Destination::Moved(address.clone())))
    }

    fn stands_at(&self, from: &Address, page: &Page) -> Fault {
        let name = page_source(self.texts.archive, page).name;
        Fault {
            column: Column::Old,
            message: format!("can't redirect {from}: {name} is published at {}", page.address),
            hint: "delete the line, or change the page's address first".to_owned(),
        }
    }
}

/// Returns true if an existing page already leads readers to the line's target.
fn is_answered_by(page: &Page, to: Option<&Destination>) -> bool {
    match to {
        None => true,
        Some(Destination::Moved(to)) => {
            page.address == *to || matches!(&page.kind, PageKind::Redirect(leads) if **leads == *to)
        }
        Some(Destination::Gone(_)) => matches!(page.kind, PageKind::Gone(_)),
    }
}

fn listed_twice(from: &Address, number: u32) -> Fault {
    Fault {
        column: Column::Old,
        message: format!("{from} has another target in line {number} of {FILE}"),
        hint: "keep one of the two lines".to_owned(),
    }
}

fn leads_nowhere(address: &Address) -> Fault {
    Fault {
        column: Column::New,
        message: format!("there is no page at {address}"),
        hint: "write the address of a page, the path of its file (content/…), or 410 if it is gone"
            .to_owned(),
    }
}

fn in_a_circle() -> Fault {
    Fault {
        column: Column::New,
        message: "redirect cycle: this old address never reaches a page".to_owned(),
        hint: "write the address of the final page".to_owned(),
    }
}
