//! What the output already holds, as far as new files need to know. In comes each new file's path, from many threads;
//! out comes the name under which it waits in the stage. A directory that the output does not have waits whole, to
//! move in by one rename with all that is in it; a file in a directory that is there waits alone. Each directory is
//! looked at once.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

use super::disk::{self, EntryKind};
use super::journal::Move;
use super::{Output, PublishError};

/// How many parts the map of directories has, so that threads seldom wait for one another.
const SHARDS: usize = 64;

/// The directories met so far, and what follows from them.
pub(super) struct Staging {
    output: Output,
    /// The output, open, if it exists.
    standing: Option<OwnedFd>,
    /// The directory of the stage in which all that is new waits.
    new: OwnedFd,
    folders: [Mutex<HashMap<Box<str>, Folder>>; SHARDS],
    findings: Mutex<Findings>,
}

/// What is known of a directory.
#[derive(Debug, Clone, Copy)]
enum Folder {
    /// The output has it.
    Standing,
    /// It waits in the stage, in a directory of this number; what comes after the first `cut` bytes of a path is the
    /// path in there.
    New { number: u64, cut: usize },
}

/// What follows for the journal.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What moves in, in no order.
    pub(super) moves: Vec<Move>,
    /// What can only move in when something else has left.
    pub(super) obstacles: Vec<Obstacle>,
}

/// Something in the output that stands where something of another kind belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// A file with the name of a directory that is needed.
    File(String),
    /// A directory with the name of a new file.
    Folder(String),
}

impl Obstacle {
    /// Where it stands.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }
}

impl Staging {
    /// Nothing met yet.
    pub(super) fn new(output: &Output, new: OwnedFd) -> Result<Self, PublishError> {
        let standing = match disk::open_folder(rustix::fs::CWD, output.path()) {
            Ok(folder) => Some(folder),
            Err(rustix::io::Errno::NOENT) => None,
            Err(error) => return Err(PublishError::new("open", output.path(), error)),
        };
        let staging = Self {
            output: output.clone(),
            standing,
            new,
            folders: std::array::from_fn(|_| Mutex::default()),
            findings: Mutex::default(),
        };
        let root = if staging.standing.is_some() { Folder::Standing } else { staging.begin_folder("")? };
        lock(staging.shard("")).insert("".into(), root);
        Ok(staging)
    }

    /// The output, open, if it existed when the stage was opened.
    pub(super) fn standing(&self) -> Option<&OwnedFd> {
        self.standing.as_ref()
    }

    /// The directory in which what is new waits.
    pub(super) fn waiting(&self) -> &OwnedFd {
        &self.new
    }

    /// What follows from all that was met.
    pub(super) fn findings(&mut self) -> Findings {
        std::mem::take(self.findings.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the name, among what waits, under which a new file is to be written, with what stands in its place now.
    pub(super) fn staged_name(&self, file: &str) -> Result<(String, EntryKind), PublishError> {
        match self.folder(parent(file))? {
            Folder::New { number, cut } => Ok((name_in_stage(number, &file[cut..]), EntryKind::Nothing)),
            Folder::Standing => {
                let found = self.look(file)?;
                if found == EntryKind::Folder {
                    lock(&self.findings).obstacles.push(Obstacle::Folder(file.into()));
                }
                Ok((self.begin(file).to_string(), found))
            }
        }
    }

    /// Whether a directory is there, and where it waits if it is not.
    fn folder(&self, path: &str) -> Result<Folder, PublishError> {
        let shard = self.shard(path);
        if let Some(known) = lock(shard).get(path) {
            return Ok(*known);
        }
        let above = self.folder(parent(path))?;
        // Looked at again and made under the lock: a thread that finds it here may write into it.
        let mut shard = lock(shard);
        if let Some(known) = shard.get(path) {
            return Ok(*known);
        }
        let folder = match above {
            Folder::New { number, cut } => {
                self.make(&name_in_stage(number, &path[cut..]), path)?;
                above
            }
            Folder::Standing => match self.look(path)? {
                EntryKind::Folder => Folder::Standing,
                EntryKind::Nothing => self.begin_folder(path)?,
                EntryKind::Link => return Err(PublishError::Symlink { path: self.output.file(path) }),
                EntryKind::File(_) => {
                    lock(&self.findings).obstacles.push(Obstacle::File(path.into()));
                    self.begin_folder(path)?
                }
            },
        };
        shard.insert(path.into(), folder);
        Ok(folder)
    }

    /// What the output has at this path. Every directory on the way has been looked at before.
    fn look(&self, path: &str) -> Result<EntryKind, PublishError> {
        let Some(standing) = &self.standing else { return Ok(EntryKind::Nothing) };
        disk::entry_kind(standing, path)
            .map_err(|error| PublishError::new("look at", self.output.file(path), error))
    }

    fn begin(&self, path: &str) -> u64 {
        let mut findings = lock(&self.findings);
        let number = findings.moves.len() as u64;
        findings.moves.push(Move { to: path.into(), number });
        number
    }

    fn begin_folder(&self, path: &str) -> Result<Folder, PublishError> {
        let number = self.begin(path);
        self.make(&number.to_string(), path)?;
        Ok(Folder::New { number, cut: path.len() })
    }

    fn make(&self, name: &str, path: &str) -> Result<(), PublishError> {
        disk::make_folder(&self.new, name)
            .map_err(|error| PublishError::new("create the directory for", self.output.file(path), error))
    }

    fn shard(&self, path: &str) -> &Mutex<HashMap<Box<str>, Folder>> {
        // The ends of paths differ most.
        let hash = path.bytes().rev().take(8).fold(path.len(), |hash, byte| hash * 31 + usize::from(byte));
        &self.folders[hash % SHARDS]
    }
}

impl AsFd for Staging {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.new.as_fd()
    }
}

/// The name, among what waits, of a path in the directory of this number.
pub(super) fn name_in_stage(number: u64, rest: &str) -> String {
    match rest.trim_start_matches('/') {
        "" => number.to_string(),
        rest => format!("{number}/{rest}"),
    }
}

/// The directory that a path is in: nothing is the output.
pub(super) fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// A thread that dies with the lock has left nothing half done: each change under it is a single one.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
