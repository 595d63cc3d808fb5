//! One line of a file for a diagnostic. The file's text is dropped long before the diagnostic is
//! printed, so an [`Excerpt`] keeps the line (shortened), its number and the marked span.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use serde::{Deserialize, Serialize};

use super::secrets::Context;
use super::shown::Shown;

/// Maximum length of the kept line in bytes.
const MAX_LINE_BYTES: usize = 240;

/// Line of a file with a marked span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "UncheckedExcerpt")]
pub struct Excerpt {
    /// Line number, from 1.
    line: usize,
    /// Column of the span in characters, from 1.
    column: usize,
    text: String,
    start: usize,
    end: usize,
}

/// Excerpt of a cache, which may come with a stranger's site.
#[derive(Deserialize)]
struct UncheckedExcerpt {
    line: usize,
    column: usize,
    text: String,
    start: usize,
    end: usize,
}

impl TryFrom<UncheckedExcerpt> for Excerpt {
    type Error = &'static str;

    fn try_from(unchecked: UncheckedExcerpt) -> Result<Self, Self::Error> {
        let UncheckedExcerpt { line, column, text, start, end } = unchecked;
        if line == 0 || column == 0 || text.get(start..end).is_none() {
            return Err("the span is not in the line");
        }
        Ok(Self { line, column, text, start, end })
    }
}

impl Excerpt {
    /// Returns the line in which `span` (bytes) begins.
    /// A longer span ends with the line; a span beyond the text points at its end.
    /// [`Lines`](super::Lines) is faster for many excerpts of one text.
    pub fn new(source: &str, span: Range<usize>) -> Self {
        let at = floor(source, span.start.min(source.len()));
        let start = source[..at].rfind('\n').map_or(0, |i| i + 1);
        let line = source[..start].matches('\n').count() + 1;
        Self::at(source, &Head { line, start, column: source[start..at].chars().count() + 1 }, at..span.end)
    }

    /// Cuts the excerpt. Only text near the span is read, since a line may be as long
    /// as the file.
    pub(super) fn at(source: &str, head: &Head, span: Range<usize>) -> Self {
        let at = span.start;
        let near = head.start.max(floor(source, at.saturating_sub(MAX_LINE_BYTES)));
        let ahead = floor(source, (at + 2 * MAX_LINE_BYTES).min(source.len()));
        let end = source[at..ahead].find('\n').map_or(ahead, |i| at + i);
        let is_line_end = end == source.len() || source.as_bytes()[end] == b'\n';
        let text = &source[near..end];
        let text = if is_line_end { text.trim_end_matches('\r') } else { text };
        let start = (at - near).min(text.len());
        let end = (floor(source, span.end.clamp(at, end)) - near).clamp(start, text.len());
        // At the end of a line, the caret is placed under the last character.
        let from = if start == end && start == text.len() {
            text.char_indices().next_back().map_or(0, |(last, _)| last)
        } else {
            start
        };
        let column = head.column - source[near + from..at].chars().count();
        Self::within(head.line, column, text, from..end)
    }

    fn within(line: usize, column: usize, text: &str, span: Range<usize>) -> Self {
        let from =
            if span.start > MAX_LINE_BYTES / 2 { floor(text, span.start - MAX_LINE_BYTES / 2) } else { 0 };
        let to = floor(text, (from + MAX_LINE_BYTES).min(text.len()));
        Self {
            line,
            column,
            text: text[from..to].to_owned(),
            start: span.start - from,
            end: span.end.min(to).max(span.start) - from,
        }
    }

    /// Shifts the excerpt down, for a text that is preceded by `lines` lines in its
    /// file.
    #[must_use]
    pub fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }

    /// Masks secrets and escapes control characters, keeping the span.
    pub(super) fn shown(&self, context: Context) -> Self {
        let shown = Shown::of(&self.text, context);
        let span = shown.span(self.start..self.end);
        Self { text: shown.text, start: span.start, end: span.end, ..*self }
    }

    /// Returns the line number, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the column of the span in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Returns the span in the kept text, in bytes.
    pub(super) fn span(&self) -> SourceSpan {
        (self.start, self.end - self.start).into()
    }

    /// Names the excerpt, as a source for miette.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> Named<'a> {
        Named { name, excerpt: self }
    }
}

/// Position in a text: the line, its start, and the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) column: usize,
}

/// Returns the last character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// Excerpt with the name of its file.
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
        // miette reads twice: the line, to print it, and the span alone, to find its column.
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
        assert!(excerpt.text.len() <= MAX_LINE_BYTES);
    }
}
