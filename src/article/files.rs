//! The files beside an article: what an editor wrote becomes the path of a file below `content/`, or the reason why it
//! is none. Nothing here looks whether the file exists.

use percent_encoding::percent_decode_str;

use crate::fields::scheme;
use crate::path::SitePath;

/// Why a text names no file of the content.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FileError {
    #[error("it leads out of content/")]
    Leaves,
    #[error("it names a folder")]
    Folder,
    #[error("a file's name can't hold a backslash, a colon or a control character")]
    Forbidden,
}

/// The file that `written` names, relative to the article `from`.
///
/// # Errors
/// When that is no file below `content/`, on any system.
pub(super) fn resolve(from: &SitePath, written: &str) -> Result<SitePath, FileError> {
    if written.contains(|c: char| matches!(c, '\\' | ':') || c.is_control()) {
        return Err(FileError::Forbidden);
    }
    let last = written.rsplit('/').next().unwrap_or(written);
    if matches!(last, "" | "." | "..") {
        return Err(FileError::Folder);
    }
    let file = from.resolve(written).ok_or(FileError::Leaves)?;
    if file.beneath("content").is_none() {
        return Err(FileError::Leaves);
    }
    Ok(file)
}

/// The file that a link in the text leads to, if it leads to one that is no article's. Addresses of the site and of
/// other sites, places on the page and links out of the content are none.
pub(super) fn linked(from: &SitePath, destination: &str) -> Option<SitePath> {
    if destination.starts_with('/') || scheme(destination).is_some() {
        return None;
    }
    let path = &destination[..destination.find(['?', '#']).unwrap_or(destination.len())];
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let file = resolve(from, &decoded).ok()?;
    let is_markdown = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    (!is_markdown).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_file_or_not() {
        let from = SitePath::known("content/2025/talks.md");
        for (destination, file) in [
            ("map.svg", Some("content/2025/map.svg")),
            ("./a%20b.png?x#y", Some("content/2025/a b.png")),
            ("../common/map.svg", Some("content/common/map.svg")),
            ("../../static/x.png", None),
            ("..%2f..%2fconfig.toml", None),
            ("..%5c..%5cconfig.toml", None),
            ("other.md#end", None),
            ("OTHER.MD", None),
            ("#end", None),
            ("?q", None),
            ("", None),
            ("folder/", None),
            ("..", None),
            ("/map.svg", None),
            ("//evil.example/map.svg", None),
            ("https://a.example/map.svg", None),
            ("mailto:a@b.example", None),
            ("%ff.png", None),
        ] {
            let found = linked(&from, destination);
            assert_eq!(found.as_ref().map(SitePath::as_str), file, "{destination}");
        }
    }
}
