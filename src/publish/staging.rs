//! Decides where new files are staged.
//!
//! A directory that the output lacks is staged as a whole and moved by one rename; a file in an
//! existing directory is staged alone. Each directory is examined once. Thread-safe.

use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

use crate::platform::fd::{AsFd, OwnedFd};

use super::disk::{self, EntryKind};
use super::journal::Move;
use super::{Output, PublishError};

/// Number of shards of the directory map, to avoid contention.
const SHARDS: usize = 64;

/// Known directories and the resulting moves.
pub(super) struct Staging {
    output: Output,
    /// Output directory, if it exists.
    standing: Option<OwnedFd>,
    /// Directory of the staged files.
    new: OwnedFd,
    folders: [Mutex<HashMap<Box<str>, Folder>>; SHARDS],
    findings: Mutex<Findings>,
}

/// State of a directory.
#[derive(Debug, Clone, Copy)]
enum Folder {
    /// Exists in the output.
    Standing,
    /// Staged in the directory `number`; `cut` is the length of the path prefix that the directory
    /// stands for.
    New { number: u64, cut: usize },
}

/// Input of the journal.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Moves, unordered.
    pub(super) moves: Vec<Move>,
    /// Output entries that block a move.
    pub(super) obstacles: Vec<Obstacle>,
}

/// An entry of the output that blocks a new one of another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// A file at the path of a needed directory.
    File(String),
    /// A directory at the path of a new file.
    Folder(String),
}

impl Obstacle {
    /// Returns the path.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }
}

impl Staging {
    /// Creates the state for an output.
    pub(super) fn new(output: &Output, new: OwnedFd) -> Result<Self, PublishError> {
        let standing = match disk::open_folder(crate::platform::fs::CWD, output.path()) {
            Ok(folder) => Some(folder),
            Err(crate::platform::io::Errno::NOENT) => None,
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

    /// Returns the output directory, if it existed when the stage was opened.
    pub(super) fn standing(&self) -> Option<&OwnedFd> {
        self.standing.as_ref()
    }

    /// Returns the directory of the staged files.
    pub(super) fn waiting(&self) -> &OwnedFd {
        &self.new
    }

    /// Takes the findings.
    pub(super) fn findings(&mut self) -> Findings {
        std::mem::take(self.findings.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the staged name of a new file and the entry that the output has in its place.
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

    /// Returns the state of a directory, creating it in the stage if needed.
    fn folder(&self, path: &str) -> Result<Folder, PublishError> {
        let shard = self.shard(path);
        if let Some(known) = lock(shard).get(path) {
            return Ok(*known);
        }
        let above = self.folder(parent(path))?;
        // Checked again and created under the lock, since other threads write into a directory that
        // they find here.
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

    /// Returns the entry of the output at a path. Its parents were examined before.
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
        // Path suffixes differ most.
        let hash = path.bytes().rev().take(8).fold(path.len(), |hash, byte| hash * 31 + usize::from(byte));
        &self.folders[hash % SHARDS]
    }
}

impl AsFd for Staging {
    fn as_fd(&self) -> crate::platform::fd::BorrowedFd<'_> {
        self.new.as_fd()
    }
}

/// Returns the staged name of a path in a numbered directory.
pub(super) fn name_in_stage(number: u64, rest: &str) -> String {
    match rest.trim_start_matches('/') {
        "" => number.to_string(),
        rest => format!("{number}/{rest}"),
    }
}

/// Returns the parent of a path; empty for the output.
pub(super) fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// Ignores poisoning: each change under the lock is a single operation.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
