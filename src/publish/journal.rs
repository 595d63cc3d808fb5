//! Journal of what has to happen to turn the old site into the new one. It is written in one go, flushed with all that
//! it speaks of, and renamed; from then on the new site is decided on. It can be carried out any number of times with
//! the same result.

use std::io::{self, Read, Write};

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::stage_lock::StageLock;
use super::{PublishError, disk};
use crate::digest::Digest;

/// The journal's name in the stage.
const JOURNAL: &str = "journal";
/// Its name until it is complete.
const INCOMPLETE_JOURNAL: &str = "journal.unfinished";
/// The first line of the file. The number changes with the form of what follows.
const HEADING: &[u8] = b"dateline journal 2\n";

/// What has to happen, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Files that leave before anything moves, as something new stands where they stood.
    pub(super) clearances: Vec<String>,
    /// What moves in from the stage, by its destination.
    pub(super) moves: Vec<Move>,
    /// Each file that moves in, as it was written.
    pub(super) waiting: Vec<StagedFile>,
    /// Files that leave.
    pub(super) removals: Vec<String>,
    /// The names of the records that take their places last, in the site's folder of records and nowhere else.
    pub(super) records: Vec<String>,
}

/// A file in the stage: a recovery checks that it is as it was written before anything moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct StagedFile {
    /// Its path in the stage: the number of a move, or a path in the directory of that number.
    pub(super) name: String,
    /// Its length in bytes.
    pub(super) length: u64,
    /// The digest of its bytes.
    pub(super) digest: Digest,
}

/// A file, or a directory with all that is in it, that moves from the stage into the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Move {
    /// Where it goes, below the output; nothing is the output itself.
    pub(super) to: String,
    /// Its name in the stage.
    pub(super) number: u64,
}

/// Returns the name under which a record waits beside its place until the site is in place.
pub(super) fn pending_name(record: &str) -> String {
    format!("{record}.new")
}

impl Journal {
    /// Writes the journal under a name that decides nothing yet.
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

    /// Decides on the new site. Everything that the journal speaks of has to be on the disk.
    pub(super) fn commit(lock: &StageLock) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("write", lock.path().join(JOURNAL), error);
        disk::rename(lock, INCOMPLETE_JOURNAL, lock, JOURNAL).map_err(failed)?;
        disk::flush_folder(lock).map_err(failed)
    }

    /// The journal of a build that was cut short, if there is one.
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

    /// Forgets the journal, once it has been carried out.
    pub(super) fn remove(lock: &StageLock) -> Result<(), PublishError> {
        match disk::remove_file(lock, JOURNAL) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(PublishError::new("remove", lock.path().join(JOURNAL), error)),
        }
    }

    /// The journal in these bytes, unless they are damaged, of another version, or would lead out of the output.
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
        let is_name = |record: &String| is_clean(record) && !record.contains('/');
        if !journal.records.iter().all(is_name) {
            return None;
        }
        sound.into_iter().all(|path| is_clean(path)).then_some(journal)
    }
}

/// Returns every path that a journal of these contents would have changed in the output; nothing where it is refused. For
/// fuzzing, which can't make digests that are right.
#[doc(hidden)]
pub fn paths_in(body: &[u8]) -> Vec<String> {
    let Some(journal) = Journal::decode(&[HEADING, Digest::of(body).as_bytes(), body].concat()) else {
        return Vec::new();
    };
    let moves = journal.moves.into_iter().map(|moved| moved.to).filter(|to| !to.is_empty());
    let waiting = journal.waiting.into_iter().map(|waiting| waiting.name);
    journal.clearances.into_iter().chain(moves).chain(waiting).chain(journal.removals).collect()
}

/// Whether a path stays below the directory that it begins in.
pub(super) fn is_clean(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\0')
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
