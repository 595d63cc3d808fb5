//! The ledger's file and the record, brought together with the stages: the check that every build makes, and what
//! `dateline ledger` does. The file is written beside itself and renamed, and not at all where nothing would change.

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
use crate::ledger::{self, Ledger, LedgerCheck, LedgerContext, PreviousSource, in_ledger};
use crate::model::SiteModel;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::plan::{ListId, ListPage, Page, PageKind, QueryFile};
use crate::publish::{Output, Stage, Wait};
use crate::sources::{self, ManagedDir, SiteDir};

use super::plan_site::{PlannedSite, find, plan_site};
use super::{NoProgress, Request, StageSeconds, parse_sources};

/// What the ledger and the site are to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The addresses that the site has and the ledger has not.
    pub new: Vec<OldAddress>,
    /// The addresses that the ledger has and the site would no longer have.
    pub lost: Vec<OldAddress>,
    /// How many addresses the ledger has.
    pub known: usize,
}

/// Holds the ledger against what a build would publish.
pub(super) fn check(
    root: &Path,
    output: &Output,
    request: &Request,
    planned: &PlannedSite,
    found: &mut Diagnostics,
) {
    let (ledger, faults) = match &planned.ledger {
        Ok(read) => read,
        Err(faults) => return found.extend(faults.iter().cloned()),
    };
    let is_whole = !found.has_errors();
    found.extend(faults.iter().cloned());
    // Of a text that can't be read nobody knows where it would be.
    if !is_whole {
        return;
    }
    let remembered = || -> HashMap<Address, PreviousSource> {
        LedgerAddresses::read(root, output.path())
            .map(|(addresses, _)| addresses.into_previous_sources())
            .unwrap_or_default()
    };
    found.extend(ledger::check(ledger, context(planned, request), request.ledger_check, remembered));
}

fn context<'a>(planned: &'a PlannedSite, request: &Request) -> LedgerContext<'a> {
    let today = Moment::at(request.clock.now, &planned.site.time_zone).date();
    LedgerContext { archive: &planned.archive, plan: &planned.plan, today }
}

/// What the ledger is to know of these pages. It is in what each of them is made from, its fingerprint.
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
    in_ledger(page).then(row).into_iter().collect()
}

/// What a page is made from, where that is one file.
fn origin(page: &Page, model: &SiteModel) -> Option<PreviousSource> {
    let archive = &model.archive;
    let of = |file: &SitePath, text: Digest, headline: &str| {
        Some(PreviousSource { file: file.clone(), text, headline: Digest::of(headline.as_bytes()), id: None })
    };
    match &page.kind {
        PageKind::Article(id) => {
            let article = archive.article(*id);
            let remembered = of(&article.file, article.digest, &article.title)?;
            let is_uncertain = article.date.exactly().is_none() && article.id.is_none();
            Some(PreviousSource { id: is_uncertain.then(|| model.entry_id(*id).into()), ..remembered })
        }
        PageKind::Standing(index) => {
            let page = &archive.standing()[*index];
            of(&page.file, page.digest, &page.title)
        }
        PageKind::List(ListId::Term(kind, id), ListPage::Latest) => {
            let file = &archive.terms(*kind).term(*id).own.as_ref()?.file;
            of(&file.file, file.digest, &file.name)
        }
        PageKind::Gone(index) => of(&archive.gone()[*index].file, Digest::default(), ""),
        PageKind::File(copied) => of(&copied.file, Digest::default(), ""),
        _ => None,
    }
}

/// The occasion of a build.
pub(super) fn occasion(ledger_check: LedgerCheck) -> BuildKind {
    match ledger_check {
        LedgerCheck::Error | LedgerCheck::Warn => BuildKind::Publication,
        LedgerCheck::Off => BuildKind::Preview,
    }
}

