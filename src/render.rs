//! A page of the plan becomes bytes. In go a [`World`] (the archive, the plan, the settings), a theme, and a way to the
//! articles' texts; out comes, page by page, from as many threads as there are, what is to be written. A body's
//! Markdown becomes HTML here, and is dropped with its page.

mod body;
mod citation;
mod components;
mod edition;
mod engine;
mod feeds;
mod free;
mod functions;
pub(crate) mod hosting;
mod inputs;
mod limits;
mod links;
mod locale;
mod lookup;
mod metadata;
mod picture;
mod publisher;
mod questions;
mod related;
mod reporter;
mod search;
mod shelf;
mod site_links;
mod sitemaps;
mod told;
mod variable;
mod views;
mod voice;
mod world;

use tera::Context;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::plan::{Page, PageKind};
use crate::sources::SourceReader;

pub use engine::Engine;
pub(crate) use engine::template_ids;
pub use inputs::{Fingerprint, fingerprint};
pub(crate) use publisher::check as check_publisher;
pub use questions::{Answers, Query, Question};
pub use shelf::Wanted;
pub(crate) use site_links::check as check_site_links;
pub use sitemaps::NEWS_FOR;
pub use world::World;

use body::Bodies;

/// A page that was made.
#[derive(Debug)]
pub struct Rendered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it asked of the world meanwhile, each question with the digest of its answer.
    pub asked: Vec<(Question, Digest)>,
    /// Warnings about the texts that it shows.
    pub warnings: Vec<Diagnostic>,
    /// Number of elements, attributes and links of these texts that are left out.
    pub removed: usize,
}

impl Rendered {
    /// Returns a page that asked nothing and has no warnings.
    pub fn plain(bytes: Vec<u8>) -> Self {
        Self { bytes, asked: Vec::new(), warnings: Vec::new(), removed: 0 }
    }
}

/// Renders one page; files are not rendered but copied.
///
/// # Errors
/// Every broken link in its text, or the fault in its template.
pub fn render(page: &Page, engine: &Engine, texts: &dyn SourceReader) -> Result<Rendered, Diagnostics> {
    let world = engine.world();
    if let Some(bytes) = sitemaps::bytes(&page.kind, world) {
        return Ok(Rendered::plain(bytes));
    }
    if let PageKind::HostFile(file) = &page.kind {
        return Ok(Rendered::plain(hosting::render(*file, world)));
    }
    if let PageKind::SearchFile(file) = page.kind {
        return Ok(Rendered::plain(search::render(file, world)));
    }
    if let PageKind::QueryFile(file) = page.kind {
        return Ok(Rendered::plain(lookup::render(file, world).into_owned()));
    }
    let edition = world.edition_of(page);
    let _turn = engine.begin(page);
    let (mut found, mut removed) = (Diagnostics::new(), 0);
    let make = || {
        if let PageKind::Feed(feed) = page.kind {
            return Ok(feeds::render(feed, engine, texts, &mut found));
        }
        let mut bodies = Bodies::new(engine, texts, page);
        let mut context = Context::new();
        views::fill(page, world, &mut bodies, &mut context);
        removed = bodies.removed();
        found = bodies.into_found();
        if found.has_errors() {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::with_capacity(16 << 10);
        let template = engine.template_of(&page.kind).unwrap_or("404.html");
        engine.render(template, &context, &mut bytes).map_err(|error| engine.diagnostic(&error, page))?;
        Ok(lookup::with_script(bytes, page, world))
    };
    let (bytes, asked): (Result<Vec<u8>, Diagnostics>, _) = questions::listen(|| voice::speak(edition, make));
    let bytes = bytes?;
    if found.has_errors() {
        return Err(found);
    }
    let asked = asked.into_iter().map(|question| {
        let digest = questions::answer(&question, world, texts);
        (question, digest)
    });
    Ok(Rendered { bytes, asked: asked.collect(), warnings: found.into_iter().collect(), removed })
}

/// A file could not be read in the middle of the build.
pub(crate) fn unreadable(file: &crate::path::SitePath, error: &std::io::Error) -> Diagnostic {
    crate::sources::unreadable(file, error)
}
