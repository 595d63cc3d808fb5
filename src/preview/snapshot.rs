//! Immutable snapshot of the site at one moment. Made from the pipeline's [`Prepared`] site;
//! resolves decoded paths to pages, and renders the bytes that a build would write. An edit leads
//! to a new snapshot.

use axum::http::Uri;
use jiff::Timestamp;

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::address::{Address, Parameters, canonical_decoded_path};
use crate::archive::HiddenReason;
use crate::article::HasAssets;
use crate::config::Host;
use crate::diagnostic::{self, Diagnostics};
use crate::model::SiteModel;
use crate::pages;
use crate::path::SitePath;
use crate::pipeline::{self, ImageProcessor, PreparedSite};
use crate::plan::{CopiedFile, FileContents, Page, PageKind, QueryRedirect, respelled_aliases};
use crate::sources::{SiteDir, SourceReader};
use crate::templates::Engine;

use super::HiddenCounts;
use super::host_rules::{HostRules, Precedence};
use super::request_target::decode;
use super::request_trace::{Phase, in_phase};
use super::streamed_file::{self, LocationRemovals, StreamedFile};

/// Site at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    engine: Engine,
    site_dir: Arc<SiteDir>,
    rules: HostRules,
    base: String,
    beside: HasAssets,
    images: ImageProcessor,
    removals: LocationRemovals,
    /// Warnings of the site.
    pub(super) warnings: Diagnostics,
}

