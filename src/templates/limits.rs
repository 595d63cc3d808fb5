//! Limits of templates on steps, CPU time and output of a page. Tera has no limits, so calls to
//! counters are inserted into templates when they are loaded ([`guard`]).

mod calls;
mod filters;
mod guard;
mod meter;
mod tokens;
mod watchdog;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use tera::Tera;

use crate::config::Limits;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place};
use crate::escape;
use crate::theme::{Template, Theme};

pub(crate) use guard::Guarded;

/// Maximum depth to which templates include or extend one another.
const MAX_INCLUDE_DEPTH: usize = 24;

/// Maximum number of templates of a site and its themes.
const MAX_TEMPLATES: usize = 10_000;

/// Registers the filters that guarded templates call, and the bounded ones.
pub(crate) fn register(tera: &mut Tera) {
    filters::register(tera);
    tera.set_escape_fn(|text, mut out| {
        meter::bytes(text.len()).map_err(io::Error::other)?;
        escape::escape_attribute(text, &mut out)
    });
}

/// Guards the templates of a theme, in their order.
pub(crate) fn guard(theme: &Theme) -> Vec<Guarded> {
    let own = |template: &Template| template.name.split_once('/').map(|(_, own)| own.to_owned());
    let complex: HashSet<String> = theme
        .templates
        .iter()
        .filter(|template| !calls::is_simple(&template.text))
        .flat_map(|template| own(template).into_iter().chain([template.name.clone()]))
        .collect();
    let is_simple = |name: &str| !complex.contains(name);
    theme.templates.iter().map(|template| guard::guard(&template.text, &is_simple)).collect()
}

/// Checks the number and the nesting depth of templates.
///
/// # Errors
/// A limit that is exceeded.
pub(crate) fn check(theme: &Theme) -> Result<(), Diagnostics> {
    if theme.templates.len() > MAX_TEMPLATES {
        let message = format!("the site and its themes have {} templates", theme.templates.len());
        let hint = format!("there may be {MAX_TEMPLATES}: take away what is no template");
        return Err(Diagnostic::error(Place::Site, message).hint(hint).into());
    }
    let mut depths = HashMap::new();
    for template in &theme.templates {
        depth(theme, template, &mut depths, 0)?;
    }
    Ok(())
}

/// Returns the nesting depth below a template.
///
/// Cycles are left to Tera, which reports them.
fn depth<'t>(
    theme: &'t Theme,
    template: &'t Template,
    depths: &mut HashMap<&'t str, usize>,
    above: usize,
) -> Result<usize, Diagnostics> {
    if let Some(known) = depths.get(template.name.as_str()) {
        return Ok(*known);
    }
    // Ends the recursion for a template that includes itself.
    depths.insert(&template.name, 0);
    let mut deepest = 0;
    for (name, at) in calls::needs(&template.text) {
        let Some(needed) = theme.template(&name) else { continue };
        let too_deep = || {
            let place =
                Place::Line(template.file.clone(), Excerpt::new(&template.text, at..at + name.len() + 2));
            let message = format!("more than {MAX_INCLUDE_DEPTH} templates include or extend one another");
            Diagnostics::from(Diagnostic::error(place, message).hint("put some of them together"))
        };
        if above >= MAX_INCLUDE_DEPTH {
            return Err(too_deep());
        }
        deepest = deepest.max(1 + depth(theme, needed, depths, above + 1)?);
        if deepest > MAX_INCLUDE_DEPTH {
            return Err(too_deep());
        }
    }
    depths.insert(&template.name, deepest);
    Ok(deepest)
}

/// Returns whether an error is Tera's limit on the recursion of components.
pub(crate) fn is_recursion(error: &tera::Error) -> bool {
    matches!(error.kind(), tera::ErrorKind::Msg(message) if message.contains("recursion depth for components"))
}

/// Finds a component that calls itself, directly or through others.
pub(crate) fn recursion(theme: &Theme) -> Option<Place> {
    let defined: Vec<_> = theme
        .templates
        .iter()
        .flat_map(|template| {
            calls::components(&template.text).into_iter().map(move |found| (template, found))
        })
        .collect();
    let calls = |name: &str| -> Vec<&str> {
        let same = defined.iter().filter(|(_, found)| found.name == name);
        same.flat_map(|(_, found)| found.calls.iter().copied()).collect()
    };
    let (template, found) = defined.iter().find(|(_, found)| {
        let mut met: HashSet<&str> = HashSet::new();
        let mut open: Vec<&str> = calls(found.name);
        while let Some(name) = open.pop() {
            if met.insert(name) {
                open.extend(calls(name));
            }
        }
        met.contains(found.name)
    })?;
    Some(Place::Line(template.file.clone(), Excerpt::new(&template.text, found.at.clone())))
}

/// Page with limits, until dropped.
pub(crate) struct Turn {
    _watched: watchdog::Guarded,
}

/// Starts the limits of a page.
pub(crate) fn begin(limits: Limits, page: &str) -> Turn {
    meter::begin(limits);
    Turn { _watched: watchdog::watch(page) }
}

/// Starts the watchdog.
pub(crate) fn watch(limits: Limits) {
    watchdog::start(limits);
}

/// Returns a writer that stops at the limit of a page.
pub(crate) fn bounded(out: impl Write) -> impl Write {
    meter::Bounded::new(out)
}

/// Limit that a page has reached.
pub(crate) struct Reached {
    /// Message: the exceeded limit.
    pub(crate) message: String,
    /// Hint for an editor.
    pub(crate) hint: String,
}

/// Returns the limit that this thread's page has reached, if any.
pub(crate) fn reached() -> Option<Reached> {
    let stop = meter::stopped()?;
    Some(Reached { message: stop.to_string(), hint: stop.hint() })
}
