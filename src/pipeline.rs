//! The whole way, from a site's folder to its output: the only module that names every stage. In goes a [`Request`];
//! out comes an [`BuildOutcome`], or everything that is wrong with the site. Nothing in the output changes before
//! everything has rendered.

mod accept_problems;
mod active_content;
mod check;
mod images;
mod last_build;
pub mod ledger;
mod match_previous;
mod misnamed_texts;
mod ownership;
mod parse_sources;
mod plan_site;
mod rebuild_reason;
mod report;
mod save_cache;
mod static_files;
mod up_to_date;
mod upload_group;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::address::Address;
use crate::archive::{Clock, LeftOut, Whereabouts};
use crate::article::{self, Article, Beside, Entry, Standing};
use crate::cache::{self, CacheError};
use crate::config::Overrides;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::ledger::LedgerCheck;
use crate::model::{CardCache, SiteModel};
use crate::pages::{check_publisher_links, check_site_links, host_files};
use crate::path::SitePath;
use crate::publish::{Output, PublishError, Recovery, Stage, Wait};
use crate::sources::SiteDir;
use crate::templates::{Engine, template_ids};

use plan_site::{PlannedSite, find, plan_site, plan_site_cached};

pub use accept_problems::{AcceptReport, accept_problems};
pub(crate) use active_content::{check as check_active_content, is_scanned};
pub use check::{CheckReport, check};
pub use images::ImageProcessor;
pub use last_build::{LastBuild, last_build};
pub use parse_sources::{ParseCache, settings};
pub use rebuild_reason::RebuildReason;
pub use report::{Report, StageSeconds};
pub(crate) use static_files::{check_image_size, published_bytes, strips_location};

/// What is to be built.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's folder.
    pub site: PathBuf,
    /// Where the site is written; what the config says where this says nothing.
    pub output: Option<PathBuf>,
    /// What stands in place of the config's settings.
    pub overrides: Overrides,
    /// The moment at which the site is to stand.
    pub clock: Clock,
    /// What to do while another build is at work.
    pub wait: Wait,
    /// What to do with what the last build did.
    pub cache_mode: CacheMode,
    /// What is to become of the addresses that were ever published.
    pub ledger_check: LedgerCheck,
    /// What is to become of files in the output that Dateline did not write, where pages are to be.
    pub adoption: Adoption,
}

/// What is to become of files in the output that Dateline did not write, where pages are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// The build is refused, and names them.
    Refused,
    /// The pages take their places: `--adopt`.
    Allowed,
}

/// What to do with what the last build did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheMode {
    /// What has not changed is not done again.
    ReadWrite,
    /// Everything is done again.
    WriteOnly,
    /// What has not changed is not done again, and nothing is kept for the next time.
    ReadOnly,
}

impl CacheMode {
    /// Whether what was done before is asked for.
    fn reads(self) -> bool {
        match self {
            Self::ReadWrite | Self::ReadOnly => true,
            Self::WriteOnly => false,
        }
    }

    /// Whether what is done is kept.
    fn writes(self) -> bool {
        match self {
            Self::ReadWrite | Self::WriteOnly => true,
            Self::ReadOnly => false,
        }
    }
}

/// What came of a build.
#[derive(Debug)]
pub struct BuildOutcome {
    /// What was done, in numbers.
    pub report: Report,
    /// What an editor should look at.
    pub warnings: Diagnostics,
    /// What is not on the site at this moment.
    pub left_out: Vec<LeftOut>,
    /// Each page that was made again, with the reason.
    pub rebuilt: Vec<(Address, RebuildReason)>,
}

/// The steps of a build, as a reader of its progress knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Files are found and read.
    Reading,
    /// Pages become bytes.
    Rendering,
    /// Bytes are put in place.
    Publishing,
}

/// Is told how a build gets on. Called from many threads.
pub trait Progress: Sync {
    /// A step begins, in which so many things are to be done.
    fn begin(&self, step: Step, total: usize);
    /// One thing more is done.
    fn advance(&self);
    /// Something that whoever watches should know.
    fn note(&self, note: BuildNote);
}

/// Something that whoever watches a build should know, and that is no fault of the site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildNote {
    /// Another build is at work on the same output, and this one waits for it.
    Waiting,
    /// What the last build did was kept by another version of Dateline: everything is done again.
    CacheOtherVersion,
    /// What the last build did is not kept as it was written: everything is done again.
    CacheDamaged,
    /// So many files of a build that was cut short are damaged: the site of the build before it stays.
    BuildDropped(usize),
    /// So many files of a build that was cut short are damaged: the others are in place.
    BuildIncomplete(usize),
}

impl BuildNote {
    /// What to say of a record that can't be used; nothing where that is no surprise.
    fn of(record: CacheError) -> Option<Self> {
        match record {
            CacheError::Missing | CacheError::OtherSettings => None,
            CacheError::OtherVersion => Some(Self::CacheOtherVersion),
            CacheError::Damaged => Some(Self::CacheDamaged),
        }
    }
}

