//! The last two stages: every page is rendered, on all cores, and staged where its bytes have changed; then all of it
//! is put in place. One broken page, and nothing is.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::Digest;
use crate::plan::{CopiedFile, From, Page};
use crate::publish::{Output, PublishError, Record as StagedRecord, Stage};
use crate::read::{Folder, Texts};
use crate::record::{FileRecord, Record};
use crate::render::{self, Engine, Rendered};

use super::{Progress, Step};

/// What was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) rendered: usize,
    pub(super) written: usize,
    pub(super) removed: usize,
    pub(super) unchanged: usize,
    pub(super) warnings: Diagnostics,
    pub(super) rendering: f64,
    pub(super) publishing: f64,
}

/// A page that was made.
struct Made {
    record: FileRecord,
    was_rendered: bool,
    was_written: bool,
}

/// Renders every page and puts the site in place.
pub(super) fn write(
    root: &Path,
    engine: &Engine,
    folder: &Folder,
    output: &Output,
    stage: Stage,
    mut found: Diagnostics,
    progress: &dyn Progress,
) -> Result<Written, Diagnostics> {
    let start = Instant::now();
    let pages = engine.world().plan.pages();
    let path = Record::path(root, output.path());
    let before = Record::read(&path).unwrap_or_default();
    let known = before.by_file();

    progress.begin(Step::Rendering, pages.len());
    let made: Vec<Result<Made, Diagnostics>> = pages
        .par_iter()
        .map(|page| {
            let made = make(page, engine, folder, &stage, known.get(page.address.file().as_str()).copied());
            progress.advance();
            made
        })
        .collect();
    let mut records = Vec::with_capacity(made.len());
    let (mut rendered, mut unchanged) = (0, 0);
    for made in made {
        match made {
            Ok(made) => {
                rendered += usize::from(made.was_rendered);
                unchanged += usize::from(!made.was_written);
                records.push(made.record);
            }
            Err(faults) => found.extend(faults),
        }
    }
    found.sort();
    if found.has_errors() {
        return Err(found.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect());
    }
    let rendering = start.elapsed().as_secs_f64();

    progress.begin(Step::Publishing, pages.len());
    let planned: HashSet<&str> = records.iter().map(|record| &*record.file).collect();
    for record in &before.files {
        if !planned.contains(&*record.file) {
            stage.remove(&record.file);
        }
    }
    let bytes = Record { files: records }.to_bytes();
    let published = stage.commit(&[StagedRecord { path: &path, bytes: &bytes }]).map_err(|error| fault(&error))?;
    Ok(Written {
        rendered,
        written: published.written,
        removed: published.removed,
        unchanged,
        warnings: found,
        rendering,
        publishing: start.elapsed().as_secs_f64() - rendering,
    })
}

/// Makes one page, and stages it where its bytes are not those that are there.
fn make(
    page: &Page,
    engine: &Engine,
    folder: &Folder,
    stage: &Stage,
    before: Option<&FileRecord>,
) -> Result<Made, Diagnostics> {
    let file = page.address.file();
    match render::render(page, engine, folder)? {
        Rendered::Made(bytes) => {
            let record = FileRecord { digest: Digest::of(&bytes), size: bytes.len() as u64, file: file.into() };
            let was_written = !is_there(stage, &record, before)?;
            if was_written {
                stage.write(&record.file, &bytes).map_err(|error| fault(&error))?;
            }
            Ok(Made { record, was_rendered: true, was_written })
        }
        Rendered::File(copied) => copy(copied, file, folder, stage, before),
    }
}

/// Stages a file as it is.
fn copy(
    copied: &CopiedFile,
    file: String,
    folder: &Folder,
    stage: &Stage,
    before: Option<&FileRecord>,
) -> Result<Made, Diagnostics> {
    let read;
    let bytes: &[u8] = match &copied.from {
        From::Program(bytes) => bytes,
        From::Disk(_) => {
            read = folder.bytes(&copied.file).map_err(|error| render::unreadable(&copied.file, &error))?;
            &read
        }
    };
    let record = FileRecord { digest: Digest::of(bytes), size: bytes.len() as u64, file: file.into() };
    let was_written = !is_there(stage, &record, before)?;
    if was_written {
        stage.write(&record.file, bytes).map_err(|error| fault(&error))?;
    }
    Ok(Made { record, was_rendered: false, was_written })
}

/// Whether these bytes are in the output already: the record says so, and the file is there in its length.
fn is_there(stage: &Stage, record: &FileRecord, before: Option<&FileRecord>) -> Result<bool, Diagnostics> {
    if before != Some(record) {
        return Ok(false);
    }
    let length = stage.published_length(&record.file).map_err(|error| fault(&error))?;
    Ok(length == Some(record.size))
}

fn fault(error: &PublishError) -> Diagnostics {
    error.diagnostic().into()
}
