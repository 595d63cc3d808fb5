//! Journal of the changes that turn the old site into the new one.
//!
//! The journal is written once, flushed with all staged files, and renamed; the rename commits the
//! new site. Replaying the journal is idempotent.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::stage_lock::StageLock;
use super::{PublishError, disk};
use crate::digest::Digest;
use crate::path::is_below;
use crate::platform::io::Errno;

/// Name of the journal in the stage.
const JOURNAL: &str = "journal";
/// Name of an incomplete journal.
const INCOMPLETE_JOURNAL: &str = "journal.unfinished";
/// First line, with the version of the format.
const HEADING: &[u8] = b"dateline journal 2\n";

/// Changes, in the order of the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Files to remove before the moves, since new entries replace them.
    pub(super) clearances: Vec<String>,
    /// Moves from the stage into the output.
    pub(super) moves: Vec<Move>,
    /// Staged files with their digests.
    pub(super) waiting: Vec<StagedFile>,
    /// Files to remove.
    pub(super) removals: Vec<String>,
    /// Names of the cache files to install last, in the folder of the cache.
    pub(super) records: Vec<String>,
}

/// A staged file. Recovery verifies its length and digest before the moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct StagedFile {
    /// Path in the stage: the number of a move, or a path in the directory of that number.
    pub(super) name: String,
    /// Length in bytes.
    pub(super) length: u64,
    /// Digest of the content.
    pub(super) digest: Digest,
}

/// Move of a file or directory from the stage into the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Move {
    /// Target path in the output; empty for the output itself.
    pub(super) to: String,
    /// Name in the stage.
    pub(super) number: u64,
}

/// Returns the temporary name of a cache file.
pub(super) fn pending_name(record: &str) -> String {
    format!("{record}.new")
}

impl Journal {
    /// Writes the journal without committing it.
    pub(super) fn write(&self, lock: &StageLock) -> Result<(), PublishError> {
        let path = lock.path().join(JOURNAL);
        let failed = |error: io::Error| PublishError::new("write", &path, error);
        let body = postcard::to_stdvec(self).map_err(|error| failed(io::Error::other(error)))?;
        let mut file = disk::create(lock, INCOMPLETE_JOURNAL).map_err(|error| failed(error.into()))?;
        for part in [HEADING, Digest::of(&body).as_bytes(), &body] {
            disk::crash_point();
            file.write_all(part).map_err(failed)?;
        }
        Ok(())
    }

    /// Commits the new site. All files of the journal must be on the disk.
    pub(super) fn commit(lock: &StageLock) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("write", lock.path().join(JOURNAL), error);
        disk::rename(lock, INCOMPLETE_JOURNAL, lock, JOURNAL).map_err(failed)?;
        disk::flush_folder(lock).map_err(failed)
    }

    /// Reads the journal of an interrupted build, if there is one.
    pub(super) fn read(lock: &StageLock) -> Result<Option<Self>, PublishError> {
        let path = lock.path().join(JOURNAL);
        let mut bytes = Vec::new();
        let journal = disk::open(lock, JOURNAL).map_err(io::Error::from);
        match journal.and_then(|mut journal| journal.read_to_end(&mut bytes)) {
            Ok(_) => match Self::decode(&bytes) {
                Some(journal) => Ok(Some(journal)),
                None => Err(PublishError::UnreadableJournal { journal: path }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PublishError::new("read", path, error)),
        }
    }

    /// Removes a replayed journal.
    pub(super) fn remove(lock: &StageLock) -> Result<(), PublishError> {
        match disk::remove_file(lock, JOURNAL) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(PublishError::new("remove", lock.path().join(JOURNAL), error)),
        }
    }

    /// Decodes a journal; `None` if it is damaged, of another version, or has a path outside the
    /// output.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let (digest, body) = bytes.strip_prefix(HEADING)?.split_at_checked(16)?;
        if Digest::of(body).as_bytes() != digest {
            return None;
        }
        let journal: Self = postcard::from_bytes(body).ok()?;
        let leaving = journal.clearances.iter().chain(&journal.removals);
        let waiting = journal.waiting.iter().map(|waiting| &waiting.name);
        let moving = journal.moves.iter().map(|moved| &moved.to).filter(|to| !to.is_empty());
        let sound = leaving.chain(waiting).chain(moving);
        let is_name = |record: &String| is_below(record) && !record.contains('/');
        if !journal.records.iter().all(is_name) {
            return None;
        }
        sound.into_iter().all(|path| is_below(path)).then_some(journal)
    }
}

/// Returns all paths of a journal with this body, or none if it is refused.
///
/// For fuzzing, which cannot produce valid digests.
#[doc(hidden)]
pub fn paths_in(body: &[u8]) -> Vec<String> {
    let Some(journal) = Journal::decode(&[HEADING, Digest::of(body).as_bytes(), body].concat()) else {
        return Vec::new();
    };
    let moves = journal.moves.into_iter().map(|moved| moved.to).filter(|to| !to.is_empty());
    let waiting = journal.waiting.into_iter().map(|waiting| waiting.name);
    journal.clearances.into_iter().chain(moves).chain(waiting).chain(journal.removals).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(journal: &Journal) -> Vec<u8> {
        let body = postcard::to_stdvec(journal).unwrap();
        [HEADING, Digest::of(&body).as_bytes(), &body].concat()
    }

    #[test]
    fn is_read_as_it_was_written_and_not_otherwise() {
        let journal = Journal {
            clearances: vec!["a".into()],
            moves: vec![Move { to: String::new(), number: 0 }, Move { to: "a/b".into(), number: 7 }],
            waiting: vec![StagedFile { name: "7".into(), length: 3, digest: Digest::of(b"new") }],
            removals: vec!["c/index.html".into()],
            records: vec!["record".into()],
        };
        let bytes = encode(&journal);
        for end in 0..bytes.len() {
            assert_eq!(Journal::decode(&bytes[..end]), None, "cut at {end}");
            let mut damaged = bytes.clone();
            damaged[end] ^= 1;
            assert_eq!(Journal::decode(&damaged), None, "damaged at {end}");
        }
        assert_eq!(Journal::decode(&bytes), Some(journal));
    }

    #[test]
    fn leads_nowhere_else() {
        for path in ["../a", "/a", "a/../../b", "a//b", ""] {
            let journal = Journal { removals: vec![path.into()], ..Journal::default() };
            assert_eq!(Journal::decode(&encode(&journal)), None, "{path}");
        }
        for record in ["../a", "a/b", "/a", "..", ""] {
            let journal = Journal { records: vec![record.into()], ..Journal::default() };
            assert_eq!(Journal::decode(&encode(&journal)), None, "{record}");
        }
    }
}
