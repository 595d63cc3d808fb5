//! The last two stages: every page is rendered, on all cores, and staged where its bytes have changed; then all of it
//! is put in place. One broken page, and nothing is.

mod large_file;
mod output_state;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::address::Address;
use crate::archive::LeftOut;
use crate::cache::{
    BuildStamp, Dependencies, FileRecord, FileStamp, InputFingerprint, OutputDelta, OutputRecord,
    PreviousOutput, PreviousRecord,
};
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::digest::Digest;
use crate::model::dependencies::DependencyDigests;
use crate::pages::{self, Rendered};
use crate::plan::{CopiedFile, FileContents, Page, PageKind};
use crate::publish::{Output, Stage};
use crate::sources::{SiteDir, SourceReader};
use crate::templates::Engine;

use super::active_content;
use super::check::solved;
use super::images::ImageProcessor;
use super::match_previous::MatchedRecords;
use super::ownership::{self, Ownership};
use super::save_cache::{Changed, Records};
use super::static_files::{check_image_size, is_large, published_bytes};
use super::upload_group::upload_group;
use super::{BuildNote, Progress, RebuildReason, Request, Step, ledger, misnamed_texts, up_to_date};
use output_state::OutputState;

/// What was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) rendered: usize,
    pub(super) files: usize,
    pub(super) files_removed: usize,
    pub(super) removed: usize,
    pub(super) unchanged: usize,
    pub(super) rebuilt: Vec<(Address, RebuildReason)>,
    pub(super) warnings: Diagnostics,
    /// How many articles the site has.
    pub(super) articles: usize,
    /// How many pages and files it has.
    pub(super) pages: usize,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) next_change: Option<Timestamp>,
    pub(super) rendering: f64,
    pub(super) publishing: f64,
}

/// A page that was made, or that need not be.
struct BuiltPage<'b> {
    file: OutputRecord<'b>,
    effort: Effort,
    is_written: bool,
    why: Option<Box<(Address, RebuildReason)>>,
}

impl<'b> BuiltPage<'b> {
    /// A page that need not be made.
    fn unchanged(recorded: PreviousRecord<'b>) -> Self {
        Self { file: OutputRecord::Unchanged(recorded), effort: Effort::None, is_written: false, why: None }
    }

    /// A page that need not be made, whose file in the output is another of the same bytes.
    fn moved(recorded: PreviousRecord<'b>, stamp: FileStamp) -> Self {
        let record = Box::new(FileRecord { stamp, ..recorded.record.clone() });
        Self { file: OutputRecord::New(record), effort: Effort::None, is_written: false, why: None }
    }
}

/// What it took to know a page's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    None,
    Copied,
    Rendered,
}

/// Renders every page that may have changed, and puts the site in place.
pub(super) fn write(
    (root, output): (&Path, &Output),
    engine: Engine,
    stage: Stage,
    (request, made_from): (&Request, &up_to_date::BuildInputs),
    Before { published: before, owned, written_at }: Before,
    mut found: Diagnostics,
    progress: &dyn Progress,
) -> Result<Written, Diagnostics> {
    let start = Instant::now();
    let pages = engine.model().plan.pages();
    let former = MatchedRecords::of(pages, before.files());
    let purpose = if found.has_errors() { Purpose::Diagnosis } else { Purpose::Publication };
    let images = ImageProcessor::of(root);
    let press = PageBuilder {
        engine: &engine,
        folder: &SiteDir::new(root),
        stage: &stage,
        images: &images,
        ownership: &owned,
        purpose,
        seen: made_from.seen(),
        written_at,
    };

    progress.begin(Step::Rendering, pages.len());
    let made = press.make_all(pages, &former, request, progress);
    let Sum { files, rendered, unchanged, removed, why } = sum(made, &mut found);
    check_all(&engine, &mut found)?;
    let rendering = start.elapsed().as_secs_f64();

    progress.begin(Step::Publishing, pages.len());
    ownership::refuse(&stage.conflicts(), request.adoption, output)?;
    owned.take_away(&former, &files, &stage);
    let others = owned.others(output, &files, &stage);
    let update = OutputDelta::new(&before, files);
    let is_as_before = update.is_nothing();
    let reasons = (ledger::occasion(request.ledger_check), owned.listings());
    let changed = Changed::of(&update, engine.model(), (root, output.path()), reasons);
    let still = up_to_date::kept(made_from, &engine, &update, (&found, removed));
    // Said once: the next build has a manifest.
    found.extend(others);
    let records = Records { root, output: output.path(), still: &still, changed };
    let pages = update.files().len();
    let made =
        (!is_as_before || stage.is_taken_over()).then(|| ImageProcessor::planned(&engine.model().plan));
    let (published, files_removed) = records.publish(stage, || {
        if let Some(made) = made {
            images.tidy(made);
        }
    })?;
    // What pages were made from is much, and nobody need wait until all of it is let go.
    let _ = std::thread::Builder::new().spawn(move || drop((engine, before)));
    Ok(Written {
        rendered,
        files: published,
        files_removed,
        removed,
        unchanged,
        rebuilt: why,
        warnings: found,
        articles: still.articles,
        pages,
        left_out: still.left_out,
        next_change: still.next_change,
        rendering,
        publishing: start.elapsed().as_secs_f64() - rendering,
    })
}

