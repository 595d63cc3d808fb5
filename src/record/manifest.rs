//! Which files an output has from Dateline, with their lengths: plain text, one a line, which every version of Dateline
//! can read. The other records are of no use to another version; this one says to all of them what may be removed, so
//! that a story withdrawn in the same build that brings a new version does not stay behind.
//!
//! ```text
//! dateline files 1
//! 5120 2025/11/01/talks/index.html
//! sum 5f2c…
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::digest::Digest;

use super::{FOLDER, context};

/// How the text begins.
const HEAD: &str = "dateline files 1\n";

/// How its last line begins.
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
        Self::parse(&std::fs::read_to_string(Self::path(root, output)).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (rows, sum) = text.rsplit_once(SUM)?;
        if sum.trim_end() != format!("{:?}", Digest::of(rows.as_bytes())) {
            return None;
        }
        let rows = rows.strip_prefix(HEAD)?.lines();
        let files = rows.map(|row| {
            let (length, file) = row.split_once(' ')?;
            Some((file.into(), length.parse().ok()?))
        });
        files.collect::<Option<_>>().map(|files| Self { files })
    }

    /// The manifest of these files, as it is kept. A path holds no line's end, which an address can't.
    pub fn text<'a>(files: impl ExactSizeIterator<Item = (&'a str, u64)>) -> String {
        let mut text = String::with_capacity(HEAD.len() + 64 * files.len());
        text.push_str(HEAD);
        for (file, length) in files {
            let _ = writeln!(text, "{length} {file}");
        }
        let sum = Digest::of(text.as_bytes());
        let _ = writeln!(text, "{SUM}{sum:?}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written_and_not_at_all_otherwise() {
        let files = [("sum of all/index.html", 12), ("a b.html", 0)];
        let text = Manifest::text(files.into_iter());
        let read = Manifest::parse(&text).expect("a manifest");
        assert_eq!(read.files, files.map(|(file, length)| (file.into(), length)));
        assert_eq!(Manifest::parse(&text.replace("12", "13")), None);
        assert_eq!(Manifest::parse(&text[..text.len() / 2]), None);
        assert_eq!(Manifest::parse(""), None);
    }
}
