//! What was parsed from each source. It depends on the source's bytes and the settings and on nothing else, so it is
//! kept even when the build fails later, and serves every output.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::article::Entry;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::path::SitePath;
use crate::read::Stat;

use super::{FOLDER, Unusable, format};

/// A clock of a file system may stand still for so long, in nanoseconds. A file that was changed so shortly before it
/// was looked at could be changed again without its stat showing it.
const TICK: i64 = 50_000_000;

/// What was parsed from all sources, by their paths.
#[derive(Debug, Default)]
pub struct Parsed {
    rows: Vec<SourceRecord>,
}

/// What was parsed from one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its path.
    pub path: SitePath,
    /// What the file system said of it.
    pub stat: Stat,
    /// When it was looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it says.
    pub entry: Entry,
    /// What an editor should look at in it.
    pub warnings: Vec<Diagnostic>,
}

impl SourceRecord {
    /// Whether a file of which this is said now is surely the one that was parsed.
    pub fn is_surely(&self, stat: &Stat) -> bool {
        self.stat == *stat && was_settled(stat, self.seen)
    }
}

/// Whether a file can't have been changed after it was looked at without its stat showing it.
pub fn was_settled(stat: &Stat, seen: i64) -> bool {
    stat.modified.max(stat.changed) < seen - TICK
}

/// Now, in nanoseconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

impl Parsed {
    /// What is kept under these settings.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path, settings: Digest) -> Result<Self, Unusable> {
        let bytes = std::fs::read(root.join(FOLDER).join("parsed")).map_err(|_| Unusable::Missing)?;
        format::decode(settings, &bytes).map(|rows| Self { rows })
    }

    /// Matches what is kept with the sources that there are now; both are sorted by path.
    pub fn for_each_of<S>(
        self,
        sources: &[S],
        path: impl Fn(&S) -> &SitePath,
    ) -> Vec<(&S, Option<SourceRecord>)> {
        let mut rows = self.rows.into_iter().peekable();
        let mut matched = Vec::with_capacity(sources.len());
        for source in sources {
            while rows.peek().is_some_and(|row| row.path < *path(source)) {
                rows.next();
            }
            let row = rows.next_if(|row| row.path == *path(source));
            matched.push((source, row));
        }
        matched
    }

    /// Keeps this. That it can't be kept harms nothing but the next build's speed.
    pub fn keep(root: &Path, settings: Digest, rows: &[SourceRecord]) {
        let folder = root.join(FOLDER);
        let (whole, part) = (folder.join("parsed"), folder.join(format!("parsed.{}", std::process::id())));
        let kept = std::fs::create_dir_all(&folder)
            .and_then(|()| write_all(&part, settings, rows))
            .and_then(|()| std::fs::rename(&part, &whole));
        if let Err(error) = kept {
            tracing::debug!("what was parsed can't be kept: {error}");
            let _ = std::fs::remove_file(&part);
        }
    }
}

fn write_all(path: &Path, settings: Digest, rows: &[SourceRecord]) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    format::write(settings, rows, &mut out)?;
    out.flush()
}
