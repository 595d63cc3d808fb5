//! Content-addressed storage for the chunks of an output's records.
//!
//! Each chunk is an immutable file named by its hash: an unchanged chunk is not written again, and
//! a truncated one is never accepted. The index that names the chunks is written after them, so the
//! chunks of the previous build stay valid until the new site is published. Chunks that no index
//! names are garbage.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::sources::ManagedDir;

use super::fs::retain_files;
use super::{FOLDER, context};

/// Hashes of the three parts in which a chunk of records is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkDigests {
    /// Hash of the records.
    pub files: Digest,
    /// Hash of the chunk's part of the manifest.
    pub manifest: Digest,
    /// Hash of the ledger addresses.
    pub addresses: Digest,
}

/// Chunks of one output's records.
#[derive(Debug)]
pub struct ChunkStore<'r> {
    root: &'r Path,
    /// Path of the folder, relative to the site.
    path: String,
    folder: Option<ManagedDir>,
}

impl<'r> ChunkStore<'r> {
    /// Opens the store of an output. Its folder need not exist.
    pub fn open(root: &'r Path, output: &Path) -> Self {
        let path = format!("{FOLDER}/{:?}.parts", context(output));
        let folder = ManagedDir::open(root, &path).ok();
        Self { root, path, folder }
    }

    /// Returns the path of the folder, relative to the site.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Creates the folder unless it exists.
    ///
    /// # Errors
    /// Returns an error if the folder can't be created, or something else has its name.
    pub(super) fn create_dir(&mut self) -> io::Result<()> {
        if self.folder.is_none() {
            self.folder = Some(ManagedDir::create(self.root, &self.path)?);
        }
        Ok(())
    }

    /// Returns whether the chunks exist.
    ///
    /// Chunks that were read are verified already.
    pub(super) fn contains(&self, digests: &ChunkDigests) -> bool {
        let is_there = |name: Digest| self.folder.as_ref()?.file_size(&file_name(name));
        [digests.files, digests.addresses].into_iter().all(|name| is_there(name).is_some())
    }

    /// Reads a chunk. Returns `None` if it is missing or does not match its hash.
    pub(super) fn read(&self, name: Digest) -> Option<Vec<u8>> {
        self.folder.as_ref()?.read(&file_name(name)).ok().filter(|bytes| Digest::of(bytes) == name)
    }

    /// Writes a chunk, and returns its hash.
    ///
    /// # Errors
    /// Returns an error if the file can't be written.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<Digest> {
        let name = Digest::of(bytes);
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        folder.write(&file_name(name), bytes)?;
        Ok(name)
    }

    /// Removes all chunks except these.
    pub fn retain(&self, kept: &[ChunkDigests]) {
        let names = kept.iter().flat_map(|kept| [kept.files, kept.addresses]);
        if let Some(folder) = &self.folder {
            retain_files(folder, &names.map(file_name).collect());
        }
    }
}

/// Returns the name of a chunk's file.
fn file_name(name: Digest) -> String {
    format!("{name:?}")
}
