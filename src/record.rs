//! What the last build did, so that the next need not do it again: `.dateline/`, which may be deleted at any time. In
//! goes what a build wrote; out comes, at the next one, the same again, or nothing at all: a record that is damaged,
//! foreign or of another version of Dateline is as good as none, and never leads to a wrong site.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// The folder of records in a site.
pub const FOLDER: &str = ".dateline";

/// How a record begins: what it is, and in which form.
const MAGIC: &[u8; 16] = b"dateline record1";

/// What was written to one output.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Each file, by its path in the output.
    pub files: Vec<FileRecord>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path in the output.
    pub file: Box<str>,
    /// The digest of its bytes.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
}

impl Record {
    /// Where the record of an output is kept.
    pub fn path(root: &Path, output: &Path) -> PathBuf {
        let name = Digest::of(output.as_os_str().as_encoded_bytes());
        root.join(FOLDER).join(format!("{name:?}.record"))
    }

    /// Reads a record; none where there is none, or it can't be trusted.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        let (head, body) = bytes.split_at_checked(MAGIC.len() + 16)?;
        let (magic, checksum) = head.split_at(MAGIC.len());
        if magic != MAGIC || checksum != Digest::of(body).as_bytes() {
            return None;
        }
        postcard::from_bytes(body).ok()
    }

    /// The record as it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(self).expect("a record is texts and numbers");
        let mut bytes = Vec::with_capacity(MAGIC.len() + 16 + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(Digest::of(&body).as_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Its files, by their paths.
    pub fn by_file(&self) -> HashMap<&str, &FileRecord> {
        self.files.iter().map(|record| (&*record.file, record)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let file = FileRecord { file: "a/index.html".into(), digest: Digest::of(b"a"), size: 1 };
        Record { files: vec![file] }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("record");
        std::fs::write(&path, record().to_bytes()).unwrap();
        assert_eq!(Record::read(&path), Some(record()));
    }

    #[test]
    fn a_record_that_was_changed_in_any_byte_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("record");
        let whole = record().to_bytes();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(Record::read(&path), None, "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(Record::read(&path), None, "cut at {at}");
        }
    }
}
