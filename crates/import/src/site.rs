//! Interface of the site that an import writes to.

use std::io;

use crate::story::Taxonomy;

/// Site that an import writes to.
///
/// Paths are relative to the site's folder, separated by slashes, and checked by
/// [`crate::paths`] before they get here. An implementation opens them without following
/// symlinks.
pub trait Site: Sync {
    /// Reads a file; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// Returns an error if the file exists and can't be read.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;

    /// Reports that there is something at a path.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder can't be read.
    fn exists(&self, path: &str) -> io::Result<bool>;

    /// Writes a file, and the folders above it.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be written.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Copies `from` to a file in pieces, and returns its size in bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be written or `from` can't be read.
    fn copy(&self, path: &str, from: &mut dyn io::Read) -> io::Result<u64>;

    /// Returns the part of an address that a name becomes: `Café München` is
    /// `cafe-munchen` or `café-münchen`, as the site's own addresses are made.
    fn slug(&self, name: &str) -> String;

    /// Returns the address of a term's list.
    fn term_address(&self, taxonomy: Taxonomy, name: &str) -> String {
        format!("/{}/{}/", taxonomy.folder(), self.slug(name))
    }
}
