//! Finds the code in a text, for stages that look for something else in it.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::events::options;

/// Returns the ranges of code in a text: blocks, spans, and HTML that begins with `<pre>`.
pub fn code(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options()).into_offset_iter();
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
