//! What was parsed from each source. It depends on the source's bytes and the settings and on nothing else, so it is
//! kept even when the build fails later, and serves every output.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
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

/// What was parsed from all sources, by their paths. It is kept in parts, each a file, so that one story more costs one
/// part and not all of them. A part is right by itself, whatever becomes of the others: each row says of which bytes it
/// was made.
#[derive(Debug, Default)]
pub struct Parsed {
    rows: Vec<SourceRecord>,
    parts: Parts,
}

/// How many rows each part holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts(Vec<usize>);

/// About how many rows a part holds.
const ROWS_OF_A_PART: usize = 512;

/// The most parts.
const MOST_PARTS: usize = 256;

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
        let folder = folder(root);
        let parts = (0..=MOST_PARTS.ilog2()).map(|power| 1 << power);
        let parts = parts.rev().find(|parts| folder.join(name(0, *parts)).is_file());
        let parts = parts.ok_or(Unusable::Missing)?;
        let read: Vec<Vec<SourceRecord>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let bytes = std::fs::read(folder.join(name(part, parts))).map_err(|_| Unusable::Missing)?;
                format::decode(settings, &bytes)
            })
            .collect::<Result<_, _>>()?;
        let parts = Parts(read.iter().map(Vec::len).collect());
        let mut rows: Vec<SourceRecord> = read.into_iter().flatten().collect();
        rows.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { rows, parts })
    }

    /// These rows, sorted by path, and how they are kept.
    pub fn of(rows: Vec<SourceRecord>, parts: Parts) -> Self {
        Self { rows, parts }
    }

    /// How it is kept.
    pub fn parts(&self) -> Parts {
        self.parts.clone()
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

    /// Keeps this, as far as it is not kept yet: `before` says how it was, and `fresh` of each row whether it was not
    /// there. Gives how it is kept now. That it can't be kept harms nothing but the next build's speed.
    pub fn keep(
        root: &Path,
        settings: Digest,
        rows: &[SourceRecord],
        before: &Parts,
        fresh: &[bool],
    ) -> Parts {
        let count = (rows.len() / ROWS_OF_A_PART).next_power_of_two().clamp(1, MOST_PARTS);
        let mut parts: Vec<Vec<&SourceRecord>> = vec![Vec::with_capacity(rows.len() / count); count];
        let mut is_fresh = vec![before.0.len() != count; count];
        for (row, fresh) in rows.iter().zip(fresh) {
            let part = part_of(&row.path, count);
            parts[part].push(row);
            is_fresh[part] |= fresh;
        }
        let folder = folder(root);
        let kept = std::fs::create_dir_all(&folder).and_then(|()| {
            let parts = parts.par_iter().enumerate().filter(|(part, rows)| {
                // One row fewer, and one is gone; a row in its place would be fresh.
                is_fresh[*part] || before.0.get(*part) != Some(&rows.len())
            });
            parts.try_for_each(|(part, rows)| write_whole(&folder.join(name(part, count)), settings, rows))
        });
        if before.0.len() != count {
            for part in 0..before.0.len() {
                let _ = std::fs::remove_file(folder.join(name(part, before.0.len())));
            }
        }
        match kept {
            Ok(()) => Parts(parts.iter().map(Vec::len).collect()),
            Err(error) => {
                tracing::debug!("what was parsed can't be kept: {error}");
                Parts::default()
            }
        }
    }
}

/// Where the parts are.
fn folder(root: &Path) -> PathBuf {
    root.join(FOLDER).join("parsed")
}

/// What a part's file is called.
fn name(part: usize, of: usize) -> String {
    format!("{part}-of-{of}")
}

/// The part that a source's row is in.
fn part_of(path: &SitePath, count: usize) -> usize {
    let [first, second, ..] = Digest::of(path.as_str().as_bytes()).as_bytes().to_owned();
    usize::from(u16::from_le_bytes([first, second])) % count
}

/// Writes a part beside its place, then puts it there.
fn write_whole(path: &Path, settings: Digest, rows: &[&SourceRecord]) -> io::Result<()> {
    let beside = path.with_extension(std::process::id().to_string());
    let written = write_all(&beside, settings, rows).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn write_all(path: &Path, settings: Digest, rows: &[&SourceRecord]) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    format::write(settings, rows.iter(), |row| **row, &mut out)?;
    out.flush()
}