/// What is new, and what would be lost, if the site were built now.
///
/// # Errors
/// Everything that is wrong with the site, as far as it is found without rendering it.
pub fn standing(request: &Request) -> Result<Standing, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = parse_sources::root(&request.site)?;
    let (site, settings) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    let sources = find(&root, &site, &mut found);
    let mut planned = plan_site(
        &root,
        (site, settings),
        sources,
        request,
        &NoProgress,
        (&mut found, &mut StageSeconds::default()),
    );
    let (ledger, faults) = std::mem::replace(&mut planned.ledger, Ok(Default::default()))?;
    found.extend(faults);
    if found.has_errors() {
        found.sort();
        return Err(found);
    }
    let context = context(&planned, request);
    let lost = ledger::lost(&ledger, context).into_iter().cloned().map(OldAddress::Path);
    let lost_queries = ledger::lost_queries(&ledger, context).into_iter().cloned().map(OldAddress::Query);
    let new = Ledger::planned(&planned.plan).beyond(&ledger);
    Ok(Standing { new, lost: lost.chain(lost_queries).collect(), known: ledger.len() })
}

/// Adds to the ledger what the last build has. Gives the addresses that were added.
///
/// # Errors
/// When no build is remembered, or the last one was a preview; when the ledger can't be read or written.
pub fn accept(
    site: &Path,
    output: Option<&Path>,
    overrides: &Overrides,
) -> Result<Vec<OldAddress>, Diagnostics> {
    let root = parse_sources::root(site)?;
    let (settings, _) = parse_sources::settings(&root, overrides, &mut Diagnostics::new())?;
    let output = Output::choose(&root, output, &settings.output).map_err(|error| *error)?;
    // While the stage is open nobody else builds or accepts; and a build that was cut short is finished first.
    let _stage = Stage::open(&output, Wait::UntilFree).map_err(Diagnostic::from)?;
    accept_last(&root, &output)
}

/// The same, by whoever has the output's stage open.
pub(super) fn accept_last(root: &Path, output: &Output) -> Result<Vec<OldAddress>, Diagnostics> {
    let last = match LedgerAddresses::read(root, output.path()) {
        Some((addresses, BuildKind::Publication)) => addresses.into_ledger(),
        Some((_, BuildKind::Preview)) => {
            return Err(Diagnostic::error(
                Place::Site,
                "the last build was a preview, of drafts or of another moment",
            )
            .hint("build the site without --drafts and --as-of, then accept that")
            .into());
        }
        None => {
            return Err(Diagnostic::error(
                Place::Site,
                "no build is remembered whose addresses could be accepted",
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

/// Takes addresses out of the ledger. The numbered pages of a list go with it.
///
/// # Errors
/// When one of them is not in it; when the ledger can't be read or written.
pub fn forget(site: &Path, addresses: &[OldAddress]) -> Result<(), Diagnostics> {
    let root = parse_sources::root(site)?;
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
            .hint("write the address as the ledger has it")
        });
        return Err(unknown.collect());
    }
    write(&root, &Ledger::of_each(ledger.beyond(&forgotten.with(&pages))))?;
    Ok(())
}

/// The ledger, if nothing is wrong with it.
fn sound(root: &Path) -> Result<Ledger, Diagnostics> {
    let (ledger, faults) = read(root)?;
    if faults.has_errors() { Err(faults) } else { Ok(ledger) }
}

/// The ledger of a site; empty where there is none.
pub(super) fn read(root: &Path) -> Result<(Ledger, Diagnostics), Diagnostics> {
    match SiteDir::new(root).read_optional(ledger::FILE) {
        Ok(Some(bytes)) => Ok(Ledger::read(&bytes)),
        Ok(None) => Ok((Ledger::default(), Diagnostics::new())),
        Err(error) => Err(refused("read", &error)),
    }
}

/// Writes the ledger beside itself, and puts it in its place when it is whole and on the disk.
fn write(root: &Path, ledger: &Ledger) -> Result<(), Diagnostics> {
    let written = ManagedDir::open(root, "")
        .and_then(|folder| folder.write_atomic(ledger::FILE, ledger.to_text().as_bytes(), File::sync_all));
    written.map_err(|error| refused("written", &error))
}

fn refused(what: &str, error: &io::Error) -> Diagnostics {
    let place = Place::File(SitePath::known(ledger::FILE));
    Diagnostic::error(place, format!("the ledger can't be {what}: {error}"))
        .hint(sources::hint(error, "see that the site's folder may be read and written to"))
        .into()
}
