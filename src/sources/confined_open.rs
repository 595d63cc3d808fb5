//! Opens files and folders beneath an open folder. No symlink is followed on the way, so nothing that is put in place
//! meanwhile can lead elsewhere; and only regular files are read, as a pipe or a device would be read for ever.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, openat};
use rustix::io::{Errno, retry_on_intr};
use thiserror::Error;

use super::name_rules::{ExclusionReason, reason_text};

/// Flags for reading a file. Opening a pipe does not wait for somebody who writes to it.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(COMMON);

/// Flags for a folder.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(COMMON);

/// Flags for every file and folder.
const COMMON: OFlags = OFlags::CLOEXEC.union(OFlags::NOFOLLOW);

/// ExclusionReason for which a file is not opened. It travels in an [`io::Error`].
#[derive(Debug, Error)]
pub(super) enum AccessError {
    /// A symlink leads out of the site.
    #[error("a symlink leads to {}, which is not in the site", .0.display())]
    Outside(PathBuf),
    /// A symlink leads nowhere.
    #[error("a symlink leads nowhere")]
    Nowhere,
    /// A symlink stands where Dateline writes and removes files of its own.
    #[error("{} is a symlink, and Dateline writes and removes files there", .0.display())]
    Linked(PathBuf),
    /// A symlink leads to a hidden place in the site.
    #[error("a symlink leads to {}, which {}", .0.display(), reason_text(*.1))]
    Hidden(PathBuf, ExclusionReason),
    /// The path itself is in a hidden place.
    #[error("it {}", reason_text(*.0))]
    NotPublic(ExclusionReason),
    /// Something else stands where a file is expected.
    #[error("it is {0}, and no file")]
    NotAFile(&'static str),
    /// Something else stands where a folder is expected.
    #[error("it is {0}, and no folder")]
    NotAFolder(&'static str),
}

impl AccessError {
    /// Returns the refusal that an error carries.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// Returns advice on what to do.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Outside(_) | Self::Nowhere => "put the file itself in its place",
            Self::Hidden(..) => "take the symlink out",
            Self::Linked(_) => "remove the symlink: Dateline makes a folder in its place",
            Self::NotPublic(_) => "take it out of the site, or move it to a place that is not hidden",
            Self::NotAFile(_) => "put a file in its place, or take it out of the site",
            Self::NotAFolder(_) => "put a folder in its place, or take it out of the site",
        }
    }
}

impl From<AccessError> for io::Error {
    fn from(refusal: AccessError) -> Self {
        Self::other(refusal)
    }
}

/// Opens a folder by its path, which may have symlinks in it: the site's own, as the user names it.
pub(super) fn open_root(path: &Path) -> rustix::io::Result<OwnedFd> {
    retry_on_intr(|| openat(CWD, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()))
}

/// Opens a folder beneath another. A symlink anywhere on the path is [`Errno::LOOP`] or [`Errno::NOTDIR`].
pub(super) fn open_dir(folder: BorrowedFd<'_>, path: &Path) -> rustix::io::Result<OwnedFd> {
    if path.as_os_str().is_empty() {
        return open_at(folder, Path::new("."), FOLDER);
    }
    open_at(folder, path, FOLDER)
}

/// Opens a file beneath a folder to read it, whatever it is: [`regular`] says whether it is a file. A symlink anywhere
/// on the path is [`Errno::LOOP`] or [`Errno::NOTDIR`].
pub(super) fn open_file(folder: BorrowedFd<'_>, path: &Path) -> rustix::io::Result<File> {
    open_at(folder, path, FILE).map(File::from)
}

/// Opens a file beneath a folder of Dateline's own, whatever it is.
pub(crate) fn open_beneath(folder: BorrowedFd<'_>, path: &str) -> rustix::io::Result<File> {
    open_file(folder, Path::new(path))
}

/// Returns whether an error says that a symlink is where Dateline writes and removes files.
pub(crate) fn is_symlink(error: &io::Error) -> bool {
    matches!(AccessError::of(error), Some(AccessError::Linked(_)))
}

/// Returns whether an error may mean that a symlink is on the path.
pub(super) fn may_be_symlink(error: Errno) -> bool {
    matches!(error, Errno::LOOP | Errno::NOTDIR)
}

