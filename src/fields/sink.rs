//! Problems of one file as they are found: spans of its TOML or YAML become diagnostics that show their line. A line that
//! can't be read is noted once, and nothing that follows from it.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Lines, Place, Severity, nearest, quoted};
use crate::path::SitePath;

use super::{Format, Spanned};

/// Where problems of one file are noted, each with its line.
#[derive(Debug)]
pub struct DiagnosticSink<'a> {
    file: &'a SitePath,
    lines: Lines<'a>,
    base: usize,
    found: Diagnostics,
    /// The lines that could not be read.
    unreadable: Vec<Range<usize>>,
    /// The keys that are there, but not as they should be.
    invalid_keys: Vec<&'static str>,
    format: Format,
    /// Keys that the file takes outside of all tables.
    top_level_keys: &'static [&'static str],
    /// Hints for keys that stand below the header of a table that takes any key.
    misplaced: Vec<(Box<str>, String)>,
}

impl<'a> DiagnosticSink<'a> {
    /// None yet, in `source`, whose TOML begins at the byte `base`.
    pub fn new(file: &'a SitePath, source: &'a str, base: usize) -> Self {
        Self {
            file,
            lines: Lines::of(source),
            base,
            found: Diagnostics::new(),
            unreadable: Vec::new(),
            invalid_keys: Vec::new(),
            format: Format::Toml,
            top_level_keys: &[],
            misplaced: Vec::new(),
        }
    }

    /// Returns the same for a file in this format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Returns the same for a file that takes these keys outside of all tables, so that one of them in a table is known.
    #[must_use]
    pub fn with_top_level_keys(self, top_level_keys: &'static [&'static str]) -> Self {
        Self { top_level_keys, ..self }
    }

    /// The file's format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Tells whether the keys stand above a text.
    pub(super) fn is_front_matter(&self) -> bool {
        self.base > 0
    }

    /// Returns the hint for a key that belongs outside of all tables and stands below the header of one.
    pub(super) fn misplaced(&self, name: &str, key: &Range<usize>) -> Option<String> {
        if !self.top_level_keys.contains(&name) {
            return None;
        }
        let before = self.lines.text().get(self.base..)?.get(..key.start)?;
        let header = before.lines().rev().map(str::trim).find(|line| line.starts_with('['))?;
        let header = header.split('#').next().unwrap_or(header).trim_end();
        Some(format!("`{name}` stands below {header}, and so belongs to that: move it above that line"))
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
        let hint = self.spelled(hint);
        self.found.push(Diagnostic { severity, ..Diagnostic::error(place, message).hint(hint) });
    }

    /// Writes a hint's keys as the file's format does. What belongs into the config stays TOML.
    fn spelled(&self, hint: impl Into<String>) -> String {
        let hint = hint.into();
        if self.format == Format::Toml || hint.contains("config.toml") {
            return hint;
        }
        let mut pieces = hint.split(" = ");
        let mut spelled = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let is_after_key = spelled.ends_with(|c: char| c.is_ascii_lowercase() || c == '_');
            let is_value = piece.starts_with(|c: char| c.is_ascii_digit() || "\"'[{".contains(c))
                || ["true", "false"].iter().any(|flag| piece.starts_with(flag));
            spelled.push_str(if is_after_key && is_value { ": " } else { " = " });
            spelled.push_str(piece);
        }
        spelled.replace("[extra]", "`extra:`").replace("[taxonomies]", "`taxonomies:`")
    }

    /// Notes that `span` can't be read; nothing more is said of its line.
    pub(super) fn unreadable(&mut self, span: Range<usize>, message: impl Into<String>, hint: &str) {
        let toml = self.lines.text().get(self.base..).unwrap_or_default();
        let at = span.start.min(toml.len());
        let before = toml.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n');
        let after = toml.as_bytes()[at..].iter().position(|byte| *byte == b'\n');
        self.error(span, message, hint);
        self.unreadable.push(before.map_or(0, |i| i + 1)..after.map_or(toml.len(), |i| at + i) + 1);
    }

    /// Notes that a word is none of those that `key` (`feeds.content`) takes, with the nearest one; `hint` says what they are
    /// where none is near.
    pub fn unknown_value(
        &mut self,
        written: &Spanned<&str>,
        key: &str,
        known: &[&str],
        hint: impl Into<String>,
    ) {
        let last = key.rsplit('.').next().unwrap_or(key);
        let hint = match nearest(written.value, known.iter().copied()) {
            Some(near) => format!("did you mean {last} = \"{near}\"?"),
            None => hint.into(),
        };
        self.error(written.span.clone(), format!("`{key}` can't be {}", quoted(written.value)), hint);
    }

    /// Notes an error of the file as a whole.
    pub fn file_error(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        let hint = self.spelled(hint);
        self.found.push(Diagnostic::error(Place::File(self.file.clone()), message).hint(hint));
    }

    /// Adds a diagnostic of a kind of its own.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let hint = diagnostic.hint.clone().map(|hint| self.spelled(hint));
        self.found.push(Diagnostic { hint, ..diagnostic });
    }

    /// Remembers that what is wrong with this key was said.
    pub(super) fn mark_invalid(&mut self, key: &'static str) {
        self.invalid_keys.push(key);
    }

    /// Warns of a key in a table that takes any key, where it stands below that one's header and is a key of its own.
    pub(super) fn warn_if_misplaced(&mut self, name: &str, key: &Range<usize>) {
        let Some(hint) = self.misplaced(name, key) else { return };
        let message = format!("`{name}` is a key of its own, and here it is one of your theme's");
        let warning = Diagnostic::warning(self.place(key.clone()), message).hint(hint.clone());
        self.push(warning.about(Kind::MisplacedKey, name));
        self.misplaced.push((name.into(), hint));
    }

    /// Notes that a key is missing: unless it is there and was found wanting, or may stand on a line that could not be
    /// read.
    pub fn missing(&mut self, key: &'static str, hint: impl Into<String>) {
        if self.unreadable.is_empty() && !self.invalid_keys.contains(&key) {
            let moved = self.misplaced.iter().find(|(name, _)| **name == *key).map(|(_, hint)| hint.clone());
            self.file_error(format!("there is no `{key}`"), moved.unwrap_or_else(|| hint.into()));
        }
    }

    /// Notes an error that is not in the file, such as one of the command line.
    pub fn site_error(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::error(Place::Site, message).hint(hint));
    }

    /// The place of `span` of the TOML in the file.
    pub fn place(&self, span: Range<usize>) -> Place {
        let span = span.start + self.base..span.end + self.base;
        Place::Line(self.file.clone(), self.lines.excerpt(span))
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