/// Adds what is solved of the known problems.
///
/// # Errors
/// When there are errors: all of them.
fn check_all(engine: &Engine, found: &mut Diagnostics) -> Result<(), Diagnostics> {
    found.sort();
    let solved = solved(engine.model(), found);
    found.extend(solved.warnings());
    if found.has_errors() {
        let errors = std::mem::take(found).into_iter();
        return Err(errors.filter(|diagnostic| diagnostic.severity == Severity::Error).collect());
    }
    Ok(())
}

/// What was made, in numbers and records.
#[derive(Default)]
struct Sum<'b> {
    files: Vec<OutputRecord<'b>>,
    rendered: usize,
    unchanged: usize,
    /// Number of elements, attributes and links that are left out of texts.
    removed: usize,
    why: Vec<(Address, RebuildReason)>,
}

fn sum<'b>(made: Vec<Result<BuiltPage<'b>, Diagnostics>>, found: &mut Diagnostics) -> Sum<'b> {
    let mut sum = Sum { files: Vec::with_capacity(made.len()), ..Sum::default() };
    for made in made {
        match made {
            Ok(made) => {
                sum.rendered += usize::from(made.effort == Effort::Rendered);
                sum.unchanged += usize::from(!made.is_written);
                // Of pages that stay as they are, too.
                let record = made.file.record();
                sum.removed += record.removed;
                found.extend(record.warnings.iter().cloned());
                sum.files.push(made.file);
                sum.why.extend(made.why.map(|why| *why));
            }
            Err(faults) => found.extend(faults),
        }
    }
    sum
}

/// What was published before, as far as that is known. Whatever is made again, what was published and is planned no more
/// has to go.
pub(super) struct Before {
    published: PreviousOutput,
    owned: Ownership,
    /// When the build ended that published it.
    written_at: i64,
}

/// What is known of what was published before.
pub(super) fn published_before(root: &Path, output: &Output, progress: &dyn Progress) -> Before {
    let published = PreviousOutput::read(root, output.path()).unwrap_or_else(|unusable| {
        // What was parsed is kept beside it and goes the same way; once is enough to say it.
        if let Some(note) = BuildNote::of(unusable) {
            progress.note(note);
        }
        PreviousOutput::default()
    });
    let owned = Ownership::of(&published, output.path());
    Before { published, owned, written_at: BuildStamp::written_at(root, output.path()) }
}

/// What pages are made with.
struct PageBuilder<'a> {
    engine: &'a Engine,
    folder: &'a SiteDir,
    stage: &'a Stage,
    images: &'a ImageProcessor,
    ownership: &'a Ownership,
    purpose: Purpose,
    /// When the sources were looked at.
    seen: i64,
    /// When the build before this one ended.
    written_at: i64,
}

/// What pages are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be put in place, if nothing is wrong with any.
    Publication,
    /// To find what else is wrong with a site that can't be published as it is. Nothing is staged: two of its pages may
    /// want one address.
    Diagnosis,
}

