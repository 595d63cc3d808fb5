//! Numbers of a build, for its last line and for `--report`.

use jiff::Timestamp;
use serde::Serialize;

use crate::address::Address;
use crate::archive::{Clock, Hidden};
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::RebuildReason;

/// Numbers of a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Number of articles of the site.
    pub articles: usize,
    /// Number of planned pages and files.
    pub pages: usize,
    /// Number of rendered pages.
    pub rendered: usize,
    /// Number of written files.
    pub written: usize,
    /// Number of removed files.
    pub files_removed: usize,
    /// Number of elements, attributes and links that are left out of texts.
    pub removed: usize,
    /// Number of unchanged files.
    pub unchanged: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of known problems that the site has.
    pub known_problems: usize,
    /// Number of texts that are not visible: drafts, embargoed and expired articles.
    pub left_out: usize,
    /// Moment for which the site was built.
    #[serde(serialize_with = "as_text")]
    pub as_of: Timestamp,
    /// Next moment at which an embargo lifts or an article expires.
    ///
    /// A scheduler can start the next build then.
    #[serde(serialize_with = "as_text_or_nothing")]
    pub next_change: Option<Timestamp>,
    /// Duration of each stage.
    pub seconds: StageSeconds,
}

/// Duration of each stage, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Finding the files, reading the settings and the theme.
    pub read: f64,
    /// Parsing the sources.
    pub parse: f64,
    /// Organizing the archive.
    #[serde(rename = "organise")]
    pub organize: f64,
    /// Planning the pages.
    pub plan: f64,
    /// Rendering the pages.
    pub render: f64,
    /// Publishing the output.
    pub publish: f64,
    /// The whole build.
    pub total: f64,
}

impl StageSeconds {
    /// Returns the sum of the stages so far.
    pub(super) fn so_far(&self) -> f64 {
        self.read + self.parse + self.organize + self.plan + self.render + self.publish
    }
}

/// Result of rendering and publishing.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) rendered: usize,
    pub(super) files: usize,
    pub(super) files_removed: usize,
    pub(super) removed: usize,
    pub(super) unchanged: usize,
    pub(super) rebuilt: Vec<(Address, RebuildReason)>,
    pub(super) warnings: Diagnostics,
    /// Number of articles of the site.
    pub(super) articles: usize,
    /// Number of pages and files of the site.
    pub(super) pages: usize,
    pub(super) left_out: Vec<Hidden>,
    pub(super) next_change: Option<Timestamp>,
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

/// Returns the number of warnings that are known problems.
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
