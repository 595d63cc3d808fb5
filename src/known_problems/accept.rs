//! Compares the known problems with those that occur: adds new ones, and finds entries that no
//! longer occur.

use foldhash::HashSet;
use jiff::civil::Date;

use super::{FILE, KnownProblem, KnownProblems};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::path::SitePath;

/// Errors of a site, split into those that can be accepted and others.
#[derive(Debug, Default)]
pub struct Acceptable {
    known: Vec<KnownProblem>,
    /// Errors that can't be accepted.
    pub others: Diagnostics,
}

impl Acceptable {
    /// Splits errors by whether they can be accepted.
    pub fn of(found: Diagnostics, today: Date) -> Self {
        let mut acceptable = Self::default();
        for error in found.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            match KnownProblem::of(&error, today) {
                Some(known) => acceptable.known.push(known),
                None => acceptable.others.push(error),
            }
        }
        acceptable
    }
}

impl KnownProblems {
    /// Adds problems to the list.
    #[must_use]
    pub fn with(self, acceptable: Acceptable) -> Self {
        let mut problems = self.problems;
        problems.extend(acceptable.known);
        Self::of(problems)
    }

    /// Removes the entries that no longer occur.
    #[must_use]
    pub fn without(self, solved: &Solved) -> Self {
        let is_solved =
            |known: &KnownProblem| solved.0.binary_search_by(|other| other.compare_entries(known)).is_ok();
        Self { problems: self.problems.into_iter().filter(|known| !is_solved(known)).collect() }
    }

    /// Finds the entries that do not occur in `found`.
    ///
    /// Entries of a source file for which `may_come_back` returns true are skipped: the file is not
    /// on the site now, so its problems are unknown.
    pub fn solved(&self, found: &Diagnostics, may_come_back: impl Fn(&SitePath) -> bool) -> Solved {
        if self.is_empty() {
            return Solved::default();
        }
        let occur: HashSet<(&SitePath, Kind, &str)> = found
            .iter()
            .filter(|diagnostic| diagnostic.kind.is_acceptable())
            .filter_map(|found| Some((found.place.file()?, found.kind, found.subject.as_deref()?)))
            .collect();
        let is_solved = |known: &&KnownProblem| {
            !occur.contains(&(&known.text, known.kind, &*known.what)) && !may_come_back(&known.text)
        };
        Solved(self.problems.iter().filter(is_solved).cloned().collect())
    }
}

/// Entries that no longer occur, sorted.
#[derive(Debug, Default)]
pub struct Solved(Vec<KnownProblem>);

impl Solved {
    /// Returns a warning for each entry.
    pub fn warnings(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.0.iter().map(|known| {
            let message = format!("this known problem of {} no longer occurs: `{}`", known.text, known.what);
            Diagnostic::warning(known.place.clone(), message)
                .hint(format!("run `dateline check --accept` to remove it from {FILE}"))
                .about(Kind::SolvedProblem, known.what.clone())
        })
    }
}
