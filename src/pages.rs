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
mod terms;
mod variables;

use std::borrow::Cow;

use tera::Context;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::model::SiteModel;
use crate::model::dependencies::{self, Dependency};
use crate::model::language_context::with_language;
use crate::page_model::{LocalSite, PageModel, Subject};
use crate::plan::{Page, PageKind};
use crate::sources::SourceReader;
use crate::templates::Engine;

pub use crate::page_model::NEWS_WINDOW;
pub use fingerprint::{Fingerprint, fingerprint};
pub(crate) use publisher_links::check as check_publisher_links;
pub(crate) use site_links::check as check_site_links;

use body::BodyRenderer;
use variables::StructuredData;

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
    let site_model = engine.model();
    if let Some(bytes) = ready_bytes(page, site_model) {
        return Ok(Rendered::plain(bytes.into_owned()));
    }
    let model = PageModel::of(page, site_model);
    let local = LocalSite::of(&model.place, site_model);
    let renderer = PageRenderer { page, engine, texts, local };
    match &model.subject {
        Subject::Sitemap(inputs) => Ok(Rendered::plain(sitemaps::render(&inputs.stories, local))),
        Subject::Robots(_) => Ok(Rendered::plain(sitemaps::robots(local).into_bytes())),
        Subject::SearchFile(inputs) => Ok(Rendered::plain(search::render(&inputs.stories, local))),
        _ => renderer.render(&model),
    }
}

/// Returns the bytes of a page whose fingerprint is made from its bytes.
///
/// These are files for hosts, and files of the table of old addresses with a query.
fn ready_bytes<'m>(page: &Page, model: &'m SiteModel) -> Option<Cow<'m, [u8]>> {
    match &page.kind {
        PageKind::HostFile(file) => Some(host_files::render(*file, model).into()),
        PageKind::QueryFile(file) => Some(query_lookup::render(*file, model)),
        _ => None,
    }
}

/// Renderer of a page with texts or a template.
struct PageRenderer<'r> {
    page: &'r Page,
    engine: &'r Engine,
    texts: &'r dyn SourceReader,
    local: LocalSite<'r>,
}

impl PageRenderer<'_> {
    fn render(&self, model: &PageModel<'_>) -> Result<Rendered, Diagnostics> {
        let _turn = self.engine.begin(self.page);
        let mut bodies = BodyRenderer::new(self.engine, self.texts, self.page);
        let edition = model.place.edition();
        let (bytes, recorded) =
            dependencies::recording(|| with_language(edition, || self.bytes(model, &mut bodies)));
        let (bytes, removed, found) = (bytes?, bodies.removed(), bodies.into_found());
        if found.has_errors() {
            return Err(found);
        }
        let with_digest = |dependency| {
            let digest = dependencies::digest(&dependency, self.engine.model(), self.texts);
            (dependency, digest)
        };
        let dependencies = recorded.into_iter().map(with_digest).collect();
        Ok(Rendered { bytes, dependencies, warnings: found.into_iter().collect(), removed })
    }

    /// Returns the bytes of the page; none if its texts have errors.
    fn bytes(&self, model: &PageModel<'_>, bodies: &mut BodyRenderer<'_>) -> Result<Vec<u8>, Diagnostics> {
        let Self { page, engine, local, .. } = *self;
        if let Subject::Feed(inputs) = &model.subject {
            return Ok(feeds::render(inputs, local, bodies));
        }
        let structured_data =
            if engine.shows_structured_data() { StructuredData::Shown } else { StructuredData::Unused };
        let mut context = Context::new();
        context::fill(model, local, structured_data, bodies, &mut context);
        if bodies.has_errors() {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::with_capacity(16 << 10);
        let template = engine.template_of(&page.kind).unwrap_or("404.html");
        engine.render(template, &context, &mut bytes).map_err(|error| engine.diagnostic(&error, page))?;
        Ok(match model.place.query_script() {
            Some(script) => query_lookup::with_script(&bytes, script, &model.subject, local),
            None => bytes,
        })
    }
}
