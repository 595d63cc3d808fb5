//! Checks a site by rendering all pages without writing anything.
//!
//! Neither the output nor the cache changes.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use crate::archive::{FileStatus, Hidden, HiddenReason};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::host_limits::SiteListing;
use crate::known_problems::{KnownProblems, Solved};
use crate::model::{CardCache, SiteModel};
use crate::pages;
use crate::path::SitePath;
use crate::plan::{CopiedFile, FileContents, Page, PageKind};
use crate::sources::{self, SiteDir, SourceReader};
use crate::templates::Engine;

use super::active_content;
use super::answers::{Answer, Answers};
use super::images::ImageProcessor;
use super::plan_site::plan_site;
use super::session::{BuildContext, Session};
use super::{CacheMode, Progress, Request, StageSeconds, Step, engine, ledger, misnamed_texts};

/// Site without errors.
#[derive(Debug)]
pub struct CheckReport {
    /// Number of articles.
    pub articles: usize,
    /// Files that a build would publish.
    pub listing: SiteListing,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Texts that are not visible at this moment.
    pub left_out: Vec<Hidden>,
    /// Duration of the check in seconds.
    pub seconds: f64,
    /// Known problems that no longer occur.
    pub(super) solved: Solved,
}

/// Checks a site like a build, without writing anything.
///
/// The request's cache mode is ignored.
///
/// # Errors
/// Returns all errors and warnings of the site.
pub fn check(request: &Request, progress: &dyn Progress) -> Result<CheckReport, Diagnostics> {
    look(request, None, progress, &mut |_| {}).map(CheckReport::with_solved)
}

/// Site without errors, with its answers to old addresses.
#[derive(Debug)]
pub struct AnswersReport {
    /// Result of the check.
    pub checked: CheckReport,
    /// Answer to each address, in the given order.
    pub answers: Vec<Answer>,
}

/// Checks a site like [`check`], and answers old addresses.
///
/// The answers are those of a server of the built site.
///
/// An address is a decoded path, with its query as it was written.
///
/// # Errors
/// Returns all errors and warnings of the site.
pub fn check_answers(
    request: &Request,
    progress: &dyn Progress,
    addresses: &[&str],
) -> Result<AnswersReport, Diagnostics> {
    let mut found = Vec::new();
    let checked = look(request, None, progress, &mut |model| {
        let answers = Answers::of(model);
        found = addresses.par_iter().map(|address| answers.answer(address)).collect();
    })?;
    Ok(AnswersReport { checked: checked.with_solved(), answers: found })
}

impl CheckReport {
    /// Adds warnings of known problems that no longer occur.
    fn with_solved(mut self) -> Self {
        let solved = std::mem::take(&mut self.solved);
        self.warnings.extend(solved.warnings());
        self.warnings.sort();
        self
    }
}

/// Checks a site, with these known problems in place of those in its file.
///
/// `inspect` gets the model of a site without errors.
pub(super) fn look(
    request: &Request,
    known: Option<KnownProblems>,
    progress: &dyn Progress,
    inspect: &mut dyn FnMut(&SiteModel),
) -> Result<CheckReport, Diagnostics> {
    let start = Instant::now();
    let request = &Request { cache_mode: CacheMode::ReadOnly, ..request.clone() };
    let mut session = Session::open(&request.site, &request.overrides)?;
    let output = session.output(request.output.as_deref())?;
    let sources = session.find();
    let Session { root, config, mut found } = session;
    let context = BuildContext { root: &root, request, progress };
    let mut planned = plan_site(context, config, sources, None, &mut found, &mut StageSeconds::default());
    if let Some(known) = known {
        planned.known = Ok(known);
    }
    ledger::check(context, &output, &planned, &mut found);
    let engine = engine(&root, planned, CardCache::Full, &mut found)?;
    let listing = Checker { root: &root, folder: &SiteDir::new(&root), engine: &engine }
        .check_all(progress, &mut found);
    found.sort();
    if found.has_errors() {
        return Err(found);
    }
    inspect(engine.model());
    let solved = solved(engine.model(), &found);
    let archive = &engine.model().archive;
    Ok(CheckReport {
        articles: archive.len(),
        left_out: archive.hidden().to_vec(),
        listing,
        warnings: found,
        seconds: start.elapsed().as_secs_f64(),
        solved,
    })
}

/// Returns the known problems that no longer occur.
///
/// A problem of a draft or an embargoed article is kept, since it occurs again later.
pub(super) fn solved(model: &SiteModel, found: &Diagnostics) -> Solved {
    model.known_problems.solved(found, |text| {
        let absence = model.archive.file_status(text);
        matches!(absence, Some(FileStatus::Hidden(HiddenReason::Draft | HiddenReason::Embargoed(_))))
    })
}

