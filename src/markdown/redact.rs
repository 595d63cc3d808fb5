//! Markdown's events without the names that are withheld. In goes a text; out come the parser's events, with each name
//! taken out of the words, the titles, the chosen ids and the HTML, wherever markup cuts it. Destinations stay: what
//! leads where is the caller's to say.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::events::{self, Dialect};
use super::fault::Fault;
use super::review::Review;
use crate::redaction::{Matcher, Redactions, by_piece, edited};

/// The attributes whose values are destinations, or lists of them.
const URL_ATTRIBUTES: [&str; 4] = ["href", "src", "poster", "srcset"];

/// The events of a text.
pub(super) enum RedactedEvents<'t> {
    /// As they come.
    Parsed(Box<events::Events<'t>>),
    /// Read to the end, and edited; with the warnings of the review.
    Edited(std::vec::IntoIter<(Event<'t>, Range<usize>)>, Vec<Fault>),
}

impl RedactedEvents<'_> {
    /// Returns the warnings of the review.
    pub(super) fn into_found(self) -> Vec<Fault> {
        match self {
            Self::Parsed(events) => events.into_found(),
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

/// The events of `text`.
pub(super) fn redacted_events<'t>(
    text: &'t str,
    dialect: Dialect,
    redactions: &Redactions,
    review: Option<Review<'t>>,
) -> RedactedEvents<'t> {
    let mut parsed = events::Events::new(text, dialect).reviewed_by(review);
    if redactions.is_empty() {
        return RedactedEvents::Parsed(Box::new(parsed));
    }
    let mut events: Vec<_> = parsed.by_ref().collect();
    for (event, _) in &mut events {
        redact_tag(event, redactions);
    }
    redact_text(&mut events, redactions);
    RedactedEvents::Edited(events.into_iter(), parsed.into_found())
}

/// Takes the names out of what a tag says by itself.
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

/// Takes the names out of the words, across all that stands in a line or parts two lines.
fn redact_text(events: &mut [(Event<'_>, Range<usize>)], redactions: &Redactions) {
    let mut matcher = Matcher::new(redactions);
    let mut html = HtmlSplitter::default();
    // The HTML cut into its tags and its words: what each event becomes is put together again at the end.
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

/// Puts the pieces of each event in its place.
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

/// Whether a word may go on after this.
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

/// Whether a tag was left open at the end of the last line of HTML.
#[derive(Default)]
struct HtmlSplitter {
    in_tag: bool,
}

impl HtmlSplitter {
    /// A piece of HTML, cut into tags and what is between them.
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

/// A tag, or a comment, without the names: in the values of its attributes, save where they are destinations.
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
