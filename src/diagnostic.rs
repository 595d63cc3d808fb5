//! What is said to an editor. Every stage hands out [`Diagnostic`]s, each with a severity, a place, what is wrong
//! and what to do; nothing here knows which stage that was. A stage that finds one problem goes on and finds the
//! others: [`Diagnostics`] collects them, and the command prints them all, in the order of their places.

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

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site can't be built as it is.
    Error,
    /// The site builds, and an editor should look at this.
    Warning,
}

/// Where a problem is, as closely as it is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// The site as a whole.
    Site,
    /// A file, where no line is to blame.
    File(SitePath),
    /// A line of a file, with the words that are to blame.
    Line(SitePath, Excerpt),
}

impl Place {
    /// The place in a file at which some words are; the file as a whole where they are not in its text.
    pub fn of(file: &SitePath, text: &str, words: &str) -> Self {
        match text.find(words) {
            Some(at) => Self::Line(file.clone(), Excerpt::new(text, at..at + words.len())),
            None => Self::File(file.clone()),
        }
    }

    /// The file that it is in.
    pub fn file(&self) -> Option<&SitePath> {
        match self {
            Self::Site => None,
            Self::File(file) | Self::Line(file, _) => Some(file),
        }
    }
}

/// One thing that an editor should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether it stops the build.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Kind of the problem.
    pub kind: Kind,
    /// Subject of the problem as the editor wrote it, such as the target of a link.
    pub subject: Option<Box<str>>,
}

impl Diagnostic {
    /// An error somewhere in the site.
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

    /// A warning somewhere in the site.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, message) }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the diagnostic with its kind and subject.
    #[must_use]
    pub fn about(self, kind: Kind, subject: impl Into<Box<str>>) -> Self {
        Self { kind, subject: Some(subject.into()), ..self }
    }
}

impl Diagnostic {
    /// Returns the diagnostic without secrets, for programs, which escape the rest by themselves.
    fn masked(&self) -> Self {
        let text = |text: &str| masked(text).into_owned();
        Self {
            message: text(&self.message),
            hint: self.hint.as_deref().map(text),
            subject: self.subject.as_deref().map(|subject| text(subject).into()),
            ..self.clone()
        }
    }

    /// Returns the diagnostic in a form fit to be shown: without secrets, and without characters that would act on a
    /// terminal.
    fn shown(&self) -> Self {
        // In settings a key says that its value is secret.
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

/// All that was found, in the order in which it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another's.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// Whether any of them stops the build.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many of them have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// Puts them in the order of their places, the same whatever thread found which first, each once: file by file,
    /// what is wrong with the whole of it first, then line by line.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.severity, d.place.file().cloned());
            (key(a), &a.place, &a.message).cmp(&(key(b), &b.place, &b.message))
        });
        self.0.dedup();
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each in turn.
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

/// The known name that is nearest to what was written, if any is near enough to be what was meant.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lowered = written.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lowered, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// As much of what an editor wrote as a message can quote.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
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
