//! Streams large files in pieces, whole or in part, so that memory holds little of them however many readers there are. A
//! photograph's position is removed from the pieces as they pass.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use futures_util::stream;

use crate::diagnostic::Diagnostics;
use crate::digest::Digester;
use crate::path::SitePath;
use crate::render;
use crate::sources::FileStat;

use super::kinds::{HTML, content_type};

/// Size from which a file is streamed, in bytes.
const STREAMED: u64 = 1 << 20;

/// Size from which a page is streamed too, in bytes; it then goes without the script.
const STREAMED_PAGE: u64 = 16 << 20;

/// Number of first bytes that show what a file is.
const FIRST: usize = 64;

/// Number of bytes that are read at once.
const PIECE: usize = 1 << 18;

/// Tells whether a file of this size and path is streamed.
pub(super) fn is_streamed(size: u64, file: &str) -> bool {
    size > if content_type(file) == HTML { STREAMED_PAGE } else { STREAMED }
}

/// Body of an answer.
pub(super) enum Content {
    /// Bytes in memory.
    Held(Bytes),
    /// A file on the disk.
    Large(Large),
}

impl Content {
    /// Returns the number of its bytes.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Large(file) => file.part.len(),
        }
    }

    /// Returns a part of it.
    pub(super) fn part(self, part: Range<usize>) -> Self {
        match self {
            Self::Held(bytes) => Self::Held(bytes.slice(part)),
            Self::Large(file) => Self::Large(Large { part, ..file }),
        }
    }

    /// Returns it as the body of a response.
    pub(super) fn into_body(self) -> Body {
        match self {
            Self::Held(bytes) => Body::from(bytes),
            Self::Large(file) => file.into_body(),
        }
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::Held(bytes)
    }
}

/// Open file that is sent in pieces.
pub(super) struct Large {
    file: Arc<File>,
    stat: FileStat,
    part: Range<usize>,
    /// Bytes that are sent in place of the file's own.
    changes: Arc<[Change]>,
}

/// Bytes that differ from those of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    at: usize,
    bytes: Vec<u8>,
}

impl Large {
    /// Takes an open file.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let stat = FileStat::new(&file.metadata()?);
        let length = usize::try_from(stat.size).map_err(io::Error::other)?;
        Ok(Self { file: Arc::new(file), stat, part: 0..length, changes: Arc::default() })
    }

    /// Reads its first bytes.
    pub(super) fn first_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.part.len().min(FIRST)];
        self.file.read_exact_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    /// Returns it with bytes that are sent in place of its own.
    pub(super) fn with(self, changes: Arc<[Change]>) -> Self {
        Self { changes, ..self }
    }

    /// Returns its entity tag, made from what the file system says of it.
    pub(super) fn tag(&self, token: &str) -> String {
        let FileStat { size, mtime_ns, ctime_ns, inode } = self.stat;
        let mut digester = Digester::new();
        digester.numbers([size, mtime_ns.cast_unsigned(), ctime_ns.cast_unsigned(), inode]).text(token);
        format!("\"{:?}\"", digester.finish())
    }

    fn into_body(self) -> Body {
        let Self { file, part, changes, .. } = self;
        let pieces = stream::try_unfold(part, move |rest| {
            let (file, changes) = (Arc::clone(&file), Arc::clone(&changes));
            async move {
                if rest.is_empty() {
                    return Ok(None);
                }
                let read = tokio::task::spawn_blocking(move || piece(&file, &changes, rest));
                let (bytes, rest) = read.await.map_err(io::Error::other)??;
                Ok::<_, io::Error>(Some((bytes, rest)))
            }
        });
        Body::from_stream(pieces)
    }
}

/// Reads the first piece of a part. Returns it with what is left of the part.
fn piece(file: &File, changes: &[Change], rest: Range<usize>) -> io::Result<(Bytes, Range<usize>)> {
    let mut bytes = vec![0; rest.len().min(PIECE)];
    file.read_exact_at(&mut bytes, rest.start as u64)?;
    let end = rest.start + bytes.len();
    let first = changes.partition_point(|change| change.at + change.bytes.len() <= rest.start);
    for change in changes[first..].iter().take_while(|change| change.at < end) {
        let from = change.at.max(rest.start);
        let to = (change.at + change.bytes.len()).min(end);
        bytes[from - rest.start..to - rest.start]
            .copy_from_slice(&change.bytes[from - change.at..to - change.at]);
    }
    Ok((bytes.into(), end..rest.end))
}

/// Bytes in which large photographs differ from their files, since their position is removed. Of each photograph they are
/// found once, and of one at a time.
#[derive(Debug, Default)]
pub(super) struct Removals(Mutex<HashMap<SitePath, Removal>>);

/// Bytes in which a photograph differs, found when its file had a stat.
type Removal = (FileStat, Arc<[Change]>);

impl Removals {
    /// Returns the bytes in which a file differs from how it is published.
    pub(super) fn of(
        &self,
        path: &SitePath,
        large: &Large,
        published: impl FnOnce() -> Result<Vec<u8>, Diagnostics>,
    ) -> Result<Arc<[Change]>, Diagnostics> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, changes)) = known.get(path).filter(|(stat, _)| *stat == large.stat) {
            return Ok(Arc::clone(changes));
        }
        let published = published()?;
        let found = differences(&mut &*large.file, &published);
        let changes: Arc<[Change]> = found.map_err(|error| render::unreadable(path, &error))?.into();
        known.insert(path.clone(), (large.stat, Arc::clone(&changes)));
        Ok(changes)
    }
}

/// Finds the bytes in which a file differs from others of the same length.
fn differences(file: &mut (impl Read + Seek), other: &[u8]) -> io::Result<Vec<Change>> {
    /// Number of bytes that are compared at once.
    const STEP: usize = 1 << 12;
    let mut changes: Vec<Change> = Vec::new();
    let mut own = [0; STEP];
    file.rewind()?;
    for (step, other) in other.chunks(STEP).enumerate() {
        let own = &mut own[..other.len()];
        file.read_exact(own)?;
        if own != other {
            let (at, bytes) = (step * STEP, other);
            match changes.last_mut() {
                Some(last) if last.at + last.bytes.len() == at => last.bytes.extend_from_slice(bytes),
                _ => changes.push(Change { at, bytes: bytes.to_vec() }),
            }
        }
    }
    file.rewind()?;
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    #[test]
    fn a_piece_has_the_changes_that_lie_in_it() {
        let plain: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let mut published = plain.clone();
        published[4090..4100].fill(0);
        published[50_000] = 0;
        published[99_999] = 1;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&plain).unwrap();
        let changes = differences(&mut Cursor::new(&plain), &published).unwrap();
        assert_eq!(changes.len(), 3, "what touches is one change");
        for part in [0..100_000, 4091..4099, 4000..5000, 50_000..50_001, 49_999..100_000] {
            let (bytes, rest) = piece(&file, &changes, part.clone()).unwrap();
            assert_eq!((&*bytes, rest.len()), (&published[part], 0));
        }
        assert!(differences(&mut Cursor::new(&plain), &plain).unwrap().is_empty());
    }

    #[test]
    fn a_part_ends_where_its_file_does() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"short").unwrap();
        assert!(piece(&file, &[], 0..10).is_err());
        let (bytes, rest) = piece(&file, &[], 1..3).unwrap();
        assert_eq!((&*bytes, rest), (b"ho".as_slice(), 3..3));
    }
}
