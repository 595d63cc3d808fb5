//! What would be lost: the addresses of the ledger that the site would no longer have, save those that went with a
//! story that was withdrawn or has expired. In go the ledger, the plan and the archive; out come the addresses, or what
//! to say of each.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::reason::ReasonFinder;
use super::{Ledger, LedgerCheck, MAX_DIAGNOSTICS, hints};
use crate::address::{Address, QueryAddress};
use crate::archive::{Archive, InUse};
use crate::article::Traces;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::path::SitePath;
use crate::plan::{Plan, all_aliases, day_address, month_address, on_this_day_address, year_address};
use crate::sources::{CONTENT, PAGES};

/// What a ledger is held against.
#[derive(Debug, Clone, Copy)]
pub struct LedgerContext<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its plan.
    pub plan: &'a Plan,
    /// The day of the build, at the site's place.
    pub today: Date,
}

/// What a page was made from when it was last published.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PreviousSource {
    /// The file.
    pub file: SitePath,
    /// The digest of its bytes.
    pub text: crate::digest::Digest,
    /// The digest of its headline.
    pub headline: crate::digest::Digest,
    /// The id under which feeds told a story of which the day was not known for certain. A date that is mended later
    /// would change it.
    pub id: Option<Box<str>>,
}

/// Says of each address that would be lost what can be done about it. `remembered` is asked only if there are any.
pub fn check(
    ledger: &Ledger,
    context: LedgerContext<'_>,
    ledger_check: LedgerCheck,
    remembered: impl FnOnce() -> HashMap<Address, PreviousSource>,
) -> Diagnostics {
    if ledger_check == LedgerCheck::Off {
        return Diagnostics::new();
    }
    let lost = lost(ledger, context);
    let lost_queries = lost_queries(ledger, context);
    if lost.is_empty() && lost_queries.is_empty() {
        return Diagnostics::new();
    }
    let lost = without_pages_of_lost_lists(lost);
    let remembered = remembered();
    let reasons = ReasonFinder::new(ledger, context, &remembered);
    let severity = if ledger_check == LedgerCheck::Error { Severity::Error } else { Severity::Warning };
    let mut found: Diagnostics = hints::of(&lost[..lost.len().min(MAX_DIAGNOSTICS)], &reasons, context.today)
        .into_iter()
        .chain(lost_queries.iter().take(MAX_DIAGNOSTICS).map(|address| hints::of_query(address)))
        .map(|diagnostic| Diagnostic { severity, ..diagnostic })
        .collect();
    let more =
        lost.len().saturating_sub(MAX_DIAGNOSTICS) + lost_queries.len().saturating_sub(MAX_DIAGNOSTICS);
    if more > 0 {
        let message = format!("{more} more published addresses would be lost");
        let hint =
            "dateline ledger names them all; where a setting moved them (permalink, per_page), put it back";
        found.push(Diagnostic { severity, ..Diagnostic::error(Place::Site, message).hint(hint) });
    }
    found
}

/// The addresses of the ledger that the site would no longer have.
pub fn lost<'l>(ledger: &'l Ledger, context: LedgerContext<'_>) -> Vec<&'l Address> {
    let is_there =
        |address: &Address| context.plan.find(address).is_some_and(|page| page.address == *address);
    let mut missing: Vec<&Address> =
        ledger.addresses().par_iter().filter(|address| !is_there(address)).collect();
    if !missing.is_empty() {
        let exemptions = Exemptions::of(context.archive);
        missing.retain(|address| !exemptions.covers(address));
        remove_listed_spellings(&mut missing, context);
    }
    missing
}

/// The addresses with a query of the ledger that nothing would answer any more. Ledgers of earlier versions have a path
/// with a `?` in it as it is.
pub fn lost_queries<'l>(ledger: &'l Ledger, context: LedgerContext<'_>) -> Vec<&'l QueryAddress> {
    let is_there = |address: &&QueryAddress| {
        context.plan.query_redirects().get(address).is_some()
            || address.as_one_path().is_some_and(|path| context.plan.find(&path).is_some())
    };
    ledger.queries().iter().filter(|address| !is_there(address)).collect()
}

/// Takes out the addresses that a text lists as another spelling of its own: its page answers them.
fn remove_listed_spellings(missing: &mut Vec<&Address>, context: LedgerContext<'_>) {
    let is_respelled = |address: &Address| context.plan.find(address).is_some();
    if !missing.iter().any(|address| is_respelled(address)) {
        return;
    }
    let listed: HashSet<&Address> = all_aliases(context.archive).collect();
    missing.retain(|address| !(is_respelled(address) && listed.contains(address)));
}

/// Leaves out the numbered pages of lists that are lost themselves: what is said of the list settles them too.
fn without_pages_of_lost_lists(lost: Vec<&Address>) -> Vec<&Address> {
    let all: HashSet<&Address> = lost.iter().copied().collect();
    let goes_with_its_list =
        |address: &Address| address.list_of_numbered().is_some_and(|list| all.contains(&list));
    lost.into_iter().filter(|address| !goes_with_its_list(address)).collect()
}

/// The addresses that may go, since what they were for was taken back.
struct Exemptions<'a> {
    archive: &'a Archive,
    /// The days, months and years of stories that are gone, and those days in every year.
    dates: HashSet<Address>,
    /// The terms that stories bore which are gone, and those that were a person's name which is withheld.
    terms: Vec<&'a Traces>,
    withheld: Traces,
    /// The addresses below which the files of texts that are gone were.
    notices: HashSet<Address>,
    /// The folders that their files are in.
    folders: HashSet<&'a str>,
}

impl<'a> Exemptions<'a> {
    fn of(archive: &'a Archive) -> Self {
        let gone = archive.gone();
        let dates = gone.iter().flat_map(|gone| {
            let extent = gone.date.extent();
            let month = extent.month().map(|_| month_address(extent.first()));
            let of_day =
                extent.day().map(|day| [day_address(day), on_this_day_address(day.month(), day.day())]);
            of_day.into_iter().flatten().chain(month).chain([year_address(extent.year())])
        });
        let withheld = archive.articles().flat_map(|(_, article)| article.redactions.names());
        Self {
            archive,
            dates: dates.collect(),
            terms: gone.iter().map(|gone| &gone.bore).collect(),
            withheld: Traces::of_name_as_any_term(withheld),
            notices: gone.iter().map(|gone| gone.address.own_folder()).collect(),
            folders: gone.iter().map(|gone| gone.file.folder()).collect(),
        }
    }

    fn covers(&self, address: &Address) -> bool {
        if !address.is_page() {
            return self.covers_file(address);
        }
        let list = address.list_of_numbered();
        let list = list.as_ref().unwrap_or(address);
        let is_any_gone = !self.notices.is_empty();
        (is_any_gone && *list == Address::root())
            || self.dates.contains(list)
            || self.withheld.lead_to(list)
            || self.terms.iter().any(|bore| bore.lead_to(list))
    }

    /// A file goes with the text that it is beside.
    fn covers_file(&self, address: &Address) -> bool {
        if address.above().any(|above| self.notices.contains(&above)) {
            return true;
        }
        [CONTENT, PAGES].iter().any(|folder| {
            let file = SitePath::known(&format!("{folder}{address}"));
            self.archive.in_use(&file) == Some(InUse::OnlyByTheAbsent) || self.folders.contains(file.folder())
        })
    }
}
