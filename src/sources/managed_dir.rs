//! Folders in which Dateline writes and removes its own files.
//!
//! They hold the cache, and files that a command writes into a site. They are opened without
//! following symlinks, so a site can't have files outside it written or removed.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, flock, openat};
use crate::platform::io::{Errno, retry_on_intr};

use super::SiteDir;
use super::confined_open::{self, AccessError, DirListing, may_be_symlink, open_error};

/// Open folder of Dateline's own. Its files are addressed by name.
#[derive(Debug)]
pub struct ManagedDir {
    handle: OwnedFd,
    path: PathBuf,
}

/// Treatment of symlinks that stay in the site and lead to no hidden place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symlinks {
    Follow,
    Refuse,
}

impl ManagedDir {
    /// Opens the folder at a path beneath `root`.
    ///
    /// # Errors
    /// Returns an error if the folder is missing or not a folder, or if a symlink is on the path.
    pub fn open(root: &Path, path: &str) -> io::Result<Self> {
        let above = confined_open::open_root(root)?;
        match confined_open::open_dir(above.as_fd(), Path::new(path)) {
            Ok(handle) => Ok(Self { handle, path: root.join(path) }),
            Err(error) if may_be_symlink(error) => Err(obstacle(above.as_fd(), root, path, error)),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the folder at a path beneath `root`, after creating it if necessary.
    ///
    /// # Errors
    /// Returns an error if the folder can't be created, if something else has its name, or if a
    /// symlink is on the path.
    pub fn create(root: &Path, path: &str) -> io::Result<Self> {
        Self::open_or_create(root, path, Symlinks::Refuse)
    }

    /// Opens or creates a folder for files that belong to editors.
    ///
    /// Symlinks to folders of the site are followed.
    ///
    /// # Errors
    /// Returns an error if the folder can't be created, if something else has its name, or if a
    /// symlink leads out of the site or to a hidden place.
    pub fn create_following_symlinks(root: &Path, path: &str) -> io::Result<Self> {
        Self::open_or_create(root, path, Symlinks::Follow)
    }

    fn open_or_create(root: &Path, path: &str, links: Symlinks) -> io::Result<Self> {
        let mut here = Self { handle: confined_open::open_root(root)?, path: root.to_owned() };
        let mut so_far = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            so_far.push_str(if so_far.is_empty() { "" } else { "/" });
            so_far.push_str(part);
            let handle = match here.folder(part) {
                Err(Errno::NOENT) => {
                    let mode = Mode::from_raw_mode(0o777);
                    match crate::platform::fs::mkdirat(&here.handle, part, mode) {
                        Ok(()) | Err(Errno::EXIST) => here.folder(part),
                        Err(error) => Err(error),
                    }
                }
                opened => opened,
            };
            let handle = match handle {
                Ok(handle) => handle,
                Err(error) if may_be_symlink(error) && links == Symlinks::Follow => {
                    let site = SiteDir::new(root);
                    let real = site.real(&so_far)?;
                    let failed = |error| obstacle(here.handle.as_fd(), &here.path, part, error);
                    confined_open::open_dir(site.handle()?, &real).map_err(failed)?
                }
                Err(error) => return Err(obstacle(here.handle.as_fd(), &here.path, part, error)),
            };
            here = Self { handle, path: here.path.join(part) };
        }
        Ok(here)
    }

    /// Returns the folder's path, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// Returns an error if the file is missing or not a regular file, or if a symlink is on the
    /// path.
    pub fn open_file(&self, path: &str) -> io::Result<File> {
        self.regular(path).map(|(file, _)| file)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Fails like [`ManagedDir::open_file`].
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let (file, metadata) = self.regular(path)?;
        confined_open::read_all(file, &metadata)
    }

    fn regular(&self, path: &str) -> io::Result<(File, Metadata)> {
        let file =
            confined_open::open_file(self.handle.as_fd(), Path::new(path)).map_err(|error| match error {
                Errno::LOOP => AccessError::Linked(self.path.join(path)).into(),
                error => open_error(error),
            })?;
        confined_open::regular(file)
    }

    /// Returns the size of a regular file in bytes.
    ///
    /// Returns `None` for anything else.
    pub fn file_size(&self, name: &str) -> Option<u64> {
        let stat = crate::platform::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        is_file.then(|| u64::try_from(stat.st_size).unwrap_or(0))
    }

    /// Returns whether the name exists, even as a dangling symlink.
    pub fn contains(&self, name: &str) -> bool {
        crate::platform::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Creates a new file.
    ///
    /// # Errors
    /// Returns an error if the name exists, or the file can't be created.
    pub fn create_new_file(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        let name = require_file_name(name)?;
        Ok(retry_on_intr(|| openat(&self.handle, name, flags, mode)).map(File::from)?)
    }

    /// Creates a file, after removing an existing one.
    ///
    /// A symlink is removed, never followed.
    ///
    /// # Errors
    /// Returns an error if the file can't be created.
    pub fn create_file(&self, name: &str) -> io::Result<File> {
        match self.create_new_file(name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.remove_file(name)?;
                self.create_new_file(name)
            }
            created => created,
        }
    }

    /// Writes a file, after removing an existing one.
    ///
    /// # Errors
    /// Returns an error if the file can't be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.create_file(name)?.write_all(bytes)
    }

