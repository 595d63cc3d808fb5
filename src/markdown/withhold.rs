//! Markdown's events without the names that are withheld. In goes a text; out come the parser's events, with each name
//! taken out of the words, the titles, the chosen ids and the HTML, wherever markup cuts it. Destinations stay: what
//! leads where is the caller's to say.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::events::{self, Dialect};
use super::fault::Fault;
use super::review::Review;
use crate::withheld::{Flow, Withheld};

/// The attributes whose values are destinations, or lists of them.
const DESTINATIONS: [&str; 4] = ["href", "src", "poster", "srcset"];

/// The events of a text.
pub(super) enum Events<'t> {
    /// As they come.
    Parsed(Box<events::Events<'t>>),
    /// Read to the end, and edited; with the warnings of the review.
    Edited(std::vec::IntoIter<(Event<'t>, Range<usize>)>, Vec<Fault>),
}

impl Events<'_> {
    /// Returns the warnings of the review.
    pub(super) fn into_found(self) -> Vec<Fault> {
        match self {
            Self::Parsed(events) => events.into_found(),
            Self::Edited(_, found) => found,
        }
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = (Event<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Parsed(events) => events.next(),
            Self::Edited(events, _) => events.next(),
        }
    }
}

/// The events of `text`.
pub(super) fn events<'t>(
    text: &'t str,
    dialect: Dialect,
    withheld: &Withheld,
    review: Option<Review<'t>>,
) -> Events<'t> {
    let mut parsed = events::Events::new(text, dialect).reviewed_by(review);
    if withheld.is_nothing() {
        return Events::Parsed(Box::new(parsed));
    }
    let mut events: Vec<_> = parsed.by_ref().collect();
    for (event, _) in &mut events {
        in_tag(event, withheld);
    }
    in_words(&mut events, withheld);
    Events::Edited(events.into_iter(), parsed.into_found())
}

/// Takes the names out of what a tag says by itself.
fn in_tag(event: &mut Event<'_>, withheld: &Withheld) {
    match event {
        Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) if withheld.are_in(title) => {
            *title = withheld.taken_from(title).into_owned().into();
        }
        Event::Start(Tag::Heading { id, classes, .. }) => {
            id.take_if(|id| withheld.are_in_address(id));
            classes.retain(|class| !withheld.are_in_address(class));
        }
        Event::Start(Tag::CodeBlock(kind)) => {
            if let CodeBlockKind::Fenced(info) = kind
                && withheld.are_in_address(info)
            {
                *info = CowStr::Borrowed("");
            }
        }
        _ => {}
    }
}

/// Takes the names out of the words, across all that stands in a line or parts two lines.
fn in_words(events: &mut [(Event<'_>, Range<usize>)], withheld: &Withheld) {
    let mut flow = Flow::new(withheld);
    let mut html = Html::default();
    // The HTML cut into its tags and its words: what each event becomes is put together again at the end.
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Text(text) | Event::Code(text) => {
                flow.text(pieces.len(), text);
                pieces.push((index, text.to_string()));
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                for (piece, is_tag) in html.cut(text) {
                    if is_tag {
                        pieces.push((index, in_html_tag(piece, withheld)));
                    } else {
                        flow.text(pieces.len(), piece);
                        pieces.push((index, piece.to_owned()));
                    }
                }
            }
            Event::SoftBreak | Event::HardBreak => flow.gap(),
            event if is_within_line(event) => {}
            _ => {
                html = Html::default();
                flow.end();
            }
        }
    }
    let edits = flow.edits();
    for edit in edits.iter().rev() {
        let instead = if edit.is_first { withheld.instead() } else { "" };
        pieces[edit.piece].1.replace_range(edit.range.clone(), instead);
    }
    put_back(events, pieces);
}

/// Puts the pieces of each event in its place.
fn put_back(events: &mut [(Event<'_>, Range<usize>)], pieces: Vec<(usize, String)>) {
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
fn is_within_line(event: &Event<'_>) -> bool {
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
struct Html {
    in_tag: bool,
}

impl Html {
    /// A piece of HTML, cut into tags and what is between them.
    fn cut<'h>(&mut self, html: &'h str) -> Vec<(&'h str, bool)> {
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
fn in_html_tag(tag: &str, withheld: &Withheld) -> String {
    if tag.starts_with("<!") {
        return withheld.taken_from(tag).into_owned();
    }
    let mut written = String::with_capacity(tag.len());
    let mut rest = tag;
    while let Some(start) = rest.find(['"', '\'']) {
        let quote = &rest[start..=start];
        let (before, value) = rest.split_at(start + 1);
        let (value, after) = value.split_at(value.find(quote).unwrap_or(value.len()));
        written.push_str(before);
        let name = before[..start].trim_end().trim_end_matches('=').trim_end().to_ascii_lowercase();
        if DESTINATIONS.iter().any(|destination| name.ends_with(destination)) {
            written.push_str(value);
        } else {
            written.push_str(&withheld.taken_from(value));
        }
        let closing = after.get(..1).unwrap_or_default();
        written.push_str(closing);
        rest = &after[closing.len()..];
    }
    written.push_str(rest);
    written
}
