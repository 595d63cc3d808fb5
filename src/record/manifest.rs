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
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::digest::Digest;

use super::format::in_chunks;
use super::{FOLDER, context};

/// How the text begins.
const HEAD: &str = "dateline files 1\n";

/// How many files' lines are made together.
const FILES_AT_ONCE: usize = 4096;

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

    /// Writes the manifest of these files as it is kept. A path holds no line's end, which an address can't.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn write<'a>(files: impl Iterator<Item = (&'a str, u64)>, out: &mut dyn Write) -> io::Result<()> {
        let lines = |files: &[(&str, u64)]| {
            let mut lines = String::with_capacity(64 * files.len());
            for (file, length) in files {
                let _ = writeln!(lines, "{length} {file}");
            }
            lines
        };
        let mut hasher = Digest::hasher();
        hasher.update(HEAD.as_bytes());
        out.write_all(HEAD.as_bytes())?;
        in_chunks(FILES_AT_ONCE, files, lines, |lines| {
            hasher.update(lines.as_bytes());
            out.write_all(lines.as_bytes())
        })?;
        writeln!(out, "{SUM}{:?}", hasher.finish().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written_and_not_at_all_otherwise() {
        let files = [("sum of all/index.html", 12), ("a b.html", 0)];
        let mut text = Vec::new();
        Manifest::write(files.into_iter(), &mut text).expect("memory takes any bytes");
        let text = String::from_utf8(text).expect("plain text");
        let read = Manifest::parse(&text).expect("a manifest");
        assert_eq!(read.files, files.map(|(file, length)| (file.into(), length)));
        assert_eq!(Manifest::parse(&text.replace("12", "13")), None);
        assert_eq!(Manifest::parse(&text[..text.len() / 2]), None);
        assert_eq!(Manifest::parse(""), None);
    }
}
