//! Cached results of parsing sources.
//!
//! A result depends only on the source's bytes and the settings. It is stored even if the build
//! fails later, and serves all outputs.

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

/// Parsed sources, sorted by path.
///
/// They are stored in chunks, one file each, so that a new article rewrites one chunk. Chunks are
/// independent of each other: each row holds the digest of the source that it was parsed from.
#[derive(Debug, Default)]
pub struct ParsedSources {
    /// Rows, usually one list for each chunk.
    rows: Vec<Vec<ParsedSource>>,
    chunks: ChunkList,
}

/// Chunks in which the rows are stored, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChunkList(Vec<ChunkId>);

/// Identity of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct ChunkId {
    /// Digest of the path of the chunk's first row; also the name of its file.
    name: Digest,
    rows: usize,
}

/// Result of parsing one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParsedSource {
    /// Stat of the source.
    pub stat: FileStat,
    /// Time of the scan that found the source, in nanoseconds since 1970.
    pub seen: i64,
    /// Digest of the source's bytes.
    pub digest: Digest,
    /// Parsed entry.
    pub entry: Entry,
    /// Warnings about the source.
    pub warnings: Vec<Diagnostic>,
}

impl ParsedSource {
    /// Returns the path of the source.
    pub fn path(&self) -> &SitePath {
        self.entry.file()
    }

    /// Returns whether the entry belongs to one of a site's editions.
    ///
    /// A cache may come with a stranger's site.
    pub fn is_of_edition(&self, editions: usize) -> bool {
        self.entry.edition().index() < editions
    }

    /// Returns whether a file with this stat is certainly the one that was parsed.
    pub fn matches(&self, stat: &FileStat) -> bool {
        self.stat == *stat && mtime_is_reliable(stat, self.seen)
    }
}

/// Returns whether a change after `seen` would be visible in the stat.
pub fn mtime_is_reliable(stat: &FileStat, seen: i64) -> bool {
    stat.reliable_from() < seen
}

/// Returns the current time in nanoseconds since 1970.
pub fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

impl ParsedSources {
    /// Reads the rows that were parsed with these settings.
    ///
    /// # Errors
    /// Returns an error if no rows are stored, or a chunk is unusable.
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
        let chunks = ChunkList(read.iter().map(|rows| ChunkId::of(first(rows), rows.len())).collect());
        // Chunks left by another build may overlap.
        let is_sorted = read.windows(2).all(|pair| pair[0].last().map(ParsedSource::path) < first(&pair[1]));
        if !is_sorted {
            let mut rows: Vec<ParsedSource> = read.into_iter().flatten().collect();
            rows.par_sort_by(|a, b| a.path().cmp(b.path()));
            read = vec![rows];
        }
        Ok(Self { rows: read, chunks })
    }

    /// Creates a cache from rows sorted by path, and the chunks that store them.
    pub fn new(rows: Vec<Vec<ParsedSource>>, chunks: ChunkList) -> Self {
        Self { rows, chunks }
    }

    /// Matches sources, sorted by path, with their cached rows.
    ///
    /// Returns them in batches, and the chunks that store the rows.
    pub fn match_sources(self, sources: &[SourceFile]) -> (Vec<SourceBatch<'_>>, ChunkList) {
        let mut batches = Vec::new();
        let mut rest = sources;
        let mut rows = self.rows.into_iter().filter(|rows| !rows.is_empty()).peekable();
        while !rest.is_empty() {
            let these = rows.next().unwrap_or_default();
            let next = rows.peek().and_then(|rows| first(rows));
            let end = next.map_or(rest.len(), |next| rest.partition_point(|source| source.path < *next));
            let (sources, others) = rest.split_at(end);
            SourceBatch::cut(sources, these, &mut batches);
            rest = others;
        }
        (batches, self.chunks)
    }

    /// Stores rows, and returns their chunks. Chunks without a change are not written.
    ///
    /// `before` are the chunks as they are on disk, and `fresh` says of each row whether it is new.
    /// A failure only makes the next build slower.
    pub fn store(
        root: &Path,
        settings: Digest,
        rows: &[&ParsedSource],
        before: &ChunkList,
        fresh: &[bool],
    ) -> ChunkList {
        let slices = split_into_chunks(rows, |row| row.path().as_str());
        let chunks = ChunkList(
            slices.iter().map(|rows| ChunkId::of(rows.first().map(|row| row.path()), rows.len())).collect(),
        );
        let known: HashSet<ChunkId> = before.0.iter().copied().collect();
        let mut fresh = fresh;
        let mut changed = Vec::new();
        for (chunk, rows) in chunks.0.iter().zip(&slices) {
            let (of_this, of_others) = fresh.split_at(rows.len());
            fresh = of_others;
            // A chunk that lost a row has another length; a replaced row is fresh.
            if of_this.contains(&true) || !known.contains(chunk) {
                changed.push((chunk, *rows));
            }
        }
        let stored = ManagedDir::create(root, &folder()).and_then(|folder| {
            let written = changed.par_iter().try_for_each(|(chunk, rows)| {
                folder.write_atomic(&chunk.file(), &format::to_bytes(settings, rows), |_| Ok(()))
            });
            if chunks != *before {
                retain_files(&folder, &chunks.0.iter().map(|chunk| chunk.file()).collect());
            }
            written
        });
        match stored {
            Ok(()) => chunks,
            Err(error) => {
                tracing::debug!("can't store the parsed sources: {error}");
                ChunkList::default()
            }
        }
    }
}

/// Batch of sources with their cached rows.
///
/// Some rows may belong to deleted sources.
#[derive(Debug)]
pub struct SourceBatch<'s> {
    sources: &'s [SourceFile],
    rows: Vec<ParsedSource>,
}

impl<'s> SourceBatch<'s> {
    /// Maximum number of sources in a batch.
    const MAX_SOURCES: usize = 1024;
    /// Maximum number of sources in a batch without cached rows.
    ///
    /// Parsing a source takes as long as comparing hundreds of stats.
    const MAX_NEW_SOURCES: usize = 64;

    fn cut(mut sources: &'s [SourceFile], mut rows: Vec<ParsedSource>, into: &mut Vec<Self>) {
        let start = into.len();
        let max = if rows.is_empty() { Self::MAX_NEW_SOURCES } else { Self::MAX_SOURCES };
        while sources.len() > max {
            let (before, these) = sources.split_at(sources.len() - max);
            let rows = rows.split_off(rows.partition_point(|row| *row.path() < these[0].path));
            into.push(Self { sources: these, rows });
            sources = before;
        }
        into.push(Self { sources, rows });
        into[start..].reverse();
    }

    /// Returns each source with its cached row.
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

    /// Returns the name of the chunk's file.
    fn file(self) -> String {
        format!("{:?}", self.name)
    }
}

fn first(rows: &[ParsedSource]) -> Option<&SitePath> {
    rows.first().map(ParsedSource::path)
}

/// Returns the path of the folder of chunks, relative to the site.
pub(super) fn folder() -> String {
    format!("{FOLDER}/parsed")
}
