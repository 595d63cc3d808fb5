//! Streams large files or ranges of them in chunks, so that memory use is independent of the number
//! of clients. GPS positions of photographs are overwritten in the chunks.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use futures_util::stream;

use crate::diagnostic::Diagnostics;
use crate::digest::Digester;
use crate::path::SitePath;
use crate::platform::fs::FileExt;
use crate::sources::FileStat;

use crate::content_type::{HTML, content_type};

/// Size in bytes from which a file is streamed.
const STREAMED_BYTES: u64 = 1 << 20;

/// Size in bytes from which an HTML page is streamed, without the live-reload
/// script.
const STREAMED_PAGE_BYTES: u64 = 16 << 20;

/// Number of leading bytes that identify a file's type.
const SNIFFED_BYTES: usize = 64;

/// Number of bytes that are read at once.
const CHUNK_BYTES: usize = 1 << 18;

/// Returns whether a file of this size and path is streamed.
pub(super) fn is_streamed(size: u64, file: &str) -> bool {
    size > if content_type(file) == HTML { STREAMED_PAGE_BYTES } else { STREAMED_BYTES }
}

/// Response body.
pub(super) enum ResponseBody {
    /// Bytes in memory.
    Memory(Bytes),
    /// File on disk.
    File(StreamedFile),
}

impl ResponseBody {
    /// Returns the length in bytes.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::File(file) => file.part.len(),
        }
    }

    /// Returns a range of the body.
    pub(super) fn part(self, part: Range<usize>) -> Self {
        match self {
            Self::Memory(bytes) => Self::Memory(bytes.slice(part)),
            Self::File(file) => Self::File(StreamedFile { part, ..file }),
        }
    }

    /// Converts it into the body of a response.
    pub(super) fn into_body(self) -> Body {
        match self {
            Self::Memory(bytes) => Body::from(bytes),
            Self::File(file) => file.into_body(),
        }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::Memory(bytes)
    }
}

/// Open file that is sent in chunks.
pub(super) struct StreamedFile {
    file: Arc<File>,
    stat: FileStat,
    part: Range<usize>,
    /// Bytes that replace those of the file.
    patches: Arc<[Patch]>,
}

/// Bytes that differ from those of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    at: usize,
    bytes: Vec<u8>,
}

impl StreamedFile {
    /// Wraps an open file.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let stat = FileStat::new(&file.metadata()?);
        let length = usize::try_from(stat.size).map_err(io::Error::other)?;
        Ok(Self { file: Arc::new(file), stat, part: 0..length, patches: Arc::default() })
    }

    /// Reads the leading bytes.
    pub(super) fn first_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.part.len().min(SNIFFED_BYTES)];
        self.file.read_exact_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    /// Sets the bytes that replace those of the file.
    pub(super) fn with(self, patches: Arc<[Patch]>) -> Self {
        Self { patches, ..self }
    }

    /// Returns the entity tag, a digest of the file's metadata.
    pub(super) fn tag(&self, token: &str) -> String {
        let FileStat { size, mtime_ns, ctime_ns, inode } = self.stat;
        let mut digester = Digester::new();
        digester.numbers([size, mtime_ns.cast_unsigned(), ctime_ns.cast_unsigned(), inode]).text(token);
        format!("\"{:?}\"", digester.finish())
    }

    fn into_body(self) -> Body {
        let Self { file, part, patches, .. } = self;
        let pieces = stream::try_unfold(part, move |rest| {
            let (file, patches) = (Arc::clone(&file), Arc::clone(&patches));
            async move {
                if rest.is_empty() {
                    return Ok(None);
                }
                let read = tokio::task::spawn_blocking(move || read_chunk(&file, &patches, rest));
                let (bytes, rest) = read.await.map_err(io::Error::other)??;
                Ok::<_, io::Error>(Some((bytes, rest)))
            }
        });
        Body::from_stream(pieces)
    }
}