    /// Writes a temporary file and renames it.
    ///
    /// Readers see the whole file or the old one. `finish` is called before the rename, to sync the
    /// file for example.
    ///
    /// # Errors
    /// Returns an error if the file can't be written. An existing file is unchanged then.
    pub fn write_atomic(
        &self,
        name: &str,
        bytes: &[u8],
        finish: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<()> {
        let beside = format!(".{name}.{}", std::process::id());
        let written = self.create_locked_file(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            finish(&file)
        });
        let written = written.and_then(|()| self.rename(&beside, name));
        if written.is_err() {
            let _ = self.remove_file(&beside);
        }
        written
    }

    /// Creates a file that is locked while it is open.
    ///
    /// The lock protects it from [`ManagedDir::remove_stale_temp_files`].
    fn create_locked_file(&self, name: &str) -> io::Result<File> {
        loop {
            let file = self.create_file(name)?;
            // A file system without locks has no temporary files removed.
            let _ = flock(&file, FlockOperation::NonBlockingLockExclusive);
            // Another process may have removed the file before it was locked.
            if crate::platform::fs::fstat(&file)?.st_nlink > 0 {
                return Ok(file);
            }
        }
    }

    /// Removes temporary files of killed processes.
    ///
    /// They are left in [`ManagedDir::write_atomic`]. `is_ours` decides by the name of the final
    /// file.
    pub fn remove_stale_temp_files(&self, is_ours: impl Fn(&str) -> bool) {
        for name in self.list().unwrap_or_default() {
            let Some((beside, process)) = name.rsplit_once('.') else { continue };
            let is_process = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
            if is_process && is_ours(beside.strip_prefix('.').unwrap_or(beside)) && self.is_abandoned(&name) {
                let _ = self.remove_file(&name);
            }
        }
    }

    /// Returns whether no process is writing a file.
    fn is_abandoned(&self, name: &str) -> bool {
        self.open_file(name).is_ok_and(|file| flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok())
    }

    /// Renames a file in the folder.
    ///
    /// # Errors
    /// Returns the system's error.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(crate::platform::fs::renameat(
            &self.handle,
            require_file_name(from)?,
            &self.handle,
            require_file_name(to)?,
        )?)
    }

    /// Removes a file. A symlink is removed, not its target.
    ///
    /// # Errors
    /// Returns the system's error.
    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        Ok(crate::platform::fs::unlinkat(&self.handle, require_file_name(name)?, AtFlags::empty())?)
    }

    /// Returns the names of the entries, unsorted.
    ///
    /// Names that are not UTF-8 are left out.
    ///
    /// # Errors
    /// Returns an error if the folder can't be read.
    pub fn list(&self) -> io::Result<Vec<String>> {
        let listing = DirListing::of(self.folder(".")?)?;
        Ok(listing.entries.into_iter().filter_map(|entry| entry.name.into_string().ok()).collect())
    }

    /// Refuses a folder that contains a symlink.
    ///
    /// # Errors
    /// Returns an error that names the symlink, or one if the folder can't be read.
    pub fn check_no_symlinks(&self) -> io::Result<()> {
        let listing = DirListing::of(self.folder(".")?)?;
        for entry in &listing.entries {
            let is_link = match entry.kind {
                FileType::Unknown => {
                    let stat =
                        crate::platform::fs::statat(&self.handle, &entry.name, AtFlags::SYMLINK_NOFOLLOW);
                    stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink)
                }
                kind => kind == FileType::Symlink,
            };
            if is_link {
                return Err(AccessError::Linked(self.path.join(&entry.name)).into());
            }
        }
        Ok(())
    }

    fn folder(&self, name: &str) -> crate::platform::io::Result<OwnedFd> {
        confined_open::open_dir(self.handle.as_fd(), Path::new(name))
    }
}

impl AsFd for ManagedDir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

/// Checks that a name is not a path to another folder.
fn require_file_name(name: &str) -> io::Result<&str> {
    if name.contains('/') || matches!(name, "" | "." | "..") {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(name)
}

/// Returns the error that names the first component of a path that is not a folder.
fn obstacle(above: BorrowedFd<'_>, folder: &Path, path: &str, error: Errno) -> io::Error {
    let mut ends = path.match_indices('/').map(|(slash, _)| slash).chain([path.len()]);
    let kinds = ends.find_map(|end| {
        let stat = crate::platform::fs::statat(above, &path[..end], AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let kind = FileType::from_raw_mode(stat.st_mode);
        (kind != FileType::Directory).then_some((kind, &path[..end]))
    });
    match kinds {
        Some((FileType::Symlink, path)) => AccessError::Linked(folder.join(path)).into(),
        Some(_) => AccessError::NotAFolder("a file").into(),
        None => error.into(),
    }
}

#[cfg(test)]
mod tests;
