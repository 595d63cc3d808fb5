//! Refuses files of `content/` that can run scripts on the site's origin.
//!
//! Web pages, scripts and programs are recognized by their names, SVG and other XML by their
//! contents. Files in `static/` and in the theme are not checked, and neither are sites that trust
//! the HTML of their texts.

mod xml;

use crate::config::Html;
use crate::diagnostic::{Diagnostic, Excerpt, Place};
use crate::path::SitePath;
use crate::plan::CopiedFile;
use crate::sources::CONTENT;

/// Extensions of files that a browser or a server runs, or shows as a page.
const ACTIVE_EXTENSIONS: [&str; 29] = [
    "asp", "aspx", "cgi", "hta", "htc", "htm", "html", "js", "jsp", "mht", "mhtml", "mjs", "phar", "php",
    "php3", "php4", "php5", "php7", "phtml", "pl", "py", "shtm", "shtml", "swf", "svgz", "wasm", "xht",
    "xhtml", "xsl",
];

/// Extensions of other files that a browser parses as `XML_EXTENSIONS`.
const XML_EXTENSIONS: [&str; 9] = ["atom", "gpx", "kml", "mathml", "mml", "rdf", "rss", "xml", "xslt"];

/// Extensions of inert files.
///
/// After any other extension, the one before it counts: servers ignore an unknown extension
/// (`page.html.old`), or take it for a language or a compression (`page.html.en`, `page.svg.gz`).
const INERT_EXTENSIONS: [&str; 66] = [
    "aac", "avi", "avif", "bmp", "csv", "doc", "docx", "eot", "eps", "epub", "flac", "geojson", "gif",
    "gpkg", "heic", "heif", "hif", "ico", "ics", "jfif", "jpe", "jpeg", "jpg", "json", "jsonl", "jxl", "kmz",
    "m4a", "m4v", "markdown", "md", "mkv", "mov", "mp3", "mp4", "mpg", "odp", "ods", "odt", "oga", "ogg",
    "ogv", "opus", "otf", "parquet", "pdf", "png", "pmtiles", "ppt", "pptx", "psd", "rtf", "srt", "tif",
    "tiff", "toml", "tsv", "ttf", "txt", "vtt", "wav", "webm", "webp", "woff", "xls", "xlsx",
];

/// Maximum size in bytes of an XML file that is scanned.
pub(crate) const MAX_SCANNED_BYTES: u64 = 16 << 20;

/// Number of first bytes in which a browser looks for HTML.
const SNIFFED_BYTES: usize = 64;

/// Way in which a file may run a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Danger {
    /// The file is inert.
    None,
    /// The extension runs.
    Ending,
    /// The content of the XML may run.
    Xml(xml::Dialect),
    /// The content may be taken for HTML if a server sends no type.
    Unknown,
}

impl Danger {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let mut packed = false;
        for ending in name.split('.').skip(1).collect::<Vec<_>>().into_iter().rev() {
            // Servers differ in their treatment of spaces and semicolons.
            let ending = ending.trim();
            if ACTIVE_EXTENSIONS.contains(&ending) {
                return Self::Ending;
            }
            if ending == "svg" || XML_EXTENSIONS.contains(&ending) {
                let dialect = if ending == "svg" { xml::Dialect::Svg } else { xml::Dialect::Other };
                return if packed { Self::Ending } else { Self::Xml(dialect) };
            }
            if INERT_EXTENSIONS.contains(&ending) {
                return Self::None;
            }
            packed = true;
        }
        Self::Unknown
    }
}

/// Returns whether a file's content is scanned before it is published.
pub(crate) fn is_scanned(copied: &CopiedFile, html: Html) -> bool {
    html == Html::Sanitised
        && copied.file.beneath(CONTENT).is_some()
        && matches!(Danger::of(copied.file.file_name()), Danger::Xml(_))
}

