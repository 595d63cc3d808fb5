//! The line to blame, kept by itself. A diagnostic must show its line long after the file was dropped from memory,
//! so an [`Excerpt`] holds that one line (cut to a bounded length), its number, and the words under which the caret
//! goes.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use serde::{Deserialize, Serialize};

use super::secrets::Context;
use super::shown::Shown;

/// The most that is kept of a line, in bytes: enough to show the place, bounded whatever the file holds.
const LONGEST: usize = 240;

/// One line of a file, and the part of it that a message is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Excerpt {
    /// The line's number, from 1.
    line: usize,
    /// The column at which the part begins, in characters, from 1.
    column: usize,
    text: String,
    start: usize,
    end: usize,
}

impl Excerpt {
    /// The line of `source` in which `span` (bytes) begins. A span that leaves the line ends with it; one beyond the
    /// source points at its end. Of many excerpts of one text, [`Lines`](super::Lines) makes each in little time.
    pub fn new(source: &str, span: Range<usize>) -> Self {
        let at = floor(source, span.start.min(source.len()));
        let start = source[..at].rfind('\n').map_or(0, |i| i + 1);
        let line = source[..start].matches('\n').count() + 1;
        Self::at(source, &Head { line, start, column: source[start..at].chars().count() + 1 }, at..span.end)
    }

    /// Cuts the excerpt out. Only what is near the place is looked at, as a line may be a whole text.
    pub(super) fn at(source: &str, head: &Head, span: Range<usize>) -> Self {
        let at = span.start;
        let near = head.start.max(floor(source, at.saturating_sub(LONGEST)));
        let ahead = floor(source, (at + 2 * LONGEST).min(source.len()));
        let end = source[at..ahead].find('\n').map_or(ahead, |i| at + i);
        let is_line_end = end == source.len() || source.as_bytes()[end] == b'\n';
        let text = &source[near..end];
        let text = if is_line_end { text.trim_end_matches('\r') } else { text };
        let start = (at - near).min(text.len());
        let end = (floor(source, span.end.clamp(at, end)) - near).clamp(start, text.len());
        // A caret needs something to stand under: of what is missing at the line's end, the last character.
        let from = if start == end && start == text.len() {
            text.char_indices().next_back().map_or(0, |(last, _)| last)
        } else {
            start
        };
        let column = head.column - source[near + from..at].chars().count();
        Self::within(head.line, column, text, from..end)
    }

    fn within(line: usize, column: usize, text: &str, span: Range<usize>) -> Self {
        let from = if span.start > LONGEST / 2 { floor(text, span.start - LONGEST / 2) } else { 0 };
        let to = floor(text, (from + LONGEST).min(text.len()));
        Self {
            line,
            column,
            text: text[from..to].to_owned(),
            start: span.start - from,
            end: span.end.min(to).max(span.start) - from,
        }
    }

    /// The same excerpt, in a file in which `lines` lines come before the text that it was taken from.
    #[must_use]
    pub fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }

    /// Returns the excerpt in a form fit to be shown, with the same words marked.
    pub(super) fn shown(&self, context: Context) -> Self {
        let shown = Shown::of(&self.text, context);
        let span = shown.span(self.start..self.end);
        Self { text: shown.text, start: span.start, end: span.end, ..*self }
    }

    /// The line's number, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column at which the part begins, in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Where the part is in the kept text, in bytes.
    pub(super) fn span(&self) -> SourceSpan {
        (self.start, self.end - self.start).into()
    }

    /// The excerpt as a source of the given name, for miette to print.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> Named<'a> {
        Named { name, excerpt: self }
    }
}

/// Where a place in a text is: its line, where that begins, and the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) column: usize,
}

/// The last character boundary of `text` at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// An excerpt under the name of its file.
#[derive(Debug)]
pub(super) struct Named<'a> {
    name: &'a str,
    excerpt: &'a Excerpt,
}

impl SourceCode for Named<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let excerpt = self.excerpt;
        // miette asks twice: for the line, to print it, and for the span alone, to find its column.
        let column = if span.offset() == 0 { 0 } else { excerpt.column - 1 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.to_owned(),
            excerpt.text.as_bytes(),
            (0, excerpt.text.len()).into(),
            excerpt.line - 1,
            column,
            1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_its_line_and_column() {
        let source = "one\r\ntwö three\nfour";
        let excerpt = Excerpt::new(source, 10..15);
        assert_eq!((excerpt.line(), excerpt.column()), (2, 5));
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "three");
        assert_eq!(excerpt.text, "twö three");
    }

    #[test]
    fn survives_spans_that_are_out_of_bounds() {
        for span in [0..0, 3..900, 900..901, 4..4] {
            let excerpt = Excerpt::new("ab\nç", span);
            assert!(excerpt.end <= excerpt.text.len());
        }
    }

    #[test]
    fn keeps_a_bounded_part_of_an_endless_line() {
        let source = "x".repeat(100_000) + "y" + &"z".repeat(100_000);
        let excerpt = Excerpt::new(&source, 100_000..100_001);
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "y");
        assert_eq!(excerpt.column(), 100_001);
        assert!(excerpt.text.len() <= LONGEST);
    }
}
