//! Tera with a theme's templates. Its errors become diagnostics that name the template, the line
//! and the page.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tera::{Context, Tera};

use crate::config::{Content, EditionId};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::{Digest, Digester};
use crate::model::SiteModel;
use crate::plan::{Page, PageKind};
use crate::theme::{Template, TemplateDependencies, Theme};

use super::components::{self, Components};
use super::errors::ErrorReporter;
use super::functions;
use super::limits::{self, Guarded};
use super::metadata;

/// Template engine with compiled templates.
#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    theme: Theme,
    model: Arc<SiteModel>,
    components: Components,
    /// Templates with their guards, in the theme's order.
    guarded: Vec<Guarded>,
    chains: BTreeMap<&'static str, Digest>,
    called: Digest,
    /// Digest of the settings and the variable `site` in each language.
    settings: Vec<Digest>,
    shows_structured_data: bool,
    /// Set when a page has reached a limit of templates.
    is_exhausted: AtomicBool,
}

impl Engine {
    /// Compiles a theme's templates.
    ///
    /// # Errors
    /// Every template that can't be compiled.
    pub fn new(theme: Theme, model: SiteModel) -> Result<Self, Diagnostics> {
        let model = Arc::new(model);
        limits::check(&theme)?;
        limits::watch(model.site.limits);
        let guarded = limits::guard(&theme);
        let mut tera = compile(&theme, &model, guarded.iter().map(|guarded| guarded.text.as_str())).map_err(
            |error| match compile(&theme, &model, texts(&theme)) {
                // Report an error in the original template without its guards.
                Err(own) => ErrorReporter { theme: &theme, guarded: &[] }.diagnose(&own, None),
                Ok(_) => ErrorReporter { theme: &theme, guarded: &guarded }.diagnose(&error, None),
            },
        )?;
        tera.global_context().insert_value("site", model.language_context(EditionId::OWN).site.clone());
        let components = Components::of(&theme, &tera);
        let references = theme.dependencies();
        let called = called(&theme, &references);
        let chains = chains(&references, called);
        let shows_structured_data =
            theme.templates.iter().any(|template| template.text.contains(metadata::FUNCTION));
        let settings = model.archive.editions().map(|edition| settings(&model, edition)).collect();
        Ok(Self {
            tera,
            theme,
            model,
            components,
            guarded,
            chains,
            called,
            settings,
            shows_structured_data,
            is_exhausted: AtomicBool::new(false),
        })
    }

    /// Returns the digest of all components that texts may call, if feeds contain whole texts.
    pub(crate) fn called(&self) -> Digest {
        match self.model.site.feeds.content {
            Content::Full => self.called,
            Content::Summary => Digest::default(),
        }
    }

    /// Returns true if a template may call `structured_data()`.
    pub(crate) fn shows_structured_data(&self) -> bool {
        self.shows_structured_data
    }

    /// Returns the components that texts may call.
    pub(crate) fn components(&self) -> &Components {
        &self.components
    }

    /// Starts the limits of a page.
    pub(crate) fn begin(&self, page: &Page) -> limits::Turn {
        limits::begin(self.model.site.limits, page.address.as_str())
    }

    /// Renders a component that a text calls.
    pub(crate) fn render_component(
        &self,
        name: &str,
        context: &Context,
        body: Option<&str>,
    ) -> tera::TeraResult<String> {
        let mut bytes = Vec::with_capacity(1024);
        self.tera.render_component_to(name, context, body, true, limits::bounded(&mut bytes))?;
        Ok(String::from_utf8(bytes)?)
    }