/// Tells nobody.
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
/// Everything that is wrong with the site; the output is as it was.
pub fn build(request: &Request, progress: &dyn Progress) -> Result<BuildOutcome, Diagnostics> {
    let start = Instant::now();
    let mut seconds = StageSeconds::default();
    let mut found = Diagnostics::new();

    let root = parse_sources::root(&request.site)?;
    let (site, settings) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    let output = Output::choose(&root, request.output.as_deref(), &site.output).map_err(|error| *error)?;
    // The stage comes before the record is read: it finishes a build that was cut short.
    let stage = stage(&output, request.wait, progress)?;
    cache::sweep(&root, Some(output.path()));
    if stage.is_taken_over() {
        cache::remove_unreferenced_chunks(&root, output.path());
    }
    let sources = find(&root, &site, &mut found);
    let inputs = up_to_date::BuildInputs::of(&root, settings, &sources, request);
    seconds.read = start.elapsed().as_secs_f64();
    if request.cache_mode == CacheMode::ReadWrite
        && !found.has_errors()
        && !stage.is_taken_over()
        && let Some(mut outcome) = up_to_date::outcome(&root, &output, &stage, &inputs, request)
    {
        seconds.publish = start.elapsed().as_secs_f64() - seconds.read;
        seconds.total = start.elapsed().as_secs_f64();
        outcome.report.seconds = seconds;
        return Ok(outcome);
    }
    let (planned, before) = rayon::join(
        || plan_site(&root, (site, settings), sources, request, progress, (&mut found, &mut seconds)),
        || write::published_before(&root, &output, progress),
    );
    ledger::check(&root, &output, request, &planned, &mut found);
    let engine = engine(&root, planned, CardCache::Full, &mut found)?;
    seconds.plan = start.elapsed().as_secs_f64() - (seconds.so_far() - seconds.plan);
    let mut written =
        write::write((&root, &output), engine, stage, (request, &inputs), before, found, progress)?;
    seconds.render = written.rendering;
    seconds.publish = written.publishing;
    seconds.total = start.elapsed().as_secs_f64();
    let report = Report::new(&written, request.clock, seconds);
    let left_out = std::mem::take(&mut written.left_out);
    Ok(BuildOutcome { report, warnings: written.warnings, left_out, rebuilt: written.rebuilt })
}

/// A site that is ready: any of its pages can be rendered.
#[derive(Debug)]
pub struct PreparedSite {
    /// What renders its pages.
    pub engine: Engine,
    /// What is wrong with it. A site with errors renders, but is not fit to be published.
    pub found: Diagnostics,
    /// Whether its texts can have files beside them.
    pub beside: Beside,
    /// Where its smaller pictures are made.
    pub images: ImageProcessor,
}

/// Makes a site ready without writing any of it: all stages up to the first page. What was parsed is kept for the
/// next time, on disk and in `known`; the output and the ledger are neither looked at nor changed.
///
/// # Errors
/// Everything that is wrong with the site, where no page of it can be rendered.
pub fn prepare(
    request: &Request,
    known: &mut ParseCache,
    progress: &dyn Progress,
) -> Result<PreparedSite, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = parse_sources::root(&request.site)?;
    let (site, settings) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    if known.is_empty() {
        cache::sweep(&root, None);
    }
    let sources = find(&root, &site, &mut found);
    let mut seconds = StageSeconds::default();
    let notes = (&mut found, &mut seconds);
    let planned = plan_site_cached(&root, (site, settings), sources, request, Some(known), progress, notes);
    let beside = planned.beside;
    let engine = engine(&root, planned, CardCache::Small, &mut found)?;
    found.sort();
    Ok(PreparedSite { engine, found, beside, images: ImageProcessor::of(&root) })
}

/// Whether a text says what it did when the site was made ready, but for its body, which waits on disk anyway. Then
/// nothing of the site has to be made anew.
pub fn only_body_changed(file: &SitePath, bytes: &[u8], model: &SiteModel, beside: Beside) -> bool {
    let source = article::Source { file, bytes, digest: Digest::of(bytes), beside };
    let (entry, found) = article::parse(&source, &model.site);
    if !found.is_empty() {
        return false;
    }
    match (entry, model.archive.whereabouts(file)) {
        (Some(Entry::Article(now)), Some(Whereabouts::Article(id))) => {
            let before = model.archive.article(id);
            Article { digest: before.digest, ..Arc::unwrap_or_clone(now) } == *before
        }
        (Some(Entry::Standing(now)), Some(Whereabouts::Standing(index))) => {
            let before = &model.archive.standing()[index];
            Standing { digest: before.digest, ..*now } == *before
        }
        _ => false,
    }
}

/// What renders a planned site; otherwise all that is wrong with it. What an editor should look at is noted.
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

/// The stage of a build, as soon as no other build is at work on the output.
fn stage(output: &Output, wait: Wait, progress: &dyn Progress) -> Result<Stage, Diagnostics> {
    let opened = match Stage::open(output, Wait::No) {
        Err(PublishError::Busy { .. }) if wait == Wait::UntilFree => {
            progress.note(BuildNote::Waiting);
            Stage::open(output, wait)
        }
        opened => opened,
    };
    let stage = opened.map_err(Diagnostic::from)?;
    match stage.recovery() {
        Recovery::Nothing | Recovery::Finished => {}
        Recovery::Dropped(files) => progress.note(BuildNote::BuildDropped(files)),
        Recovery::Incomplete(files) => progress.note(BuildNote::BuildIncomplete(files)),
    }
    Ok(stage)
}
