//! The whole way, from a site's folder to its output: the only module that names every stage. In goes a [`Request`];
//! out comes an [`Outcome`], or everything that is wrong with the site. Nothing in the output changes before
//! everything has rendered.

mod accept;
mod active;
mod check;
mod copied;
mod former;
mod last;
pub mod ledger;
mod load;
mod other_endings;
mod owned;
mod pictures;
mod planned;
mod records;
mod report;
mod role;
mod still;
mod why;
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
use crate::path::SitePath;
use crate::publish::{Output, PublishError, Recovery, Stage, Wait};
use crate::render::{Engine, Wanted, World, check_publisher, check_site_links, hosting, template_ids};
use crate::sources::SiteDir;

use planned::{Planned, find, planned, planned_again};

pub use accept::{Accepted, accept};
pub(crate) use active::{is_looked_through, refuse as refuse_active};
pub use check::{Checked, check};
pub(crate) use copied::{as_published, check_weight, loses_location};
pub use last::{Last, last};
pub use load::{Known, settings};
pub use pictures::Darkroom;
pub use report::{Report, Seconds};
pub use why::Why;

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
    pub memory: Memory,
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
pub enum Memory {
    /// What has not changed is not done again.
    Used,
    /// Everything is done again.
    Ignored,
    /// What has not changed is not done again, and nothing is kept for the next time.
    Consulted,
}

impl Memory {
    /// Whether what was done before is asked for.
    fn is_asked(self) -> bool {
        match self {
            Self::Used | Self::Consulted => true,
            Self::Ignored => false,
        }
    }

    /// Whether what is done is kept.
    fn is_kept(self) -> bool {
        match self {
            Self::Used | Self::Ignored => true,
            Self::Consulted => false,
        }
    }
}

/// What came of a build.
#[derive(Debug)]
pub struct Outcome {
    /// What was done, in numbers.
    pub report: Report,
    /// What an editor should look at.
    pub warnings: Diagnostics,
    /// What is not on the site at this moment.
    pub left_out: Vec<LeftOut>,
    /// Each page that was made again, with the reason.
    pub why: Vec<(Address, Why)>,
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
    fn note(&self, note: Note);
}

/// Something that whoever watches a build should know, and that is no fault of the site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Another build is at work on the same output, and this one waits for it.
    Waiting,
    /// What the last build did was kept by another version of Dateline: everything is done again.
    RecordForeign,
    /// What the last build did is not kept as it was written: everything is done again.
    RecordDamaged,
    /// So many files of a build that was cut short are damaged: the site of the build before it stays.
    BuildDropped(usize),
    /// So many files of a build that was cut short are damaged: the others are in place.
    BuildIncomplete(usize),
}

impl Note {
    /// What to say of a record that can't be used; nothing where that is no surprise.
    fn of(record: CacheError) -> Option<Self> {
        match record {
            CacheError::Missing | CacheError::OtherSettings => None,
            CacheError::OtherVersion => Some(Self::RecordForeign),
            CacheError::Damaged => Some(Self::RecordDamaged),
        }
    }
}

/// Tells nobody.
#[derive(Debug)]
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn note(&self, _: Note) {}
}

/// Builds a site.
///
/// # Errors
/// Everything that is wrong with the site; the output is as it was.
pub fn build(request: &Request, progress: &dyn Progress) -> Result<Outcome, Diagnostics> {
    let start = Instant::now();
    let mut seconds = Seconds::default();
    let mut found = Diagnostics::new();

    let root = load::root(&request.site)?;
    let (site, settings) = load::settings(&root, &request.overrides, &mut found)?;
    let output = Output::choose(&root, request.output.as_deref(), &site.output).map_err(|error| *error)?;
    // The stage comes before the record is read: it finishes a build that was cut short.
    let stage = stage(&output, request.wait, progress)?;
    cache::sweep(&root, Some(output.path()));
    if stage.is_taken_over() {
        cache::remove_unreferenced_chunks(&root, output.path());
    }
    let sources = find(&root, &site, &mut found);
    let inputs = still::BuildInputs::of(&root, settings, &sources, request);
    seconds.read = start.elapsed().as_secs_f64();
    if request.memory == Memory::Used
        && !found.has_errors()
        && !stage.is_taken_over()
        && let Some(mut outcome) = still::outcome(&root, &output, &stage, &inputs, request)
    {
        seconds.publish = start.elapsed().as_secs_f64() - seconds.read;
        seconds.total = start.elapsed().as_secs_f64();
        outcome.report.seconds = seconds;
        return Ok(outcome);
    }
    let (planned, before) = rayon::join(
        || planned(&root, (site, settings), sources, request, progress, (&mut found, &mut seconds)),
        || write::published_before(&root, &output, progress),
    );
    ledger::check(&root, &output, request, &planned, &mut found);
    let engine = engine(&root, planned, Wanted::Every, &mut found)?;
    seconds.plan = start.elapsed().as_secs_f64() - (seconds.so_far() - seconds.plan);
    let mut written =
        write::write((&root, &output), engine, stage, (request, &inputs), before, found, progress)?;
    seconds.render = written.rendering;
    seconds.publish = written.publishing;
    seconds.total = start.elapsed().as_secs_f64();
    let report = Report::new(&written, request.clock, seconds);
    let left_out = std::mem::take(&mut written.left_out);
    Ok(Outcome { report, warnings: written.warnings, left_out, why: written.why })
}

