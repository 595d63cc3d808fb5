//! Clues to the kind of an archive: endings of names, first bytes of files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::files::{self, SourceFile};
use crate::kind::Kind;

/// Bytes that are looked at.
const HEAD_BYTES: u64 = 2048;
/// Most files of a folder that are looked at.
const MOST_FILES: usize = 50;

/// Returns the kind of files that need no other files to be understood.
///
/// Most of the first files of a folder must agree.
pub(crate) fn detect(path: &Path) -> Option<Kind> {
    let files: Vec<SourceFile> = files::list(&[PathBuf::from(path)]).ok()?;
    let files: Vec<&SourceFile> = files.iter().filter(|file| !is_part(file)).take(MOST_FILES).collect();
    let known: Vec<Kind> = files.iter().filter_map(|file| kind(file)).collect();
    let first = *known.first()?;
    let agree = known.iter().filter(|kind| **kind == first).count();
    (agree * 2 > files.len()).then_some(first)
}

/// Reports a file that pages show or need.
fn is_part(file: &SourceFile) -> bool {
    const ENDINGS: [&str; 19] = [
        "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "mp3", "mp4", "pdf", "png",
        "svg", "ttf", "webp", "woff", "woff2",
    ];
    ENDINGS.contains(&file.ending().as_str())
}

/// Returns the kind of a file.
fn kind(file: &SourceFile) -> Option<Kind> {
    let ending = file.ending();
    match ending.as_str() {
        "warc" | "arc" | "wacz" => return Some(Kind::Warc),
        "gz" if file.name.ends_with(".warc.gz") || file.name.ends_with(".arc.gz") => return Some(Kind::Warc),
        "csv" | "tsv" | "jsonl" | "ndjson" => return Some(Kind::Table),
        _ => {}
    }
    let mut head = Vec::new();
    File::open(&file.path).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_xml = text.starts_with('<');
    if text.starts_with("WARC/") || text.starts_with("filedesc://") {
        Some(Kind::Warc)
    } else if is_xml && ["<rss", "<feed", "<rdf:RDF"].iter().any(|tag| text.contains(tag)) {
        // WordPress writes its exports as RSS too.
        (!text.contains("wordpress.org/export")).then_some(Kind::Feed)
    } else if is_xml && is_page(text) {
        Some(Kind::Html)
    } else if text.starts_with('{') && text.contains("jsonfeed.org/version") {
        Some(Kind::Feed)
    } else if ending == "json" && text.starts_with('[') {
        Some(Kind::Table)
    } else if matches!(ending.as_str(), "txt" | "text" | "asc") {
        Some(Kind::Text)
    } else {
        None
    }
}

/// Reports the beginning of a page.
fn is_page(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| text.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_saved_pages_are_known() {
        let folder = tempfile::tempdir().expect("folder");
        for name in ["a.css", "b.js", "c.png"] {
            std::fs::write(folder.path().join(name), "x").expect("file");
        }
        assert_eq!(detect(folder.path()), None);
        std::fs::write(folder.path().join("z.html"), "<!DOCTYPE html><p>x").expect("file");
        assert_eq!(detect(folder.path()), Some(Kind::Html));
        std::fs::write(folder.path().join("feed.xml"), "<rss></rss>").expect("file");
        assert_eq!(detect(folder.path()), None);
    }
}
