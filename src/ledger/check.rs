//! Finds published addresses that the site would lose.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::exemptions::Exemptions;
use super::reason::ReasonFinder;
use super::{Ledger, LedgerCheck, LedgerContext, MAX_DIAGNOSTICS, PreviousSource, hints};
use crate::address::{Address, QueryAddress};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::plan::all_aliases;

/// Reports each lost address with advice.
///
/// `remembered` is only called if there are any.
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
            "dateline ledger lists them all; if a setting moved them (permalink, per_page), restore it";
        found.push(Diagnostic { severity, ..Diagnostic::error(Place::Site, message).hint(hint) });
    }
    found
}

/// Returns the addresses of the ledger that the site would lose.
pub fn lost<'l>(ledger: &'l Ledger, context: LedgerContext<'_>) -> Vec<&'l Address> {
    let is_there =
        |address: &Address| context.plan.find(address).is_some_and(|page| page.address == *address);
    let mut missing: Vec<&Address> =
        ledger.addresses().par_iter().filter(|address| !is_there(address)).collect();
    if !missing.is_empty() {
        let exemptions = Exemptions::of(context);
        missing.retain(|address| !exemptions.covers(address));
        remove_listed_spellings(&mut missing, context);
    }
    missing
}

/// Returns the addresses with a query that no redirect would serve.
///
/// Ledgers of earlier versions contain paths with a literal `?`.
pub fn lost_queries<'l>(ledger: &'l Ledger, context: LedgerContext<'_>) -> Vec<&'l QueryAddress> {
    let is_there = |address: &&QueryAddress| {
        context.plan.query_redirects().get(address).is_some()
            || address.as_one_path().is_some_and(|path| context.plan.find(&path).is_some())
    };
    ledger.queries().iter().filter(|address| !is_there(address)).collect()
}

/// Removes addresses that a text lists as another spelling of its own.
fn remove_listed_spellings(missing: &mut Vec<&Address>, context: LedgerContext<'_>) {
    let is_respelled = |address: &Address| context.plan.find(address).is_some();
    if !missing.iter().any(|address| is_respelled(address)) {
        return;
    }
    let listed: HashSet<&Address> = all_aliases(context.archive).collect();
    missing.retain(|address| !(is_respelled(address) && listed.contains(address)));
}

/// Removes numbered pages of lists that are lost themselves.
fn without_pages_of_lost_lists(lost: Vec<&Address>) -> Vec<&Address> {
    let all: HashSet<&Address> = lost.iter().copied().collect();
    let goes_with_its_list =
        |address: &Address| address.list_of_numbered().is_some_and(|list| all.contains(&list));
    lost.into_iter().filter(|address| !goes_with_its_list(address)).collect()
}
