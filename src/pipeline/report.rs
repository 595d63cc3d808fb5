//! What a build did, in numbers: for the line at its end, and for `--report`.

use jiff::Timestamp;
use serde::Serialize;

use crate::archive::Clock;
use crate::diagnostic::Diagnostic;

use super::write::Written;

/// What a build did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How many articles the site has.
    pub articles: usize,
    /// How many pages and files were planned.
    pub pages: usize,
    /// How many pages were rendered.
    pub rendered: usize,
    /// How many files were written.
    pub written: usize,
    /// How many files were removed.
    pub files_removed: usize,
    /// Number of elements, attributes and links that are left out of texts.
    pub removed: usize,
    /// How many files stayed as they were.
    pub unchanged: usize,
    /// How many warnings there were.
    pub warnings: usize,
    /// Number of known problems that the site has.
    pub known_problems: usize,
    /// How many texts were left out: drafts, embargoed and expired articles.
    pub left_out: usize,
    /// The moment at which the site stands.
    #[serde(serialize_with = "as_text")]
    pub as_of: Timestamp,
    /// When the next embargo lifts or the next story expires, so that a scheduler knows when to build again.
    #[serde(serialize_with = "as_text_or_nothing")]
    pub next_change: Option<Timestamp>,
    /// How long each stage took.
    pub seconds: StageSeconds,
}

/// How long each stage took, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Finding the files, the settings and the theme.
    pub read: f64,
    /// From sources to articles.
    pub parse: f64,
    /// From articles to the archive.
    pub organise: f64,
    /// From the archive to the pages.
    pub plan: f64,
    /// From pages to bytes.
    pub render: f64,
    /// From bytes to the output.
    pub publish: f64,
    /// The whole build.
    pub total: f64,
}

impl StageSeconds {
    /// How long the stages took that are known yet.
    pub(super) fn so_far(&self) -> f64 {
        self.read + self.parse + self.organise + self.plan + self.render + self.publish
    }
}

impl Report {
    pub(super) fn new(written: &Written, clock: Clock, seconds: StageSeconds) -> Self {
        Self {
            articles: written.articles,
            pages: written.pages,
            rendered: written.rendered,
            written: written.files,
            files_removed: written.files_removed,
            removed: written.removed,
            unchanged: written.unchanged,
            warnings: written.warnings.iter().count(),
            known_problems: known_problems(&written.warnings),
            left_out: written.left_out.len(),
            as_of: clock.now,
            next_change: written.next_change,
            seconds,
        }
    }
}

/// Returns how many of these warnings are of known problems.
pub(super) fn known_problems<'d>(warnings: impl IntoIterator<Item = &'d Diagnostic>) -> usize {
    warnings.into_iter().filter(|warning| warning.kind.is_acceptable()).count()
}

fn as_text<S: serde::Serializer>(timestamp: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(timestamp)
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
fn as_text_or_nothing<S: serde::Serializer>(
    timestamp: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    timestamp.map(|timestamp| timestamp.to_string()).serialize(serializer)
}