impl PageBuilder<'_> {
    /// Makes every page, on all cores, in their order.
    fn make_all<'b>(
        &self,
        pages: &[Page],
        former: &MatchedRecords<'b>,
        request: &Request,
        progress: &dyn Progress,
    ) -> Vec<Result<BuiltPage<'b>, Diagnostics>> {
        let made = pages.par_iter().zip(&former.of_each).map_init(
            || (DependencyDigests::new(self.engine.model(), self.folder), Dependencies::default()),
            |(answers, last), (page, before)| {
                let known = before.filter(|_| request.cache_mode.reads());
                let made = self.make(page, (*before, known), (answers, last));
                progress.advance();
                made
            },
        );
        made.collect()
    }

    /// Makes one page, unless it would become what it is; and stages it where its bytes are not those that are there.
    fn make<'b>(
        &self,
        page: &Page,
        (recorded, before): (Option<PreviousRecord<'b>>, Option<PreviousRecord<'b>>),
        (answers, last): (&mut DependencyDigests<'_>, &mut Dependencies),
    ) -> Result<BuiltPage<'b>, Diagnostics> {
        if self.engine.is_exhausted() {
            return Err(Diagnostics::new());
        }
        let inputs = match &page.kind {
            PageKind::File(copied) => InputFingerprint::File(self.inputs_of(copied)),
            PageKind::ImageVariant(derived) => InputFingerprint::File(derived.digest()),
            _ => InputFingerprint::Page(pages::fingerprint(page, self.engine)),
        };
        let (why, before) = match before {
            Some(before) => match why(before.record, &inputs, answers) {
                Some(why) => (why, Some(before)),
                None => match self.output_state(before.record)? {
                    OutputState::Intact => return Ok(BuiltPage::unchanged(before)),
                    OutputState::Restamped(stamp) => return Ok(BuiltPage::moved(before, stamp)),
                    OutputState::Changed => (RebuildReason::NotThere, Some(before)),
                },
            },
            None => (RebuildReason::New, None),
        };
        let _alone = self.images.alone(weight(page, self.site()));
        if let PageKind::File(copied) = &page.kind
            && is_large(copied, self.site())
        {
            return self.make_large((page, copied), inputs, why, (recorded, before));
        }
        let (rendered, effort) = self.rendered(page)?;
        let Rendered { bytes, dependencies: asked, warnings, removed } = rendered;
        let size = bytes.len() as u64;
        if **last != *asked {
            *last = asked.into();
        }
        let mut record = FileRecord {
            file: page.file().into(),
            inputs,
            asked: Arc::clone(last),
            digest: Digest::of(&bytes),
            size,
            stamp: FileStamp::default(),
            upload_group: upload_group(page),
            warnings: warnings.into(),
            removed,
        };
        let is_written = !self.keeps(&mut record, before)?;
        if is_written && self.purpose == Purpose::Publication {
            let owner = self.ownership.owner(&record.file, recorded);
            let written = self.stage.write_over(&record.file, (&bytes, record.digest), owner);
            record.stamp = written.map_err(Diagnostic::from)?;
        }
        let file = match before {
            Some(before) if *before.record == record => OutputRecord::Unchanged(before),
            _ => OutputRecord::New(Box::new(record)),
        };
        Ok(BuiltPage { file, effort, is_written, why: Some(Box::new((page.address.clone(), why))) })
    }

    /// Makes the bytes of a page.
    fn rendered(&self, page: &Page) -> Result<(Rendered, Effort), Diagnostics> {
        Ok(match &page.kind {
            PageKind::File(copied) => (Rendered::plain(self.bytes_of(copied)?), Effort::Copied),
            PageKind::ImageVariant(_) if self.purpose == Purpose::Diagnosis => {
                (Rendered::plain(Vec::new()), Effort::None)
            }
            PageKind::ImageVariant(derived) => {
                let bytes = self.images.bytes_of(derived, self.folder).map_err(|fault| *fault)?;
                (Rendered::plain(bytes), Effort::Copied)
            }
            _ => (pages::render(page, self.engine, self.folder)?, Effort::Rendered),
        })
    }

    fn site(&self) -> &Site {
        &self.engine.model().site
    }

    fn bytes_of(&self, copied: &CopiedFile) -> Result<Vec<u8>, Diagnostics> {
        match &copied.contents {
            FileContents::Memory(bytes) => Ok(bytes.to_vec()),
            FileContents::Disk(_) => {
                let site = self.site();
                check_image_size(copied, site.pictures.location).map_err(|fault| *fault)?;
                let read = self.folder.bytes(&copied.file);
                let bytes = read.map_err(|error| crate::sources::unreadable(&copied.file, &error))?;
                misnamed_texts::check(copied, &bytes).map_err(|fault| *fault)?;
                active_content::check(copied, site.markdown.html, bytes.len() as u64, &bytes)
                    .map_err(|fault| *fault)?;
                Ok(published_bytes(copied, site.pictures.location, bytes))
            }
        }
    }
}

/// Returns the number of bytes that are read whole for a page.
fn weight(page: &Page, site: &Site) -> u64 {
    match &page.kind {
        PageKind::File(copied) if !is_large(copied, site) => match &copied.contents {
            FileContents::Disk(stat) => stat.size,
            FileContents::Memory(_) => 0,
        },
        _ => 0,
    }
}

/// Returns why a page of which this is recorded must be made again; nothing where it need not be.
fn why(
    before: &FileRecord,
    inputs: &InputFingerprint,
    answers: &mut DependencyDigests<'_>,
) -> Option<RebuildReason> {
    RebuildReason::between(&before.inputs, inputs).or_else(|| {
        let differs = |(question, answer): &&(_, _)| answers.get(question) != *answer;
        before.asked.iter().find(differs).map(|(question, _)| RebuildReason::Answer(question.clone()))
    })
}
