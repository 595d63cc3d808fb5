//! Known problems: old dead links and missing pictures that the newsroom has accepted as warnings.
//!
//! `known-problems.toml` in the site's folder lists them, one a line, sorted. Only `dateline check
//! --accept` writes the file, so the list never grows by itself; an entry that no longer occurs is
//! reported. This module opens no file.

mod accept;
mod read;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Kind, Place, Severity};
use crate::path::SitePath;

pub use accept::{Acceptable, Solved};

/// Name of the file.
pub const FILE: &str = "known-problems.toml";

/// Folder of the source files whose problems can be accepted.
const SOURCE_DIR: &str = "content";

/// First lines of the file.
const FILE_HEADER: &str = "\
# Problems of long ago that are warnings. Written by `dateline check --accept`: commit it.
# A new problem is an error. An entry that no longer occurs is a warning until the next `dateline check --accept`.
";

/// Known problems of a site, sorted.
#[derive(Debug, Clone, Default)]
pub struct KnownProblems {
    problems: Vec<KnownProblem>,
}

/// Known problem.
#[derive(Debug, Clone)]
pub struct KnownProblem {
    /// Source file that has the problem.
    pub text: SitePath,
    /// Kind of the problem.
    pub kind: Kind,
    /// Subject of the problem, as the editor wrote it.
    pub what: Box<str>,
    /// Day on which the problem was accepted.
    pub since: Date,
    /// Place of the entry in the file; the file as a whole for a new entry.
    place: Place,
}

impl KnownProblem {
    /// Returns the entry for a diagnostic, if its problem can be accepted.
    fn of(diagnostic: &Diagnostic, since: Date) -> Option<Self> {
        let text = diagnostic.place.file().filter(|file| file.beneath(SOURCE_DIR).is_some())?;
        let what = diagnostic.subject.as_ref().filter(|_| diagnostic.kind.is_acceptable())?;
        let place = Place::File(SitePath::known(FILE));
        Some(Self { text: text.clone(), kind: diagnostic.kind, what: what.clone(), since, place })
    }

    /// Compares the problem, regardless of its date.
    fn compare(&self, text: &SitePath, kind: Kind, what: &str) -> Ordering {
        (&self.text, self.kind.name(), &*self.what).cmp(&(text, kind.name(), what))
    }

    fn compare_entries(&self, other: &Self) -> Ordering {
        self.compare(&other.text, other.kind, &other.what).then(self.since.cmp(&other.since))
    }
}

impl KnownProblems {
    /// Sorts the entries; of duplicates the older one is kept.
    fn of(mut problems: Vec<KnownProblem>) -> Self {
        problems.sort_by(KnownProblem::compare_entries);
        problems.dedup_by(|next, known| known.compare(&next.text, next.kind, &next.what).is_eq());
        Self { problems }
    }

    /// Returns the known problems, sorted.
    pub fn all(&self) -> &[KnownProblem] {
        &self.problems
    }

    /// Returns the number of known problems.
    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// Returns whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns the day on which a problem was accepted, if it is known.
    pub fn since(&self, text: &SitePath, kind: Kind, what: &str) -> Option<Date> {
        let found = self.problems.binary_search_by(|known| known.compare(text, kind, what));
        Some(self.problems[found.ok()?].since)
    }

    /// Returns whether this problem is known, regardless of its date.
    pub fn has(&self, known: &KnownProblem) -> bool {
        self.since(&known.text, known.kind, &known.what).is_some()
    }

    /// Turns the error for a known problem into a warning.
    #[must_use]
    pub fn settle(&self, diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.severity != Severity::Error || !diagnostic.kind.is_acceptable() || self.is_empty() {
            return diagnostic;
        }
        let (Some(text), Some(what)) = (diagnostic.place.file(), &diagnostic.subject) else {
            return diagnostic;
        };
        match self.since(text, diagnostic.kind, what) {
            Some(since) => known_since(diagnostic, since),
            None => diagnostic,
        }
    }

    /// Returns the contents of the file.
    pub fn to_text(&self) -> String {
        let mut text = FILE_HEADER.to_owned();
        text.push_str("problems = [\n");
        let quoted = |words: &str| toml::Value::from(words).to_string();
        for KnownProblem { text: file, kind, what, since, .. } in &self.problems {
            let (file, kind, what) = (quoted(file.as_str()), quoted(kind.name()), quoted(what));
            let _ = writeln!(text, "  {{ text = {file}, kind = {kind}, what = {what}, since = {since} }},");
        }
        text.push_str("]\n");
        text
    }
}

/// Returns the warning for a known problem.
///
/// The message depends on the source file alone, so a page with a known problem need not be
/// rendered again when the rest of the site changes.
pub fn known_since(error: Diagnostic, since: Date) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..error }.hint(format!("known since {since}, listed in {FILE}"))
}
