//! Converts errors of Tera to diagnostics that name the template, the line and the page.

use std::borrow::Cow;

use tera::{ErrorKind, ReportError};

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, nearest};
use crate::plan::Page;
use crate::theme::{Template, Theme};

use super::limits::Guarded;

/// Converter of errors in a theme's templates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ErrorReporter<'t> {
    pub(crate) theme: &'t Theme,
    /// Guarded templates in the theme's order; empty if Tera has the originals.
    pub(crate) guarded: &'t [Guarded],
}

/// Removes the names of Dateline's own variables from Tera's list of variables.
fn without_internal_variables(message: &str) -> Cow<'_, str> {
    const LIST: &str = "Available variables: ";
    let Some((what, names)) = message.split_once(LIST).filter(|_| message.contains("__")) else {
        return message.into();
    };
    let names: Vec<&str> = names.split(", ").filter(|name| !name.starts_with("__")).collect();
    format!("{what}{LIST}{}", names.join(", ")).into()
}

impl ErrorReporter<'_> {
    /// Returns the diagnostics for an error, with the page that was rendered.
    pub(crate) fn diagnose(&self, error: &tera::Error, page: Option<&Page>) -> Diagnostics {
        let rendering = page.map_or(String::new(), |page| format!(", while rendering {}", page.address));
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let hint = "correct the template; dateline docs themes lists the variables of each template";
                let message = without_internal_variables(report.message());
                let (what, hint) = match message.split_once(". Available fields: ") {
                    Some((what, fields)) => (what, format!("it has: {}", fields.trim_end_matches('.'))),
                    None => (message.trim_end_matches('.'), hint.to_owned()),
                };
                let message = format!("{}{rendering}", lower_first(what));
                Diagnostic::error(self.place(report), message).hint(hint).into()
            }
            // Reported when the theme was loaded.
            ErrorKind::TemplateNotFound(name) if Theme::REQUIRED.contains(&name.as_str()) => {
                Diagnostics::new()
            }
            ErrorKind::MissingParent { current, parent } => {
                missing_parent(self.theme, current, parent).into()
            }
            ErrorKind::Msg(reports) => {
                reports.split("\n\n").map(|report| self.parsed(report, &rendering)).collect()
            }
            other => {
                let message = format!(
                    "the theme's templates do not fit together: {}{rendering}",
                    lower_first(&other.to_string())
                );
                Diagnostics::from(
                    Diagnostic::error(Place::Site, message)
                        .hint("see what each template extends and includes"),
                )
            }
        }
    }

    /// Returns the place of an error, if the error has one.
    pub(crate) fn place_of(&self, error: &tera::Error) -> Option<Place> {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(self.place(report)),
            _ => None,
        }
    }

    /// Returns the place of a report.
    fn place(&self, report: &ReportError) -> Place {
        let Some((template, guarded)) = self.template(report.filename()) else { return Place::Site };
        let range = &report.span().range;
        let original = |at| guarded.map_or(at, |guarded| guarded.original(at));
        Place::Line(
            template.file.clone(),
            Excerpt::new(&template.text, original(range.start)..original(range.end)),
        )
    }

    /// Returns a template and its guards.
    fn template(&self, name: &str) -> Option<(&Template, Option<&Guarded>)> {
        let template = self.theme.template(name)?;
        let index = self.theme.templates.iter().position(|other| std::ptr::eq(other, template))?;
        Some((template, self.guarded.get(index)))
    }

    /// Parses a report that Tera gives as printed text only, for errors across templates such as
    /// unknown filters: `error: MESSAGE`, then `--> TEMPLATE:LINE:COLUMN`.
    fn parsed(&self, report: &str, rendering: &str) -> Diagnostic {
        let mut lines = report.lines();
        let first = lines.next().unwrap_or(report);
        let message = format!(
            "{}{rendering}",
            lower_first(first.strip_prefix("error: ").unwrap_or(first).trim_end_matches('.'))
        );
        let place = lines.next().and_then(|line| self.printed_place(line)).unwrap_or(Place::Site);
        Diagnostic::error(place, message)
            .hint("correct the template; dateline docs themes lists the functions and filters")
    }

    fn printed_place(&self, line: &str) -> Option<Place> {
        let (rest, column) = line.trim().strip_prefix("--> ")?.rsplit_once(':')?;
        let (name, line) = rest.rsplit_once(':')?;
        let (template, guarded) = self.template(name)?;
        let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
        let text = guarded.map_or(&template.text, |guarded| &guarded.text);
        let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let written = text[line_start..].lines().next()?;
        let start =
            line_start + written.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
        let start = guarded.map_or(start, |guarded| guarded.original(start));
        // Only the start is printed. A name or a quoted text begins there.
        let rest = template.text.get(start..)?;
        let length = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest[1..].find(quote).map_or(1, |end| end + 2),
            first => {
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                rest.find(|c| !is_part(c)).unwrap_or(rest.len()).max(first.len_utf8())
            }
        };
        Some(Place::Line(template.file.clone(), Excerpt::new(&template.text, start..start + length)))
    }
}

/// Reports a template that extends a missing template.
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

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
