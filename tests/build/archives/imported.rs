//! Real archives through `dateline import` alone, with no hand.
//!
//! The report adds up, the site builds, texts have the words of their sources, every old address is
//! answered, and a second import changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::site::Site;
use super::story::{Archive, Story};
use super::words;

/// Imports an archive, and checks all that was promised of it.
///
/// `unread` is the number of texts with tags that this test, which knows no generator's tags, reads
/// otherwise than the import: their words are looked at by hand when it changes.
pub(crate) fn imports(source: &Path, archive: &Archive, unread: usize) {
    let name = source.display();
    let site = Site::empty();
    let sums = import(&site, source);
    let parts: u64 =
        ["written", "unchanged", "edited", "set_aside", "left_out"].iter().map(|key| sums[*key]).sum();
    assert_eq!(sums["found"], parts, "{name}: the report adds up");
    assert_eq!(sums["set_aside"], 0, "{name}: every text is understood");
    site.mark_stories();
    site.accept_known_problems();
    let report = site.build();
    let unanswered = site.unanswered(archive);
    assert!(unanswered.is_empty(), "{name}: old addresses without an answer: {unanswered:#?}");
    let differing: Vec<String> =
        archive.stories.iter().filter_map(|story| difference(&site, story)).collect();
    assert!(differing.len() <= unread, "{name}: {} texts differ: {differing:#?}", differing.len());
    let before = files(&site.folder().join("content"));
    let again = import(&site, source);
    assert_eq!(again["written"], 0, "{name}: a second import writes nothing");
    assert_eq!(files(&site.folder().join("content")), before, "{name}: a second import changes nothing");
    assert!(report.articles >= archive.stories.len(), "{name}: every story is an article");
}

/// Runs the import, and returns the sums of its report.
fn import(site: &Site, source: &Path) -> BTreeMap<String, u64> {
    let into = site.folder().to_string_lossy().into_owned();
    let said = site.run(&["import", &source.to_string_lossy(), "--into", &into]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let report = fs::read_to_string(site.folder().join("import-report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    serde_json::from_value(report["total"].clone()).expect("sums")
}

/// Returns all files below a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).expect("a file")))
        .collect()
}

/// Returns the first words in which a page differs from the text of its source.
///
/// A text without shortcodes has the very words of its source. Shortcodes show what they stand for,
/// so the page of a text that has some may have more words: all others, in their order.
fn difference(site: &Site, story: &Story) -> Option<String> {
    let Some(page) = site.text_of(story) else {
        return Some(format!("{}: its page has no text", story.file));
    };
    let bare = without_tags(&story.body);
    let (mut shown, mut written) = (words::of_page(&page), words::of_markdown(&bare));
    if story.body.contains("[^") {
        // Notes stand at the end of a page, wherever they stand in the source.
        shown.sort();
        written.sort();
    }
    if bare == story.body {
        let at =
            shown.iter().zip(&written).position(|(a, b)| a != b).unwrap_or(shown.len().min(written.len()));
        return (shown != written).then(|| excerpt(story, &written, &shown, at, at));
    }
    let mut place = 0;
    for (at, word) in written.iter().enumerate() {
        match shown[place..].iter().position(|other| other == word) {
            Some(found) => place += found + 1,
            None => return Some(excerpt(story, &written, &shown, at, place)),
        }
    }
    None
}

fn excerpt(story: &Story, written: &[String], shown: &[String], at: usize, place: usize) -> String {
    let around = |words: &[String], at: usize| {
        words[at.saturating_sub(3).min(words.len())..(at + 8).min(words.len())].join(" ")
    };
    format!("{}: “{}” shows “{}”", story.file, around(written, at), around(shown, place))
}

/// Returns a text without the tags and attribute lists of generators.
fn without_tags(text: &str) -> String {
    let mut bare = text.to_owned();
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("{: ", "}")] {
        let mut result = String::with_capacity(bare.len());
        let mut rest = bare.as_str();
        while let Some(at) = rest.find(open) {
            let Some(end) = rest[at..].find(close) else { break };
            // `{{closure}}` and `{{r1, r2}}` are code.
            let inner = &rest[at + open.len()..at + end];
            if open == "{{" && inner.chars().all(|char| char.is_alphanumeric() || ", ".contains(char)) {
                result.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
                continue;
            }
            result.push_str(&rest[..at]);
            // An address needs something in the place of a tag.
            result.push_str(if result.ends_with(['(', '<', '"']) { "http:x" } else { "" });
            rest = &rest[at + end + close.len()..];
        }
        result.push_str(rest);
        bare = result;
    }
    bare
}
