//! Errors and warnings for editors. A [`Diagnostic`] has a severity, a place, a message and a hint.
//! Stages continue after an error and collect all of them in [`Diagnostics`], which commands print
//! in the order of their places.

mod encoding;
mod excerpt;
mod kind;
mod lines;
mod machine;
mod report;
mod secrets;
mod shown;
mod summary;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::SitePath;

use secrets::Context;
use shown::Shown;

pub use encoding::utf8;
pub use excerpt::Excerpt;
pub use kind::Kind;
pub use lines::Lines;
pub use machine::{github, json};
pub use report::{Paint, print, print_all};
pub use secrets::masked;
pub use shown::{visible, visible_json, visible_name};

/// Severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site can't be built.
    Error,
    /// The site builds, but needs attention.
    Warning,
}

/// Place of a problem, as precise as possible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// The whole site.
    Site,
    /// A file.
    File(SitePath),
    /// A line of a file, with the relevant words.
    Line(SitePath, Excerpt),
}

impl Place {
    /// Returns the place of `words` in a file, or the file if its text does not contain
    /// them.
    pub fn of(file: &SitePath, text: &str, words: &str) -> Self {
        match text.find(words) {
            Some(at) => Self::Line(file.clone(), Excerpt::new(text, at..at + words.len())),
            None => Self::File(file.clone()),
        }
    }

    /// Returns the file, if any.
    pub fn file(&self) -> Option<&SitePath> {
        match self {
            Self::Site => None,
            Self::File(file) | Self::Line(file, _) => Some(file),
        }
    }
}

/// Error or warning with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Severity.
    pub severity: Severity,
    /// Place.
    pub place: Place,
    /// Message: one sentence without a final period.
    pub message: String,
    /// Advice on how to fix the problem.
    pub hint: Option<String>,
    /// Kind of problem.
    pub kind: Kind,
    /// Subject of the problem as the editor wrote it, such as a link target.
    pub subject: Option<Box<str>>,
}

impl Diagnostic {
    /// Returns an error.
    pub fn error(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            place,
            message: message.into(),
            hint: None,
            kind: Kind::Other,
            subject: None,
        }
    }

    /// Returns a warning.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, message) }
    }

    /// Sets the hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the kind and subject.
    #[must_use]
    pub fn about(self, kind: Kind, subject: impl Into<Box<str>>) -> Self {
        Self { kind, subject: Some(subject.into()), ..self }
    }
}

impl Diagnostic {
    /// Masks secrets. For machine-readable output, which is escaped separately.
    fn masked(&self) -> Self {
        let text = |text: &str| masked(text).into_owned();
        Self {
            message: text(&self.message),
            hint: self.hint.as_deref().map(text),
            subject: self.subject.as_deref().map(|subject| text(subject).into()),
            ..self.clone()
        }
    }

    /// Masks secrets and escapes terminal control characters.
    fn shown(&self) -> Self {
        // In settings, secrets are recognized by their keys.
        let context = match self.place.file() {
            Some(file) if file.as_str().rsplit('.').next() == Some("toml") => Context::Settings,
            _ => Context::Prose,
        };
        let place = match &self.place {
            Place::Line(file, excerpt) => Place::Line(file.clone(), excerpt.shown(context)),
            place => place.clone(),
        };
        let text = |text: &str| Shown::of(text, Context::Prose).text;
        Self {
            place,
            message: text(&self.message),
            hint: self.hint.as_deref().map(text),
            subject: self.subject.as_deref().map(|subject| text(subject).into()),
            ..self.clone()
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, message, .. } = self.shown();
        match &place {
            Place::Site => f.write_str(&message),
            Place::File(path) => write!(f, "{}: {message}", visible_name(path.as_str())),
            Place::Line(path, excerpt) => {
                let path = visible_name(path.as_str());
                write!(f, "{path}:{}:{}: {message}", excerpt.line(), excerpt.column())
            }
        }
    }
}

/// Diagnostics in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all diagnostics of another list.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// Returns whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Counts the diagnostics with this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// Sorts by severity, file and line, independent of thread order, and removes
    /// duplicates. Within a file, problems of the whole file come first.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.severity, d.place.file().cloned());
            (key(a), &a.place, &a.message).cmp(&(key(b), &b.place, &b.message))
        });
        self.0.dedup();
    }

    /// Returns whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

/// Returns the known name nearest to the written one, if it is near enough to be a
/// typo.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lowered = written.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lowered, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Quotes a text of the editor, shortened to a readable length.
pub fn quoted(text: &str) -> String {
    const MAX_QUOTE_CHARS: usize = 60;
    match text.char_indices().nth(MAX_QUOTE_CHARS) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_stand_file_by_file_and_line_by_line() {
        let file = SitePath::known;
        let line = |name: &str, at: usize| Place::Line(file(name), Excerpt::new("a\nb\n", at..at + 1));
        let places =
            [line("b.md", 0), line("a.md", 2), Place::File(file("b.md")), Place::Site, line("a.md", 0)];
        let mut found: Diagnostics = places.into_iter().map(|place| Diagnostic::error(place, "x")).collect();
        found.sort();
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["x", "a.md:1:1: x", "a.md:2:1: x", "b.md: x", "b.md:1:1: x"]);
    }

    #[test]
    fn nearest_finds_a_slip_and_leaves_a_stranger() {
        let known = ["title", "date", "dateline"];
        assert_eq!(nearest("tilte", known), Some("title"));
        assert_eq!(nearest("Date_line", known), Some("dateline"));
        assert_eq!(nearest("weather", known), None);
    }
}
