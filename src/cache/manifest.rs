//! List of the files in an output that Dateline wrote.
//!
//! The manifest is stored in the output itself, in a hidden folder that is neither deployed nor
//! served. It is plain text that every version of Dateline can read. A file that it does not list
//! is not Dateline's, and a withdrawn article leaves the output even if the cache is lost.
//!
//! The manifest is stored in chunks, each named by its hash, with an index:
//!
//! ```text
//! dateline files 1
//! part 0b1c…
//! sum 5f2c…
//! ```
//!
//! A chunk has a line with the size in bytes and the path of each file:
//!
//! ```text
//! 5120 2025/11/01/talks/index.html
//! ```

use std::fmt::Write as _;
use std::path::Path;

use foldhash::HashSet;
use rayon::prelude::*;

use crate::digest::Digest;
use crate::sources::ManagedDir;

use super::chunk_store::ChunkDigests;
use super::file_record::OutputRecord;
use super::previous_output::PreviousOutput;

/// Folder of the manifest in an output.
const FOLDER: &str = ".dateline";

/// Name of the index file.
const INDEX: &str = "files";

/// First line of the index.
const HEAD: &str = "dateline files 1\n";

/// Prefix of the line of a chunk.
const PART: &str = "part ";

/// Prefix of the last line of the index.
const SUM: &str = "sum ";

/// Chunks of the output's manifest that have to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestChunks {
    /// Only new chunks: the output has the others.
    New,
    /// All chunks: the output has no usable manifest.
    All,
}

/// Chunk of an output's records, as written.
#[derive(Debug)]
pub struct WrittenChunk {
    /// Digests of the chunk.
    pub kept: ChunkDigests,
    /// Text of the chunk in the manifest; empty if it was not needed.
    pub listing: String,
}

/// Files of an output that Dateline wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Path in the output and size in bytes of each file.
    pub files: Vec<(Box<str>, u64)>,
}

/// Changes to an output that bring its manifest up to date.
#[derive(Debug, Default)]
pub struct ManifestUpdate {
    /// Files to write, with their paths in the output.
    pub new: Vec<(String, Vec<u8>)>,
    /// Paths of files to remove.
    pub outdated: Vec<String>,
}

impl Manifest {
    /// Reads the manifest of an output. Returns `None` if it is missing or damaged.
    pub fn read(output: &Path) -> Option<Self> {
        let folder = ManagedDir::open(output, FOLDER).ok()?;
        let read = |name: Digest| {
            let bytes = folder.read(&part_name(name)).ok().filter(|bytes| Digest::of(bytes) == name)?;
            lines(&String::from_utf8(bytes).ok()?)
        };
        let index = index_in(&folder)?;
        let files: Option<Vec<Vec<_>>> = names(&index)?.into_par_iter().map(read).collect();
        let files: Vec<(Box<str>, u64)> = files?.into_iter().flatten().collect();
        files.iter().all(|(file, _)| is_inside(file)).then_some(Self { files })
    }

    /// Returns whether an output's manifest is complete and matches the cached records.
    pub fn is_of(published: &PreviousOutput, output: &Path) -> bool {
        let kept: Vec<ChunkDigests> = published.chunk_digests().collect();
        let Ok(folder) = ManagedDir::open(output, FOLDER) else { return false };
        let is_there = |kept: &ChunkDigests| folder.file_size(&part_name(kept.manifest)).is_some();
        index_in(&folder).is_some_and(|found| found == index(&kept)) && kept.iter().all(is_there)
    }

