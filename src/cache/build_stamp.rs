//! What a build of an output was made from, as a whole, and what it told. As long as all of it stands still, the next
//! build has nothing to do, and need not even look at what each source and each page was.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::archive::LeftOut;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::sources::FileStat;

use super::{FOLDER, context, format};

/// What a build was made from, and what it told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildStamp {
    /// The digest of everything that was found: the settings, the theme, what the file system said of each source.
    pub inputs: Digest,
    /// When the sources were looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// The digest of the output's files: their lengths and stamps.
    pub stamps: Digest,
    /// The moment at which the site stands.
    pub from: Timestamp,
    /// From when on the same sources would make another site.
    pub until: Option<Timestamp>,
    /// When the next embargo lifts or the next story expires.
    pub next_change: Option<Timestamp>,
    /// How many articles there are.
    pub articles: usize,
    /// What is not on the site at this moment.
    pub left_out: Vec<LeftOut>,
    /// Number of elements, attributes and links that are left out of texts.
    pub removed: usize,
    /// What an editor should look at.
    pub warnings: Vec<Diagnostic>,
}

impl BuildStamp {
    /// The name of the file in which it is kept.
    pub fn name(output: &Path) -> String {
        format!("{:?}.still", context(output))
    }

    /// What is kept of an output; nothing where nothing is, or it can't be trusted.
    pub fn read(root: &Path, output: &Path) -> Option<Self> {
        let bytes = super::read(root, &Self::name(output))?;
        format::decode(context(output), &bytes).ok()?.pop()
    }

    /// Returns when the last build of an output ended, by the clock of the file system; 0 where that is not known. Nothing
    /// in the output has been touched since if it was last changed before.
    pub fn written_at(root: &Path, output: &Path) -> i64 {
        let found = std::fs::symlink_metadata(root.join(FOLDER).join(Self::name(output)));
        found.map_or(0, |found| FileStat::new(&found).ctime_ns)
    }

    /// As it is kept.
    pub fn to_bytes(&self, output: &Path) -> Vec<u8> {
        format::to_bytes(context(output), std::slice::from_ref(self))
    }
}
