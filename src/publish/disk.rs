//! System calls of publishing, one function each. A name is relative to an open directory, and a
//! symlink at its end is never followed. Callers add context to errors.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::Path;

use crate::platform::fd::{AsFd, OwnedFd};
use crate::platform::ffi::OsStringExt;
use crate::platform::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use crate::platform::io::{Errno, Result};
use crate::platform::path::Arg;
use crate::sources::{FileStat, open_beneath};

/// Type of a directory entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// None.
    Nothing,
    /// A directory.
    Folder,
    /// A symbolic link.
    Link,
    /// A file with this many bytes.
    File(u64),
}

/// Returns the type of an entry.
pub(super) fn entry_kind(at: impl AsFd, name: impl Arg) -> Result<EntryKind> {
    let stat = match crate::platform::fs::statat(at, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => stat,
        Err(Errno::NOENT | Errno::NOTDIR) => return Ok(EntryKind::Nothing),
        Err(error) => return Err(error),
    };
    Ok(match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        _ => EntryKind::File(u64::try_from(stat.st_size).unwrap_or(0)),
    })
}

/// Returns the stat of a regular file; `None` for anything else.
pub(super) fn stat(at: impl AsFd, name: &str) -> Result<Option<FileStat>> {
    let found = match crate::platform::fs::statat(at, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(found) => found,
        Err(Errno::NOENT | Errno::NOTDIR) => return Ok(None),
        Err(error) => return Err(error),
    };
    if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile {
        return Ok(None);
    }
    Ok(Some(FileStat::from_stat(&found)))
}

/// Opens a directory.
pub(super) fn open_folder(at: impl AsFd, name: impl Arg) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    crate::platform::fs::openat(at, name, flags, Mode::empty())
}

/// Creates a directory unless it exists.
pub(super) fn make_folder(at: impl AsFd, name: impl Arg) -> Result<()> {
    crash_point();
    match crate::platform::fs::mkdirat(at, name, Mode::from_raw_mode(0o777)) {
        Err(Errno::EXIST) => Ok(()),
        other => other,
    }
}

/// Opens a regular file for reading.
///
/// Symlinks anywhere on the path are not followed. Pipes and devices are [`Errno::INVAL`].
pub(super) fn open(at: impl AsFd, name: impl AsRef<Path>) -> Result<File> {
    let file = open_beneath(at.as_fd(), name.as_ref())?;
    match FileType::from_raw_mode(crate::platform::fs::fstat(&file)?.st_mode) {
        FileType::RegularFile => Ok(file),
        FileType::Directory => Err(Errno::ISDIR),
        _ => Err(Errno::INVAL),
    }
}

/// Creates a file for writing, replacing an existing one.
pub(super) fn create(at: impl AsFd, name: impl Arg + Copy) -> Result<File> {
    crash_point();
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let new = || crate::platform::fs::openat(&at, name, flags, Mode::from_raw_mode(0o666)).map(File::from);
    match new() {
        // Left by a killed build, or put there by somebody else: it may be a link or a pipe.
        Err(Errno::EXIST) => {
            crate::platform::fs::unlinkat(&at, name, AtFlags::empty())?;
            new()
        }
        created => created,
    }
}

/// Opens a file to hold on to it, and makes it if need be.
pub(super) fn open_or_create(at: impl AsFd, name: impl Arg) -> Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    crate::platform::fs::openat(at, name, flags, Mode::from_raw_mode(0o666)).map(File::from)
}

/// Gives a file or a directory its new name, in place of a file that may have it.
pub(super) fn rename(at: impl AsFd, name: impl Arg, to: impl AsFd, new: impl Arg) -> Result<()> {
    crash_point();
    crate::platform::fs::renameat(at, name, to, new)
}

/// Removes a file.
pub(super) fn remove_file(at: impl AsFd, name: impl Arg) -> Result<()> {
    crash_point();
    crate::platform::fs::unlinkat(at, name, AtFlags::empty())
}

/// Removes a directory, if it is empty.
pub(super) fn remove_folder(at: impl AsFd, name: impl Arg) -> Result<()> {
    crash_point();
    crate::platform::fs::unlinkat(at, name, AtFlags::REMOVEDIR)
}

/// Waits until the names in a directory are on the disk.
pub(super) fn flush_folder(folder: impl AsFd) -> Result<()> {
    match crate::platform::fs::fsync(folder) {
        // Some file systems can't do it for directories.
        Err(Errno::INVAL | Errno::BADF) => Ok(()),
        other => other,
    }
}

/// Returns the number of the device that a directory is on.
pub(super) fn device(folder: impl AsFd) -> Result<u64> {
    Ok(crate::platform::device_id(&crate::platform::fs::fstat(folder)?))
}

/// Removes a file, or a directory with its contents.
///
/// Symlinks are removed, not followed.
pub(super) fn remove_all(at: impl AsFd, name: &OsStr) -> Result<()> {
    let flags = AtFlags::empty();
    match crate::platform::fs::unlinkat(&at, name, flags) {
        // Linux says that it is a directory, other systems that this may not be done to one.
        Err(Errno::ISDIR | Errno::PERM) => {}
        other => return other,
    }
    let folder = open_folder(&at, name)?;
    for inner in names(&folder)? {
        remove_all(&folder, &inner)?;
    }
    drop(folder);
    crate::platform::fs::unlinkat(&at, name, AtFlags::REMOVEDIR)
}

/// Returns the names in a directory, sorted. A name need not be UTF-8.
pub(super) fn names(folder: impl AsFd) -> Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let name = OsString::from_vec(entry?.file_name().to_bytes().to_vec());
        if name != "." && name != ".." {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Called before each change of the disk, so that tests can abort here.
pub(super) fn crash_point() {
    #[cfg(test)]
    super::tests::crash::step();
}
