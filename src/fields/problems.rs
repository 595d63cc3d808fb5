//! What is wrong with one file, as it is found. In go spans of its TOML; out come diagnostics that show their line.
//! A line that is not TOML is said to be so once: what is then missing, or strange, on it is not held against it.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Severity, nearest, quoted};
use crate::path::SitePath;

use super::At;

/// Where problems of one file are noted, each with its line.
#[derive(Debug)]
pub struct Problems<'a> {
    file: &'a SitePath,
    source: &'a str,
    base: usize,
    found: Diagnostics,
    /// The lines of the TOML that could not be read as TOML.
    unreadable: Vec<Range<usize>>,
    /// The keys that are there, but not as they should be.
    spoiled: Vec<&'static str>,
}

impl<'a> Problems<'a> {
    /// None yet, in `source`, whose TOML begins at the byte `base`.
    pub fn new(file: &'a SitePath, source: &'a str, base: usize) -> Self {
        Self { file, source, base, found: Diagnostics::new(), unreadable: Vec::new(), spoiled: Vec::new() }
    }

    /// The file that they are in.
    pub fn file(&self) -> &'a SitePath {
        self.file
    }

    /// Notes an error at `span` of the TOML, with what to do about it.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Severity::Error, span, message.into(), hint.into());
    }

    /// Notes a warning at `span` of the TOML, with what to do about it.
    pub fn warning(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Severity::Warning, span, message.into(), hint.into());
    }

    fn note(&mut self, severity: Severity, span: Range<usize>, message: String, hint: String) {
        if self.unreadable.iter().any(|line| line.contains(&span.start)) {
            return;
        }
        let place = self.place(span);
        self.found.push(Diagnostic { severity, ..Diagnostic::error(place, message).hint(hint) });
    }

    /// Notes that `span` is not TOML; nothing more is said of its line.
    pub(super) fn unreadable(&mut self, span: Range<usize>, message: String, hint: &str) {
        let toml = self.source.get(self.base..).unwrap_or_default();
        let at = span.start.min(toml.len());
        let before = toml.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n');
        let after = toml.as_bytes()[at..].iter().position(|byte| *byte == b'\n');
        self.error(span, message, hint);
        self.unreadable.push(before.map_or(0, |i| i + 1)..after.map_or(toml.len(), |i| at + i) + 1);
    }

    /// Notes that a word is none of those that `key` (`feeds.content`) takes, with the nearest one; `hint` says what they are
    /// where none is near.
    pub fn not_among(&mut self, written: &At<&str>, key: &str, known: &[&str], hint: impl Into<String>) {
        let last = key.rsplit('.').next().unwrap_or(key);
        let hint = match nearest(written.value, known.iter().copied()) {
            Some(near) => format!("did you mean {last} = \"{near}\"?"),
            None => hint.into(),
        };
        self.error(written.span.clone(), format!("`{key}` can't be {}", quoted(written.value)), hint);
    }

    /// Notes an error of the file as a whole.
    pub fn whole(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::error(Place::File(self.file.clone()), message).hint(hint));
    }

    /// Remembers that what is wrong with this key was said.
    pub(super) fn spoiled(&mut self, key: &'static str) {
        self.spoiled.push(key);
    }

    /// Notes that a key is missing: unless it is there and was found wanting, or may stand on a line that could not be
    /// read.
    pub fn missing(&mut self, key: &'static str, hint: impl Into<String>) {
        if self.unreadable.is_empty() && !self.spoiled.contains(&key) {
            self.whole(format!("there is no `{key}`"), hint);
        }
    }

    /// Notes an error that is not in the file, such as one of the command line.
    pub fn elsewhere(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::error(Place::Site, message).hint(hint));
    }

    /// The place of `span` of the TOML in the file.
    pub fn place(&self, span: Range<usize>) -> Place {
        let span = span.start + self.base..span.end + self.base;
        Place::Line(self.file.clone(), Excerpt::new(self.source, span))
    }

    /// Whether any stops the build.
    pub fn has_errors(&self) -> bool {
        self.found.has_errors()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All that were noted.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.found
    }
}
