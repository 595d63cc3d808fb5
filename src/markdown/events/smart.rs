//! Applies smart punctuation to a run: its text is put together with signs for what stands in between, the quotation
//! marks are decided on the whole, and each event gets its part back.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::Event;

use super::quotes::{self, CLOSES, LITERAL, OBJECT, OPENS};
use super::{Literals, Piece, Place, Places};
use crate::markdown::tags::{self, TagKind};

/// Elements of HTML that begin or end a line.
const BREAKS: [&str; 12] =
    ["br", "p", "div", "li", "ul", "ol", "hr", "tr", "td", "th", "table", "blockquote"];

/// Elements of HTML that show something without having text.
const OBJECTS: [&str; 5] = ["img", "input", "video", "audio", "object"];

/// Replaces the straight quotation marks, hyphens and dots of a run by the characters they stand for.
pub(super) fn smarten(text: &str, run: &mut VecDeque<Piece<'_>>) {
    let flat = Flat::of(text, run);
    let changes = quotes::changes(&flat.text);
    let mut changes = changes.iter().peekable();
    for Span { event, at } in &flat.spans {
        while changes.next_if(|change| change.at < at.start).is_some() {}
        let Some((Event::Text(content), _)) = run.get_mut(*event) else { continue };
        let mut written = String::new();
        let mut done = at.start;
        while let Some(change) = changes.next_if(|change| change.at + change.length <= at.end) {
            written.push_str(&content[done - at.start..change.at - at.start]);
            written.push_str(&change.instead);
            done = change.at + change.length;
        }
        if done > at.start {
            written.push_str(&content[done - at.start..]);
            *content = written.into();
        }
    }
}

/// The text of a run in one piece.
struct Flat {
    text: String,
    spans: Vec<Span>,
}

/// A text event's part of it.
struct Span {
    event: usize,
    at: Range<usize>,
}

impl Flat {
    fn of(text: &str, run: &VecDeque<Piece<'_>>) -> Self {
        let mut flat = Self { text: String::new(), spans: Vec::new() };
        let mut places = Places::default();
        let mut literals = Literals::of(text);
        for (index, (event, range)) in run.iter().enumerate() {
            let place = places.meet(event);
            match event {
                Event::Text(content) => {
                    let literal = literals.meet(content, range);
                    match place {
                        Place::Verbatim => flat.text.push(OBJECT),
                        Place::Free | Place::Linked => flat.add(index, content, literal),
                    }
                }
                Event::SoftBreak | Event::HardBreak => flat.text.push('\n'),
                Event::Start(_) => flat.text.push(OPENS),
                Event::End(_) | Event::FootnoteReference(_) => flat.text.push(CLOSES),
                Event::InlineHtml(html) => flat.text.extend(sign_of(html)),
                _ => flat.text.push(OBJECT),
            }
        }
        flat
    }

    /// Adds a text event, of which so many of the first bytes are literal.
    fn add(&mut self, event: usize, content: &str, literal: usize) {
        let start = self.text.len();
        let mask = |c: char| match c {
            '\'' | '"' | '-' | '.' => LITERAL,
            c => c,
        };
        self.text.extend(content[..literal].chars().map(mask));
        // The signs for what stands in between must not come from the text.
        let is_sign = |c: char| matches!(c, OPENS | CLOSES | OBJECT);
        let rest = &content[literal..];
        if rest.contains(is_sign) {
            self.text.extend(rest.chars().map(|c| if is_sign(c) { LITERAL } else { c }));
        } else {
            self.text.push_str(rest);
        }
        self.spans.push(Span { event, at: start..self.text.len() });
    }
}

/// Returns the sign for a tag of HTML; none for a comment.
fn sign_of(html: &str) -> Option<char> {
    let tag = tags::first(html)?;
    Some(match tag.kind {
        _ if tag.is_among(&BREAKS) => '\n',
        _ if tag.is_among(&OBJECTS) => OBJECT,
        _ if tag.is("wbr") => return None,
        TagKind::Open => OPENS,
        TagKind::Close => CLOSES,
    })
}

/// Replaces punctuation in a text that has no markup.
#[cfg(test)]
pub(super) fn smart(text: &str) -> String {
    let mut written = String::new();
    let mut done = 0;
    for quotes::Change { at, length, instead } in quotes::changes(text) {
        written.push_str(&text[done..at]);
        written.push_str(&instead);
        done = at + length;
    }
    written + &text[done..]
}