/// Returns whether a file is checked by its name.
pub(crate) fn is_checked(copied: &CopiedFile, html: Html) -> bool {
    html == Html::Sanitised
        && copied.file.beneath(CONTENT).is_some()
        && Danger::of(copied.file.file_name()) != Danger::None
}

/// Refuses a file that may run a script.
///
/// `bytes` is the whole file if it [is scanned](is_scanned), otherwise its first bytes.
///
/// # Errors
/// Returns an error if the file may run a script.
pub(crate) fn check(copied: &CopiedFile, html: Html, size: u64, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    let file = &copied.file;
    if html == Html::Trusted || file.beneath(CONTENT).is_none() {
        return Ok(());
    }
    match Danger::of(file.file_name()) {
        Danger::Ending => {
            Err(refused(Place::File(file.clone()), "a file of this kind can run scripts on the site"))
        }
        Danger::Unknown if begins_as_markup(bytes) => Err(refused(
            Place::File(file.clone()),
            "this starts like a web page, which can run scripts on the site",
        )),
        Danger::None | Danger::Unknown => Ok(()),
        Danger::Xml(_) if size > MAX_SCANNED_BYTES => {
            let message = format!(
                "this is too large to be scanned for scripts: it has more than {} MiB",
                MAX_SCANNED_BYTES >> 20
            );
            Err(refused(Place::File(file.clone()), &message))
        }
        Danger::Xml(dialect) => xml::check(bytes, dialect).map_err(|fault| fault_at(file, bytes, &fault)),
    }
}

fn fault_at(file: &SitePath, bytes: &[u8], fault: &xml::Fault) -> Box<Diagnostic> {
    let place = match std::str::from_utf8(bytes) {
        Ok(text) => Place::Line(file.clone(), Excerpt::new(text, fault.at.clone())),
        Err(_) => Place::File(file.clone()),
    };
    refused(place, &fault.message)
}

fn refused(place: Place, message: &str) -> Box<Diagnostic> {
    let first = if matches!(place, Place::Line(..)) { "remove it from the file, or " } else { "" };
    let hint = format!(
        "{first}move the file to static/, whose files are published unchanged; if all authors of content/ are trusted, write html = \"trust\" under [markdown] in config.toml"
    );
    Box::new(Diagnostic::error(place, message).hint(hint))
}

/// Prefixes by which a browser recognizes HTML (WHATWG MIME Sniffing, section 7.1).
const HTML_PREFIXES: [&str; 18] = [
    "<!doctype html",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
    "<!--",
    "<?xml",
];

/// Returns whether a browser may take a file without a type for HTML.
fn begins_as_markup(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(SNIFFED_BYTES)];
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let is_wide = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    let begins = |page: &str| {
        text.get(..page.len()).is_some_and(|start| start.eq_ignore_ascii_case(page.as_bytes()))
            && text.get(page.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    is_wide || HTML_PREFIXES.into_iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_whether_a_file_may_run() {
        for name in [
            "a.html",
            "A.HTM",
            "a.xhtml",
            "a.html.gz",
            "a.html.en",
            "a.html.old",
            "a.svg.gz",
            "a.SVGZ",
            "a.js",
            "a.mht",
            "a.shtml",
            "a.php",
            "a.php.xyz",
            "a.html. ",
            "a.swf",
            "x.xml.br",
        ] {
            assert_eq!(Danger::of(name), Danger::Ending, "{name}");
        }
        for name in ["a.jpg", "a.html.jpg", "vue.js.png", "a.pdf", "a.MP4", "a.csv", "a.json", "a.webp"] {
            assert_eq!(Danger::of(name), Danger::None, "{name}");
        }
        for name in ["a.svg", "a.Svg"] {
            assert_eq!(Danger::of(name), Danger::Xml(xml::Dialect::Svg), "{name}");
        }
        assert_eq!(Danger::of("a.xml"), Danger::Xml(xml::Dialect::Other));
        for name in ["a", "a.xyz", "a.b.c", "a."] {
            assert_eq!(Danger::of(name), Danger::Unknown, "{name}");
        }
    }
}
