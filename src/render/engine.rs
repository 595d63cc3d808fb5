//! Tera, with a theme's templates and what they may call. Its errors become diagnostics that name the template, the
//! line, and the page that was being rendered.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::sync::Arc;

use tera::{Context, ErrorKind, ReportError, Tera};

use crate::config::{Content, EditionId};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, nearest};
use crate::digest::{Digest, Digester};
use crate::escape;
use crate::plan::{Page, Shows};
use crate::theme::{Chains, Template, Theme};

use super::components::{self, Components};
use super::functions;
use super::views::template_of;
use super::world::World;

/// The template engine, ready for any page.
#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    theme: Theme,
    world: Arc<World>,
    components: Components,
    chains: BTreeMap<&'static str, Digest>,
    called: Digest,
    /// The digest of what every page is given, for each of the site's languages.
    settings: Vec<Digest>,
}

impl Engine {
    /// Compiles a theme's templates.
    ///
    /// # Errors
    /// Every template that can't be compiled.
    pub fn new(theme: Theme, world: World) -> Result<Self, Diagnostics> {
        let world = Arc::new(world);
        let mut tera = Tera::new();
        functions::register(&mut tera, &world);
        tera.set_escape_fn(|text, mut out| escape::anywhere(text, &mut out));
        let prefixes: Vec<String> = theme.layers.iter().map(|layer| format!("{layer}/")).collect();
        tera.set_fallback_prefixes(prefixes).map_err(|error| diagnose(&theme, &error, None))?;
        tera.add_raw_templates(theme.templates.iter().map(|template| (&template.name, &template.text)))
            .map_err(|error| diagnose(&theme, &error, None))?;
        tera.global_context().insert_value("site", world.voice(EditionId::OWN).site.clone());
        let components = Components::of(&theme, &tera);
        let references = theme.chains();
        let called = called(&theme, &references);
        let chains = chains(&references, called);
        let settings = world.archive.editions().map(|edition| settings(&world, edition)).collect();
        Ok(Self { tera, theme, world, components, chains, called, settings })
    }

    /// The digest of all components that texts may call, where feeds hold whole texts.
    pub(super) fn called(&self) -> Digest {
        match self.world.site.feeds.content {
            Content::Full => self.called,
            Content::Summary => Digest::default(),
        }
    }

    /// The components that texts may call.
    pub(super) fn components(&self) -> &Components {
        &self.components
    }

    /// Renders a component that a text calls.
    pub(super) fn render_component(
        &self,
        name: &str,
        context: &Context,
        body: Option<&str>,
    ) -> tera::TeraResult<String> {
        self.tera.render_component(name, context, body, true)
    }

    /// Returns the template that takes a page; `None` where the page is no HTML.
    pub(super) fn template_of(&self, shows: &Shows) -> Option<&'static str> {
        match template_of(shows)? {
            own @ "old-address.html" if self.theme.template(own).is_none() => Some("404.html"),
            template => Some(template),
        }
    }

    /// The digest of a template and all that stands behind it.
    pub(super) fn chain(&self, template: &str) -> Digest {
        self.chains.get(template).copied().unwrap_or_default()
    }

    /// The digest of what every page in one of the site's languages is given: the settings, the menus, the words.
    pub(super) fn settings(&self, edition: EditionId) -> Digest {
        self.settings[edition.index()]
    }

    /// Returns the templates that pages may be made with.
    pub(super) fn templates_in_use(&self) -> impl Iterator<Item = &Template> {
        self.theme.chains().in_use()
    }

    /// What pages are made from.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Renders a template into `out`.
    pub(super) fn render(&self, template: &str, context: &Context, out: impl Write) -> tera::TeraResult<()> {
        self.tera.render_to(template, context, out)
    }

    /// What an editor is told of an error in a template.
    pub(super) fn diagnostic(&self, error: &tera::Error, page: &Page) -> Diagnostics {
        diagnose(&self.theme, error, Some(page))
    }
}

/// The templates of pages that show texts, which may call components.
const WITH_TEXTS: [&str; 3] = ["article.html", "list.html", "page.html"];

