//! Pages: renders each page of the plan to bytes, from the site model and the theme's templates.
//! Bodies of articles are read when their page is rendered, and dropped with it. Pages are
//! independent of each other, so any number of threads may render.

mod article;
mod body;
mod context;
mod corrections;
mod dates;
mod feeds;
mod fingerprint;
pub(crate) mod host_files;
mod links;
mod list;
mod og_locale;
mod page_variable;
mod publisher_links;
mod query_lookup;
mod search;
mod site_links;
mod sitemaps;
mod standing;
mod term;

use tera::Context;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::model::dependencies::{self, Dependency};
use crate::model::language_context::with_language;
use crate::plan::{Page, PageKind};
use crate::sources::SourceReader;
use crate::templates::Engine;

pub use fingerprint::{Fingerprint, fingerprint};
pub(crate) use publisher_links::check as check_publisher_links;
pub(crate) use site_links::check as check_site_links;
pub use sitemaps::NEWS_WINDOW;

use body::BodyRenderer;

/// Rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// Bytes of the page.
    pub bytes: Vec<u8>,
    /// Facts of the site model that were read meanwhile, each with its digest.
    pub dependencies: Vec<(Dependency, Digest)>,
    /// Warnings about the texts on the page.
    pub warnings: Vec<Diagnostic>,
    /// Number of elements, attributes and links of these texts that were removed.
    pub removed: usize,
}

impl Rendered {
    /// Returns a page without dependencies and warnings.
    pub fn plain(bytes: Vec<u8>) -> Self {
        Self { bytes, dependencies: Vec::new(), warnings: Vec::new(), removed: 0 }
    }
}

/// Renders a page. Pages that are copied files are empty.
///
/// # Errors
/// All broken links in the page's texts, or the error in its template.
pub fn render(page: &Page, engine: &Engine, texts: &dyn SourceReader) -> Result<Rendered, Diagnostics> {
    let model = engine.model();
    if let Some(bytes) = sitemaps::bytes(&page.kind, model) {
        return Ok(Rendered::plain(bytes));
    }
    if let PageKind::HostFile(file) = &page.kind {
        return Ok(Rendered::plain(host_files::render(*file, model)));
    }
    if let PageKind::SearchFile(file) = page.kind {
        return Ok(Rendered::plain(search::render(file, model)));
    }
    if let PageKind::QueryFile(file) = page.kind {
        return Ok(Rendered::plain(query_lookup::render(file, model).into_owned()));
    }
    let edition = model.edition_of(page);
    let _turn = engine.begin(page);
    let (mut found, mut removed) = (Diagnostics::new(), 0);
    let make = || {
        if let PageKind::Feed(feed) = page.kind {
            return Ok(feeds::render(feed, engine, texts, &mut found));
        }
        let mut bodies = BodyRenderer::new(engine, texts, page);
        let mut context = Context::new();
        context::fill(page, model, &mut bodies, &mut context);
        removed = bodies.removed();
        found = bodies.into_found();
        if found.has_errors() {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::with_capacity(16 << 10);
        let template = engine.template_of(&page.kind).unwrap_or("404.html");
        engine.render(template, &context, &mut bytes).map_err(|error| engine.diagnostic(&error, page))?;
        Ok(query_lookup::with_script(bytes, page, model))
    };
    let (bytes, recorded): (Result<Vec<u8>, Diagnostics>, _) =
        dependencies::recording(|| with_language(edition, make));
    let bytes = bytes?;
    if found.has_errors() {
        return Err(found);
    }
    let with_digest = |dependency| {
        let digest = dependencies::digest(&dependency, model, texts);
        (dependency, digest)
    };
    let dependencies = recorded.into_iter().map(with_digest).collect();
    Ok(Rendered { bytes, dependencies, warnings: found.into_iter().collect(), removed })
}
