//! Finds files of `content/` with front matter but without a `.md` or `.markdown` extension.
//!
//! Only the first bytes of a file are read. Files with the extension of an image, a sound or the
//! like are not read.

use std::io;

use rayon::prelude::*;

use super::{SiteDir, SourceFile};
use crate::path::SitePath;

/// Number of first bytes that are enough to detect front matter.
const FRONT_MATTER_BYTES: usize = 64;

/// Extensions of files that are certainly not texts, in lower case.
const BINARY_EXTENSIONS: [&str; 36] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "heic", "heif", "tif", "tiff", "bmp", "ico", "mp3",
    "m4a", "ogg", "oga", "opus", "wav", "flac", "mp4", "m4v", "webm", "ogv", "mov", "avi", "mkv", "pdf",
    "zip", "gz", "woff", "woff2", "ttf", "otf", "epub", "docx",
];

/// Returns the assets and backup copies of `content/` that have front matter.
pub fn find_misnamed_texts(site: &SiteDir, assets: &[SourceFile], backups: &[SourceFile]) -> Vec<SitePath> {
    let paths = assets.par_iter().chain(backups).map(|source| &source.path);
    let may_be_text = |path: &&SitePath| {
        path.extension()
            .is_none_or(|ending| !BINARY_EXTENSIONS.iter().any(|other| ending.eq_ignore_ascii_case(other)))
    };
    let mut texts: Vec<SitePath> =
        paths.filter(may_be_text).filter(|path| begins_as_text(site, path)).cloned().collect();
    texts.sort_unstable();
    texts
}

fn begins_as_text(site: &SiteDir, path: &SitePath) -> bool {
    // A file that can't be read is reported where it is published.
    first_bytes(site, path).is_ok_and(|bytes| has_front_matter(&bytes))
}

/// Reads the first bytes of a file.
///
/// # Errors
/// Returns an error if the file can't be read.
pub fn first_bytes(site: &SiteDir, path: &SitePath) -> io::Result<Vec<u8>> {
    site.beginning(path, FRONT_MATTER_BYTES)
}

/// Returns whether bytes start with front matter.
///
/// Front matter starts with `+++` or `---`, after an optional byte order mark.
pub fn has_front_matter(bytes: &[u8]) -> bool {
    let begins = |bytes: &[u8]| {
        let fenced = bytes.strip_prefix(b"+++").or_else(|| bytes.strip_prefix(b"---"));
        fenced.is_some_and(|rest| {
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let rest = &rest[blank..];
            rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r")
        })
    };
    // UTF-16 is not accepted as a text, and must not be published either.
    match bytes {
        [0xff, 0xfe, rest @ ..] => begins(&every_other(rest)),
        [0xfe, 0xff, rest @ ..] => begins(&every_other(rest.get(1..).unwrap_or_default())),
        _ => begins(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    }
}

fn every_other(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().step_by(2).take(FRONT_MATTER_BYTES / 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_known_by_its_first_line() {
        for begin in ["+++\ntitle", "---\r\ntitle", "\u{feff}+++\n", "--- \nx", "+++", "---\rtitle"] {
            assert!(has_front_matter(begin.as_bytes()), "{begin:?}");
        }
        for begin in ["", "++", "++++\n", "--- a/x.md\n", "----\n", "\n+++\n", "<html>", "text"] {
            assert!(!has_front_matter(begin.as_bytes()), "{begin:?}");
        }
        assert!(has_front_matter(b"\xff\xfe+\0+\0+\0\n\0"));
        assert!(has_front_matter(b"\xfe\xff\0-\0-\0-\0\r\0\n"));
    }
}
