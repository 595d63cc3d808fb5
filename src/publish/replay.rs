//! A journal is carried out here: the stage and the journal come in, the new site is in place when it is over. Every
//! step may find that it was taken before, by a build that was cut short; then it is passed over.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rayon::prelude::*;
use rustix::io::Errno;
use rustix::path::Arg;

use super::dir_walker::{DirWalker, WalkMode};
use super::disk::{self, EntryKind};
use super::journal::{Journal, Move, pending_name};
use super::stage_lock::StageLock;
use super::staging::parent;
use super::{Output, PublishError};
use crate::cache;
use crate::sources::ManagedDir;

/// The directory of the stage in which what is new waits.
pub(super) const NEW: &str = "new";

/// The file in the stage that says that the way is clear.
pub(super) const CLEARED: &str = "cleared";

/// How many moves a thread takes on at once: enough for the way to the first of them not to matter.
const CHUNK_FILES: usize = 1024;

/// Under this name a file is copied into a directory that it can't be moved to.
const PARTIAL_COPY: &str = ".dateline.part";

/// Carries out the journal, once more where the disk failed for a moment.
pub(super) fn replay_with_retry(
    journal: &Journal,
    lock: &StageLock,
    output: &Output,
) -> Result<usize, PublishError> {
    replay(journal, lock, output).or_else(|_| replay(journal, lock, output))
}

/// Carries out the journal to its end, and says how many files were removed.
fn replay(journal: &Journal, lock: &StageLock, output: &Output) -> Result<usize, PublishError> {
    let mut removed = remove_clearances(&journal.clearances, lock, output)?;
    move_into_place(&journal.moves, lock, output)?;
    removed += remove_files(&journal.removals, output)?;
    flush(output)?;
    install_cache_files(&journal.records, output)?;
    Journal::remove(lock)?;
    Ok(removed)
}

/// Has the new site on the disk before a record says so and the journal goes.
fn flush(output: &Output) -> Result<(), PublishError> {
    let failed = |error| PublishError::new("flush", output.path(), error);
    match disk::open_folder(rustix::fs::CWD, output.path()) {
        Ok(folder) => disk::flush_file_system(folder).map_err(failed),
        Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Removes what stands in the way of what moves in. Unlike the rest this must not happen again once something has
/// moved in: where a file system takes `Tags` for `tags`, the new file would go the way of the old one.
fn remove_clearances(files: &[String], lock: &StageLock, output: &Output) -> Result<usize, PublishError> {
    let failed = |error| PublishError::new("write", lock.path().join(CLEARED), error);
    if files.is_empty() || disk::entry_kind(lock, CLEARED).map_err(failed)? != EntryKind::Nothing {
        return Ok(0);
    }
    let removed = remove_files(files, output)?;
    disk::create(lock, CLEARED).map_err(failed)?;
    Ok(removed)
}

/// Removes files, and the directories that thereby became empty.
fn remove_files(files: &[String], output: &Output) -> Result<usize, PublishError> {
    // Threads that meet in a directory both try to remove it when they leave; the last one succeeds.
    files.par_chunks(CHUNK_FILES).map(|files| remove_chunk(files, output)).try_reduce(|| 0, |a, b| Ok(a + b))
}

fn remove_chunk(files: &[String], output: &Output) -> Result<usize, PublishError> {
    let mut removed = 0;
    let Some(mut walker) = DirWalker::new(output, WalkMode::Remove)? else { return Ok(removed) };
    for file in files {
        let Some(folder) = walker.enter(parent(file))? else { continue };
        match disk::remove_file(folder, last(file)) {
            Ok(()) => removed += 1,
            // Gone before; or it is a directory now, and not what was to be removed.
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
        disk::open_folder(rustix::fs::CWD, folder).map_err(|error| PublishError::new("open", folder, error))
    };
    let new = open(&lock.path().join(NEW))?;
    if let Some(whole) = moves.iter().find(|moved| moved.to.is_empty()) {
        let above = open(output.parent())?;
        return move_entry(new.as_fd(), &whole.number.to_string(), above.as_fd(), output.name())
            .map_err(|error| PublishError::new("move into place", output.path(), error));
    }
    moves.par_chunks(CHUNK_FILES).try_for_each(|moves| {
        let Some(mut walker) = DirWalker::new(output, WalkMode::Create)? else { return Ok(()) };
        for moved in moves {
            let Some(folder) = walker.enter(parent(&moved.to))? else { continue };
            move_entry(new.as_fd(), &moved.number.to_string(), folder, last(&moved.to))
                .map_err(|error| PublishError::new("move into place", output.file(&moved.to), error))?;
        }
        walker.end();
        Ok(())
    })
}

/// Moves a file or a directory to its place.
fn move_entry(
    from: BorrowedFd<'_>,
    waiting: &str,
    to: BorrowedFd<'_>,
    name: impl Arg + Copy,
) -> io::Result<()> {
    match disk::rename(from, waiting, to, name) {
        // What no longer waits is in its place.
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        Err(Errno::XDEV | Errno::EXIST | Errno::NOTEMPTY | Errno::ISDIR) => {}
        Err(error) => return Err(error.into()),
    }
    match disk::entry_kind(from, waiting)? {
        EntryKind::Nothing => return Ok(()),
        EntryKind::Folder => return merge(&disk::open_folder(from, waiting)?, to, name),
        EntryKind::Link | EntryKind::File(_) => {}
    }
    // A directory with nothing in it may stand where the file belongs. One with something in it stays, and what is
    // tried next says so.
    let _ = disk::remove_folder(to, name);
    match disk::rename(from, waiting, to, name) {
        Err(Errno::XDEV) => copy_over(from, waiting, to, name),
        other => Ok(other?),
    }
}

/// Moves what is in a directory into one that has come to be there since, or that is on another disk.
fn merge(from: &OwnedFd, to: BorrowedFd<'_>, name: impl Arg + Copy) -> io::Result<()> {
    disk::make_folder(to, name)?;
    let to = disk::open_folder(to, name)?;
    for name in disk::names(from)? {
        move_entry(from.as_fd(), &name, to.as_fd(), &name)?;
    }
    Ok(())
}

/// Moves a file to another disk: a directory of the output may be a mount.
fn copy_over(
    from: BorrowedFd<'_>,
    waiting: &str,
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

/// Puts records in their places.
fn install_cache_files(records: &[String], output: &Output) -> Result<(), PublishError> {
    if records.is_empty() {
        return Ok(());
    }
    let folder = match ManagedDir::open(output.site(), cache::FOLDER) {
        Ok(folder) => folder,
        // Deleted since, with all that waited in it.
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