    /// Returns the template that renders a page; `None` if the page is not HTML.
    pub(crate) fn template_of(&self, kind: &PageKind) -> Option<&'static str> {
        match kind.template()? {
            own @ "old-address.html" if self.theme.template(own).is_none() => Some("404.html"),
            template => Some(template),
        }
    }

    /// Returns the digest of a template and its dependencies.
    pub(crate) fn chain(&self, template: &str) -> Digest {
        self.chains.get(template).copied().unwrap_or_default()
    }

    /// Returns the digest of the settings, menus and translations in one language.
    pub(crate) fn settings(&self, edition: EditionId) -> Digest {
        self.settings[edition.index()]
    }

    /// Returns the templates that pages may be made with.
    pub(crate) fn templates_in_use(&self) -> impl Iterator<Item = &Template> {
        self.theme.dependencies().used_templates()
    }

    /// Returns whether a page has reached a limit of templates.
    ///
    /// A build may then stop early.
    pub fn is_exhausted(&self) -> bool {
        self.is_exhausted.load(Ordering::Relaxed)
    }

    /// Returns the site model.
    pub fn model(&self) -> &SiteModel {
        &self.model
    }

    /// Renders a template into `out`.
    pub(crate) fn render(&self, template: &str, context: &Context, out: impl Write) -> tera::TeraResult<()> {
        self.tera.render_to(template, context, limits::bounded(out))
    }

    /// Returns the diagnostics for an error in a template.
    pub(crate) fn diagnostic(&self, error: &tera::Error, page: &Page) -> Diagnostics {
        let reporter = ErrorReporter { theme: &self.theme, guarded: &self.guarded };
        match limits::reached() {
            Some(reached) => {
                self.is_exhausted.store(true, Ordering::Relaxed);
                let place = reporter.place_of(error).unwrap_or_else(|| self.place_of(page));
                let message = format!("{}, while rendering {}", reached.message, page.address);
                Diagnostic::error(place, message).hint(reached.hint).into()
            }
            None if limits::is_recursion(error) => {
                let place = limits::recursion(&self.theme).unwrap_or_else(|| self.place_of(page));
                let message =
                    format!("this component calls itself without an end, while rendering {}", page.address);
                Diagnostic::error(place, message)
                    .hint("call it only where something is left to be shown")
                    .into()
            }
            None => reporter.diagnose(error, Some(page)),
        }
    }

    /// Returns the file of the template that renders a page.
    fn place_of(&self, page: &Page) -> Place {
        let template = self.template_of(&page.kind).and_then(|name| self.theme.template(name));
        template.map_or(Place::Site, |template| Place::File(template.file.clone()))
    }
}

/// Compiles a theme's templates with these texts in place of the originals.
fn compile<'t>(
    theme: &Theme,
    model: &Arc<SiteModel>,
    texts: impl Iterator<Item = &'t str>,
) -> tera::TeraResult<Tera> {
    let mut tera = Tera::new();
    functions::register(&mut tera, model);
    limits::register(&mut tera);
    tera.set_fallback_prefixes(theme.layers.iter().map(|layer| format!("{layer}/")))?;
    tera.add_raw_templates(theme.templates.iter().map(|template| template.name.as_str()).zip(texts))?;
    Ok(tera)
}

fn texts(theme: &Theme) -> impl Iterator<Item = &str> {
    theme.templates.iter().map(|template| template.text.as_str())
}

/// Templates of pages with texts, which may call components.
const WITH_TEXTS: [&str; 3] = ["article.html", "list.html", "page.html"];

/// Returns the digest of each page template.
///
/// Templates of pages with texts include the components.
fn chains(chains: &TemplateDependencies<'_>, called: Digest) -> BTreeMap<&'static str, Digest> {
    let digest = |name| match chains.digest(name) {
        own if WITH_TEXTS.contains(&name) => Digester::new().digest(own).digest(called).finish(),
        own => own,
    };
    Theme::REQUIRED.into_iter().chain(Theme::OPTIONAL).map(|name| (name, digest(name))).collect()
}

/// Returns the digest of all components that texts may call, and of the ids in templates.
fn called(theme: &Theme, chains: &TemplateDependencies<'_>) -> Digest {
    let mut digester = Digester::new();
    for template in components::templates(theme) {
        digester.digest(chains.digest(&template.name));
    }
    let mut ids: Vec<String> = template_ids(theme).into_iter().collect();
    ids.sort_unstable();
    for id in &ids {
        digester.text(id);
    }
    digester.finish()
}

/// Returns the digest of the settings and of a language's context.
fn settings(model: &SiteModel, edition: EditionId) -> Digest {
    Digester::new().digest(model.settings).digest(model.language_context(edition).digest).finish()
}

/// Returns all literal ids in a theme's templates, such as `id="comments"`, to which links may
/// lead.
pub(crate) fn template_ids(theme: &Theme) -> HashSet<String> {
    let mut ids = HashSet::new();
    for template in &theme.templates {
        for (at, _) in template.text.match_indices("id=") {
            // Skip attributes such as `data-id`.
            let is_attribute = template.text[..at].ends_with(char::is_whitespace);
            let value = &template.text[at + 3..];
            let Some(quote) = value.chars().next().filter(|c| is_attribute && matches!(c, '"' | '\'')) else {
                continue;
            };
            let id = value[1..].split(quote).next().unwrap_or_default();
            if !id.is_empty() && !id.contains('{') {
                ids.insert(id.to_owned());
            }
        }
    }
    ids
}