/// Sizes of image variants in bytes, by original file.
type Lengths = BTreeMap<SitePath, Vec<u64>>;

/// Renders all pages of a site, and drops them.
struct Checker<'p> {
    root: &'p Path,
    folder: &'p SiteDir,
    engine: &'p Engine,
}

/// File of the listing, with its text if it configures a host.
struct CheckedFile {
    file: Box<str>,
    bytes: u64,
    says: Option<String>,
    warnings: Vec<Diagnostic>,
}

impl CheckedFile {
    /// Creates a file that configures no host and has no warnings.
    fn plain(file: Box<str>, bytes: u64) -> Self {
        Self { file, bytes, says: None, warnings: Vec::new() }
    }
}

impl Checker<'_> {
    /// Renders all pages, and returns the listing of the files.
    fn check_all(&self, progress: &dyn Progress, found: &mut Diagnostics) -> SiteListing {
        let pages = self.engine.model().plan.pages();
        progress.begin(Step::Rendering, pages.len());
        let lengths = self.pictures();
        let files: Vec<Result<CheckedFile, Diagnostics>> = pages
            .par_iter()
            .map(|page| {
                let file = self.check_file(page, &lengths);
                progress.advance();
                file
            })
            .collect();
        let mut listing = SiteListing { files: Vec::with_capacity(files.len()), host_files: Vec::new() };
        for file in files {
            match file {
                Ok(CheckedFile { file, bytes, says, warnings }) => {
                    found.extend(warnings);
                    listing.host_files.extend(says.map(|says| (file.clone(), says)));
                    listing.files.push((file, bytes));
                }
                Err(faults) => found.extend(faults),
            }
        }
        listing
    }

    fn check_file(&self, page: &Page, lengths: &Lengths) -> Result<CheckedFile, Diagnostics> {
        if self.engine.is_exhausted() {
            return Err(Diagnostics::new());
        }
        let file: Box<str> = page.file().into();
        let is_host_file = SiteListing::HOST_FILES.contains(&&*file);
        let mut warnings = Vec::new();
        let bytes = match &page.kind {
            PageKind::ImageVariant(derived) => {
                let bytes = lengths.get(&derived.file).and_then(|lengths| lengths.get(derived.which));
                return Ok(CheckedFile::plain(file, bytes.copied().unwrap_or_default()));
            }
            PageKind::File(copied) if !is_host_file => {
                return Ok(CheckedFile::plain(file, self.length(copied).map_err(|fault| *fault)?));
            }
            PageKind::File(copied) => match &copied.contents {
                FileContents::Memory(bytes) => bytes.to_vec(),
                FileContents::Disk(_) => (self.folder.bytes(&copied.file))
                    .map_err(|error| crate::sources::unreadable(&copied.file, &error))?,
            },
            _ => {
                let rendered = pages::render(page, self.engine, self.folder)?;
                warnings = rendered.warnings;
                rendered.bytes
            }
        };
        let says = is_host_file.then(|| String::from_utf8_lossy(&bytes).into_owned());
        Ok(CheckedFile { file, bytes: bytes.len() as u64, says, warnings })
    }

    /// Returns the size of a copied file.
    ///
    /// Only its first bytes are read, unless it has to be scanned for scripts.
    fn length(&self, copied: &CopiedFile) -> Result<u64, Box<Diagnostic>> {
        match &copied.contents {
            FileContents::Memory(bytes) => Ok(bytes.len() as u64),
            FileContents::Disk(stat) => {
                let html = self.engine.model().site.markdown.html;
                let is_whole = active_content::is_scanned(copied, html)
                    && stat.size <= active_content::MAX_SCANNED_BYTES;
                let read = if is_whole {
                    self.folder.bytes(&copied.file)
                } else {
                    sources::first_bytes(self.folder, &copied.file)
                };
                let bytes =
                    read.map_err(|error| Box::new(crate::sources::unreadable(&copied.file, &error)))?;
                active_content::check(copied, html, stat.size, &bytes)?;
                misnamed_texts::check(copied, &bytes).map(|()| stat.size)
            }
        }
    }

    /// Returns the sizes of the image variants.
    ///
    /// No variant is generated: sizes of variants that are not cached are estimates.
    fn pictures(&self) -> Lengths {
        let images = ImageProcessor::of(self.root);
        let pages = self.engine.model().plan.pages();
        let first = pages.par_iter().filter_map(|page| match &page.kind {
            PageKind::ImageVariant(derived) if derived.which == 0 => Some(derived),
            _ => None,
        });
        let lengths = first.map(|derived| {
            let original = self.folder.stat(derived.file.as_str());
            let original = original.map_or(u64::MAX, |original| original.size);
            (derived.file.clone(), images.lengths(derived, original))
        });
        lengths.collect()
    }
}
