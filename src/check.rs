//! Checks a site without writing anything.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::build;
use crate::pipeline::{self, NoProgress, Request};
use crate::report::{CheckedSite, Problems};

/// Options of a check.
///
/// A check renders all pages as a build does, and writes nothing. The defaults are those of
/// `dateline check`.
#[derive(Debug, Clone)]
#[must_use]
pub struct Checker {
    request: Request,
}

impl Checker {
    /// Prepares a check of the site in a folder, which has a `config.toml`.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        Self { request: build::request(site.into()) }
    }

    /// Checks for this address, in place of `base_url` in the config.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.request.overrides.base_url = Some(url.into());
        self
    }

    /// Includes drafts. The ledger of published addresses is ignored then.
    pub fn drafts(mut self) -> Self {
        build::show_drafts(&mut self.request);
        self
    }

    /// Checks the site as of another moment.
    ///
    /// The ledger of published addresses is ignored then.
    pub fn as_of(mut self, moment: SystemTime) -> Self {
        build::set_moment(&mut self.request, moment);
        self
    }

    /// Allows the loss of addresses in the ledger.
    ///
    /// Each is a warning in place of an error.
    pub fn allow_lost(mut self) -> Self {
        build::allow_lost(&mut self.request);
        self
    }

    /// Checks the site.
    ///
    /// # Errors
    /// Returns all errors and warnings of a site with errors.
    pub fn check(&self) -> Result<CheckedSite, Problems> {
        Ok(pipeline::check(&self.request, &NoProgress)?.into())
    }
}
