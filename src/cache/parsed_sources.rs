//! What was parsed from each source. It depends on the source's bytes and the settings and on nothing else, so it is
//! kept even when the build fails later, and serves every output.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use foldhash::HashSet;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::Entry;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::path::SitePath;
use crate::sources::{FileStat, ManagedDir, SourceFile};

use super::chunking::split_into_chunks;
use super::fs::{files, retain_files};
use super::{CacheError, FOLDER, format};

/// What was parsed from all sources, in the order of their paths. It is kept in parts, each a file, so that one story more
/// costs one part and not all of them. A part is right by itself, whatever becomes of the others: each row says of which
/// bytes it was made.
#[derive(Debug, Default)]
pub struct ParsedSources {
    /// As many rows together as are kept together, as a rule.
    rows: Vec<Vec<ParsedSource>>,
    parts: ChunkList,
}

/// How rows are kept: the parts, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChunkList(Vec<ChunkId>);

/// A part: the rows from one that begins a part to the next that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct ChunkId {
    /// What its file is called: the digest of the path of its first row.
    name: Digest,
    rows: usize,
}

/// What was parsed from one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParsedSource {
    /// What the file system said of it.
    pub stat: FileStat,
    /// When it was looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it says.
    pub entry: Entry,
    /// What an editor should look at in it.
    pub warnings: Vec<Diagnostic>,
}

impl ParsedSource {
    /// Its path.
    pub fn path(&self) -> &SitePath {
        self.entry.file()
    }

    /// Whether a file of which this is said now is surely the one that was parsed.
    pub fn matches(&self, stat: &FileStat) -> bool {
        self.stat == *stat && mtime_is_reliable(stat, self.seen)
    }
}

/// Whether a file can't have been changed after it was looked at without its stat showing it.
pub fn mtime_is_reliable(stat: &FileStat, seen: i64) -> bool {
    stat.reliable_from() < seen
}

/// Now, in nanoseconds since 1970.
pub fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

impl ParsedSources {
    /// What is kept under these settings.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path, settings: Digest) -> Result<Self, CacheError> {
        let folder = ManagedDir::open(root, &folder()).map_err(|_| CacheError::Missing)?;
        let files = files(&folder);
        if files.is_empty() {
            return Err(CacheError::Missing);
        }
        let mut read: Vec<Vec<ParsedSource>> = files
            .into_par_iter()
            .with_max_len(1)
            .map(|file| {
                let bytes = folder.read(&file).map_err(|_| CacheError::Missing)?;
                format::decode(settings, &bytes)
            })
            .collect::<Result<_, _>>()?;
        read.sort_unstable_by(|a, b| first(a).cmp(&first(b)));
        let parts = ChunkList(read.iter().map(|rows| ChunkId::of(first(rows), rows.len())).collect());
        // What another build left behind may have rows of its neighbours.
        let is_sorted = read.windows(2).all(|pair| pair[0].last().map(ParsedSource::path) < first(&pair[1]));
        if !is_sorted {
            let mut rows: Vec<ParsedSource> = read.into_iter().flatten().collect();
            rows.par_sort_by(|a, b| a.path().cmp(b.path()));
            read = vec![rows];
        }
        Ok(Self { rows: read, parts })
    }

    /// These rows, sorted by path, some after some, and how they are kept.
    pub fn of(rows: Vec<Vec<ParsedSource>>, parts: ChunkList) -> Self {
        Self { rows, parts }
    }

    /// Sources, sorted by path, with what is kept of them, a few at a time; and how it is kept.
    pub fn beside(self, sources: &[SourceFile]) -> (Vec<SourceBatch<'_>>, ChunkList) {
        let mut pieces = Vec::new();
        let mut rest = sources;
        let mut rows = self.rows.into_iter().filter(|rows| !rows.is_empty()).peekable();
        while !rest.is_empty() {
            let these = rows.next().unwrap_or_default();
            let next = rows.peek().and_then(|rows| first(rows));
            let end = next.map_or(rest.len(), |next| rest.partition_point(|source| source.path < *next));
            let (sources, others) = rest.split_at(end);
            SourceBatch::cut(sources, these, &mut pieces);
            rest = others;
        }
        (pieces, self.parts)
    }

    /// Keeps this, as far as it is not kept yet: `before` says how it was, and `fresh` of each row whether it was not
    /// there. Gives how it is kept now. That it can't be kept harms nothing but the next build's speed.
    pub fn keep(
        root: &Path,
        settings: Digest,
        rows: &[&ParsedSource],
        before: &ChunkList,
        fresh: &[bool],
    ) -> ChunkList {
        let slices = split_into_chunks(rows, |row| row.path().as_str());
        let parts = ChunkList(
            slices.iter().map(|rows| ChunkId::of(rows.first().map(|row| row.path()), rows.len())).collect(),
        );
        let known: HashSet<ChunkId> = before.0.iter().copied().collect();
        let mut fresh = fresh;
        let mut changed = Vec::new();
        for (part, rows) in parts.0.iter().zip(&slices) {
            let (of_this, of_others) = fresh.split_at(rows.len());
            fresh = of_others;
            // One row fewer, and one is gone; a row in its place would be fresh.
            if of_this.contains(&true) || !known.contains(part) {
                changed.push((part, *rows));
            }
        }
        let kept = ManagedDir::create(root, &folder()).and_then(|folder| {
            let kept = changed.par_iter().try_for_each(|(part, rows)| {
                folder.write_atomic(&part.file(), &format::to_bytes(settings, rows), |_| Ok(()))
            });
            if parts != *before {
                retain_files(&folder, &parts.0.iter().map(|part| part.file()).collect());
            }
            kept
        });
        match kept {
            Ok(()) => parts,
            Err(error) => {
                tracing::debug!("what was parsed can't be kept: {error}");
                ChunkList::default()
            }
        }
    }
}