/// Translates the system's answer when a file could not be opened.
pub(super) fn open_error(error: Errno) -> io::Error {
    match error {
        // Nobody listens at a socket that is a file.
        Errno::NXIO => AccessError::NotAFile("a socket or a device").into(),
        error => error.into(),
    }
}

/// Checks that an open file is a regular one.
pub(super) fn regular(file: File) -> io::Result<(File, Metadata)> {
    let metadata = file.metadata()?;
    let kind = metadata.file_type();
    let name = match () {
        () if kind.is_file() => return Ok((file, metadata)),
        () if kind.is_dir() => "a folder",
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    };
    Err(AccessError::NotAFile(name).into())
}

/// Reads an open file to its end. The file's length says how much room is needed, and is not asked for again.
pub(super) fn read_all(file: File, metadata: &Metadata) -> io::Result<Vec<u8>> {
    /// With so much room to spare, the last read finds the end.
    const SPARE: usize = 64;
    let mut bytes = Vec::new();
    let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(length.saturating_add(SPARE)).map_err(|_| io::ErrorKind::OutOfMemory)?;
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Something in a folder.
pub(super) struct DirEntry {
    pub(super) name: OsString,
    pub(super) kind: FileType,
}

/// An open folder with what is in it.
pub(super) struct DirListing {
    dir: Dir,
    pub(super) entries: Vec<DirEntry>,
}

impl DirListing {
    /// Reads what is in a folder.
    pub(super) fn of(folder: OwnedFd) -> rustix::io::Result<Self> {
        let mut dir = Dir::new(folder)?;
        let mut entries = Vec::new();
        while let Some(entry) = dir.read() {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                entries.push(DirEntry { name: OsString::from_vec(name.to_vec()), kind: entry.file_type() });
            }
        }
        Ok(Self { dir, entries })
    }

    /// Returns the folder's handle.
    pub(super) fn folder(&self) -> rustix::io::Result<BorrowedFd<'_>> {
        self.dir.fd()
    }
}

/// Opens what is at a path beneath a folder.
fn open_at(folder: BorrowedFd<'_>, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{ResolveFlags, openat2};
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match retry_on_intr(|| openat2(folder, path, flags, Mode::empty(), resolve)) {
            // Systems before Linux 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => {}
            opened => return opened,
        }
    }
    open_stepwise(folder, path, flags)
}

/// Opens what is at a path beneath a folder, one part of the path after the other.
fn open_stepwise(folder: BorrowedFd<'_>, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let mut here: Option<OwnedFd> = None;
    let mut parts = path.as_os_str().as_bytes().split(|byte| *byte == b'/').peekable();
    while let Some(part) = parts.next() {
        if part == b".." || (part.is_empty() && here.is_none()) {
            return Err(Errno::XDEV);
        }
        let at = here.as_ref().map_or(folder, AsFd::as_fd);
        let flags = if parts.peek().is_some() { FOLDER } else { flags };
        here = Some(retry_on_intr(|| openat(at, part, flags, Mode::empty()))?);
    }
    here.ok_or(Errno::NOENT)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    type Open = fn(BorrowedFd<'_>, &Path, OFlags) -> rustix::io::Result<OwnedFd>;

    #[test]
    fn both_ways_open_the_same_and_follow_no_symlink() {
        let temp = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(temp.path().join("site/a/b")).unwrap();
        std::fs::write(temp.path().join("site/a/b/x"), "x").unwrap();
        std::fs::write(temp.path().join("secret"), "secret").unwrap();
        symlink("../secret", temp.path().join("site/out")).unwrap();
        symlink("a", temp.path().join("site/again")).unwrap();
        symlink(temp.path().join("site/a/b/x"), temp.path().join("site/a/whole")).unwrap();
        let root = open_root(&temp.path().join("site")).unwrap();
        for open in [open_at as Open, open_stepwise] {
            let try_open = |path: &str| open(root.as_fd(), Path::new(path), FILE).map(|_| ());
            assert_eq!(try_open("a/b/x"), Ok(()));
            assert_eq!(try_open("a/b/y"), Err(Errno::NOENT));
            assert!(try_open("out").is_err_and(may_be_symlink));
            assert!(try_open("a/whole").is_err_and(may_be_symlink));
            assert!(try_open("again/b/x").is_err_and(may_be_symlink));
            assert_eq!(try_open("../secret"), Err(Errno::XDEV));
            assert_eq!(try_open("/etc/passwd"), Err(Errno::XDEV));
        }
    }
}
