//! What was written to one output, and from what: for each file the fingerprint of its inputs, what its page asked, and
//! the digest of its bytes. It is kept in parts, which one index names in their order.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::model::dependencies::Dependency;
use crate::pages::Fingerprint;
use crate::sources::FileStat;

use super::chunk_store::ChunkStore;
use super::delta::{OutputRecord, PreviousRecord};
use super::{CacheError, context, format};

/// What was written to one output.
#[derive(Debug, Default)]
pub struct PreviousOutput {
    parts: Vec<LoadedChunk>,
}

/// Some of it.
#[derive(Debug)]
struct LoadedChunk {
    kept: ChunkDigests,
    /// The place of its first file among all.
    start: usize,
    files: Vec<FileRecord>,
}

/// By which names a part of what is recorded of an output's files is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkDigests {
    /// What the files were made from.
    pub files: Digest,
    /// Which files there are, for every version of Dateline.
    pub manifest: Digest,
    /// The addresses that the ledger keeps.
    pub addresses: Digest,
}

/// What a page asked, with the digests of the answers. Most pages ask what the page before asked, and share it.
pub type Dependencies = Arc<[(Dependency, Digest)]>;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Its path in the output.
    pub file: Box<str>,
    /// What it was made from.
    pub inputs: InputFingerprint,
    /// What its page asked, with the digests of the answers.
    pub asked: Dependencies,
    /// The digest of its bytes.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// By what the file in the output is known.
    pub stamp: FileStamp,
    /// What it is for whoever sends the site on.
    pub upload_group: UploadGroup,
    /// Warnings about the texts that its page shows.
    pub warnings: Box<[Diagnostic]>,
    /// Number of elements, attributes and links of these texts that are left out.
    pub removed: usize,
}

/// By what the file system knows a file of the output that has not been touched since it was written. The time of its last
/// change of any kind is no part of it, since moving a file into the output is such a change; it only must not be later
/// than the end of the build ([`BuildStamp::written_at`](super::BuildStamp::written_at)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Which file it is on its disk.
    pub inode: u64,
    /// When its bytes were last changed, in nanoseconds since 1970.
    pub modified: i64,
}

impl From<FileStat> for FileStamp {
    fn from(stat: FileStat) -> Self {
        Self { inode: stat.inode, modified: stat.mtime_ns }
    }
}

/// What a file is to a reader, in the order in which files are put where readers are: so that nobody ever meets a page
/// whose parts are missing, or a list that leads to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UploadGroup {
    /// A part of pages that has a content hash in its name: what is there never changes.
    Hashed,
    /// Another file that is published as it is.
    Asset,
    /// An article, a standing page, a notice.
    Article,
    /// A page that leads to others.
    List,
    /// A front page, at which readers begin.
    Front,
    /// What programs begin at: feeds, sitemaps, what hosts and search engines are told.
    Feed,
}

/// A file's record as it is kept.
#[derive(Serialize, Deserialize)]
struct EncodedRecord<'r> {
    #[serde(borrow)]
    file: Cow<'r, str>,
    inputs: InputFingerprint,
    /// What its page asked; nothing where that is what the page of the row before asked.
    asked: Option<Dependencies>,
    digest: Digest,
    size: u64,
    stamp: FileStamp,
    upload_group: UploadGroup,
    warnings: Cow<'r, [Diagnostic]>,
    removed: usize,
}

impl<'r> EncodedRecord<'r> {
    /// The row of a file, after that of the file before.
    fn of(record: &'r FileRecord, before: Option<&FileRecord>) -> Self {
        let FileRecord { file, inputs, asked, digest, size, stamp, upload_group, warnings, removed } = record;
        let is_the_same = before.is_some_and(|before| before.asked == *asked);
        let asked = (!is_the_same).then(|| Arc::clone(asked));
        Self {
            file: (&**file).into(),
            inputs: *inputs,
            asked,
            digest: *digest,
            size: *size,
            stamp: *stamp,
            upload_group: *upload_group,
            warnings: (&**warnings).into(),
            removed: *removed,
        }
    }
}

/// What a file was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputFingerprint {
    /// A page of this fingerprint.
    Page(Fingerprint),
    /// A file as it is: its path, with what the file system said of it, or its bytes.
    File(Digest),
}

impl PreviousOutput {
    /// The name of the file in which the index of the record of an output is kept.
    pub fn name(output: &Path) -> String {
        format!("{:?}.published", context(output))
    }

    /// What is kept of an output.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path, output: &Path) -> Result<Self, CacheError> {
        let index = super::read(root, &Self::name(output)).ok_or(CacheError::Missing)?;
        let index: Vec<ChunkDigests> = format::decode(context(output), &index)?;
        let all = ChunkStore::of(root, output);
        let read = |kept: ChunkDigests| {
            let files = records(&all.get(kept.files)?)?;
            Some(LoadedChunk { kept, start: 0, files })
        };
        let parts: Option<Vec<LoadedChunk>> = index.into_par_iter().with_max_len(1).map(read).collect();
        let mut parts = parts.ok_or(CacheError::Damaged)?;
        let mut start = 0;
        for part in &mut parts {
            part.start = start;
            start += part.files.len();
        }
        Ok(Self { parts })
    }

    /// The index of these parts, as it is kept.
    pub fn index(parts: &[ChunkDigests], output: &Path) -> Vec<u8> {
        format::to_bytes(context(output), parts)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.parts.last().map_or(0, |last| last.start + last.files.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each file, in its place.
    pub fn files(&self) -> impl Iterator<Item = PreviousRecord<'_>> {
        let records = self.parts.iter().flat_map(|part| &part.files);
        records.zip(0..).map(|(record, place)| PreviousRecord { place, record })
    }

    /// Each file.
    pub fn into_files(self) -> Vec<FileRecord> {
        self.parts.into_iter().flat_map(|part| part.files).collect()
    }

    /// Returns the names of its parts.
    pub(super) fn kept(&self) -> impl Iterator<Item = ChunkDigests> {
        self.parts.iter().map(|part| part.kept)
    }

    /// The part that has just the files of these places.
    pub(super) fn part_of(&self, places: Range<usize>) -> Option<ChunkDigests> {
        let at = self.parts.binary_search_by_key(&places.start, |part| part.start).ok()?;
        let part = &self.parts[at];
        (part.files.len() == places.len()).then_some(part.kept)
    }
}

/// A part, as it is kept.
pub(super) fn encode_chunk(files: &[OutputRecord<'_>]) -> Vec<u8> {
    let mut before = None;
    let rows: Vec<EncodedRecord<'_>> =
        files.iter().map(|file| EncodedRecord::of(file.record(), before.replace(file.record()))).collect();
    postcard::to_stdvec(&rows).expect("a record's rows are texts and numbers")
}

/// The files of a part.
fn records(part: &[u8]) -> Option<Vec<FileRecord>> {
    let rows: Vec<EncodedRecord<'_>> = postcard::from_bytes(part).ok()?;
    let mut last = Dependencies::default();
    let files = rows.into_iter().map(
        |EncodedRecord { file, inputs, asked, digest, size, stamp, upload_group, warnings, removed }| {
            last = asked.unwrap_or_else(|| Arc::clone(&last));
            FileRecord {
                file: file.into(),
                inputs,
                asked: Arc::clone(&last),
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
