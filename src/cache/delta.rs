//! What is recorded of an output after a build: most of it is what was recorded before. In go the files that the output
//! has now, in the order of the plan; the parts of its records that say something new are written, and out comes which
//! parts there are. What has not changed is neither made nor written again.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::digest::Digest;

use super::chunk_store::ChunkStore;
use super::chunking::split_into_chunks;
use super::ledger_addresses::{self, LedgerRow};
use super::manifest::{self, WrittenChunk};
use super::previous_output::{self, ChunkDigests, FileRecord, PreviousOutput};

/// What was recorded of a file.
#[derive(Debug, Clone, Copy)]
pub struct PreviousRecord<'b> {
    /// The how many-th it was of all that were.
    pub place: u32,
    /// What was recorded.
    pub record: &'b FileRecord,
}

/// What is to be recorded of a file.
#[derive(Debug)]
pub enum OutputRecord<'b> {
    /// What was recorded before.
    Unchanged(PreviousRecord<'b>),
    /// Something else.
    New(Box<FileRecord>),
}

impl OutputRecord<'_> {
    /// What is to be recorded.
    pub fn record(&self) -> &FileRecord {
        match self {
            Self::Unchanged(recorded) => recorded.record,
            Self::New(record) => record,
        }
    }

    /// Whether this is what was recorded before, in this place.
    fn is_in(&self, place: usize) -> bool {
        matches!(self, Self::Unchanged(recorded) if recorded.place as usize == place)
    }
}

/// ChunkStore whose texts in the output's manifest are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestChunks {
    /// Those that are new: the output has the others.
    New,
    /// All: the output has no manifest that can be trusted.
    All,
}

/// What is recorded of an output before a build and after it.
#[derive(Debug)]
pub struct OutputDelta<'b> {
    before: &'b PreviousOutput,
    files: Vec<OutputRecord<'b>>,
}

impl<'b> OutputDelta<'b> {
    /// From what was recorded to these files.
    pub fn new(before: &'b PreviousOutput, files: Vec<OutputRecord<'b>>) -> Self {
        Self { before, files }
    }

    /// Whether nothing else is to be recorded than what is.
    pub fn is_nothing(&self) -> bool {
        self.files.len() == self.before.len() && are_at(&self.files, 0)
    }

    /// The files that the output has.
    pub fn files(&self) -> &[OutputRecord<'b>] {
        &self.files
    }

    /// Writes the parts that are not as they were, on all cores. `addresses` says what the ledger is to know of the files
    /// in these places, and may say nothing that is not in what their pages were made from. Gives all parts, each with its
    /// text in the output's manifest where that is asked for or the part is new.
    ///
    /// # Errors
    /// When a part can't be written.
    pub fn write<'a>(
        &self,
        parts: &mut ChunkStore<'_>,
        listings: ManifestChunks,
        addresses: impl Fn(Range<usize>) -> Vec<LedgerRow<'a>> + Sync,
    ) -> io::Result<Vec<WrittenChunk>> {
        parts.make()?;
        let parts = &*parts;
        let mut places = Vec::new();
        let mut start = 0;
        for files in split_into_chunks(&self.files, |file| &file.record().file) {
            places.push(start..start + files.len());
            start += files.len();
        }
        let write = |places: Range<usize>| {
            let files = &self.files[places.clone()];
            if let Some(kept) = self.kept(files).filter(|kept| parts.have(kept)) {
                let listing = match listings {
                    ManifestChunks::All => manifest::encode_chunk(files),
                    ManifestChunks::New => String::new(),
                };
                return Ok(WrittenChunk { kept, listing });
            }
            let listing = manifest::encode_chunk(files);
            let kept = ChunkDigests {
                files: parts.put(&previous_output::encode_chunk(files))?,
                manifest: Digest::of(listing.as_bytes()),
                addresses: parts.put(&ledger_addresses::encode_chunk(&addresses(places)))?,
            };
            Ok(WrittenChunk { kept, listing })
        };
        places.into_par_iter().map(write).collect()
    }

    /// The part that says just what is to be recorded of these files, if there is one.
    fn kept(&self, files: &[OutputRecord<'_>]) -> Option<ChunkDigests> {
        let Some(OutputRecord::Unchanged(first)) = files.first() else { return None };
        let start = first.place as usize;
        let kept = self.before.part_of(start..start + files.len())?;
        are_at(files, start).then_some(kept)
    }
}

/// Whether all that is to be recorded of these files was recorded before, in just these places.
fn are_at(files: &[OutputRecord<'_>], start: usize) -> bool {
    files.iter().zip(start..).all(|(file, place)| file.is_in(place))
}
