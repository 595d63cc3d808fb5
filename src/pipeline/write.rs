//! Renders all changed pages on all cores, and publishes the site.
//!
//! If a page has an error, nothing is published.

mod large_file;
mod output_state;
mod page_builder;

use std::path::Path;
use std::time::Instant;

use crate::address::Address;
use crate::cache::{BuildStamp, OutputDelta, OutputRecord, PreviousOutput};
use crate::diagnostic::{Diagnostics, Severity};
use crate::publish::{Output, Stage};
use crate::sources::SiteDir;
use crate::templates::Engine;

use super::check::solved;
use super::images::ImageProcessor;
use super::match_previous::MatchedRecords;
use super::ownership::{self, Ownership};
use super::report::Written;
use super::save_cache::{CacheUpdate, ChangedRecords};
use super::session::BuildContext;
use super::up_to_date::BuildInputs;
use super::{BuildNote, Progress, RebuildReason, StageSeconds, Step, ledger, up_to_date};
use page_builder::{BuiltPage, Effort, PageBuilder, Purpose};

/// Site to render and publish.
pub(super) struct SiteWriter<'a> {
    pub(super) context: BuildContext<'a>,
    pub(super) output: &'a Output,
    pub(super) engine: Engine,
    pub(super) inputs: &'a BuildInputs,
    pub(super) previous: PreviousBuild,
}

impl SiteWriter<'_> {
    /// Renders the changed pages, and publishes the site.
    pub(super) fn write(
        self,
        stage: Stage,
        mut found: Diagnostics,
        seconds: &mut StageSeconds,
    ) -> Result<Written, Diagnostics> {
        let start = Instant::now();
        let images = ImageProcessor::of(self.context.root);
        let matched = MatchedRecords::of(self.engine.model().plan.pages(), self.previous.published.files());
        let rendered = self.render(&matched, &images, &stage, &mut found);
        check_all(&self.engine, &mut found)?;
        seconds.render = start.elapsed().as_secs_f64();
        let written = self.publish(stage, rendered, &matched, &images, found)?;
        seconds.publish = start.elapsed().as_secs_f64() - seconds.render;
        drop(matched);
        // Frees the archive and the records in the background.
        let _ = std::thread::Builder::new().spawn(move || drop((self.engine, self.previous.published)));
        Ok(written)
    }

    fn render<'b>(
        &'b self,
        matched: &'b MatchedRecords<'b>,
        images: &ImageProcessor,
        stage: &Stage,
        found: &mut Diagnostics,
    ) -> Sum<'b> {
        let BuildContext { root, request, progress } = self.context;
        let pages = self.engine.model().plan.pages();
        progress.begin(Step::Rendering, pages.len());
        let builder = PageBuilder {
            engine: &self.engine,
            folder: &SiteDir::new(root),
            stage,
            images,
            ownership: &self.previous.owned,
            purpose: if found.has_errors() { Purpose::Diagnosis } else { Purpose::Publication },
            seen: self.inputs.seen(),
            written_at: self.previous.written_at,
        };
        sum(builder.build_all(pages, matched, request, progress), found)
    }

    fn publish(
        &self,
        stage: Stage,
        rendered: Sum<'_>,
        matched: &MatchedRecords<'_>,
        images: &ImageProcessor,
        mut found: Diagnostics,
    ) -> Result<Written, Diagnostics> {
        let BuildContext { root, request, progress } = self.context;
        let Sum { files, rendered, unchanged, removed, why } = rendered;
        let (model, output, owned) = (self.engine.model(), self.output, &self.previous.owned);
        progress.begin(Step::Publishing, model.plan.pages().len());
        ownership::refuse(&stage.conflicts(), request.adoption, output)?;
        owned.remove_unplanned(matched, &files, &stage);
        let warning = owned.foreign_files_warning(output, &files, &stage);
        let update = OutputDelta::new(&self.previous.published, files);
        let kind = ledger::build_kind(request.ledger_check);
        let listings = owned.manifest_chunks();
        let changed = ChangedRecords::of(&update, model, root, output.path(), kind, listings);
        let stamp = up_to_date::build_stamp(self.inputs, &self.engine, &update, &found, removed);
        // This warning is not stored: the next build finds a manifest.
        found.extend(warning);
        let is_changed = !update.is_nothing() || stage.is_taken_over();
        let variants = is_changed.then(|| ImageProcessor::planned(&model.plan));
        let cache = CacheUpdate { root, output: output.path(), stamp: &stamp, changed };
        let published = cache.publish(stage, || {
            if let Some(variants) = variants {
                images.tidy(variants);
            }
        })?;
        Ok(Written {
            rendered,
            files: published.written,
            files_removed: published.removed,
            removed,
            unchanged,
            rebuilt: why,
            warnings: found,
            articles: stamp.articles,
            pages: update.files().len(),
            left_out: stamp.left_out,
            next_change: stamp.next_change,
        })
    }
}

/// Adds the known problems that no longer occur.
///
/// # Errors
/// Returns all errors, if there are any.
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

/// Sum of the results of all pages.
#[derive(Default)]
struct Sum<'b> {
    files: Vec<OutputRecord<'b>>,
    rendered: usize,
    unchanged: usize,
    /// Number of elements, attributes and links that are left out of texts.
    removed: usize,
    why: Vec<(Address, RebuildReason)>,
}

fn sum<'b>(built: Vec<Result<BuiltPage<'b>, Diagnostics>>, found: &mut Diagnostics) -> Sum<'b> {
    let mut sum = Sum { files: Vec::with_capacity(built.len()), ..Sum::default() };
    for page in built {
        match page {
            Ok(page) => {
                sum.rendered += usize::from(page.effort == Effort::Rendered);
                sum.unchanged += usize::from(!page.is_written);
                // Unchanged pages count, too.
                let record = page.file.record();
                sum.removed += record.removed;
                found.extend(record.warnings.iter().cloned());
                sum.files.push(page.file);
                sum.why.extend(page.why.map(|why| *why));
            }
            Err(faults) => found.extend(faults),
        }
    }
    sum
}

/// Output of the previous build.
///
/// It is read even if all work is done again, since files without a page have to be removed.
pub(super) struct PreviousBuild {
    published: PreviousOutput,
    owned: Ownership,
    /// End of the previous build, in nanoseconds since 1970.
    written_at: i64,
}

/// Reads the records and the manifest of the previous build.
pub(super) fn published_before(root: &Path, output: &Output, progress: &dyn Progress) -> PreviousBuild {
    let published = PreviousOutput::read(root, output.path()).unwrap_or_else(|unusable| {
        // The parsed sources fail in the same way. One report is enough.
        if let Some(note) = BuildNote::of(unusable) {
            progress.note(note);
        }
        PreviousOutput::default()
    });
    let owned = Ownership::of(&published, output.path());
    PreviousBuild { published, owned, written_at: BuildStamp::written_at(root, output.path()) }
}
