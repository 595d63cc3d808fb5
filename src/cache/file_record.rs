//! Record of one file in an output.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::model::dependencies::Dependency;
use crate::pages::Fingerprint;
use crate::plan::UploadGroup;
use crate::sources::FileStat;

/// Dependencies that a page dependencies for, with the digests of the answers.
///
/// Most pages have the same dependencies as the previous page, and share the list.
pub type Dependencies = Arc<[(Dependency, Digest)]>;

/// Record of a file in the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Path in the output.
    pub file: Box<str>,
    /// Fingerprint of the inputs.
    pub inputs: InputFingerprint,
    /// Dependencies of the page.
    pub dependencies: Dependencies,
    /// Digest of the file's bytes.
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Stamp of the file in the output.
    pub stamp: FileStamp,
    /// Group in which the file is uploaded.
    pub upload_group: UploadGroup,
    /// Warnings about the texts on the page.
    pub warnings: Box<[Diagnostic]>,
    /// Number of elements, attributes and links that are left out of these texts.
    pub removed: usize,
}

/// File system identity of an output file.
///
/// It does not include the ctime, since moving a file into the output changes it. The ctime only
/// has to be earlier than [`BuildStamp::written_at`](super::BuildStamp::written_at).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Inode number.
    pub inode: u64,
    /// Time of the last change of the bytes (mtime), in nanoseconds since 1970.
    pub mtime_ns: i64,
}

impl From<FileStat> for FileStamp {
    fn from(stat: FileStat) -> Self {
        Self { inode: stat.inode, mtime_ns: stat.mtime_ns }
    }
}

/// Fingerprint of the inputs of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputFingerprint {
    /// Fingerprint of a rendered page.
    Page(Fingerprint),
    /// Digest of a copied file's path and its stat or bytes.
    File(Digest),
}

/// Record from the previous build.
#[derive(Debug, Clone, Copy)]
pub struct PreviousRecord<'b> {
    /// Index in the previous build's list of records.
    pub index: u32,
    /// The record.
    pub record: &'b FileRecord,
}

/// Record of a file after a build.
#[derive(Debug)]
pub enum OutputRecord<'b> {
    /// The previous build's record applies.
    Unchanged(PreviousRecord<'b>),
    /// The file is new, or its record differs.
    New(Box<FileRecord>),
}

impl OutputRecord<'_> {
    /// Returns the record.
    pub fn record(&self) -> &FileRecord {
        match self {
            Self::Unchanged(recorded) => recorded.record,
            Self::New(record) => record,
        }
    }

    /// Returns whether this is the previous build's record at `index`.
    pub(super) fn is_at(&self, index: usize) -> bool {
        matches!(self, Self::Unchanged(recorded) if recorded.index as usize == index)
    }
}