/// Reads the first chunk of a range. Returns it with the rest of the range.
fn read_chunk(file: &File, patches: &[Patch], rest: Range<usize>) -> io::Result<(Bytes, Range<usize>)> {
    let mut bytes = vec![0; rest.len().min(CHUNK_BYTES)];
    file.read_exact_at(&mut bytes, rest.start as u64)?;
    let end = rest.start + bytes.len();
    let first = patches.partition_point(|patch| patch.at + patch.bytes.len() <= rest.start);
    for patch in patches[first..].iter().take_while(|patch| patch.at < end) {
        let from = patch.at.max(rest.start);
        let to = (patch.at + patch.bytes.len()).min(end);
        bytes[from - rest.start..to - rest.start]
            .copy_from_slice(&patch.bytes[from - patch.at..to - patch.at]);
    }
    Ok((bytes.into(), end..rest.end))
}

/// Cached bytes that remove the position from large photographs.
/// The lock makes sure that each photograph is compared once, one at a time.
#[derive(Debug, Default)]
pub(super) struct LocationRemovals(Mutex<HashMap<SitePath, LocationRemoval>>);

/// Differing bytes of a photograph, and the metadata of its file.
type LocationRemoval = (FileStat, Arc<[Patch]>);

impl LocationRemovals {
    /// Returns the bytes in which a file differs from its published form.
    pub(super) fn of(
        &self,
        path: &SitePath,
        large: &StreamedFile,
        published: impl FnOnce() -> Result<Vec<u8>, Diagnostics>,
    ) -> Result<Arc<[Patch]>, Diagnostics> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, patches)) = known.get(path).filter(|(stat, _)| *stat == large.stat) {
            return Ok(Arc::clone(patches));
        }
        let published = published()?;
        let found = differences(&mut &*large.file, &published);
        let patches: Arc<[Patch]> = found.map_err(|error| crate::sources::unreadable(path, &error))?.into();
        known.insert(path.clone(), (large.stat, Arc::clone(&patches)));
        Ok(patches)
    }
}

/// Returns the bytes in which a file differs from bytes of the same length.
fn differences(file: &mut (impl Read + Seek), other: &[u8]) -> io::Result<Vec<Patch>> {
    /// Number of bytes that are compared at once.
    const COMPARED_BYTES: usize = 1 << 12;
    let mut patches: Vec<Patch> = Vec::new();
    let mut own = [0; COMPARED_BYTES];
    file.rewind()?;
    for (step, other) in other.chunks(COMPARED_BYTES).enumerate() {
        let own = &mut own[..other.len()];
        file.read_exact(own)?;
        if own != other {
            let (at, bytes) = (step * COMPARED_BYTES, other);
            match patches.last_mut() {
                Some(last) if last.at + last.bytes.len() == at => last.bytes.extend_from_slice(bytes),
                _ => patches.push(Patch { at, bytes: bytes.to_vec() }),
            }
        }
    }
    file.rewind()?;
    Ok(patches)
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
        let patches = differences(&mut Cursor::new(&plain), &published).unwrap();
        assert_eq!(patches.len(), 3, "adjacent changes are one patch");
        for part in [0..100_000, 4091..4099, 4000..5000, 50_000..50_001, 49_999..100_000] {
            let (bytes, rest) = read_chunk(&file, &patches, part.clone()).unwrap();
            assert_eq!((&*bytes, rest.len()), (&published[part], 0));
        }
        assert!(differences(&mut Cursor::new(&plain), &plain).unwrap().is_empty());
    }

    #[test]
    fn a_part_ends_where_its_file_does() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"short").unwrap();
        assert!(read_chunk(&file, &[], 0..10).is_err());
        let (bytes, rest) = read_chunk(&file, &[], 1..3).unwrap();
        assert_eq!((&*bytes, rest), (b"ho".as_slice(), 3..3));
    }
}
