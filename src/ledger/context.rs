//! Inputs of a comparison with the ledger: the site, and the sources of its last publication.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::digest::Digest;
use crate::path::SitePath;
use crate::plan::Plan;

/// State of the site that the ledger is compared with.
#[derive(Debug, Clone, Copy)]
pub struct LedgerContext<'a> {
    /// Archive.
    pub archive: &'a Archive,
    /// Plan of the archive.
    pub plan: &'a Plan,
    /// Date of the build in the site's time zone.
    pub today: Date,
}

/// Source of a page when it was last published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousSource {
    /// File.
    pub file: SitePath,
    /// Digest of the file's content.
    pub text: Digest,
    /// Digest of the headline.
    pub headline: Digest,
    /// Feed id of an article with an uncertain date.
    ///
    /// Correcting the date would change the id.
    pub id: Option<Box<str>>,
}
