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
    /// source points at its end.
    pub fn new(source: &str, span: Range<usize>) -> Self {
        let at = floor(source, span.start.min(source.len()));
        let line_start = source[..at].rfind('\n').map_or(0, |i| i + 1);
        let line_end = source[at..].find('\n').map_or(source.len(), |i| at + i);
        let line_text = source[line_start..line_end].trim_end_matches('\r');
        let start = (at - line_start).min(line_text.len());
        let end = floor(source, span.end.clamp(at, line_end)) - line_start;
        let line = source[..line_start].matches('\n').count() + 1;
        Self::within(line, line_text, start..end.clamp(start, line_text.len()))
    }

    fn within(line: usize, text: &str, span: Range<usize>) -> Self {
        // A caret needs something to stand under: of what is missing at the line's end, the last character.
        let start = if span.is_empty() && span.start == text.len() {
            text.char_indices().next_back().map_or(0, |(last, _)| last)
        } else {
            span.start
        };
        let span = start..span.end;
        let column = text[..span.start].chars().count() + 1;
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

/// The last character boundary of `text` at or before `at`.
fn floor(text: &str, at: usize) -> usize {
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
