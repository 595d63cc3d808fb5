//! Copies large files, such as films, in pieces, so that none is held in memory whole.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;

use crate::cache::{FileRecord, FileStamp, InputFingerprint, OutputRecord};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::plan::{CopiedFile, FileContents, Page};
use crate::publish::CopyError;
use crate::sources::SourceReader as _;

use super::super::RebuildReason;
use super::super::active_content;
use super::super::misnamed_texts;
use super::page_builder::{BuiltPage, Effort, PageBuilder, PreviousPage, Purpose};

/// Number of first bytes that are checked for front matter.
const FRONT_MATTER_BYTES: u64 = 64;

impl PageBuilder<'_> {
    /// Copies a large file, unless the output has the same bytes.
    pub(super) fn build_large<'b>(
        &self,
        page: &Page,
        copied: &CopiedFile,
        inputs: InputFingerprint,
        why: RebuildReason,
        previous: PreviousPage<'b>,
    ) -> Result<BuiltPage<'b>, Diagnostics> {
        let before = previous.reusable;
        let unreadable = |error: io::Error| crate::sources::unreadable(&copied.file, &error);
        let mut file = self.folder.open(&copied.file).map_err(unreadable)?;
        let first = first_bytes(&mut file).map_err(unreadable)?;
        active_content::check(copied, self.site().markdown.html, large_size(copied), &first)
            .map_err(|fault| *fault)?;
        misnamed_texts::check(copied, &first).map_err(|fault| *fault)?;
        let mut record = FileRecord {
            file: page.file().into(),
            inputs,
            dependencies: Arc::default(),
            digest: Digest::default(),
            size: 0,
            stamp: FileStamp::default(),
            upload_group: page.kind.upload_group(),
            warnings: Box::default(),
            removed: 0,
        };
        let mut is_written = false;
        if self.purpose == Purpose::Publication {
            if before.is_some() {
                (record.digest, record.size) = Digest::of_reader(&mut file).map_err(unreadable)?;
                file.rewind().map_err(unreadable)?;
            }
            if !self.keeps(&mut record, before)? {
                let owner = self.ownership.owner(&record.file, previous.recorded);
                let copy = self.stage.copy_over(&record.file, &mut file, owner);
                let copied = copy.map_err(|error| match error {
                    CopyError::Read(error) => unreadable(error),
                    CopyError::Write(error) => Diagnostic::from(error),
                })?;
                (record.digest, record.size, record.stamp) = (copied.digest, copied.length, copied.stamp);
                is_written = true;
            }
        }
        let file = match before {
            Some(before) if *before.record == record => OutputRecord::Unchanged(before),
            _ => OutputRecord::New(Box::new(record)),
        };
        let why = Some(Box::new((page.address.clone(), why)));
        Ok(BuiltPage { file, effort: Effort::Copied, is_written, why })
    }
}

/// Returns the size that a file had when it was found.
fn large_size(copied: &CopiedFile) -> u64 {
    match &copied.contents {
        FileContents::Disk(stat) => stat.size,
        FileContents::Memory(bytes) => bytes.len() as u64,
    }
}

/// Reads the first bytes of a file, and seeks back to its start.
fn first_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(FRONT_MATTER_BYTES).read_to_end(&mut bytes)?;
    file.rewind()?;
    Ok(bytes)
}
