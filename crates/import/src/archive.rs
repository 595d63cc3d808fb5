//! Opens archives of all kinds.

use std::path::PathBuf;

use crate::clues;
use crate::decisions::Decisions;
use crate::engine;
use crate::error::ImportError;
use crate::feed::Feeds;
use crate::html::HtmlSource;
use crate::kind::Kind;
use crate::report::Report;
use crate::request::{FetchMedia, Request};
use crate::site::Site;
use crate::source::{SiteFacts, Source};
use crate::static_site::{self, StaticSite};
use crate::survey::Survey;
use crate::table::Table;
use crate::text::Captures;
use crate::warc::WebArchive;
use crate::wordpress::WordPress;

/// Archive of some kind, opened.
pub trait Archive: Sync {
    /// Returns facts about the site.
    fn site(&self) -> SiteFacts;

    /// Reads the archive, and suggests decisions about it.
    ///
    /// # Errors
    ///
    /// Returns an error if the archive can't be read.
    fn survey(&self, guess: Decisions) -> Result<Survey, ImportError>;

    /// Imports the archive into a site.
    ///
    /// # Errors
    ///
    /// Returns an error if the archive can't be read or the site can't be written.
    fn import(
        &self,
        request: &Request,
        decisions: &Decisions,
        site: &dyn Site,
        fetch: Option<&dyn FetchMedia>,
    ) -> Result<Report, ImportError>;
}

impl<S: Source> Archive for S {
    fn site(&self) -> SiteFacts {
        Source::site(self)
    }

    fn survey(&self, guess: Decisions) -> Result<Survey, ImportError> {
        engine::survey(self, guess)
    }

    fn import(
        &self,
        request: &Request,
        decisions: &Decisions,
        site: &dyn Site,
        fetch: Option<&dyn FetchMedia>,
    ) -> Result<Report, ImportError> {
        engine::import(self, request, decisions, site, fetch)
    }
}

/// Opens an archive.
///
/// Several paths are parts of one archive, such as the files of a divided export.
///
/// # Errors
///
/// Returns an error if a path can't be read, or is not of this kind.
pub fn open(kind: Kind, paths: &[PathBuf], decisions: &Decisions) -> Result<Box<dyn Archive>, ImportError> {
    match kind {
        Kind::Hugo | Kind::Zola | Kind::Jekyll | Kind::Eleventy => {
            Ok(Box::new(StaticSite::open(kind, paths, decisions)?))
        }
        Kind::Text => Ok(Box::new(Captures::open(paths, decisions)?)),
        Kind::Feed => Ok(Box::new(Feeds::open(paths, decisions)?)),
        Kind::Html => Ok(Box::new(HtmlSource::open(paths, decisions)?)),
        Kind::Warc => Ok(Box::new(WebArchive::open(paths, decisions)?)),
        Kind::Table => Ok(Box::new(Table::open(paths, decisions)?)),
        Kind::WordPress => Ok(Box::new(WordPress::open(paths, decisions)?)),
    }
}

/// Detects the kind of an archive by its first path.
///
/// The names of files decide in a folder, the first bytes in a file.
pub fn detect(paths: &[PathBuf]) -> Option<Kind> {
    if WordPress::detect(paths) {
        return Some(Kind::WordPress);
    }
    let first = paths.first()?;
    static_site::detect(first).or_else(|| clues::detect(first))
}
