//! Request for an import.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

use crate::story::MediaFile;

/// Request for an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Number of texts in a sample, spread over years and patterns of addresses.
    pub sample: Option<usize>,
    /// Year to import.
    pub only_year: Option<i16>,
    /// Treatment of the site's files.
    pub mode: WriteMode,
    /// Folder of the old site's uploads.
    pub uploads: Option<PathBuf>,
}

/// Treatment of the site's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteMode {
    /// Nothing is written.
    DryRun,
    /// Files that an editor changed stay.
    #[default]
    KeepEdits,
    /// Files that an editor changed are written again.
    DiscardEdits,
}

/// Fetches a file of the old site from the web.
pub trait FetchMedia: Sync {
    /// Opens the file; `None` if the old site does not have it.
    ///
    /// # Errors
    ///
    /// Returns an error if the old site does not answer.
    fn fetch(&self, file: &MediaFile) -> std::io::Result<Option<Box<dyn Read>>>;
}

/// Ids of the texts that a sample holds; `None` for all.
pub(crate) type Sample = Option<BTreeSet<String>>;
