//! Replays a journal: moves staged files into the output and removes old ones. Steps that were
//! already done by an interrupted build are skipped.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::dir_walker::{DirWalker, WalkMode};
use super::disk::{self, EntryKind};
use super::journal::{Journal, Move, pending_name};
use super::stage_lock::StageLock;
use super::staging::parent;
use super::{Output, PublishError};
use crate::cache;
use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::io::Errno;
use crate::platform::path::Arg;
use crate::sources::ManagedDir;

/// Directory of the staged files.
pub(super) const NEW: &str = "new";

/// Marker file: the clearances are done.
pub(super) const CLEARED: &str = "cleared";

/// Number of entries that a thread handles at once.
const CHUNK_FILES: usize = 1024;

/// Name of a partial copy, where a rename is impossible.
const PARTIAL_COPY: &str = ".dateline.part";

/// Replays the journal, with one retry for transient disk errors.
pub(super) fn replay_with_retry(
    journal: &Journal,
    lock: &StageLock,
    output: &Output,
) -> Result<usize, PublishError> {
    replay(journal, lock, output).or_else(|_| replay(journal, lock, output))
}

/// Replays the journal. Returns the number of removed files.
fn replay(journal: &Journal, lock: &StageLock, output: &Output) -> Result<usize, PublishError> {
    let mut removed = remove_clearances(&journal.clearances, lock, output)?;
    move_into_place(&journal.moves, lock, output)?;
    removed += remove_files(&journal.removals, output)?;
    flush(output)?;
    install_cache_files(&journal.records, output)?;
    Journal::remove(lock)?;
    Ok(removed)
}

/// Flushes the output before the cache is replaced and the journal removed.
fn flush(output: &Output) -> Result<(), PublishError> {
    let failed = |error| PublishError::new("flush", output.path(), error);
    match disk::open_folder(crate::platform::fs::CWD, output.path()) {
        Ok(folder) => crate::platform::flush_file_system(folder).map_err(failed),
        Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Removes the clearances, at most once: on a case-insensitive file system a second run would
/// remove the new files.
fn remove_clearances(files: &[String], lock: &StageLock, output: &Output) -> Result<usize, PublishError> {
    let failed = |error| PublishError::new("write", lock.path().join(CLEARED), error);
    if files.is_empty() || disk::entry_kind(lock, CLEARED).map_err(failed)? != EntryKind::Nothing {
        return Ok(0);
    }
    let removed = remove_files(files, output)?;
    disk::create(lock, CLEARED).map_err(failed)?;
    Ok(removed)
}

/// Removes files and directories that become empty.
fn remove_files(files: &[String], output: &Output) -> Result<usize, PublishError> {
    // Of two threads that leave a directory, the last removes it.
    files.par_chunks(CHUNK_FILES).map(|files| remove_chunk(files, output)).try_reduce(|| 0, |a, b| Ok(a + b))
}

fn remove_chunk(files: &[String], output: &Output) -> Result<usize, PublishError> {
    let mut removed = 0;
    let Some(mut walker) = DirWalker::new(output, WalkMode::Remove)? else { return Ok(removed) };
    for file in files {
        let Some(folder) = walker.enter(parent(file))? else { continue };
        match disk::remove_file(folder, last(file)) {
            Ok(()) => removed += 1,
            // Already removed, or a directory by now.
            Err(Errno::NOENT | Errno::ISDIR) => {}
            Err(Errno::PERM) if disk::entry_kind(folder, last(file)) == Ok(EntryKind::Folder) => {}
            Err(error) => return Err(PublishError::new("remove", output.file(file), error)),
        }
    }
    walker.end();
    Ok(removed)
}

fn move_into_place(moves: &[Move], lock: &StageLock, output: &Output) -> Result<(), PublishError> {
    if moves.is_empty() {
        return Ok(());
    }
    let open = |folder: &Path| {
        disk::open_folder(crate::platform::fs::CWD, folder)
            .map_err(|error| PublishError::new("open", folder, error))
    };
    let new = open(&lock.path().join(NEW))?;
    if let Some(whole) = moves.iter().find(|moved| moved.to.is_empty()) {
        let above = open(output.parent())?;
        return move_entry(new.as_fd(), whole.number.to_string().as_ref(), above.as_fd(), output.name())
            .map_err(|error| PublishError::new("move into place", output.path(), error));
    }
    moves.par_chunks(CHUNK_FILES).try_for_each(|moves| {
        let Some(mut walker) = DirWalker::new(output, WalkMode::Create)? else { return Ok(()) };
        for moved in moves {
            let Some(folder) = walker.enter(parent(&moved.to))? else { continue };
            move_entry(new.as_fd(), moved.number.to_string().as_ref(), folder, last(&moved.to))
                .map_err(|error| PublishError::new("move into place", output.file(&moved.to), error))?;
        }
        walker.end();
        Ok(())
    })
}

/// Moves a file or directory to its target.
fn move_entry(
    from: BorrowedFd<'_>,
    waiting: &OsStr,
    to: BorrowedFd<'_>,
    name: impl Arg + Copy,
) -> io::Result<()> {
    match disk::rename(from, waiting, to, name) {
        // A missing staged file was already moved.
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        Err(Errno::XDEV | Errno::EXIST | Errno::NOTEMPTY | Errno::ISDIR) => {}
        Err(error) => return Err(error.into()),
    }
    match disk::entry_kind(from, waiting)? {
        EntryKind::Nothing => return Ok(()),
        EntryKind::Folder => return merge(&disk::open_folder(from, waiting)?, to, name),
        EntryKind::Link | EntryKind::File(_) => {}
    }
    // An empty directory may be replaced by a file; a non-empty one makes the rename fail.
    let _ = disk::remove_folder(to, name);
    match disk::rename(from, waiting, to, name) {
        Err(Errno::XDEV) => copy_over(from, waiting, to, name),
        other => Ok(other?),
    }
}

/// Merges a directory into one that exists by now, or is on another disk.
fn merge(from: &OwnedFd, to: BorrowedFd<'_>, name: impl Arg + Copy) -> io::Result<()> {
    disk::make_folder(to, name)?;
    let to = disk::open_folder(to, name)?;
    for name in disk::names(from)? {
        move_entry(from.as_fd(), &name, to.as_fd(), &*name)?;
    }
    Ok(())
}

/// Copies a file to another disk: a directory of the output may be a mount point.
fn copy_over(
    from: BorrowedFd<'_>,
    waiting: &OsStr,
    to: BorrowedFd<'_>,
    name: impl Arg + Copy,
) -> io::Result<()> {
    let mut source = disk::open(from, waiting)?;
    let mut copy = disk::create(to, PARTIAL_COPY)?;
    io::copy(&mut source, &mut copy)?;
    copy.sync_all()?;
    disk::rename(to, PARTIAL_COPY, to, name)?;
    disk::flush_folder(to)?;
    Ok(disk::remove_file(from, waiting)?)
}

/// Installs the cache files.
fn install_cache_files(records: &[String], output: &Output) -> Result<(), PublishError> {
    if records.is_empty() {
        return Ok(());
    }
    let folder = match ManagedDir::open(output.site(), cache::FOLDER) {
        Ok(folder) => folder,
        // The cache was deleted in the meantime.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PublishError::new("open", output.site().join(cache::FOLDER), error)),
    };
    for record in records {
        disk::crash_point();
        match folder.rename(&pending_name(record), record) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(PublishError::new("move into place", folder.path().join(record), error));
            }
            // What no longer waits is in its place.
            _ => {}
        }
    }
    Ok(())
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
