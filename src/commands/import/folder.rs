//! Folder of the site that an import writes to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dateline::sources::{ManagedDir, SiteDir};
use dateline_import::site::Site;

/// Folder of a site, opened without following symlinks.
pub(super) struct SiteFolder {
    root: PathBuf,
    dir: SiteDir,
}

impl SiteFolder {
    /// Opens the folder, and creates it if it does not exist.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned(), dir: SiteDir::open(root)? })
    }

    /// Opens the folder of a file, and returns it with the file's name.
    fn folder_of<'a>(&self, path: &'a str) -> io::Result<(ManagedDir, &'a str)> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Ok((ManagedDir::create(&self.root, folder)?, name))
    }
}

impl Site for SiteFolder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.dir.read_optional(path)
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        Ok(self.dir.stat(path).is_some())
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = self.folder_of(path)?;
        folder.write(name, bytes)
    }

    fn copy(&self, path: &str, from: &mut dyn io::Read) -> io::Result<u64> {
        let (folder, name) = self.folder_of(path)?;
        let copied = io::copy(from, &mut folder.create_file(name)?);
        if copied.is_err() {
            // A part of a file would pass for the whole one in the next run.
            let _ = folder.remove_file(name);
        }
        copied
    }

    fn slug(&self, name: &str) -> String {
        super::slug(name)
    }
}
