//! Where the parts of an output's records are kept: each in a file of its own, which is named by the digest of its bytes.
//! So a part that says what it said is not written again, one that is not whole is never taken for one that is, and what
//! the last build wrote stands untouched until the next has put its own site in place. What refers to parts is written
//! after them; which of them are still good for something, only that tells.

use std::io;
use std::path::Path;

use crate::digest::Digest;
use crate::sources::ManagedDir;

use super::fs::retain_files;
use super::previous_output::ChunkDigests;
use super::{FOLDER, context};

/// The parts of an output's records.
#[derive(Debug)]
pub struct ChunkStore<'r> {
    root: &'r Path,
    /// Path of their folder, below the site's.
    path: String,
    folder: Option<ManagedDir>,
}

impl<'r> ChunkStore<'r> {
    /// Those of this output.
    pub fn of(root: &'r Path, output: &Path) -> Self {
        let path = format!("{FOLDER}/{:?}.parts", context(output));
        let folder = ManagedDir::open(root, &path).ok();
        Self { root, path, folder }
    }

    /// Path of their folder, below the site's.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Makes their folder, if it is not there.
    ///
    /// # Errors
    /// When it can't be made, or something else has its name.
    pub(super) fn make(&mut self) -> io::Result<()> {
        if self.folder.is_none() {
            self.folder = Some(ManagedDir::create(self.root, &self.path)?);
        }
        Ok(())
    }

    /// Whether these are there. What has been read of them is whole, too.
    pub(super) fn have(&self, kept: &ChunkDigests) -> bool {
        let is_there = |name: Digest| self.folder.as_ref()?.file_size(&file(name));
        [kept.files, kept.addresses].into_iter().all(|name| is_there(name).is_some())
    }

    /// A part, if it is there and whole.
    pub(super) fn get(&self, name: Digest) -> Option<Vec<u8>> {
        self.folder.as_ref()?.read(&file(name)).ok().filter(|bytes| Digest::of(bytes) == name)
    }

    /// Keeps a part, and gives its name.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<Digest> {
        let name = Digest::of(bytes);
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        folder.write(&file(name), bytes)?;
        Ok(name)
    }

    /// Removes all parts but these.
    pub fn keep_only(&self, kept: &[ChunkDigests]) {
        let names = kept.iter().flat_map(|kept| [kept.files, kept.addresses]);
        if let Some(folder) = &self.folder {
            retain_files(folder, &names.map(file).collect());
        }
    }
}

/// Returns the name of a part's file.
fn file(name: Digest) -> String {
    format!("{name:?}")
}
