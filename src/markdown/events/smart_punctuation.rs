//! Applies smart punctuation to a run.
//!
//! The text events are joined, with markers for the elements between them. The punctuation is
//! decided on the whole, and each event gets its part back.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::Event;

use super::quotes::{self, ELEMENT_END, ELEMENT_START, LITERAL, OBJECT};
use crate::markdown::html_tokens::{self, HtmlTagKind};
use crate::markdown::text_context::{ContextTracker, LiteralPrefixes, SpannedEvent, TextContext};

/// Elements of HTML that start or end a line.
const LINE_BREAK_ELEMENTS: [&str; 12] =
    ["br", "p", "div", "li", "ul", "ol", "hr", "tr", "td", "th", "table", "blockquote"];

/// Elements of HTML that are visible without text.
const VISIBLE_ELEMENTS: [&str; 5] = ["img", "input", "video", "audio", "object"];

/// Replaces straight quotation marks, hyphens and dots by typographic characters.
pub(super) fn apply(text: &str, run: &mut VecDeque<SpannedEvent<'_>>) {
    let flat = FlatText::of(text, run);
    let changes = quotes::changes(&flat.text);
    let mut changes = changes.iter().peekable();
    for Span { event, at } in &flat.spans {
        while changes.next_if(|change| change.at < at.start).is_some() {}
        let Some((Event::Text(content), _)) = run.get_mut(*event) else { continue };
        let mut written = String::new();
        let mut done = at.start;
        while let Some(change) = changes.next_if(|change| change.at + change.length <= at.end) {
            written.push_str(&content[done - at.start..change.at - at.start]);
            written.push_str(&change.replacement);
            done = change.at + change.length;
        }
        if done > at.start {
            written.push_str(&content[done - at.start..]);
            *content = written.into();
        }
    }
}

/// Joined text of a run.
struct FlatText {
    text: String,
    spans: Vec<Span>,
}

/// Part from one text event.
struct Span {
    event: usize,
    at: Range<usize>,
}

impl FlatText {
    fn of(text: &str, run: &VecDeque<SpannedEvent<'_>>) -> Self {
        let mut flat = Self { text: String::new(), spans: Vec::new() };
        let mut contexts = ContextTracker::default();
        let mut literals = LiteralPrefixes::new(text);
        for (index, (event, range)) in run.iter().enumerate() {
            let text_context = contexts.advance(event);
            match event {
                Event::Text(content) => {
                    let literal = literals.advance(content, range);
                    match text_context {
                        TextContext::Verbatim => flat.text.push(OBJECT),
                        TextContext::Free | TextContext::Linked => flat.add(index, content, literal),
                    }
                }
                Event::SoftBreak | Event::HardBreak => flat.text.push('\n'),
                Event::Start(_) => flat.text.push(ELEMENT_START),
                Event::End(_) | Event::FootnoteReference(_) => flat.text.push(ELEMENT_END),
                Event::InlineHtml(html) => flat.text.extend(marker_for(html)),
                _ => flat.text.push(OBJECT),
            }
        }
        flat
    }

    /// Appends a text event with its number of literal leading bytes.
    fn add(&mut self, event: usize, content: &str, literal: usize) {
        let start = self.text.len();
        let mask = |c: char| match c {
            '\'' | '"' | '-' | '.' => LITERAL,
            c => c,
        };
        self.text.extend(content[..literal].chars().map(mask));
        // The text itself must not contain markers.
        let is_marker = |c: char| matches!(c, ELEMENT_START | ELEMENT_END | OBJECT);
        let rest = &content[literal..];
        if rest.contains(is_marker) {
            self.text.extend(rest.chars().map(|c| if is_marker(c) { LITERAL } else { c }));
        } else {
            self.text.push_str(rest);
        }
        self.spans.push(Span { event, at: start..self.text.len() });
    }
}

/// Returns the marker for a tag of HTML; a comment has none.
fn marker_for(html: &str) -> Option<char> {
    let tag = html_tokens::leading_tag(html)?;
    Some(match tag.kind {
        _ if tag.is_among(&LINE_BREAK_ELEMENTS) => '\n',
        _ if tag.is_among(&VISIBLE_ELEMENTS) => OBJECT,
        _ if tag.is("wbr") => return None,
        HtmlTagKind::Open => ELEMENT_START,
        HtmlTagKind::Close => ELEMENT_END,
    })
}

/// Replaces punctuation in a text without markup.
#[cfg(test)]
pub(super) fn smart_text(text: &str) -> String {
    let mut written = String::new();
    let mut done = 0;
    for quotes::Change { at, length, replacement } in quotes::changes(text) {
        written.push_str(&text[done..at]);
        written.push_str(&replacement);
        done = at + length;
    }
    written + &text[done..]
}
