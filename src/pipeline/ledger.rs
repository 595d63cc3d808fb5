//! Checks the ledger in each build, and implements `dateline ledger`.
//!
//! The ledger is written to a temporary file, which is renamed. It is not written if it would not
//! change.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::address::{Address, OldAddress};
use crate::cache::{BuildKind, LedgerAddress, LedgerAddresses, LedgerRow};
use crate::config::Overrides;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::ledger::{self, Ledger, LedgerCheck, LedgerContext, PreviousSource};
use crate::model::SiteModel;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::plan::{ListId, ListPage, Page, PageKind, QueryFile};
use crate::publish::{Output, Wait};
use crate::sources::{self, ManagedDir, SiteDir};

use super::plan_site::{PlannedSite, plan_site};
use super::session::{self, BuildContext, Session, open_stage};
use super::{NoProgress, Progress, Request, StageSeconds};

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

/// Returns the ledger rows of these pages.
///
/// They depend on nothing that is not in the pages' fingerprints.
pub(super) fn rows<'w>(pages: &'w [Page], model: &'w SiteModel) -> Vec<LedgerRow<'w>> {
    pages.iter().flat_map(|page| of_page(page, model)).collect()
}

fn of_page<'w>(page: &'w Page, model: &'w SiteModel) -> Vec<LedgerRow<'w>> {
    if let PageKind::QueryFile(QueryFile::Part(part)) = page.kind {
        let row = |from| LedgerRow { address: LedgerAddress::Query(Cow::Borrowed(from)), from: None };
        return model.queries_in(part).map(row).collect();
    }
    let row = || LedgerRow {
        address: LedgerAddress::Path(Cow::Borrowed(&page.address)),
        from: origin(page, model),
    };
    page.is_in_ledger().then(row).into_iter().collect()
}

/// Returns the source of a page, if it has exactly one.
fn origin(page: &Page, model: &SiteModel) -> Option<PreviousSource> {
    let archive = &model.archive;
    let of = |file: &SitePath, text: Digest, headline: &str| {
        Some(PreviousSource { file: file.clone(), text, headline: Digest::of(headline.as_bytes()), id: None })
    };
    match &page.kind {
        PageKind::Article(id) => {
            let article = archive.article(*id);
            let previous = of(&article.file, article.digest, &article.title)?;
            let is_uncertain = article.date.exactly().is_none() && article.id.is_none();
            Some(PreviousSource { id: is_uncertain.then(|| model.entry_id(*id).into()), ..previous })
        }
        PageKind::Standing(index) => {
            let page = &archive.standing()[*index];
            of(&page.file, page.digest, &page.title)
        }
        PageKind::List(ListId::Term(kind, id), ListPage::Latest) => {
            let file = &archive.terms(*kind).term(*id).definition.as_ref()?.file;
            of(&file.file, file.digest, &file.name)
        }
        PageKind::Gone(index) => of(&archive.tombstones()[*index].file, Digest::default(), ""),
        PageKind::File(copied) => of(&copied.file, Digest::default(), ""),
        _ => None,
    }
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
    let ledger = sound(root)?;
    let new = last.beyond(&ledger);
    if !new.is_empty() {
        write(root, &ledger.with(&last))?;
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
    let ledger = sound(&root)?;
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
    write(&root, &Ledger::of_each(ledger.beyond(&forgotten.with(&pages))))?;
    Ok(())
}

/// Reads the ledger. A line with a problem is an error.
fn sound(root: &Path) -> Result<Ledger, Diagnostics> {
    let (ledger, faults) = read(root)?;
    if faults.has_errors() { Err(faults) } else { Ok(ledger) }
}

/// Reads the ledger of a site. It is empty if there is no file.
pub(super) fn read(root: &Path) -> Result<(Ledger, Diagnostics), Diagnostics> {
    match SiteDir::new(root).read_optional(ledger::FILE) {
        Ok(Some(bytes)) => Ok(Ledger::read(&bytes)),
        Ok(None) => Ok((Ledger::default(), Diagnostics::new())),
        Err(error) => Err(refused("read", &error)),
    }
}

/// Writes the ledger to a temporary file, syncs and renames it.
fn write(root: &Path, ledger: &Ledger) -> Result<(), Diagnostics> {
    let written = ManagedDir::open(root, "")
        .and_then(|folder| folder.write_atomic(ledger::FILE, ledger.to_text().as_bytes(), File::sync_all));
    written.map_err(|error| refused("written", &error))
}

fn refused(what: &str, error: &io::Error) -> Diagnostics {
    let place = Place::File(SitePath::known(ledger::FILE));
    Diagnostic::error(place, format!("the ledger can't be {what}: {error}"))
        .hint(sources::hint(error, "make the site's folder readable and writable"))
        .into()
}
