//! Collects the diagnostics of one file, and converts byte ranges to lines.
//!
//! An unreadable line is reported once, and no consequence of it.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Lines, Place, Severity, nearest, quoted};
use crate::path::SitePath;

use super::{Format, Spanned};

/// Sink for the diagnostics of one file.
#[derive(Debug)]
pub struct DiagnosticSink<'a> {
    file: &'a SitePath,
    lines: Lines<'a>,
    base: usize,
    found: Diagnostics,
    /// Unreadable lines.
    unreadable: Vec<Range<usize>>,
    /// Keys that are present but invalid.
    invalid_keys: Vec<&'static str>,
    format: Format,
    /// Top-level keys of the file.
    top_level_keys: &'static [&'static str],
    /// Hints for top-level keys that stand in a table of the user's own keys.
    misplaced: Vec<(Box<str>, String)>,
}

impl<'a> DiagnosticSink<'a> {
    /// Creates an empty sink for `source`, whose TOML begins at byte `base`.
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

    /// Sets the format of the file.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Sets the top-level keys, to recognize one of them in a table.
    #[must_use]
    pub fn with_top_level_keys(self, top_level_keys: &'static [&'static str]) -> Self {
        Self { top_level_keys, ..self }
    }

    /// Returns the format of the file.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns true if the keys are front matter.
    pub(super) fn is_front_matter(&self) -> bool {
        self.base > 0
    }

    /// Returns the hint for a top-level key that stands below a table header.
    pub(super) fn misplaced(&self, name: &str, key: &Range<usize>) -> Option<String> {
        if !self.top_level_keys.contains(&name) {
            return None;
        }
        let before = self.lines.text().get(self.base..)?.get(..key.start)?;
        let header = before.lines().rev().map(str::trim).find(|line| line.starts_with('['))?;
        let header = header.split('#').next().unwrap_or(header).trim_end();
        Some(format!("`{name}` stands below {header}, and so belongs to that: move it above that line"))
    }

    /// Returns the file.
    pub fn file(&self) -> &'a SitePath {
        self.file
    }

    /// Reports an error at `span`, with a hint.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Severity::Error, span, message.into(), hint.into());
    }

    /// Reports a warning at `span`, with a hint.
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

    /// Converts the keys in a hint to the file's format.
    ///
    /// Keys of the config stay TOML.
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

    /// Reports that `span` is unreadable, and suppresses further reports of its line.
    pub(super) fn unreadable(&mut self, span: Range<usize>, message: impl Into<String>, hint: &str) {
        let toml = self.lines.text().get(self.base..).unwrap_or_default();
        let at = span.start.min(toml.len());
        let before = toml.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n');
        let after = toml.as_bytes()[at..].iter().position(|byte| *byte == b'\n');
        self.error(span, message, hint);
        self.unreadable.push(before.map_or(0, |i| i + 1)..after.map_or(toml.len(), |i| at + i) + 1);
    }

    /// Reports a word that `key` (`feeds.content`) does not accept, with the most similar accepted
    /// word.
    ///
    /// `hint` lists the accepted words, for a word without a similar one.
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

    /// Reports an error of the whole file.
    pub fn file_error(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        let hint = self.spelled(hint);
        self.found.push(Diagnostic::error(Place::File(self.file.clone()), message).hint(hint));
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let hint = diagnostic.hint.clone().map(|hint| self.spelled(hint));
        self.found.push(Diagnostic { hint, ..diagnostic });
    }

    /// Records that the fault of a key was reported.
    pub(super) fn mark_invalid(&mut self, key: &'static str) {
        self.invalid_keys.push(key);
    }

    /// Warns of a top-level key in a table that accepts any key.
    pub(super) fn warn_if_misplaced(&mut self, name: &str, key: &Range<usize>) {
        let Some(hint) = self.misplaced(name, key) else { return };
        let message = format!("`{name}` is a key of its own, and here it is one of your theme's");
        let warning = Diagnostic::warning(self.place(key.clone()), message).hint(hint.clone());
        self.push(warning.about(Kind::MisplacedKey, name));
        self.misplaced.push((name.into(), hint));
    }

    /// Reports a missing key, unless an invalid value or an unreadable line explains its absence.
    pub fn missing(&mut self, key: &'static str, hint: impl Into<String>) {
        if self.unreadable.is_empty() && !self.invalid_keys.contains(&key) {
            let moved = self.misplaced.iter().find(|(name, _)| **name == *key).map(|(_, hint)| hint.clone());
            self.file_error(format!("there is no `{key}`"), moved.unwrap_or_else(|| hint.into()));
        }
    }

    /// Reports an error outside of the file, such as in the command line.
    pub fn site_error(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::error(Place::Site, message).hint(hint));
    }

    /// Returns the place of `span` in the file.
    pub fn place(&self, span: Range<usize>) -> Place {
        let span = span.start + self.base..span.end + self.base;
        Place::Line(self.file.clone(), self.lines.excerpt(span))
    }

    /// Returns true if an error was reported.
    pub fn has_errors(&self) -> bool {
        self.found.has_errors()
    }

    /// Returns true if nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns all diagnostics.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.found
    }
}
