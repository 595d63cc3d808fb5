//! Opens files and folders beneath an open folder, without following symlinks.
//!
//! A symlink that is created meanwhile can't redirect an open. Only regular files are read: reading
//! a pipe or a device might never end.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::ffi::{OsStrExt, OsStringExt};
use crate::platform::fs::{CWD, Dir, FileType, FileTypeExt, Mode, OFlags, openat};
use crate::platform::io::{Errno, retry_on_intr};

use super::name_rules::{ExclusionReason, reason_text};

/// Flags for reading a file. Opening a pipe does not wait for a writer.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(COMMON);

/// Flags for a folder.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(COMMON);

/// Flags for files and folders.
const COMMON: OFlags = OFlags::CLOEXEC.union(OFlags::NOFOLLOW);

/// Reason for refusing to open a file. It is the source of an [`io::Error`].
#[derive(Debug, Error)]
pub(super) enum AccessError {
    /// A symlink leads out of the site.
    #[error("a symlink leads to {}, which is not in the site", .0.display())]
    Outside(PathBuf),
    /// A symlink has no target.
    #[error("a symlink leads nowhere")]
    Nowhere,
    /// A symlink stands where Dateline writes and removes files.
    #[error("{} is a symlink, and Dateline writes and removes files there", .0.display())]
    Linked(PathBuf),
    /// A symlink leads to a hidden place in the site.
    #[error("a symlink leads to {}, which {}", .0.display(), reason_text(*.1))]
    Hidden(PathBuf, ExclusionReason),
    /// The path is in a hidden place.
    #[error("it {}", reason_text(*.0))]
    NotPublic(ExclusionReason),
    /// The path is not a regular file.
    #[error("it is {0}, not a file")]
    NotAFile(&'static str),
    /// The path is not a folder.
    #[error("it is {0}, not a folder")]
    NotAFolder(&'static str),
}

impl AccessError {
    /// Returns the reason in an error, if it has one.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// Returns advice.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Outside(_) | Self::Nowhere => "replace the symlink by the file itself",
            Self::Hidden(..) => "remove the symlink",
            Self::Linked(_) => "remove the symlink; Dateline creates a folder in its place",
            Self::NotPublic(_) => "move it out of the site, or to a place that is not hidden",
            Self::NotAFile(_) => "replace it by a file, or remove it",
            Self::NotAFolder(_) => "replace it by a folder, or remove it",
        }
    }
}

impl From<AccessError> for io::Error {
    fn from(refusal: AccessError) -> Self {
        Self::other(refusal)
    }
}

/// Opens the site's folder. Its path is the user's and may contain symlinks.
pub(super) fn open_root(path: &Path) -> crate::platform::io::Result<OwnedFd> {
    retry_on_intr(|| openat(CWD, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()))
}

/// Opens a folder beneath another.
///
/// A symlink on the path fails with [`Errno::LOOP`] or [`Errno::NOTDIR`].
pub(super) fn open_dir(folder: BorrowedFd<'_>, path: &Path) -> crate::platform::io::Result<OwnedFd> {
    if path.as_os_str().is_empty() {
        return open_at(folder, Path::new("."), FOLDER);
    }
    open_at(folder, path, FOLDER)
}

/// Opens a file of any type beneath a folder.
///
/// Check it with [`regular`]. A symlink on the path fails with [`Errno::LOOP`] or
/// [`Errno::NOTDIR`].
pub(super) fn open_file(folder: BorrowedFd<'_>, path: &Path) -> crate::platform::io::Result<File> {
    open_at(folder, path, FILE).map(File::from)
}

/// Opens a file of any type beneath one of Dateline's own folders.
pub(crate) fn open_beneath(folder: BorrowedFd<'_>, path: &Path) -> crate::platform::io::Result<File> {
    open_file(folder, path)
}

/// Returns whether an error may mean that a symlink is on the path.
pub(super) fn may_be_symlink(error: Errno) -> bool {
    matches!(error, Errno::LOOP | Errno::NOTDIR)
}

/// Converts the system's error for a file that could not be opened.
pub(super) fn open_error(error: Errno) -> io::Error {
    match error {
        // A socket file without a listener.
        Errno::NXIO => AccessError::NotAFile("a socket or a device").into(),
        error => error.into(),
    }
}

/// Checks that an open file is a regular file.
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

/// Reads an open file to its end.
///
/// The buffer is sized by the file's length, without another `stat` call.
pub(super) fn read_all(file: File, metadata: &Metadata) -> io::Result<Vec<u8>> {
    /// With spare room, the last read finds the end without growing the buffer.
    const SPARE_BYTES: usize = 64;
    let mut bytes = Vec::new();
    let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(length.saturating_add(SPARE_BYTES)).map_err(|_| io::ErrorKind::OutOfMemory)?;
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Entry of a folder.
pub(super) struct DirEntry {
    pub(super) name: OsString,
    pub(super) kind: FileType,
}

/// Open folder with its entries.
pub(super) struct DirListing {
    dir: Dir,
    pub(super) entries: Vec<DirEntry>,
}

impl DirListing {
    /// Reads the entries of a folder.
    pub(super) fn of(folder: OwnedFd) -> crate::platform::io::Result<Self> {
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
    pub(super) fn folder(&self) -> crate::platform::io::Result<BorrowedFd<'_>> {
        self.dir.fd()
    }
}

/// Opens a path beneath a folder.
fn open_at(folder: BorrowedFd<'_>, path: &Path, flags: OFlags) -> crate::platform::io::Result<OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        use crate::platform::fs::{ResolveFlags, openat2};
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match retry_on_intr(|| openat2(folder, path, flags, Mode::empty(), resolve)) {
            // Linux before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => {}
            opened => return opened,
        }
    }
    open_stepwise(folder, path, flags)
}

/// Opens a path beneath a folder, one component at a time.
fn open_stepwise(folder: BorrowedFd<'_>, path: &Path, flags: OFlags) -> crate::platform::io::Result<OwnedFd> {
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
    use crate::platform::fs::symlink;

    use super::*;

    type Open = fn(BorrowedFd<'_>, &Path, OFlags) -> crate::platform::io::Result<OwnedFd>;

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
