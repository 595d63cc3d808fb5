//! Redacts names from the parser's events.
//!
//! Names are removed from text, titles, chosen ids and raw HTML, even if markup splits them. URLs
//! stay; the caller decides about links.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::events::{self, Dialect};
use super::lint::Linter;
use super::problem::Problem;
use crate::redaction::{Matcher, Redactions, by_piece, edited};

/// Attributes with one URL or a list of URLs.
const URL_ATTRIBUTES: [&str; 4] = ["href", "src", "poster", "srcset"];

/// Events of a text after redaction.
pub(super) enum RedactedEvents<'t> {
    /// Unchanged events, parsed on demand.
    Parsed(Box<events::Events<'t>>),
    /// Redacted events, and the problems found by the linter.
    Edited(std::vec::IntoIter<(Event<'t>, Range<usize>)>, Vec<Problem>),
}

impl RedactedEvents<'_> {
    /// Returns the problems found by the linter.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        match self {
            Self::Parsed(events) => events.into_problems(),
            Self::Edited(_, found) => found,
        }
    }
}

impl<'t> Iterator for RedactedEvents<'t> {
    type Item = (Event<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Parsed(events) => events.next(),
            Self::Edited(events, _) => events.next(),
        }
    }
}

/// Parses `text` and redacts its events.
pub(super) fn redacted_events<'t>(
    text: &'t str,
    dialect: Dialect,
    redactions: &Redactions,
    review: Option<Linter<'t>>,
) -> RedactedEvents<'t> {
    let mut parsed = events::Events::new(text, dialect).linted_by(review);
    if redactions.is_empty() {
        return RedactedEvents::Parsed(Box::new(parsed));
    }
    let mut events: Vec<_> = parsed.by_ref().collect();
    for (event, _) in &mut events {
        redact_tag(event, redactions);
    }
    redact_text(&mut events, redactions);
    RedactedEvents::Edited(events.into_iter(), parsed.into_problems())
}

/// Redacts the title, id, classes or language in a tag.
fn redact_tag(event: &mut Event<'_>, redactions: &Redactions) {
    match event {
        Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) if redactions.matches(title) => {
            *title = redactions.redact(title).into_owned().into();
        }
        Event::Start(Tag::Heading { id, classes, .. }) => {
            id.take_if(|id| redactions.matches_address(id));
            classes.retain(|class| !redactions.matches_address(class));
        }
        Event::Start(Tag::CodeBlock(kind)) => {
            if let CodeBlockKind::Fenced(info) = kind
                && redactions.matches_address(info)
            {
                *info = CowStr::Borrowed("");
            }
        }
        _ => {}
    }
}

/// Redacts text across all inline markup and line breaks.
fn redact_text(events: &mut [(Event<'_>, Range<usize>)], redactions: &Redactions) {
    let mut matcher = Matcher::new(redactions);
    let mut html = HtmlSplitter::default();
    // Raw HTML is split into tags and text, and joined again at the end.
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Text(text) | Event::Code(text) => {
                matcher.push_text(pieces.len(), text);
                pieces.push((index, text.to_string()));
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                for (piece, is_tag) in html.split(text) {
                    if is_tag {
                        pieces.push((index, redact_html_tag(piece, redactions)));
                    } else {
                        matcher.push_text(pieces.len(), piece);
                        pieces.push((index, piece.to_owned()));
                    }
                }
            }
            Event::SoftBreak | Event::HardBreak => matcher.push_gap(),
            event if is_inline(event) => {}
            _ => {
                html = HtmlSplitter::default();
                matcher.push_boundary();
            }
        }
    }
    let edits = matcher.edits();
    for edits in by_piece(&edits) {
        let (_, piece) = &mut pieces[edits[0].piece];
        *piece = edited(piece, edits, redactions.replacement());
    }
    replace_events(events, pieces);
}

/// Replaces the contents of events by their edited pieces.
fn replace_events(events: &mut [(Event<'_>, Range<usize>)], pieces: Vec<(usize, String)>) {
    let mut pieces = pieces.into_iter().peekable();
    while let Some((index, mut text)) = pieces.next() {
        while let Some((_, more)) = pieces.next_if(|(other, _)| *other == index) {
            text.push_str(&more);
        }
        match &mut events[index].0 {
            Event::Text(there) | Event::Code(there) | Event::Html(there) | Event::InlineHtml(there)
                if **there != *text =>
            {
                *there = text.into();
            }
            _ => {}
        }
    }
}

/// Returns whether a word may continue after an event.
fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::HtmlBlock)
            | Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::HtmlBlock
            )
            | Event::FootnoteReference(_)
    )
}

/// Splits lines of raw HTML into tags and text.
#[derive(Default)]
struct HtmlSplitter {
    in_tag: bool,
}

impl HtmlSplitter {
    /// Splits a line; the flag marks a tag.
    fn split<'h>(&mut self, html: &'h str) -> Vec<(&'h str, bool)> {
        let mut pieces = Vec::new();
        let mut rest = html;
        while !rest.is_empty() {
            let end = if self.in_tag { rest.find('>').map(|end| end + 1) } else { rest.find('<') };
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
            if !piece.is_empty() {
                pieces.push((piece, self.in_tag));
            }
            self.in_tag ^= end.is_some();
            rest = after;
        }
        pieces
    }
}

/// Redacts a tag or comment, except attribute values that are URLs.
fn redact_html_tag(tag: &str, redactions: &Redactions) -> String {
    if tag.starts_with("<!") {
        return redactions.redact(tag).into_owned();
    }
    let mut written = String::with_capacity(tag.len());
    let mut rest = tag;
    while let Some(start) = rest.find(['"', '\'']) {
        let quote = &rest[start..=start];
        let (before, value) = rest.split_at(start + 1);
        let (value, after) = value.split_at(value.find(quote).unwrap_or(value.len()));
        written.push_str(before);
        let name = before[..start].trim_end().trim_end_matches('=').trim_end().to_ascii_lowercase();
        if URL_ATTRIBUTES.iter().any(|destination| name.ends_with(destination)) {
            written.push_str(value);
        } else {
            written.push_str(&redactions.redact(value));
        }
        let closing = after.get(..1).unwrap_or_default();
        written.push_str(closing);
        rest = &after[closing.len()..];
    }
    written.push_str(rest);
    written
}