    /// Returns the chunks' digests, and the changes that update the manifest.
    ///
    /// A chunk's listing may be empty if the output has it.
    pub fn update(
        output: &Path,
        parts: Vec<WrittenChunk>,
        listings: ManifestChunks,
    ) -> (Vec<ChunkDigests>, ManifestUpdate) {
        let kept: Vec<ChunkDigests> = parts.iter().map(|part| part.kept).collect();
        let wanted: HashSet<String> = kept.iter().map(|kept| part_file(kept.manifest)).collect();
        let folder = ManagedDir::open(output, FOLDER).ok();
        let there = folder.as_ref().and_then(|folder| folder.list().ok()).unwrap_or_default();
        let there: HashSet<String> = there.iter().map(|name| format!("{FOLDER}/{name}")).collect();
        let mut written = HashSet::default();
        let mut new: Vec<(String, Vec<u8>)> = Vec::new();
        for WrittenChunk { kept, listing } in parts {
            let file = part_file(kept.manifest);
            let is_there = listings == ManifestChunks::New && there.contains(&file);
            if written.insert(file.clone()) && !is_there {
                new.push((file, listing.into_bytes()));
            }
        }
        let mut outdated: Vec<String> =
            there.into_iter().filter(|file| !wanted.contains(file) && is_part_file(file)).collect();
        outdated.sort_unstable();
        let index = index(&kept);
        if folder.as_ref().and_then(index_in).as_ref() != Some(&index) {
            new.push((format!("{FOLDER}/{INDEX}"), index.into_bytes()));
        }
        (kept, ManifestUpdate { new, outdated })
    }
}

/// Returns the text of the index.
fn index(parts: &[ChunkDigests]) -> String {
    let mut index = HEAD.to_owned();
    for part in parts {
        let _ = writeln!(index, "{PART}{:?}", part.manifest);
    }
    let sum = Digest::of(index.as_bytes());
    let _ = writeln!(index, "{SUM}{sum:?}");
    index
}

/// Reads the index file in a folder.
fn index_in(folder: &ManagedDir) -> Option<String> {
    String::from_utf8(folder.read(INDEX).ok()?).ok()
}

/// Returns the name of a chunk's file.
fn part_name(name: Digest) -> String {
    format!("{name:?}")
}

/// Returns the path of a chunk's file in the output.
fn part_file(name: Digest) -> String {
    format!("{FOLDER}/{}", part_name(name))
}

/// Returns whether a path has the file name of a chunk.
fn is_part_file(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| Digest::from_hex(name).is_some())
}

/// Returns whether a path stays in the output and outside the manifest's folder.
fn is_inside(file: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    file.split('/').all(is_part) && file.split('/').next() != Some(FOLDER)
}

/// Returns the text of a chunk.
///
/// A path is made from an address, so it contains no line break.
pub(super) fn encode_chunk(files: &[OutputRecord<'_>]) -> String {
    let mut lines = String::with_capacity(64 * files.len());
    for record in files.iter().map(OutputRecord::record) {
        let _ = writeln!(lines, "{} {}", record.size, record.file);
    }
    lines
}

/// Parses the text of a chunk.
fn lines(part: &str) -> Option<Vec<(Box<str>, u64)>> {
    let files = part.lines().map(|line| {
        let (length, file) = line.split_once(' ')?;
        Some((file.into(), length.parse().ok()?))
    });
    files.collect()
}

/// Parses the index, and returns its chunks' digests.
///
/// Returns `None` if it is damaged.
fn names(index: &str) -> Option<Vec<Digest>> {
    let (parts, sum) = index.rsplit_once(SUM)?;
    if sum.trim_end() != format!("{:?}", Digest::of(parts.as_bytes())) {
        return None;
    }
    let parts = parts.strip_prefix(HEAD)?.lines();
    parts.map(|part| Digest::from_hex(part.strip_prefix(PART)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_index_is_read_as_it_was_written_and_not_at_all_otherwise() {
        let [one, two] = [b"one", b"two"].map(|part| Digest::of(part));
        let kept = [one, two].map(|manifest| ChunkDigests { files: one, manifest, addresses: one });
        let text = index(&kept);
        assert_eq!(names(&text), Some(vec![one, two]));
        assert_eq!(names(&text.replacen('a', "b", 1)), None);
        assert_eq!(names(&text[..text.len() / 2]), None);
        assert_eq!(names(""), None);
    }

    #[test]
    fn a_line_is_a_length_and_a_path_with_whatever_is_in_it() {
        let files =
            [("sum of all/index.html", 12), ("a b.html", 0)].map(|(file, length)| (file.into(), length));
        assert_eq!(lines("12 sum of all/index.html\n0 a b.html\n"), Some(files.to_vec()));
        assert_eq!(lines("12\n"), None);
    }
}
