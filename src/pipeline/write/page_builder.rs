//! Builds the pages of a site.
//!
//! Each page is compared with its record, rendered if it changed, and staged.

use std::sync::Arc;

use rayon::prelude::*;

use crate::address::Address;
use crate::cache::{Dependencies, FileRecord, FileStamp, InputFingerprint, OutputRecord, PreviousRecord};
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::model::dependencies::DependencyDigests;
use crate::pages::{self, Rendered};
use crate::plan::{CopiedFile, FileContents, Page, PageKind};
use crate::publish::{FileBytes, Stage};
use crate::sources::{SiteDir, SourceReader};
use crate::templates::Engine;

use super::super::active_content;
use super::super::images::ImageProcessor;
use super::super::match_previous::MatchedRecords;
use super::super::misnamed_texts;
use super::super::ownership::Ownership;
use super::super::static_files::{check_image_size, is_large, published_bytes};
use super::super::{Progress, RebuildReason, Request};

/// Page of the plan with its record.
pub(super) struct BuiltPage<'b> {
    pub(super) file: OutputRecord<'b>,
    pub(super) effort: Effort,
    pub(super) is_written: bool,
    pub(super) why: Option<Box<(Address, RebuildReason)>>,
}

impl<'b> BuiltPage<'b> {
    /// Creates the result for an unchanged page.
    fn unchanged(recorded: PreviousRecord<'b>) -> Self {
        Self { file: OutputRecord::Unchanged(recorded), effort: Effort::None, is_written: false, why: None }
    }

    /// Creates the result for an unchanged page with a new stamp.
    ///
    /// Its file in the output was replaced by one with the same bytes.
    fn restamped(recorded: PreviousRecord<'b>, stamp: FileStamp) -> Self {
        let record = Box::new(FileRecord { stamp, ..recorded.record.clone() });
        Self { file: OutputRecord::New(record), effort: Effort::None, is_written: false, why: None }
    }
}

/// Work that a page required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    None,
    Copied,
    Rendered,
}

/// Builds pages, and stages the changed ones.
pub(super) struct PageBuilder<'a> {
    pub(super) engine: &'a Engine,
    pub(super) folder: &'a SiteDir,
    pub(super) stage: &'a Stage,
    pub(super) images: &'a ImageProcessor,
    pub(super) ownership: &'a Ownership,
    pub(super) purpose: Purpose,
    /// Time of the scan, in nanoseconds since 1970.
    pub(super) seen: i64,
    /// End of the previous build, in nanoseconds since 1970.
    pub(super) written_at: i64,
}

/// Purpose of building the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Publish the site if no page has an error.
    Publication,
    /// Find more errors of a site that can't be published.
    ///
    /// Nothing is staged, since two pages may have the same address.
    Diagnosis,
}

/// Record of a page from the previous build.
#[derive(Clone, Copy)]
pub(super) struct PreviousPage<'b> {
    /// Record of the page's file, for its ownership.
    pub(super) recorded: Option<PreviousRecord<'b>>,
    /// The same record, if its results may be reused.
    pub(super) reusable: Option<PreviousRecord<'b>>,
}

/// State of a recorded file in the output.
pub(super) enum OutputState {
    /// The file is unchanged.
    Intact,
    /// Another file has the same bytes.
    Restamped(FileStamp),
    /// The file is missing or has other bytes.
    Changed,
}

/// State of a task that builds pages.
struct Scratch<'w> {
    answers: DependencyDigests<'w>,
    /// Dependencies of the task's previous page, which the next one usually shares.
    dependencies: Dependencies,
}