/// A site that is ready: any of its pages can be rendered.
#[derive(Debug)]
pub struct Prepared {
    /// What renders its pages.
    pub engine: Engine,
    /// What is wrong with it. A site with errors renders, but is not fit to be published.
    pub found: Diagnostics,
    /// Whether its texts can have files beside them.
    pub beside: Beside,
    /// Where its smaller pictures are made.
    pub darkroom: Darkroom,
}

/// Makes a site ready without writing any of it: all stages up to the first page. What was parsed is kept for the
/// next time, on disk and in `known`; the output and the ledger are neither looked at nor changed.
///
/// # Errors
/// Everything that is wrong with the site, where no page of it can be rendered.
pub fn prepare(
    request: &Request,
    known: &mut Known,
    progress: &dyn Progress,
) -> Result<Prepared, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = load::root(&request.site)?;
    let (site, settings) = load::settings(&root, &request.overrides, &mut found)?;
    if known.is_empty() {
        cache::sweep(&root, None);
    }
    let sources = find(&root, &site, &mut found);
    let mut seconds = Seconds::default();
    let notes = (&mut found, &mut seconds);
    let planned = planned_again(&root, (site, settings), sources, request, Some(known), progress, notes);
    let beside = planned.beside;
    let engine = engine(&root, planned, Wanted::Some, &mut found)?;
    found.sort();
    Ok(Prepared { engine, found, beside, darkroom: Darkroom::of(&root) })
}

/// Whether a text says what it did when the site was made ready, but for its body, which waits on disk anyway. Then
/// nothing of the site has to be made anew.
pub fn says_the_same(file: &SitePath, bytes: &[u8], world: &World, beside: Beside) -> bool {
    let source = article::Source { file, bytes, digest: Digest::of(bytes), beside };
    let (entry, found) = article::parse(&source, &world.site);
    if !found.is_empty() {
        return false;
    }
    match (entry, world.archive.whereabouts(file)) {
        (Some(Entry::Article(now)), Some(Whereabouts::Article(id))) => {
            let before = world.archive.article(id);
            Article { digest: before.digest, ..Arc::unwrap_or_clone(now) } == *before
        }
        (Some(Entry::Standing(now)), Some(Whereabouts::Standing(index))) => {
            let before = &world.archive.standing()[index];
            Standing { digest: before.digest, ..*now } == *before
        }
        _ => false,
    }
}

/// What renders a planned site; otherwise all that is wrong with it. What an editor should look at is noted.
fn engine(
    root: &Path,
    planned: Planned,
    wanted: Wanted,
    found: &mut Diagnostics,
) -> Result<Engine, Diagnostics> {
    let Planned { site, settings, theme, archive, plan, known, beside: _, ledger: _ } = planned;
    let known = match known {
        Ok(known) => known,
        Err(mut faults) => {
            faults.extend(std::mem::take(found));
            faults.sort();
            return Err(faults);
        }
    };
    *found = std::mem::take(found).into_iter().map(|problem| known.settle(problem)).collect();
    let catalogs = load::catalogs(&theme, &site, found);
    let ids = template_ids(&theme);
    let world = World::new(site, settings, archive, plan, ids, catalogs, wanted).knowing(known);
    match Engine::new(theme, world) {
        Ok(engine) => {
            found.extend(hosting::limits(engine.world()));
            found.extend(check_publisher(engine.world()));
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
            progress.note(Note::Waiting);
            Stage::open(output, wait)
        }
        opened => opened,
    };
    let stage = opened.map_err(Diagnostic::from)?;
    match stage.recovery() {
        Recovery::Nothing | Recovery::Finished => {}
        Recovery::Dropped(files) => progress.note(Note::BuildDropped(files)),
        Recovery::Incomplete(files) => progress.note(Note::BuildIncomplete(files)),
    }
    Ok(stage)
}
