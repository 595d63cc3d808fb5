//! Where the parts of an output's records are kept: each in a file of its own, which is named by the digest of its bytes.
//! So a part that says what it said is not written again, one that is not whole is never taken for one that is, and what
//! the last build wrote stands untouched until the next has put its own site in place. What refers to parts is written
//! after them; which of them are still good for something, only that tells.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::digest::Digest;

use super::files::remove_all_but;
use super::published::Kept;
use super::{FOLDER, context};

/// The parts of an output's records.
#[derive(Debug)]
pub struct Parts {
    folder: PathBuf,
}

impl Parts {
    /// Those of this output.
    pub fn of(root: &Path, output: &Path) -> Self {
        Self { folder: root.join(FOLDER).join(format!("{:?}.parts", context(output))) }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether these are there. What has been read of them is whole, too.
    pub(super) fn have(&self, kept: &Kept) -> bool {
        [kept.files, kept.addresses].iter().all(|name| self.path(*name).is_file())
    }

    /// A part, if it is there and whole.
    pub(super) fn get(&self, name: Digest) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok().filter(|bytes| Digest::of(bytes) == name)
    }

    /// Keeps a part, and gives its name.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<Digest> {
        let name = Digest::of(bytes);
        fs::write(self.path(name), bytes)?;
        Ok(name)
    }

    /// Removes all parts but these.
    pub fn keep_only(&self, kept: &[Kept]) {
        let names = kept.iter().flat_map(|kept| [kept.files, kept.addresses]);
        remove_all_but(&self.folder, &names.map(|name| self.path(name)).collect());
    }

    fn path(&self, name: Digest) -> PathBuf {
        self.folder.join(format!("{name:?}"))
    }
}
