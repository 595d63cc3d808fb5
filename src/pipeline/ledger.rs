//! Checks the ledger in each build, and implements `dateline ledger`.
//!
//! The ledger is not written if it would not change.

use std::collections::HashMap;
use std::path::Path;

use crate::address::{Address, OldAddress};
use crate::cache::{BuildKind, LedgerAddresses};
use crate::config::Overrides;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ledger::{self, Ledger, LedgerCheck, LedgerContext, PreviousSource};
use crate::moment::Moment;
use crate::path::SitePath;
use crate::publish::{Output, Wait};

use super::plan_site::{PlannedSite, plan_site};
use super::session::{self, BuildContext, Session, open_stage};
use super::{NoProgress, Progress, Request, StageSeconds, ledger_file};

/// Comparison of the ledger with the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Addresses of the site that are missing in the ledger.
    pub new: Vec<OldAddress>,
    /// Addresses in the ledger that the site would lose.
    pub lost: Vec<OldAddress>,
    /// Number of addresses in the ledger.
    pub known: usize,
}

/// Compares the ledger with a planned site.
pub(super) fn check(
    context: BuildContext<'_>,
    output: &Output,
    planned: &PlannedSite,
    found: &mut Diagnostics,
) {
    let BuildContext { root, request, .. } = context;
    let (ledger, faults) = match &planned.ledger {
        Ok(read) => read,
        Err(faults) => return found.extend(faults.iter().cloned()),
    };
    let is_whole = !found.has_errors();
    found.extend(faults.iter().cloned());
    // The addresses of an unreadable text are unknown.
    if !is_whole {
        return;
    }
    let previous_sources = || -> HashMap<Address, PreviousSource> {
        LedgerAddresses::read(root, output.path())
            .map(|(addresses, _)| addresses.into_previous_sources())
            .unwrap_or_default()
    };
    found.extend(ledger::check(
        ledger,
        ledger_context(planned, request),
        request.ledger_check,
        previous_sources,
    ));
}

fn ledger_context<'a>(planned: &'a PlannedSite, request: &Request) -> LedgerContext<'a> {
    let today = Moment::at(request.clock.now, &planned.site.time_zone).date();
    LedgerContext { archive: &planned.archive, plan: &planned.plan, today }
}

/// Returns the kind of a build with this ledger check.
pub(super) fn build_kind(ledger_check: LedgerCheck) -> BuildKind {
    match ledger_check {
        LedgerCheck::Error | LedgerCheck::Warn => BuildKind::Publication,
        LedgerCheck::Off => BuildKind::Preview,
    }
}

/// Returns the new and the lost addresses of the current site.
///
/// # Errors
/// Returns the errors of the site that are found without rendering it.
pub fn standing(request: &Request) -> Result<Standing, Diagnostics> {
    let mut session = Session::open(&request.site, &request.overrides)?;
    let sources = session.find();
    let Session { root, config, mut found } = session;
    let context = BuildContext { root: &root, request, progress: &NoProgress };
    let mut planned = plan_site(context, config, sources, None, &mut found, &mut StageSeconds::default());
    let (ledger, faults) = std::mem::replace(&mut planned.ledger, Ok(Default::default()))?;
    found.extend(faults);
    if found.has_errors() {
        found.sort();
        return Err(found);
    }
    let context = ledger_context(&planned, request);
    let lost = ledger::lost(&ledger, context).into_iter().cloned().map(OldAddress::Path);
    let lost_queries = ledger::lost_queries(&ledger, context).into_iter().cloned().map(OldAddress::Query);
    let new = Ledger::planned(&planned.plan).beyond(&ledger);
    Ok(Standing { new, lost: lost.chain(lost_queries).collect(), known: ledger.len() })
}

/// Adds the addresses of the last build to the ledger, and returns the added ones.
///
/// Waits for a running build, and finishes an interrupted one; `progress` receives a note then.
///
/// # Errors
/// Returns an error if there is no build, if the last one was a preview, or if the ledger can't be
/// read or written.
pub fn accept(
    site: &Path,
    output: Option<&Path>,
    overrides: &Overrides,
    progress: &dyn Progress,
) -> Result<Vec<OldAddress>, Diagnostics> {
    let session = Session::open(site, overrides)?;
    let output = session.output(output)?;
    // Prevents other builds meanwhile.
    let _stage = open_stage(&output, Wait::UntilFree, progress)?;
    accept_last(&session.root, &output)
}

/// Adds the addresses of the last build to the ledger.
///
/// The caller holds the output's lock.
pub(super) fn accept_last(root: &Path, output: &Output) -> Result<Vec<OldAddress>, Diagnostics> {
    let last = match LedgerAddresses::read(root, output.path()) {
        Some((addresses, BuildKind::Publication)) => addresses.into_ledger(),
        Some((_, BuildKind::Preview)) => {
            return Err(Diagnostic::error(
                Place::Site,
                "the last build was a preview, with drafts or as of another moment",
            )
            .hint("build the site without --drafts and --as-of, then accept its addresses")
            .into());
        }
        None => {
            return Err(Diagnostic::error(
                Place::Site,
                "there is no build whose addresses could be accepted",
            )
            .hint("build the site first: dateline build")
            .into());
        }
    };
    let ledger = ledger_file::sound(root)?;
    let new = last.beyond(&ledger);
    if !new.is_empty() {
        ledger_file::write(root, &ledger.with(&last))?;
    }
    Ok(new)
}

/// Removes addresses from the ledger.
///
/// The numbered pages of a list are removed with it.
///
/// # Errors
/// Returns an error if an address is not in the ledger, or if the ledger can't be read or written.
pub fn forget(site: &Path, addresses: &[OldAddress]) -> Result<(), Diagnostics> {
    let root = session::root(site)?;
    let ledger = ledger_file::sound(&root)?;
    let forgotten = Ledger::of_each(addresses.to_vec());
    let goes_with_its_list = |address: &&Address| {
        address.list_of_numbered().is_some_and(|list| forgotten.addresses().binary_search(&list).is_ok())
    };
    let pages = ledger.addresses().iter().filter(goes_with_its_list).cloned().collect();
    let pages = Ledger::of(pages, Vec::new());
    let unknown = forgotten.beyond(&ledger);
    if !unknown.is_empty() {
        let unknown = unknown.iter().map(|address| {
            Diagnostic::error(
                Place::File(SitePath::known(ledger::FILE)),
                format!("{address} is not in the ledger"),
            )
            .hint("write the address as it is in ledger.txt")
        });
        return Err(unknown.collect());
    }
    ledger_file::write(&root, &Ledger::of_each(ledger.beyond(&forgotten.with(&pages))))?;
    Ok(())
}
