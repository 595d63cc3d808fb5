//! Runs all stages, from a site's folder to its output.
//!
//! This is the only module that knows every stage. [`build`] takes a [`Request`], and returns a
//! [`BuildOutcome`] or all errors of the site. Nothing in the output changes before all pages are
//! rendered.

mod accept_problems;
mod active_content;
mod answers;
mod check;
mod found_site;
mod images;
mod last_build;
pub mod ledger;
mod ledger_file;
mod ledger_rows;
mod match_previous;
mod misnamed_texts;
mod ownership;
mod parse_sources;
mod plan_site;
mod rebuild_reason;
mod report;
mod save_cache;
mod session;
mod static_files;
mod up_to_date;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::address::Address;
use crate::archive::{Clock, FileStatus, Hidden};
use crate::article::{self, Article, Entry, HasAssets, StandingPage};
use crate::cache::{self, CacheError};
use crate::config::Overrides;
use crate::diagnostic::Diagnostics;
use crate::digest::Digest;
use crate::ledger::LedgerCheck;
use crate::model::{CardCache, SiteModel};
use crate::pages::{check_publisher_links, check_site_links, host_files};
use crate::path::SitePath;
use crate::publish::Wait;
use crate::sources::SiteDir;
use crate::templates::{Engine, template_ids};

use plan_site::{PlannedSite, plan_site};
use session::{BuildContext, Session, open_stage};
use write::SiteWriter;

pub use accept_problems::{AcceptReport, accept_problems};
pub(crate) use active_content::{check as check_active_content, is_scanned};
pub use answers::Answer;
pub use check::{AnswersReport, CheckReport, check, check_answers};
pub use images::ImageProcessor;
pub use last_build::{LastBuild, last_build};
pub use parse_sources::ParseCache;
pub use rebuild_reason::RebuildReason;
pub use report::{Report, StageSeconds};
pub use session::settings;
pub(crate) use static_files::{check_image_size, published_bytes, strips_location};

/// Options of a build.
#[derive(Debug, Clone)]
pub struct Request {
    /// Folder of the site.
    pub site: PathBuf,
    /// Output folder. `None` means the folder in the config.
    pub output: Option<PathBuf>,
    /// Settings that replace those in the config.
    pub overrides: Overrides,
    /// Moment for which the site is built.
    pub clock: Clock,
    /// Reaction to another build of the same output.
    pub wait: Wait,
    /// Use of the cache.
    pub cache_mode: CacheMode,
    /// Treatment of missing addresses that are in the ledger.
    pub ledger_check: LedgerCheck,
    /// Treatment of other programs' files that a page would replace.
    pub adoption: Adoption,
}

/// Treatment of other programs' files that a page would replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// Report an error that names the files.
    Refused,
    /// Replace the files (`--adopt`).
    Allowed,
}

/// Use of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheMode {
    /// Reuse results, and store new ones.
    ReadWrite,
    /// Do all work again, and store the results.
    WriteOnly,
    /// Reuse results, and write nothing.
    ReadOnly,
}

impl CacheMode {
    /// Returns whether the cache is read.
    fn reads(self) -> bool {
        match self {
            Self::ReadWrite | Self::ReadOnly => true,
            Self::WriteOnly => false,
        }
    }

    /// Returns whether the cache is written.
    fn writes(self) -> bool {
        match self {
            Self::ReadWrite | Self::WriteOnly => true,
            Self::ReadOnly => false,
        }
    }
}

/// Result of a build.
#[derive(Debug)]
pub struct BuildOutcome {
    /// Numbers and durations.
    pub report: Report,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Texts that are not visible at this moment.
    pub left_out: Vec<Hidden>,
    /// Pages that were rendered again, each with the reason.
    pub rebuilt: Vec<(Address, RebuildReason)>,
}

/// Step of a build, for progress reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Finding and reading files.
    Reading,
    /// Rendering pages.
    Rendering,
    /// Moving files into the output.
    Publishing,
}

/// Receiver of progress reports. Its methods are called from several threads.
pub trait Progress: Sync {
    /// Begins a step with `total` items.
    fn begin(&self, step: Step, total: usize);
    /// Counts one finished item.
    fn advance(&self);
    /// Reports an event.
    fn note(&self, note: BuildNote);
}

/// Event during a build that is not a problem of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildNote {
    /// Another build of the same output is running, and this one waits for it.
    Waiting,
    /// Another version of Dateline wrote the cache, so all work is done again.
    CacheOtherVersion,
    /// The cache is damaged, so all work is done again.
    CacheDamaged,
    /// An interrupted build left this many damaged files.
    ///
    /// The site before it was kept.
    BuildDropped(usize),
    /// An interrupted build left this many damaged files. The others are in place.
    BuildIncomplete(usize),
}

impl BuildNote {
    /// Returns the event for an unusable cache. Returns `None` if that is expected.
    fn of(record: CacheError) -> Option<Self> {
        match record {
            CacheError::Missing | CacheError::OtherSettings => None,
            CacheError::OtherVersion => Some(Self::CacheOtherVersion),
            CacheError::Damaged => Some(Self::CacheDamaged),
        }
    }
}

/// Progress receiver that ignores all reports.
#[derive(Debug)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn note(&self, _: BuildNote) {}
}

