//! Renders all changed pages on all cores, and publishes the site.
//!
//! If a page has an error, nothing is published.

mod large_file;
mod output_state;
mod page_builder;

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;

use crate::address::Address;
use crate::archive::Hidden;
use crate::cache::{BuildStamp, OutputDelta, OutputRecord, PreviousOutput};
use crate::diagnostic::{Diagnostics, Severity};
use crate::publish::{Output, Stage};
use crate::sources::SiteDir;
use crate::templates::Engine;

use super::check::solved;
use super::images::ImageProcessor;
use super::match_previous::MatchedRecords;
use super::ownership::{self, Ownership};
use super::save_cache::{CacheUpdate, ChangedRecords};
use super::session::BuildContext;
use super::{BuildNote, Progress, RebuildReason, Step, ledger, up_to_date};
use page_builder::{BuiltPage, Effort, PageBuilder, Purpose};

/// Result of rendering and publishing.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) rendered: usize,
    pub(super) files: usize,
    pub(super) files_removed: usize,
    pub(super) removed: usize,
    pub(super) unchanged: usize,
    pub(super) rebuilt: Vec<(Address, RebuildReason)>,
    pub(super) warnings: Diagnostics,
    /// Number of articles of the site.
    pub(super) articles: usize,
    /// Number of pages and files of the site.
    pub(super) pages: usize,
    pub(super) left_out: Vec<Hidden>,
    pub(super) next_change: Option<Timestamp>,
    pub(super) rendering: f64,
    pub(super) publishing: f64,
}

/// Renders the changed pages, and publishes the site.
pub(super) fn write(
    context: BuildContext<'_>,
    output: &Output,
    engine: Engine,
    stage: Stage,
    inputs: &up_to_date::BuildInputs,
    previous: PreviousBuild,
    mut found: Diagnostics,
) -> Result<Written, Diagnostics> {
    let BuildContext { root, request, progress } = context;
    let PreviousBuild { published: before, owned, written_at } = previous;
    let start = Instant::now();
    let pages = engine.model().plan.pages();
    let matched = MatchedRecords::of(pages, before.files());
    let purpose = if found.has_errors() { Purpose::Diagnosis } else { Purpose::Publication };
    let images = ImageProcessor::of(root);
    let builder = PageBuilder {
        engine: &engine,
        folder: &SiteDir::new(root),
        stage: &stage,
        images: &images,
        ownership: &owned,
        purpose,
        seen: inputs.seen(),
        written_at,
    };

    progress.begin(Step::Rendering, pages.len());
    let built = builder.build_all(pages, &matched, request, progress);
    let Sum { files, rendered, unchanged, removed, why } = sum(built, &mut found);
    check_all(&engine, &mut found)?;
    let rendering = start.elapsed().as_secs_f64();

    progress.begin(Step::Publishing, pages.len());
    ownership::refuse(&stage.conflicts(), request.adoption, output)?;
    owned.remove_unplanned(&matched, &files, &stage);
    let warning = owned.foreign_files_warning(output, &files, &stage);
    let update = OutputDelta::new(&before, files);
    let is_unchanged = update.is_nothing();
    let kind = ledger::build_kind(request.ledger_check);
    let changed =
        ChangedRecords::of(&update, engine.model(), root, output.path(), kind, owned.manifest_chunks());
    let stamp = up_to_date::build_stamp(inputs, &engine, &update, &found, removed);
    // This warning is not stored: the next build finds a manifest.
    found.extend(warning);
    let cache = CacheUpdate { root, output: output.path(), stamp: &stamp, changed };
    let pages = update.files().len();
    let variants =
        (!is_unchanged || stage.is_taken_over()).then(|| ImageProcessor::planned(&engine.model().plan));
    let (published, files_removed) = cache.publish(stage, || {
        if let Some(variants) = variants {
            images.tidy(variants);
        }
    })?;
    // Frees the archive and the records in the background.
    let _ = std::thread::Builder::new().spawn(move || drop((engine, before)));
    Ok(Written {
        rendered,
        files: published,
        files_removed,
        removed,
        unchanged,
        rebuilt: why,
        warnings: found,
        articles: stamp.articles,
        pages,
        left_out: stamp.left_out,
        next_change: stamp.next_change,
        rendering,
        publishing: start.elapsed().as_secs_f64() - rendering,
    })
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
