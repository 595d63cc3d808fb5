//! Sandboxed reading of the site's files.
//!
//! The folder is opened once, and files are opened beneath it. A symlink is resolved first. If its
//! target is in the site and not hidden, the target is opened without following symlinks, so a
//! symlink that is created meanwhile leads nowhere.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::confined_open::{self, AccessError, may_be_symlink, open_error};
use super::{FileStat, SourceReader, name_rules};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::io::Errno;

/// Folder of a site.
#[derive(Debug)]
pub struct SiteDir {
    root: PathBuf,
    /// Handle of the folder, or the error that every file in it has.
    handle: Result<OwnedFd, Errno>,
}

impl SiteDir {
    /// Opens the site's folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let handle = confined_open::open_root(&root);
        Self { root, handle }
    }

    /// Opens the site's folder by its canonical path.
    ///
    /// # Errors
    /// Returns an error if there is no such folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        let folder = Self::new(root.canonicalize()?);
        folder.handle()?;
        Ok(folder)
    }

    /// Returns the folder's path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// Returns an error if the file is missing, hidden or not a regular file, or if a symlink leads
    /// out of the site or to a hidden place. `AccessError::of` returns the reason.
    pub fn open_file(&self, path: &str) -> io::Result<(File, Metadata)> {
        let handle = self.handle()?;
        let file = match confined_open::open_file(handle, public(path)?) {
            Err(error) if may_be_symlink(error) => confined_open::open_file(handle, &self.real(path)?),
            opened => opened,
        };
        confined_open::regular(file.map_err(open_error)?)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Fails like [`SiteDir::open_file`].
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let (file, metadata) = self.open_file(path)?;
        confined_open::read_all(file, &metadata)
    }

    /// Reads a file if it exists.
    ///
    /// # Errors
    /// Fails like [`SiteDir::open_file`], except for a missing file.
    pub fn read_optional(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            // A dangling symlink is an error, too.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a text file without its byte order mark.
    ///
    /// # Errors
    /// Fails like [`SiteDir::open_file`], and if the file is not UTF-8.
    pub fn text(&self, path: &str) -> io::Result<String> {
        let mut text =
            String::from_utf8(self.read(path)?).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(text)
    }

    /// Reads the first bytes of a file, at most `most`.
    ///
    /// # Errors
    /// Fails like [`SiteDir::open_file`].
    pub fn beginning(&self, path: &SitePath, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(most);
        self.open_file(path.as_str())?.0.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns the stat of a file. Returns `None` if it is missing.
    pub fn stat(&self, path: &str) -> Option<FileStat> {
        self.root.join(path).metadata().ok().map(|metadata| FileStat::new(&metadata))
    }

    /// Resolves the symlinks of a path. Returns the target relative to the site.
    ///
    /// # Errors
    /// Returns an error if the target is missing, outside the site or hidden.
    pub(super) fn real(&self, path: &str) -> io::Result<PathBuf> {
        let target = self.root.join(path).canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied => error,
            _ => AccessError::Nowhere.into(),
        })?;
        let root = self.root.canonicalize()?;
        let Ok(below) = target.strip_prefix(&root) else { return Err(AccessError::Outside(target).into()) };
        match name_rules::excluded_target(below.as_os_str().as_encoded_bytes()) {
            Some(reason) => Err(AccessError::Hidden(below.into(), reason).into()),
            None => Ok(below.into()),
        }
    }

    /// Opens a folder by a path without symlinks.
    pub(super) fn open_real(&self, path: &Path) -> io::Result<OwnedFd> {
        confined_open::open_dir(self.handle()?, path).map_err(io::Error::from)
    }

    /// Returns the handle of the folder.
    pub(super) fn handle(&self) -> io::Result<BorrowedFd<'_>> {
        match &self.handle {
            Ok(handle) => Ok(handle.as_fd()),
            Err(error) => Err((*error).into()),
        }
    }
}

/// Refuses a path in a hidden place.
fn public(path: &str) -> io::Result<&Path> {
    match name_rules::excluded_component(path.as_bytes()) {
        Some(reason) => Err(AccessError::NotPublic(reason).into()),
        None => Ok(Path::new(path)),
    }
}

impl SourceReader for SiteDir {
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        self.read(path.as_str())
    }

    fn open(&self, path: &SitePath) -> io::Result<File> {
        self.open_file(path.as_str()).map(|(file, _)| file)
    }
}

/// Returns the error for a file of the site that can't be read.
pub fn unreadable(file: &SitePath, error: &io::Error) -> Diagnostic {
    let why = match error.kind() {
        io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::error(Place::File(file.clone()), format!("this can't be read: {why}"))
        .hint(hint(error, "check that the file exists and is readable, then build again"))
}

/// Returns the advice in an error, or `otherwise` if it has none.
pub fn hint(error: &io::Error, otherwise: &'static str) -> &'static str {
    AccessError::of(error).map_or(otherwise, AccessError::hint)
}
