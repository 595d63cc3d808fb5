//! Records of the files in one output.
//!
//! A record holds the fingerprint of a file's inputs, the dependencies of its page, and the digest
//! of its bytes. The records are stored in chunks, which an index names in order.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::path::is_below;
use crate::plan::UploadGroup;

use super::chunk_store::{ChunkDigests, ChunkStore};
use super::file_record::{
    Dependencies, FileRecord, FileStamp, InputFingerprint, OutputRecord, PreviousRecord,
};
use super::{CacheError, context, format};

/// Records of the files that the previous build wrote to an output.
#[derive(Debug, Default)]
pub struct PreviousOutput {
    chunks: Vec<LoadedChunk>,
}

/// Chunk of records.
#[derive(Debug)]
struct LoadedChunk {
    digests: ChunkDigests,
    /// Index of the chunk's first record among all records.
    start: usize,
    files: Vec<FileRecord>,
}

/// Encoded form of a record.
#[derive(Serialize, Deserialize)]
struct EncodedRecord<'r> {
    #[serde(borrow)]
    file: Cow<'r, str>,
    inputs: InputFingerprint,
    /// Dependencies, or `None` if they are the same as in the previous row.
    dependencies: Option<Dependencies>,
    digest: Digest,
    size: u64,
    stamp: FileStamp,
    upload_group: UploadGroup,
    warnings: Cow<'r, [Diagnostic]>,
    removed: usize,
}

impl<'r> EncodedRecord<'r> {
    /// Encodes a record that follows `before`.
    fn of(record: &'r FileRecord, before: Option<&FileRecord>) -> Self {
        let FileRecord { file, inputs, dependencies, digest, size, stamp, upload_group, warnings, removed } =
            record;
        let is_the_same = before.is_some_and(|before| before.dependencies == *dependencies);
        let dependencies = (!is_the_same).then(|| Arc::clone(dependencies));
        Self {
            file: (&**file).into(),
            inputs: *inputs,
            dependencies,
            digest: *digest,
            size: *size,
            stamp: *stamp,
            upload_group: *upload_group,
            warnings: (&**warnings).into(),
            removed: *removed,
        }
    }
}

impl PreviousOutput {
    /// Returns the name of the index file.
    pub fn name(output: &Path) -> String {
        format!("{:?}.published", context(output))
    }

    /// Reads the records of an output.
    ///
    /// # Errors
    /// Returns an error if they are missing or unusable.
    pub fn read(root: &Path, output: &Path) -> Result<Self, CacheError> {
        let index = super::read(root, &Self::name(output)).ok_or(CacheError::Missing)?;
        let index: Vec<ChunkDigests> = format::decode(context(output), &index)?;
        let store = ChunkStore::open(root, output);
        let read = |digests: ChunkDigests| {
            let files = decode_chunk(&store.read(digests.files)?)?;
            Some(LoadedChunk { digests, start: 0, files })
        };
        let chunks: Option<Vec<LoadedChunk>> = index.into_par_iter().with_max_len(1).map(read).collect();
        let mut chunks = chunks.ok_or(CacheError::Damaged)?;
        let mut start = 0;
        for chunk in &mut chunks {
            chunk.start = start;
            start += chunk.files.len();
        }
        Ok(Self { chunks })
    }

    /// Encodes the index of these chunks.
    pub fn index(chunks: &[ChunkDigests], output: &Path) -> Vec<u8> {
        format::to_bytes(context(output), chunks)
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| last.start + last.files.len())
    }

    /// Returns whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the records, each with its index.
    pub fn files(&self) -> impl Iterator<Item = PreviousRecord<'_>> {
        let records = self.chunks.iter().flat_map(|chunk| &chunk.files);
        records.zip(0..).map(|(record, index)| PreviousRecord { index, record })
    }

    /// Returns the records.
    pub fn into_files(self) -> Vec<FileRecord> {
        self.chunks.into_iter().flat_map(|chunk| chunk.files).collect()
    }

    /// Returns the digests of the chunks.
    pub(super) fn chunk_digests(&self) -> impl Iterator<Item = ChunkDigests> {
        self.chunks.iter().map(|chunk| chunk.digests)
    }

    /// Returns the chunk that consists of exactly the records at these indexes.
    pub(super) fn chunk_at(&self, places: Range<usize>) -> Option<ChunkDigests> {
        let at = self.chunks.binary_search_by_key(&places.start, |chunk| chunk.start).ok()?;
        let chunk = &self.chunks[at];
        (chunk.files.len() == places.len()).then_some(chunk.digests)
    }
}

/// Encodes a chunk.
pub(super) fn encode_chunk(files: &[OutputRecord<'_>]) -> Vec<u8> {
    let mut before = None;
    let rows: Vec<EncodedRecord<'_>> =
        files.iter().map(|file| EncodedRecord::of(file.record(), before.replace(file.record()))).collect();
    postcard::to_stdvec(&rows).expect("a record's rows are texts and numbers")
}

/// Decodes a chunk.
fn decode_chunk(chunk: &[u8]) -> Option<Vec<FileRecord>> {
    let rows: Vec<EncodedRecord<'_>> = postcard::from_bytes(chunk).ok()?;
    // A cache may come with a stranger's site.
    if !rows.iter().all(|row| is_below(&row.file)) {
        return None;
    }
    let mut last = Dependencies::default();
    let files = rows.into_iter().map(
        |EncodedRecord {
             file,
             inputs,
             dependencies,
             digest,
             size,
             stamp,
             upload_group,
             warnings,
             removed,
         }| {
            last = dependencies.unwrap_or_else(|| Arc::clone(&last));
            FileRecord {
                file: file.into(),
                inputs,
                dependencies: Arc::clone(&last),
                digest,
                size,
                stamp,
                upload_group,
                warnings: warnings.into_owned().into(),
                removed,
            }
        },
    );
    Some(files.collect())
}
