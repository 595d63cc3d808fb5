//! Results of building, checking and deploying a site, and the problems that prevent it.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Diagnostic, Diagnostics, Paint, Place, print};
use crate::pipeline::{BuildOutcome, CheckReport};

#[doc(inline)]
pub use crate::diagnostic::Severity;

/// Result of a build.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// Number of articles of the site.
    pub articles: usize,
    /// Number of pages and files of the site.
    pub pages: usize,
    /// Number of pages that were rendered.
    pub rendered: usize,
    /// Number of files that were written.
    pub written: usize,
    /// Number of files that were removed.
    pub removed: usize,
    /// Number of drafts, embargoed and expired articles, which the site does not show.
    pub hidden: usize,
    /// Next moment at which an embargo lifts or an article expires.
    pub next_change: Option<SystemTime>,
    /// Duration of the build.
    pub duration: Duration,
    /// Warnings.
    pub warnings: Problems,
}

/// Result of a check.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CheckedSite {
    /// Number of articles of the site.
    pub articles: usize,
    /// Number of drafts, embargoed and expired articles, which the site does not show.
    pub hidden: usize,
    /// Duration of the check.
    pub duration: Duration,
    /// Warnings.
    pub warnings: Problems,
}

/// Errors and warnings of a site. Displays them as the program prints them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Diagnostics);

/// Error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Severity.
    pub severity: Severity,
    /// Path of the file in the site, if the problem is in a file.
    pub file: Option<PathBuf>,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// Column in the line in characters, from 1.
    pub column: Option<usize>,
    /// Message: one sentence without a final period.
    pub message: String,
    /// Advice on how to fix the problem.
    pub hint: Option<String>,
}

impl Problems {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.has_errors()
    }

    /// Iterates over the problems.
    pub fn iter(&self) -> impl Iterator<Item = Problem> {
        self.0.iter().map(Problem::new)
    }
}

impl Problem {
    fn new(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { severity, place, message, hint, .. } = diagnostic;
        let excerpt = match place {
            Place::Line(_, excerpt) => Some(excerpt),
            Place::Site | Place::File(_) => None,
        };
        Self {
            severity: *severity,
            file: place.file().map(|file| PathBuf::from(file.as_str())),
            line: excerpt.map(crate::diagnostic::Excerpt::line),
            column: excerpt.map(crate::diagnostic::Excerpt::column),
            message: message.clone(),
            hint: hint.clone(),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(&self.0, Paint::Plain))
    }
}

impl Error for Problems {}

impl From<Diagnostics> for Problems {
    fn from(found: Diagnostics) -> Self {
        Self(found)
    }
}

impl From<BuildOutcome> for Report {
    fn from(outcome: BuildOutcome) -> Self {
        let BuildOutcome { report, warnings, .. } = outcome;
        Self {
            articles: report.articles,
            pages: report.pages,
            rendered: report.rendered,
            written: report.written,
            removed: report.files_removed,
            hidden: report.left_out,
            next_change: report.next_change.and_then(|moment| SystemTime::try_from(moment).ok()),
            duration: Duration::try_from_secs_f64(report.seconds.total).unwrap_or_default(),
            warnings: warnings.into(),
        }
    }
}

impl From<CheckReport> for CheckedSite {
    fn from(report: CheckReport) -> Self {
        Self {
            articles: report.articles,
            hidden: report.left_out.len(),
            duration: Duration::try_from_secs_f64(report.seconds).unwrap_or_default(),
            warnings: report.warnings.into(),
        }
    }
}