/// Builds a site.
///
/// # Errors
/// Returns all errors of the site. The output is unchanged then.
pub fn build(request: &Request, progress: &dyn Progress) -> Result<BuildOutcome, Diagnostics> {
    let start = Instant::now();
    let mut seconds = StageSeconds::default();
    let mut session = Session::open(&request.site, &request.overrides)?;
    let output = session.output(request.output.as_deref())?;
    // Opening the stage finishes an interrupted build, so it comes before reading the cache.
    let stage = open_stage(&output, request.wait, progress)?;
    cache::sweep(&session.root, Some(output.path()));
    if stage.is_taken_over() {
        cache::remove_unreferenced_chunks(&session.root, output.path());
    }
    let sources = session.find();
    let Session { root, config, mut found } = session;
    let context = BuildContext { root: &root, request, progress };
    let inputs = up_to_date::BuildInputs::of(context, config.digest, &sources);
    seconds.read = start.elapsed().as_secs_f64();
    if request.cache_mode == CacheMode::ReadWrite
        && !found.has_errors()
        && !stage.is_taken_over()
        && let Some(mut outcome) = up_to_date::unchanged_outcome(context, &output, &stage, &inputs)
    {
        seconds.publish = start.elapsed().as_secs_f64() - seconds.read;
        seconds.total = start.elapsed().as_secs_f64();
        outcome.report.seconds = seconds;
        return Ok(outcome);
    }
    let (planned, before) = rayon::join(
        || plan_site(context, config, sources, None, &mut found, &mut seconds),
        || write::published_before(&root, &output, progress),
    );
    ledger::check(context, &output, &planned, &mut found);
    let engine = engine(&root, planned, CardCache::Full, &mut found)?;
    seconds.plan = start.elapsed().as_secs_f64() - (seconds.so_far() - seconds.plan);
    let writer = SiteWriter { context, output: &output, engine, inputs: &inputs, previous: before };
    let mut written = writer.write(stage, found, &mut seconds)?;
    seconds.total = start.elapsed().as_secs_f64();
    let report = Report::new(&written, request.clock, seconds);
    let left_out = std::mem::take(&mut written.left_out);
    Ok(BuildOutcome { report, warnings: written.warnings, left_out, rebuilt: written.rebuilt })
}

/// Site whose pages can be rendered one by one.
#[derive(Debug)]
pub struct PreparedSite {
    /// Renders the pages.
    pub engine: Engine,
    /// Problems of the site.
    ///
    /// A site with errors can be rendered, but must not be published.
    pub found: Diagnostics,
    /// Possible addresses of files next to texts.
    pub beside: HasAssets,
    /// Generates image variants.
    pub images: ImageProcessor,
}

/// Prepares a site for rendering single pages, without writing any of them.
///
/// Parsed sources are cached on disk and in `known`. The output and the ledger are neither read nor
/// written.
///
/// # Errors
/// Returns all errors of the site if none of its pages can be rendered.
pub fn prepare(
    request: &Request,
    known: &mut ParseCache,
    progress: &dyn Progress,
) -> Result<PreparedSite, Diagnostics> {
    let mut session = Session::open(&request.site, &request.overrides)?;
    if known.is_empty() {
        cache::sweep(&session.root, None);
    }
    let sources = session.find();
    let Session { root, config, mut found } = session;
    let context = BuildContext { root: &root, request, progress };
    let planned = plan_site(context, config, sources, Some(known), &mut found, &mut StageSeconds::default());
    let beside = planned.beside;
    let engine = engine(&root, planned, CardCache::Small, &mut found)?;
    found.sort();
    Ok(PreparedSite { engine, found, beside, images: ImageProcessor::of(&root) })
}

/// Returns whether a changed source differs from the prepared one in its body only.
///
/// Bodies are read when a page is rendered, so the site need not be prepared again.
pub fn only_body_changed(file: &SitePath, bytes: &[u8], model: &SiteModel, has_assets: HasAssets) -> bool {
    let source = article::Source { file, bytes, digest: Digest::of(bytes), has_assets };
    let (entry, found) = article::parse(&source, &model.site);
    if !found.is_empty() {
        return false;
    }
    match (entry, model.archive.file_status(file)) {
        (Some(Entry::Article(now)), Some(FileStatus::Article(id))) => {
            let before = model.archive.article(id);
            Article { digest: before.digest, ..Arc::unwrap_or_clone(now) } == *before
        }
        (Some(Entry::Standing(now)), Some(FileStatus::Standing(index))) => {
            let before = &model.archive.standing()[index];
            StandingPage { digest: before.digest, ..*now } == *before
        }
        _ => false,
    }
}

/// Creates the engine of a planned site. Warnings go to `found`.
fn engine(
    root: &Path,
    planned: PlannedSite,
    card_cache: CardCache,
    found: &mut Diagnostics,
) -> Result<Engine, Diagnostics> {
    let PlannedSite { site, settings, theme, archive, plan, known, beside: _, ledger: _ } = planned;
    let known = match known {
        Ok(known) => known,
        Err(mut faults) => {
            faults.extend(std::mem::take(found));
            faults.sort();
            return Err(faults);
        }
    };
    *found = std::mem::take(found).into_iter().map(|problem| known.settle(problem)).collect();
    let catalogs = parse_sources::catalogs(&theme, &site, found);
    let ids = template_ids(&theme);
    let model =
        SiteModel::new(site, settings, archive, plan, ids, catalogs, card_cache).with_known_problems(known);
    match Engine::new(theme, model) {
        Ok(engine) => {
            found.extend(host_files::limits(engine.model()));
            found.extend(check_publisher_links(engine.model()));
            found.extend(check_site_links(&engine, &SiteDir::new(root)));
            Ok(engine)
        }
        Err(faults) => {
            found.extend(faults);
            found.sort();
            Err(std::mem::take(found))
        }
    }
}