impl PageBuilder<'_> {
    /// Builds all pages on all cores, and returns the results in order.
    pub(super) fn build_all<'b>(
        &self,
        pages: &[Page],
        matched: &MatchedRecords<'b>,
        request: &Request,
        progress: &dyn Progress,
    ) -> Vec<Result<BuiltPage<'b>, Diagnostics>> {
        let built = pages.par_iter().zip(&matched.by_page).map_init(
            || Scratch {
                answers: DependencyDigests::new(self.engine.model(), self.folder),
                dependencies: Dependencies::default(),
            },
            |scratch, (page, recorded)| {
                let reusable = recorded.filter(|_| request.cache_mode.reads());
                let previous = PreviousPage { recorded: *recorded, reusable };
                let built = self.build(page, previous, scratch);
                progress.advance();
                built
            },
        );
        built.collect()
    }

    /// Builds a page unless it is unchanged, and stages it if its bytes changed.
    fn build<'b>(
        &self,
        page: &Page,
        previous: PreviousPage<'b>,
        scratch: &mut Scratch<'_>,
    ) -> Result<BuiltPage<'b>, Diagnostics> {
        if self.engine.is_exhausted() {
            return Err(Diagnostics::new());
        }
        let inputs = self.fingerprint(page);
        let before = previous.reusable;
        let why = match before {
            Some(before) => match why(before.record, &inputs, &mut scratch.answers) {
                Some(why) => why,
                None => match self.output_state(before.record)? {
                    OutputState::Intact => return Ok(BuiltPage::unchanged(before)),
                    OutputState::Restamped(stamp) => return Ok(BuiltPage::restamped(before, stamp)),
                    OutputState::Changed => RebuildReason::NotThere,
                },
            },
            None => RebuildReason::New,
        };
        let _guard = self.images.lock_large(weight(page, self.site()));
        if let PageKind::File(copied) = &page.kind
            && is_large(copied, self.site())
        {
            return self.build_large(page, copied, inputs, why, previous);
        }
        let (rendered, effort) = self.rendered(page)?;
        let Rendered { bytes, dependencies: asked, warnings, removed } = rendered;
        let size = bytes.len() as u64;
        if *scratch.dependencies != *asked {
            scratch.dependencies = asked.into();
        }
        let mut record = FileRecord {
            file: page.file().into(),
            inputs,
            dependencies: Arc::clone(&scratch.dependencies),
            digest: Digest::of(&bytes),
            size,
            stamp: FileStamp::default(),
            upload_group: page.kind.upload_group(),
            warnings: warnings.into(),
            removed,
        };
        let is_written = !self.keeps(&mut record, before)?;
        if is_written && self.purpose == Purpose::Publication {
            let owner = self.ownership.owner(&record.file, previous.recorded);
            let content = FileBytes { bytes: &bytes, digest: record.digest };
            let written = self.stage.write_over(&record.file, content, owner);
            record.stamp = written.map_err(Diagnostic::from)?;
        }
        let file = match before {
            Some(before) if *before.record == record => OutputRecord::Unchanged(before),
            _ => OutputRecord::New(Box::new(record)),
        };
        Ok(BuiltPage { file, effort, is_written, why: Some(Box::new((page.address.clone(), why))) })
    }

    /// Returns the fingerprint of a page's inputs.
    fn fingerprint(&self, page: &Page) -> InputFingerprint {
        match &page.kind {
            PageKind::File(copied) => InputFingerprint::File(self.inputs_of(copied)),
            PageKind::ImageVariant(derived) => InputFingerprint::File(derived.digest()),
            _ => InputFingerprint::Page(pages::fingerprint(page, self.engine)),
        }
    }

    /// Returns the bytes of a page.
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

    pub(super) fn site(&self) -> &Site {
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

/// Returns the number of bytes of a file that a page holds in memory.
fn weight(page: &Page, site: &Site) -> u64 {
    match &page.kind {
        PageKind::File(copied) if !is_large(copied, site) => match &copied.contents {
            FileContents::Disk(stat) => stat.size,
            FileContents::Memory(_) => 0,
        },
        _ => 0,
    }
}

/// Returns the reason to build a page again, or `None` if it is unchanged.
fn why(
    before: &FileRecord,
    inputs: &InputFingerprint,
    answers: &mut DependencyDigests<'_>,
) -> Option<RebuildReason> {
    RebuildReason::between(&before.inputs, inputs).or_else(|| {
        let differs = |(question, answer): &&(_, _)| answers.get(question) != *answer;
        before.dependencies.iter().find(differs).map(|(question, _)| RebuildReason::Answer(question.clone()))
    })
}
