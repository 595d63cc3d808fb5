//! Ranges of a text in Markdown that are no prose.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use crate::verify;

/// Ranges of a text that are no prose, in order.
#[derive(Default)]
pub(super) struct Ranges(Vec<Range<usize>>);

impl Ranges {
    /// Finds the code of a text in Markdown.
    pub(super) fn of_code(text: &str) -> Self {
        let is_code = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_));
        Self::of(text, is_code)
    }

    /// Finds the blocks of HTML of a text in Markdown.
    pub(super) fn of_html(text: &str) -> Self {
        Self::of(text, |event| matches!(event, Event::Start(Tag::HtmlBlock)))
    }

    /// Returns one range: the whole text.
    pub(super) fn whole(text: &str) -> Self {
        Self(std::iter::once(0..text.len()).collect())
    }

    /// Finds the elements that a condition holds for.
    fn of(text: &str, condition: impl Fn(&Event<'_>) -> bool) -> Self {
        let events = Parser::new_ext(text, verify::options()).into_offset_iter();
        Self(events.filter(|(event, _)| condition(event)).map(|(_, at)| at).collect())
    }

    /// Reports that a place is in one of the ranges.
    pub(super) fn contains(&self, at: usize) -> bool {
        let after = self.0.partition_point(|range| range.start <= at);
        after.checked_sub(1).is_some_and(|index| self.0[index].end > at)
    }
}
