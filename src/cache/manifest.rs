//! List of the files that an output has from Dateline, with their lengths: plain text, one a line, which every version of
//! Dateline can read. It is kept in the output itself, in a hidden folder that is neither deployed nor served, so that the
//! files in an output which it does not name are known to be somebody else's, and a story that was withdrawn leaves the
//! output even if the other records are lost. It is kept in parts, each named by the digest of its text, and an index of
//! them:
//!
//! ```text
//! dateline files 1
//! part 0b1c…
//! sum 5f2c…
//! ```
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

use super::delta::{ManifestChunks, OutputRecord};
use super::previous_output::{ChunkDigests, PreviousOutput};

/// The folder of the manifest in an output.
const FOLDER: &str = ".dateline";

/// The name of the index's file in it.
const INDEX: &str = "files";

/// How the index begins.
const HEAD: &str = "dateline files 1\n";

/// How the line of a part begins.
const PART: &str = "part ";

/// How the index's last line begins.
const SUM: &str = "sum ";

/// The files of an output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Each file's path in the output, with its length in bytes.
    pub files: Vec<(Box<str>, u64)>,
}

/// What is to change in an output so that its manifest is that of a build.
#[derive(Debug, Default)]
pub struct ManifestUpdate {
    /// Files to write, by their paths in the output.
    pub new: Vec<(String, Vec<u8>)>,
    /// Files to remove.
    pub outdated: Vec<String>,
}

impl Manifest {
    /// Reads the manifest of an output; nothing where there is none, or a byte of it is not as it was written.
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

    /// Returns whether the manifest of an output names the files that are recorded, and all of it is there.
    pub fn is_of(published: &PreviousOutput, output: &Path) -> bool {
        let kept: Vec<ChunkDigests> = published.kept().collect();
        let Ok(folder) = ManagedDir::open(output, FOLDER) else { return false };
        let is_there = |kept: &ChunkDigests| folder.file_size(&part_name(kept.manifest)).is_some();
        index_in(&folder).is_some_and(|found| found == index(&kept)) && kept.iter().all(is_there)
    }

    /// Returns what is to change in an output so that its manifest names the files of these parts, whose texts are given
    /// where they are new.
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

/// A part of what is recorded of an output's files, as it was written.
#[derive(Debug)]
pub struct WrittenChunk {
    /// The names of the part.
    pub kept: ChunkDigests,
    /// Its text in the manifest.
    pub listing: String,
}

/// Returns the index of these parts, as it is kept.
fn index(parts: &[ChunkDigests]) -> String {
    let mut index = HEAD.to_owned();
    for part in parts {
        let _ = writeln!(index, "{PART}{:?}", part.manifest);
    }
    let sum = Digest::of(index.as_bytes());
    let _ = writeln!(index, "{SUM}{sum:?}");
    index
}

/// Reads the index of the manifest in a folder.
fn index_in(folder: &ManagedDir) -> Option<String> {
    String::from_utf8(folder.read(INDEX).ok()?).ok()
}

/// Returns the name of a part's file.
fn part_name(name: Digest) -> String {
    format!("{name:?}")
}

/// Returns the file of a part in an output.
fn part_file(name: Digest) -> String {
    format!("{FOLDER}/{}", part_name(name))
}

/// Returns whether a file has the name of a part.
fn is_part_file(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| Digest::from_hex(name).is_some())
}

/// Returns whether a path stays in the output, and out of the manifest's own folder.
fn is_inside(file: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    file.split('/').all(is_part) && file.split('/').next() != Some(FOLDER)
}

/// A part, as it is kept. A path holds no line's end, which an address can't.
pub(super) fn encode_chunk(files: &[OutputRecord<'_>]) -> String {
    let mut lines = String::with_capacity(64 * files.len());
    for record in files.iter().map(OutputRecord::record) {
        let _ = writeln!(lines, "{} {}", record.size, record.file);
    }
    lines
}

/// The files of a part.
fn lines(part: &str) -> Option<Vec<(Box<str>, u64)>> {
    let files = part.lines().map(|line| {
        let (length, file) = line.split_once(' ')?;
        Some((file.into(), length.parse().ok()?))
    });
    files.collect()
}

/// The parts that an index names, if no byte of it is another than was written.
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