/// Some sources, with what is kept of them and perhaps of others between them.
#[derive(Debug)]
pub struct SourceBatch<'s> {
    sources: &'s [SourceFile],
    rows: Vec<ParsedSource>,
}

impl<'s> SourceBatch<'s> {
    /// How many sources are looked at in one go, at most.
    const MOST: usize = 1024;
    /// And how many, where nothing is kept of any: to parse one takes as long as to look at hundreds.
    const MOST_NEW: usize = 64;

    fn cut(mut sources: &'s [SourceFile], mut rows: Vec<ParsedSource>, into: &mut Vec<Self>) {
        let start = into.len();
        let most = if rows.is_empty() { Self::MOST_NEW } else { Self::MOST };
        while sources.len() > most {
            let (before, these) = sources.split_at(sources.len() - most);
            let rows = rows.split_off(rows.partition_point(|row| *row.path() < these[0].path));
            into.push(Self { sources: these, rows });
            sources = before;
        }
        into.push(Self { sources, rows });
        into[start..].reverse();
    }

    /// Each of the sources, with what is kept of it.
    pub fn each(self) -> impl Iterator<Item = (&'s SourceFile, Option<ParsedSource>)> {
        let mut rows = self.rows.into_iter().peekable();
        self.sources.iter().map(move |source| {
            while rows.next_if(|row| *row.path() < source.path).is_some() {}
            (source, rows.next_if(|row| *row.path() == source.path))
        })
    }
}

impl ChunkId {
    fn of(first: Option<&SitePath>, rows: usize) -> Self {
        Self { name: Digest::of(first.map_or("", SitePath::as_str).as_bytes()), rows }
    }

    /// Returns the name of its file.
    fn file(self) -> String {
        format!("{:?}", self.name)
    }
}

fn first(rows: &[ParsedSource]) -> Option<&SitePath> {
    rows.first().map(ParsedSource::path)
}

/// Returns the path of the folder of the parts, below the site's.
pub(super) fn folder() -> String {
    format!("{FOLDER}/parsed")
}
