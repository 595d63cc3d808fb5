//! Finds code in a text, for stages that search for something outside of code.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::events::parser_options;

/// Returns the ranges of code blocks, code spans, and HTML that starts in `<pre>`.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, parser_options()).into_offset_iter();
    events
        .filter(|(event, at)| match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => true,
            Event::Start(Tag::HtmlBlock) => {
                text[at.clone()].trim_start().get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("<pre"))
            }
            _ => false,
        })
        .map(|(_, at)| at)
        .collect()
}
