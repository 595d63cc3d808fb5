//! Joins the lines of a capture to paragraphs.

use std::collections::HashSet;

use super::lines::Line;

/// Widest line of a text that was wrapped.
const WIDEST: usize = 132;
/// Narrowest line of a text that was wrapped.
const NARROWEST: usize = 40;
/// Longest line of a poem or an address.
const LONGEST_VERSE: usize = 60;

/// Part of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Paragraph.
    Paragraph(String),
    /// Short lines that stand below one another.
    Lines(Vec<String>),
    /// Points of a list.
    Points(Vec<String>),
}

/// Text in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text {
    pub(super) parts: Vec<Part>,
    /// Words that were divided by a hyphen at the end of a line.
    pub(super) joined_words: u64,
}

/// Joins the lines of a text.
pub(super) fn join(lines: &[Line]) -> Text {
    let width = wrap_width(lines);
    let words: HashSet<&str> = match width {
        Some(_) => lines.iter().flat_map(|line| line.text.split_whitespace()).map(bare).collect(),
        None => HashSet::new(),
    };
    let mut text = Text::default();
    for block in lines.chunk_by(|_, next| !next.opens_block) {
        if block.len() > 1 && block.iter().all(|line| point(&line.text).is_some()) {
            let points = block.iter().filter_map(|line| point(&line.text)).map(str::to_owned);
            text.parts.push(Part::Points(points.collect()));
        } else if let Some(width) = width {
            join_wrapped(block, width, &words, &mut text);
        } else if block.len() > 1
            && lines.iter().skip(1).any(|line| line.opens_block)
            && block.iter().all(|line| line.text.chars().count() <= LONGEST_VERSE)
        {
            text.parts.push(Part::Lines(block.iter().map(|line| line.text.clone()).collect()));
        } else {
            text.parts.extend(block.iter().map(|line| Part::Paragraph(line.text.clone())));
        }
    }
    text
}

/// Joins wrapped lines.
fn join_wrapped(block: &[Line], width: usize, words: &HashSet<&str>, text: &mut Text) {
    let mut paragraph = String::new();
    for (index, line) in block.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &block[before]);
        if before.is_some_and(|before| ends_paragraph(before, line, width)) {
            text.parts.push(Part::Paragraph(std::mem::take(&mut paragraph)));
        }
        text.joined_words += u64::from(append(&mut paragraph, &line.text, words));
    }
    text.parts.push(Part::Paragraph(paragraph));
}

/// Reports that a paragraph ends between two lines of a block.
fn ends_paragraph(line: &Line, next: &Line, width: usize) -> bool {
    let ends_sentence =
        line.text.trim_end_matches(['”', '"', '’', '\'', '»', ')']).ends_with(['.', '!', '?', ':']);
    let is_short = !fills(&line.text, &next.text, width);
    ends_sentence && (is_short || next.indent >= line.indent + 2)
}

/// Adds a line to a paragraph; reports that a divided word was joined.
fn append(paragraph: &mut String, line: &str, words: &HashSet<&str>) -> bool {
    let last = paragraph.rsplit(' ').next().unwrap_or_default();
    let next = line.split(' ').next().unwrap_or_default();
    let stem = last.strip_suffix('-').filter(|stem| stem.ends_with(char::is_alphabetic));
    if let Some(stem) = stem
        && next.starts_with(char::is_lowercase)
    {
        // A compound that stands unbroken elsewhere keeps its hyphen.
        let compound = format!("{last}{next}");
        let keeps_hyphen = words.contains(bare(&compound));
        let end = paragraph.len() - last.len();
        let joined = if keeps_hyphen { last.to_owned() } else { stem.to_owned() };
        paragraph.truncate(end);
        paragraph.push_str(&joined);
        paragraph.push_str(line);
        return !keeps_hyphen;
    }
    if paragraph.ends_with('\u{ad}') {
        paragraph.pop();
    } else if !paragraph.is_empty() {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
    false
}

/// Returns the width at which a text was wrapped.
///
/// A wrapped line is one to which the next line's first word could not be added.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let length = |line: &Line| line.text.chars().count();
    let width = lines.iter().map(length).max().filter(|width| (NARROWEST..=WIDEST).contains(width))?;
    let pairs: Vec<_> = lines.windows(2).filter(|pair| !pair[1].opens_block).collect();
    let full = pairs.iter().filter(|pair| fills(&pair[0].text, &pair[1].text, width)).count();
    // Without empty lines, the last line of each paragraph is short.
    (!pairs.is_empty() && full * 2 > pairs.len()).then_some(width)
}

/// Reports that the next line's first word did not fit on a line.
fn fills(line: &str, next: &str, width: usize) -> bool {
    let word = next.split(' ').next().map_or(0, |word| word.chars().count());
    (line.chars().count() + 1 + word) * 10 >= width * 9
}

/// Returns the words of a point of a list.
fn point(line: &str) -> Option<&str> {
    ["- ", "* ", "• ", "– ", "· "].iter().find_map(|mark| line.strip_prefix(mark))
}

/// Returns a word without signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|char: char| !char.is_alphanumeric())
}