/// Returns the digest of each template that pages are made with: its chain, and what the texts that it shows may call.
fn chains(chains: &Chains<'_>, called: Digest) -> BTreeMap<&'static str, Digest> {
    let digest = |name| match chains.digest(name) {
        own if WITH_TEXTS.contains(&name) => Digester::new().digest(own).digest(called).finish(),
        own => own,
    };
    Theme::REQUIRED.into_iter().chain(Theme::OPTIONAL).map(|name| (name, digest(name))).collect()
}

/// Returns the digest of the components that texts may call, and of the ids that texts may not have.
fn called(theme: &Theme, chains: &Chains<'_>) -> Digest {
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

/// The digest of the settings, and of the site's voice in a language: its words, and the variable `site`, which holds
/// more than the config says.
fn settings(world: &World, edition: EditionId) -> Digest {
    Digester::new().digest(world.settings).digest(world.voice(edition).digest).finish()
}

/// Every anchor that stands as it is in a theme's templates: `id="comments"`. A link may lead to any of them.
pub(crate) fn template_ids(theme: &Theme) -> HashSet<String> {
    let mut ids = HashSet::new();
    for template in &theme.templates {
        for (at, _) in template.text.match_indices("id=") {
            // `data-id` and `grid=` are no ids.
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

fn diagnose(theme: &Theme, error: &tera::Error, page: Option<&Page>) -> Diagnostics {
    let rendering = page.map_or(String::new(), |page| format!(", while rendering {}", page.address));
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let place = place(theme, report);
            let hint = "mend the template; docs/themes.md lists what each template is given";
            let (what, hint) = match report.message().split_once(". Available fields: ") {
                Some((what, fields)) => (what, format!("it has: {}", fields.trim_end_matches('.'))),
                None => (report.message().trim_end_matches('.'), hint.to_owned()),
            };
            Diagnostic::error(place, format!("{}{rendering}", lower_first(what))).hint(hint).into()
        }
        // When the theme was loaded, it was said that it is not whole.
        ErrorKind::TemplateNotFound(name) if Theme::REQUIRED.contains(&name.as_str()) => Diagnostics::new(),
        ErrorKind::MissingParent { current, parent } => missing_parent(theme, current, parent).into(),
        ErrorKind::Msg(reports) => {
            reports.split("\n\n").map(|report| from_text(theme, report, &rendering)).collect()
        }
        other => {
            let message = format!(
                "the theme's templates do not fit together: {}{rendering}",
                lower_first(&other.to_string())
            );
            Diagnostics::from(
                Diagnostic::error(Place::Site, message).hint("see what each template extends and includes"),
            )
        }
    }
}

/// A template extends one that there is not.
fn missing_parent(theme: &Theme, current: &str, parent: &str) -> Diagnostic {
    let place = theme
        .template(current)
        .map_or(Place::Site, |template| Place::of(&template.file, &template.text, &format!("\"{parent}\"")));
    let known = theme.templates.iter().filter_map(|template| Some(template.name.split_once('/')?.1));
    let hint = match nearest(parent, known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "name a template of this theme, or of one that it extends".to_owned(),
    };
    Diagnostic::error(place, format!("there is no template `{parent}` to extend")).hint(hint)
}

/// Where a report points.
fn place(theme: &Theme, report: &ReportError) -> Place {
    let Some(template) = theme.template(report.filename()) else { return Place::Site };
    let span = report.span().range.clone();
    Place::Line(template.file.clone(), Excerpt::new(&template.text, span))
}

/// Tera gives what it finds wrong across templates (unknown filters, functions, includes) as printed text only:
/// `error: MESSAGE`, then `--> TEMPLATE:LINE:COLUMN`.
fn from_text(theme: &Theme, report: &str, rendering: &str) -> Diagnostic {
    let mut lines = report.lines();
    let first = lines.next().unwrap_or(report);
    let message = format!(
        "{}{rendering}",
        lower_first(first.strip_prefix("error: ").unwrap_or(first).trim_end_matches('.'))
    );
    let place = lines.next().and_then(|line| printed_place(theme, line)).unwrap_or(Place::Site);
    Diagnostic::error(place, message).hint("mend the template; docs/themes.md lists what a template may call")
}

fn printed_place(theme: &Theme, line: &str) -> Option<Place> {
    let (rest, column) = line.trim().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let template = theme.template(name)?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let line_start: usize =
        template.text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let text = template.text[line_start..].lines().next()?;
    let start = line_start + text.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    // Only where it begins is printed. What begins there is a name, or something in quotes.
    let rest = template.text.get(start..)?;
    let length = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].find(quote).map_or(1, |end| end + 2),
        first => {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(first.len_utf8())
        }
    };
    Some(Place::Line(template.file.clone(), Excerpt::new(&template.text, start..start + length)))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
