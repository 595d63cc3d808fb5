//! Stamp of a finished build.
//!
//! While the inputs and the output match the stamp, the next build has nothing to do, and reads no
//! other part of the cache.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::archive::Hidden;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::sources::FileStat;

use super::{FOLDER, context, format};

/// Inputs, output and results of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildStamp {
    /// Digest of the settings, the theme and the stats of all sources.
    pub inputs: Digest,
    /// Time at which the sources were scanned, in nanoseconds since 1970.
    pub scanned_at: i64,
    /// Digest of the sizes and stamps of the output's files.
    pub output: Digest,
    /// Moment for which the site was built.
    pub valid_from: Timestamp,
    /// Moment from which the same sources give a different site.
    pub valid_until: Option<Timestamp>,
    /// Next moment at which an embargo lifts or an article expires.
    pub next_change: Option<Timestamp>,
    /// Number of articles.
    pub articles: usize,
    /// Texts that are not visible at this moment.
    pub left_out: Vec<Hidden>,
    /// Number of elements, attributes and links that are left out of texts.
    pub removed: usize,
    /// Warnings of the build.
    pub warnings: Vec<Diagnostic>,
}

impl BuildStamp {
    /// Returns the name of the stamp's file.
    pub fn name(output: &Path) -> String {
        format!("{:?}.still", context(output))
    }

    /// Reads the stamp of an output. Returns `None` if it is missing or unusable.
    pub fn read(root: &Path, output: &Path) -> Option<Self> {
        let bytes = super::read(root, &Self::name(output))?;
        format::decode(context(output), &bytes).ok()?.pop()
    }

    /// Returns the end of an output's last build in nanoseconds since 1970, or 0.
    ///
    /// The time is the ctime of the stamp, so it is on the file system's clock. A file of the
    /// output with an earlier ctime has not been touched since.
    pub fn written_at(root: &Path, output: &Path) -> i64 {
        let found = std::fs::symlink_metadata(root.join(FOLDER).join(Self::name(output)));
        found.map_or(0, |found| FileStat::new(&found).ctime_ns)
    }

    /// Encodes the stamp.
    pub fn to_bytes(&self, output: &Path) -> Vec<u8> {
        format::to_bytes(context(output), std::slice::from_ref(self))
    }
}
