//! Rules 1, 5, 6 and 9 of the prose in `CONTRIBUTING.md`, measured over the documentation comments in `src/`.

use super::sources::{Source, workspace_sources};

/// Phrases that stand for a noun or a term of art, in lower case.
const MARKERS: [&str; 21] = [
    "what is",
    "what was",
    "what are",
    "what has",
    "what it",
    "what there",
    "what a",
    "what an",
    "what the",
    "in goes",
    "in go",
    "out comes",
    "out come",
    "told of",
    "tells of",
    "whoever",
    "whichever",
    "is none",
    "are none",
    "somebody",
    "anew",
];

/// Most markers in 10,000 words.
const MAX_MARKERS: f64 = 5.0;

/// Words that no documentation comment should begin with.
const OPENINGS: [&str; 8] = ["What", "Which", "Whether", "Who", "Where", "When", "How", "Why"];

/// Most documentation comments that begin with such a word, in percent.
const MAX_OPENINGS: f64 = 6.0;

const MAX_COLUMNS: usize = 100;

/// Most comment lines that are too long. It only gets smaller.
const MAX_LONG_LINES: usize = 214;

/// Most characters in the first line of an item's documentation, which rustdoc shows in its lists.
const MAX_FIRST_LINE: usize = 80;

/// Line of a comment.
struct Line<'a> {
    number: usize,
    text: &'a str,
    columns: usize,
    is_doc: bool,
    /// True for the first line of a documentation comment.
    is_first: bool,
    /// True for `//!`.
    is_inner: bool,
}

#[test]
fn documentation_names_things_by_their_terms() {
    let sources = workspace_sources();
    let docs: Vec<&str> =
        sources.iter().flat_map(lines).filter(|line| line.is_doc).map(|line| line.text).collect();
    let words: usize = docs.iter().map(|text| text.split_whitespace().count()).sum();
    let found: Vec<&str> = docs.into_iter().filter(|text| markers(text) > 0).collect();
    let markers: usize = found.iter().map(|text| markers(text)).sum();
    let rate = per(markers, words, 10_000.0);
    assert!(rate <= MAX_MARKERS, "{rate:.1} markers in 10,000 words of {words}:\n{}", found.join("\n"));
}

#[test]
fn documentation_begins_with_a_verb_or_a_noun() {
    let sources = workspace_sources();
    let first = sources
        .iter()
        .flat_map(|source| lines(source).filter(|line| line.is_first).map(move |line| (source, line)));
    let (mut all, mut found) = (0, Vec::new());
    for (source, line) in first {
        all += 1;
        if OPENINGS.contains(&line.text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()) {
            found.push(format!("{}:{}: {}", source.path, line.number, line.text));
        }
    }
    let rate = per(found.len(), all, 100.0);
    assert!(
        rate <= MAX_OPENINGS,
        "{rate:.1} % of {all} comments begin with a question:\n{}",
        found.join("\n")
    );
}

#[test]
fn comments_are_short_lines() {
    let mut wrong = Vec::new();
    for source in &workspace_sources() {
        for line in lines(source) {
            let is_long_first = line.is_first && !line.is_inner && line.text.chars().count() > MAX_FIRST_LINE;
            if line.columns > MAX_COLUMNS || is_long_first {
                wrong.push(format!("{}:{}: {}", source.path, line.number, line.text));
            }
        }
    }
    let (count, lines) = (wrong.len(), wrong.join("\n"));
    assert!(count <= MAX_LONG_LINES, "{count} lines are too long:\n{lines}");
}

#[test]
fn markers_are_found_as_whole_words() {
    assert_eq!(markers("Out comes what is left, in going."), 2);
    assert_eq!(markers("Sorts what a build wrote; somewhat an issue."), 1);
}

fn per(count: usize, of: usize, scale: f64) -> f64 {
    let [count, of] = [count, of].map(|number| f64::from(u32::try_from(number).unwrap_or(u32::MAX)));
    count / of.max(1.0) * scale
}

/// Returns how many markers stand in a text.
fn markers(text: &str) -> usize {
    let text = text.to_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_whole = |at: usize, marker: &str| {
        !text[..at].ends_with(is_word) && !text[at + marker.len()..].starts_with(is_word)
    };
    let count =
        |marker: &&str| text.match_indices(*marker).filter(|(at, marker)| is_whole(*at, marker)).count();
    MARKERS.iter().map(count).sum()
}

/// Returns the lines of a source's comments.
fn lines(source: &Source) -> impl Iterator<Item = Line<'_>> {
    let mut is_after_doc = false;
    (1..).zip(source.text.lines()).filter_map(move |(number, line)| {
        let trimmed = line.trim_start();
        let kinds = [("///", true), ("//!", true), ("//", false)];
        let comment =
            kinds.into_iter().find_map(|(mark, is_doc)| Some((mark, is_doc, trimmed.strip_prefix(mark)?)));
        let (was_after_doc, is_doc) = (is_after_doc, comment.is_some_and(|(_, is_doc, _)| is_doc));
        is_after_doc = is_doc;
        let (mark, _, text) = comment?;
        let columns = line.chars().count();
        let is_first = is_doc && !was_after_doc;
        Some(Line { number, text: text.trim(), columns, is_doc, is_first, is_inner: mark == "//!" })
    })
}
