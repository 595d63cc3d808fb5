//! Difference between the cached records of an output and the new ones.
//!
//! Most records are unchanged. Only chunks with a new record are encoded and written.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::digest::Digest;

use super::chunk_store::{ChunkDigests, ChunkStore};
use super::chunking::split_into_chunks;
use super::file_record::OutputRecord;
use super::ledger_addresses::{self, LedgerRow};
use super::manifest::{self, ManifestChunks, WrittenChunk};
use super::previous_output::{self, PreviousOutput};

/// Records of an output before and after a build.
#[derive(Debug)]
pub struct OutputDelta<'b> {
    before: &'b PreviousOutput,
    files: Vec<OutputRecord<'b>>,
}

impl<'b> OutputDelta<'b> {
    /// Compares the previous build's records with new ones.
    pub fn new(before: &'b PreviousOutput, files: Vec<OutputRecord<'b>>) -> Self {
        Self { before, files }
    }

    /// Returns whether no record changed.
    pub fn is_nothing(&self) -> bool {
        self.files.len() == self.before.len() && are_at(&self.files, 0)
    }

    /// Returns the records of the new build.
    pub fn files(&self) -> &[OutputRecord<'b>] {
        &self.files
    }

    /// Writes the changed chunks on all cores, and returns all chunks.
    ///
    /// `addresses` returns the ledger rows for a range of files. They must depend only on the
    /// inputs in the files' fingerprints: the rows of an unchanged chunk are not computed again.
    ///
    /// # Errors
    /// Returns an error if a chunk can't be written.
    pub fn write<'a>(
        &self,
        parts: &mut ChunkStore<'_>,
        listings: ManifestChunks,
        addresses: impl Fn(Range<usize>) -> Vec<LedgerRow<'a>> + Sync,
    ) -> io::Result<Vec<WrittenChunk>> {
        parts.create_dir()?;
        let parts = &*parts;
        let mut places = Vec::new();
        let mut start = 0;
        for files in split_into_chunks(&self.files, |file| &file.record().file) {
            places.push(start..start + files.len());
            start += files.len();
        }
        let write = |places: Range<usize>| {
            let files = &self.files[places.clone()];
            if let Some(kept) = self.kept(files).filter(|kept| parts.contains(kept)) {
                let listing = match listings {
                    ManifestChunks::All => manifest::encode_chunk(files),
                    ManifestChunks::New => String::new(),
                };
                return Ok(WrittenChunk { kept, listing });
            }
            let listing = manifest::encode_chunk(files);
            let kept = ChunkDigests {
                files: parts.write(&previous_output::encode_chunk(files))?,
                manifest: Digest::of(listing.as_bytes()),
                addresses: parts.write(&ledger_addresses::encode_chunk(&addresses(places)))?,
            };
            Ok(WrittenChunk { kept, listing })
        };
        places.into_par_iter().map(write).collect()
    }

    /// Returns the existing chunk with exactly these records, if there is one.
    fn kept(&self, files: &[OutputRecord<'_>]) -> Option<ChunkDigests> {
        let Some(OutputRecord::Unchanged(first)) = files.first() else { return None };
        let start = first.index as usize;
        let kept = self.before.chunk_at(start..start + files.len())?;
        are_at(files, start).then_some(kept)
    }
}

/// Returns whether all records are the previous build's, consecutive from `start`.
fn are_at(files: &[OutputRecord<'_>], start: usize) -> bool {
    files.iter().zip(start..).all(|(file, index)| file.is_at(index))
}