/// Result of resolving a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Resolved<'s> {
    /// A page or file.
    Page(&'s Page),
    /// A page whose address ends with a slash that the path lacks.
    MissingSlash(&'s Page),
    /// A folder above the site's base path.
    AboveSite,
    /// Not found.
    Nothing,
}

impl Snapshot {
    /// Makes a snapshot of a prepared site.
    pub(super) fn new(prepared: PreparedSite, site_dir: Arc<SiteDir>) -> Self {
        let PreparedSite { engine, found, beside, images } = prepared;
        let base = decode(&engine.model().site.base_path).unwrap_or_default();
        let mut snapshot = Self {
            engine,
            site_dir,
            rules: HostRules::default(),
            base,
            beside,
            images,
            removals: LocationRemovals::default(),
            warnings: found,
        };
        let is_cloudflare = snapshot.model().site.hosting.hosts.contains(&Host::Cloudflare);
        let precedence = if is_cloudflare { Precedence::Always } else { Precedence::AsWritten };
        let [redirects, headers] = ["/_redirects", "/_headers"].map(|file| {
            let page = snapshot.model().plan.find(&Address::known(&format!("{file}/")));
            page.filter(|page| page.address.as_str() == file).and_then(|page| snapshot.page(page).ok())
        });
        snapshot.rules =
            HostRules::new(&redirects.unwrap_or_default(), &headers.unwrap_or_default(), precedence);
        snapshot
    }

    /// Returns whether the snapshot stays valid after an edit of this file.
    /// Bodies are read on request, so an edit of a body alone changes nothing in it.
    pub(super) fn is_unaffected_by(&self, file: &SitePath) -> bool {
        let has_warnings = self.warnings.iter().any(|warning| warning.place.file() == Some(file));
        !has_warnings && self.site_dir.bytes(file).is_ok_and(|bytes| self.accepts_changed(file, &bytes))
    }

    /// Returns whether the errors come only from files that were edited after the
    /// snapshot was made.
    pub(super) fn is_stale(&self, found: &Diagnostics) -> bool {
        found.iter().any(|fault| match &fault.place {
            diagnostic::Place::File(file) => {
                let is_a_text = self.model().archive.file_status(file).is_some();
                is_a_text && !self.site_dir.bytes(file).is_ok_and(|bytes| self.accepts_changed(file, &bytes))
            }
            diagnostic::Place::Site | diagnostic::Place::Line(..) => false,
        })
    }

    /// What the pages are made from.
    pub(super) fn model(&self) -> &SiteModel {
        self.engine.model()
    }

    /// Returns the rules of `_redirects` and `_headers`.
    pub(super) fn rules(&self) -> &HostRules {
        &self.rules
    }

    /// Resolves a decoded path. Letter case and Unicode form must match.
    pub(super) fn resolve(&self, path: &str) -> Resolved<'_> {
        if path.contains("//") {
            return Resolved::Nothing;
        }
        let Some(below) = path.strip_prefix(self.base.as_str()).filter(|below| below.starts_with('/')) else {
            let is_above = self.base.starts_with(path.trim_end_matches('/'))
                && self.base[path.trim_end_matches('/').len()..].starts_with('/');
            return if is_above || path == self.base { Resolved::AboveSite } else { Resolved::Nothing };
        };
        if below.ends_with('/') {
            return self.find_exact(&format!("{below}index.html")).map_or(Resolved::Nothing, Resolved::Page);
        }
        if let Some(page) = self.find_exact(below) {
            return Resolved::Page(page);
        }
        self.find_exact(&format!("{below}/index.html")).map_or(Resolved::Nothing, Resolved::MissingSlash)
    }

    /// Finds the redirect from a former address with a query.
    pub(super) fn old_address(&self, path: &str, query: &str) -> Option<&QueryRedirect> {
        let queries = self.model().plan.query_redirects();
        if queries.is_empty() {
            return None;
        }
        let below = path.strip_prefix(self.base.as_str()).filter(|below| below.starts_with('/'))?;
        queries.asked(&canonical_decoded_path(below), &Parameters::parse(query))
    }

    /// Finds the page whose file has this path.
    fn find_exact(&self, path: &str) -> Option<&Page> {
        let address = Address::root().with_file(&path[1..]).ok()?;
        let page = self.model().plan.find(&address)?;
        // The index, like the plan's collisions, takes for one what some file systems take for one;
        // a server must not.
        let is_exact = page.is_answered_by(&path[1..]);
        (is_exact || self.is_alias_spelling(page, &address)).then_some(page)
    }

    /// Returns whether a redirect also answers this spelling of its address.
    fn is_alias_spelling(&self, page: &Page, asked: &Address) -> bool {
        matches!(page.kind, PageKind::Redirect(_))
            && (page.is_answered_by(&asked.file())
                || respelled_aliases(&self.model().archive).iter().any(|(from, _)| *from == asked))
    }

    /// Returns the site's 404 page.
    pub(super) fn not_found(&self) -> Option<&Page> {
        self.model().plan.find(&Address::known("/404.html"))
    }

    /// Returns the link to the home page.
    pub(super) fn front(&self) -> String {
        self.model().href(&Address::root())
    }

    /// Renders a page as a build would.
    ///
    /// # Errors
    /// Returns the errors of the page.
    pub(super) fn page(&self, page: &Page) -> Result<Vec<u8>, Diagnostics> {
        match &page.kind {
            PageKind::File(copied) => match &copied.contents {
                FileContents::Memory(bytes) => Ok(bytes.to_vec()),
                FileContents::Disk(_) => self.published(copied),
            },
            PageKind::ImageVariant(derived) => {
                Ok(self.images.bytes_of(derived, &*self.site_dir).map_err(|fault| *fault)?)
            }
            _ => Ok(pages::render(page, &self.engine, self)?.bytes),
        }
    }

    /// Reads a static file as a build would publish it.
    fn published(&self, copied: &CopiedFile) -> Result<Vec<u8>, Diagnostics> {
        let location = self.model().site.pictures.location;
        pipeline::check_image_size(copied, location).map_err(|fault| *fault)?;
        let read = self.bytes(&copied.file);
        let bytes = read.map_err(|error| crate::sources::unreadable(&copied.file, &error))?;
        let html = self.model().site.markdown.html;
        pipeline::check_active_content(copied, html, bytes.len() as u64, &bytes).map_err(|fault| *fault)?;
        Ok(pipeline::published_bytes(copied, location, bytes))
    }

    /// Opens a file that is too large to hold in memory for each request; `None` for
    /// any other page.
    ///
    /// # Errors
    /// Returns an error if the file can't be read.
    pub(super) fn large(&self, page: &Page) -> Result<Option<StreamedFile>, Diagnostics> {
        let PageKind::File(copied) = &page.kind else { return Ok(None) };
        let FileContents::Disk(stat) = &copied.contents else { return Ok(None) };
        if !streamed_file::is_streamed(stat.size, &page.file()) {
            return Ok(None);
        }
        let opened = self.open(&copied.file).and_then(StreamedFile::new);
        let unreadable = |error| crate::sources::unreadable(&copied.file, &error);
        let file = opened.map_err(unreadable)?;
        if pipeline::is_scanned(copied, self.model().site.markdown.html) {
            return Ok(None);
        }
        let first = in_phase(Phase::Files, || file.first_bytes()).map_err(unreadable)?;
        let html = self.model().site.markdown.html;
        pipeline::check_active_content(copied, html, stat.size, &first).map_err(|fault| *fault)?;
        if !pipeline::strips_location(&copied.file, self.model().site.pictures.location) {
            return Ok(Some(file));
        }
        let changes = self.removals.of(&copied.file, &file, || self.published(copied))?;
        Ok(Some(file.with(changes)))
    }

    /// Counts drafts and articles under embargo.
    pub(super) fn hidden(&self) -> HiddenCounts {
        let mut hidden = HiddenCounts::default();
        for left_out in self.model().archive.hidden() {
            match left_out.absence {
                HiddenReason::Draft => hidden.drafts += 1,
                HiddenReason::Embargoed(_) => hidden.embargoed += 1,
                HiddenReason::Expired(_) => {}
            }
        }
        hidden
    }

    /// Returns the moment at which the last embargo lifts.
    pub(super) fn last_embargo(&self) -> Option<Timestamp> {
        let left_out = self.model().archive.hidden().iter();
        left_out
            .filter_map(|left_out| match left_out.absence {
                HiddenReason::Embargoed(until) => Some(until.instant()),
                _ => None,
            })
            .max()
    }
}

/// Reads current files, and accepts those whose front matter did not change.
impl SourceReader for Snapshot {
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        in_phase(Phase::Files, || self.site_dir.bytes(path))
    }

    fn open(&self, path: &SitePath) -> io::Result<File> {
        in_phase(Phase::Files, || self.site_dir.open(path))
    }

    fn accepts_changed(&self, path: &SitePath, bytes: &[u8]) -> bool {
        pipeline::only_body_changed(path, bytes, self.model(), self.beside)
    }
}

/// Returns a path and query as a URI for `Location`.
pub(super) fn with_query(path: &str, query: Option<&str>) -> Option<Uri> {
    match query {
        Some(query) => format!("{path}?{query}").parse().ok(),
        None => path.parse().ok(),
    }
}
