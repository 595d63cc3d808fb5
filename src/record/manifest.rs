//! Which files an output has from Dateline, with their lengths: plain text, one a line, which every version of Dateline
//! can read. The other records are of no use to another version; this one says to all of them what may be removed, so
//! that a story withdrawn in the same build that brings a new version does not stay behind. It is kept in parts, each
//! named by the digest of its text, and an index of them:
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
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::digest::Digest;

use super::parts::Parts;
use super::published::Kept;
use super::update::File;
use super::{FOLDER, context};

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

impl Manifest {
    /// Where it is kept.
    pub fn path(root: &Path, output: &Path) -> PathBuf {
        root.join(FOLDER).join(format!("{:?}.files", context(output)))
    }

    /// What is kept of an output; nothing where nothing is, or a byte of it is not as it was written.
    pub fn read(root: &Path, output: &Path) -> Option<Self> {
        let index = std::fs::read_to_string(Self::path(root, output)).ok()?;
        let parts = Parts::of(root, output);
        let read = |name: Digest| lines(&String::from_utf8(parts.get(name)?).ok()?);
        let files: Option<Vec<Vec<_>>> = names(&index)?.into_par_iter().map(read).collect();
        Some(Self { files: files?.into_iter().flatten().collect() })
    }

    /// The index of these parts, as it is kept.
    pub fn index(parts: &[Kept]) -> String {
        let mut index = HEAD.to_owned();
        for part in parts {
            let _ = writeln!(index, "{PART}{:?}", part.manifest);
        }
        let sum = Digest::of(index.as_bytes());
        let _ = writeln!(index, "{SUM}{sum:?}");
        index
    }
}

/// A part, as it is kept. A path holds no line's end, which an address can't.
pub(super) fn part(files: &[File<'_>]) -> String {
    let mut lines = String::with_capacity(64 * files.len());
    for record in files.iter().map(File::record) {
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
        let kept = [one, two].map(|manifest| Kept { files: one, manifest, addresses: one });
        let text = Manifest::index(&kept);
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
