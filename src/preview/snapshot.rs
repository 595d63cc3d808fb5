//! The site at one moment, from which any page can be had. In goes a site that the pipeline has made ready; out comes,
//! for a decoded path, the page that is there, and for a page the bytes that a build would write. Never changed: after an
//! edit there is another snapshot.

use axum::http::Uri;
use jiff::Timestamp;

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::address::{Address, Parameters, canonical_decoded_path};
use crate::archive::Absence;
use crate::article::Beside;
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
use super::streamed_file::{self, LocationRemovals, StreamedFile};

/// The site at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    engine: Engine,
    site_dir: Arc<SiteDir>,
    rules: HostRules,
    base: String,
    beside: Beside,
    images: ImageProcessor,
    removals: LocationRemovals,
    /// What an editor should look at.
    pub(super) warnings: Diagnostics,
}

/// What there is at a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Resolved<'s> {
    /// A page or a file.
    Page(&'s Page),
    /// A page, were there a slash at the path's end.
    MissingSlash(&'s Page),
    /// Nothing, but the site begins below.
    AboveSite,
    /// Nothing.
    Nothing,
}

impl Snapshot {
    /// What the pipeline has made ready, as a snapshot.
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

    /// Whether the snapshot is still that of the site after an edit of this file, since pages read their bodies anyway.
    pub(super) fn is_unaffected_by(&self, file: &SitePath) -> bool {
        let has_warnings = self.warnings.iter().any(|warning| warning.place.file() == Some(file));
        !has_warnings && self.site_dir.bytes(file).is_ok_and(|bytes| self.accepts_changed(file, &bytes))
    }

    /// Whether what is wrong is only that a file was edited since: soon there will be another snapshot.
    pub(super) fn is_stale(&self, found: &Diagnostics) -> bool {
        found.iter().any(|fault| match &fault.place {
            diagnostic::Place::File(file) => {
                let is_a_text = self.model().archive.whereabouts(file).is_some();
                is_a_text && !self.site_dir.bytes(file).is_ok_and(|bytes| self.accepts_changed(file, &bytes))
            }
            diagnostic::Place::Site | diagnostic::Place::Line(..) => false,
        })
    }

    /// What the pages are made from.
    pub(super) fn model(&self) -> &SiteModel {
        self.engine.model()
    }

    /// What the site's own files for its host say.
    pub(super) fn rules(&self) -> &HostRules {
        &self.rules
    }

    /// What there is at a decoded path, exactly: no other case, no other Unicode form.
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

    /// Finds the redirect from the old address that a decoded path and a query ask for.
    pub(super) fn old_address(&self, path: &str, query: &str) -> Option<&QueryRedirect> {
        let queries = self.model().plan.query_redirects();
        if queries.is_empty() {
            return None;
        }
        let below = path.strip_prefix(self.base.as_str()).filter(|below| below.starts_with('/'))?;
        queries.asked(&canonical_decoded_path(below), &Parameters::parse(query))
    }

    /// The page whose file has this path.
    fn find_exact(&self, path: &str) -> Option<&Page> {
        let address = Address::root().with_file(&path[1..]).ok()?;
        let page = self.model().plan.find(&address)?;
        // The index, like the plan's collisions, takes for one what some file systems take for one; a server must not.
        let is_exact = page.is_answered_by(&path[1..]);
        (is_exact || self.is_alias_spelling(page, &address)).then_some(page)
    }

    /// Checks whether a redirect also answers this spelling of its address.
    fn is_alias_spelling(&self, page: &Page, asked: &Address) -> bool {
        matches!(page.kind, PageKind::Redirect(_))
            && (page.is_answered_by(&asked.file())
                || respelled_aliases(&self.model().archive).iter().any(|(from, _)| *from == asked))
    }

    /// The page for what is not found.
    pub(super) fn not_found(&self) -> Option<&Page> {
        self.model().plan.find(&Address::known("/404.html"))
    }

    /// The site's front page, as a link.
    pub(super) fn front(&self) -> String {
        self.model().href(&Address::root())
    }

    /// The bytes that a build would write for a page.
    ///
    /// # Errors
    /// What is wrong with the page.
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

    /// Reads a copied file as it is published.
    fn published(&self, copied: &CopiedFile) -> Result<Vec<u8>, Diagnostics> {
        let location = self.model().site.pictures.location;
        pipeline::check_image_size(copied, location).map_err(|fault| *fault)?;
        let read = self.site_dir.bytes(&copied.file);
        let bytes = read.map_err(|error| crate::sources::unreadable(&copied.file, &error))?;
        let html = self.model().site.markdown.html;
        pipeline::check_active_content(copied, html, bytes.len() as u64, &bytes).map_err(|fault| *fault)?;
        Ok(pipeline::published_bytes(copied, location, bytes))
    }

    /// Opens a page that is a file too large to be held in memory for each reader; `None` for any other.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn large(&self, page: &Page) -> Result<Option<StreamedFile>, Diagnostics> {
        let PageKind::File(copied) = &page.kind else { return Ok(None) };
        let FileContents::Disk(stat) = &copied.contents else { return Ok(None) };
        if !streamed_file::is_streamed(stat.size, &page.file()) {
            return Ok(None);
        }
        let opened = self.site_dir.open(&copied.file).and_then(StreamedFile::new);
        let unreadable = |error| crate::sources::unreadable(&copied.file, &error);
        let file = opened.map_err(unreadable)?;
        if pipeline::is_scanned(copied, self.model().site.markdown.html) {
            return Ok(None);
        }
        let first = file.first_bytes().map_err(unreadable)?;
        let html = self.model().site.markdown.html;
        pipeline::check_active_content(copied, html, stat.size, &first).map_err(|fault| *fault)?;
        if !pipeline::strips_location(&copied.file, self.model().site.pictures.location) {
            return Ok(Some(file));
        }
        let changes = self.removals.of(&copied.file, &file, || self.published(copied))?;
        Ok(Some(file.with(changes)))
    }

    /// Counts the drafts and the stories under embargo.
    pub(super) fn hidden(&self) -> HiddenCounts {
        let mut hidden = HiddenCounts::default();
        for left_out in self.model().archive.left_out() {
            match left_out.absence {
                Absence::Draft => hidden.drafts += 1,
                Absence::Embargoed(_) => hidden.embargoed += 1,
                Absence::Expired(_) => {}
            }
        }
        hidden
    }

    /// When the last of the stories that are under embargo appears.
    pub(super) fn last_embargo(&self) -> Option<Timestamp> {
        let left_out = self.model().archive.left_out().iter();
        left_out
            .filter_map(|left_out| match left_out.absence {
                Absence::Embargoed(until) => Some(until.instant()),
                _ => None,
            })
            .max()
    }
}

/// Pages are made from the files as they are, as long as these say what they did.
impl SourceReader for Snapshot {
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        self.site_dir.bytes(path)
    }

    fn open(&self, path: &SitePath) -> io::Result<File> {
        self.site_dir.open(path)
    }

    fn accepts_changed(&self, path: &SitePath, bytes: &[u8]) -> bool {
        pipeline::only_body_changed(path, bytes, self.model(), self.beside)
    }
}

/// A path in the form in which it goes into `Location`.
pub(super) fn with_query(path: &str, query: Option<&str>) -> Option<Uri> {
    match query {
        Some(query) => format!("{path}?{query}").parse().ok(),
        None => path.parse().ok(),
    }
}
