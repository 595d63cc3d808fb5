//! Finds texts that would be missed: files of `content/` that begin with front matter and do not end in `.md` or
//! `.markdown`. Only the first bytes of a file are read, and none of files whose endings say that they are pictures,
//! sounds or the like.

use std::io;

use rayon::prelude::*;

use super::{SiteDir, SourceFile};
use crate::path::SitePath;

/// Number of bytes that show whether a file begins with front matter.
const FRONT_MATTER_BYTES: usize = 64;

/// Endings of files that are surely no texts, in lower case.
const BINARY_EXTENSIONS: [&str; 36] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "heic", "heif", "tif", "tiff", "bmp", "ico", "mp3",
    "m4a", "ogg", "oga", "opus", "wav", "flac", "mp4", "m4v", "webm", "ogv", "mov", "avi", "mkv", "pdf",
    "zip", "gz", "woff", "woff2", "ttf", "otf", "epub", "docx",
];

/// Returns the files that begin with front matter: those of `content/` that are no texts by their endings, and backup
/// backups.
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
/// When the file can't be read.
pub fn first_bytes(site: &SiteDir, path: &SitePath) -> io::Result<Vec<u8>> {
    site.beginning(path, FRONT_MATTER_BYTES)
}

/// Returns whether these bytes begin with front matter: a line `+++` or `---`, after an optional byte order mark.
pub fn has_front_matter(bytes: &[u8]) -> bool {
    let begins = |bytes: &[u8]| {
        let fenced = bytes.strip_prefix(b"+++").or_else(|| bytes.strip_prefix(b"---"));
        fenced.is_some_and(|rest| {
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let rest = &rest[blank..];
            rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r")
        })
    };
    // Text in UTF-16 is no text for Dateline, and not to be published either.
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
