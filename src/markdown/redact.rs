//! Redacts names from the parser's events.
//!
//! Names are removed from text, titles, chosen ids and raw HTML, even if markup splits them. URLs
//! stay; the caller decides about links.

mod html_tag;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::events::{self, Dialect};
use super::html_tokens::{self, HtmlToken};
use super::lint::Linter;
use super::problem::Problem;
use crate::redaction::{Matcher, Redactions, by_piece, edited};

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
    let mut html = HtmlRun::default();
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        if let Event::Html(text) = event {
            html.push(index, text);
            continue;
        }
        std::mem::take(&mut html).split_into(&mut pieces, &mut matcher, redactions);
        match event {
            Event::Text(text) | Event::Code(text) => {
                matcher.push_text(pieces.len(), text);
                pieces.push((index, text.to_string()));
            }
            Event::InlineHtml(text) => {
                HtmlRun::of(index, text).split_into(&mut pieces, &mut matcher, redactions);
            }
            Event::SoftBreak | Event::HardBreak => matcher.push_gap(),
            event if is_inline(event) => {}
            _ => matcher.push_boundary(),
        }
    }
    html.split_into(&mut pieces, &mut matcher, redactions);
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

/// Consecutive events of raw HTML. A tag may begin in one line and end in another.
#[derive(Default)]
struct HtmlRun {
    html: String,
    /// Start of each event in `html`, with its index.
    starts: Vec<(usize, usize)>,
}

impl HtmlRun {
    fn of(index: usize, html: &str) -> Self {
        let mut run = Self::default();
        run.push(index, html);
        run
    }

    fn push(&mut self, index: usize, html: &str) {
        self.starts.push((self.html.len(), index));
        self.html.push_str(html);
    }

    /// Splits the HTML into redacted tags, and text for `matcher`.
    ///
    /// A piece belongs to the event in which it begins.
    fn split_into(self, pieces: &mut Vec<(usize, String)>, matcher: &mut Matcher, redactions: &Redactions) {
        let mut starts = self.starts.into_iter().peekable();
        let mut event = 0;
        for (at, is_text) in html_pieces(&self.html) {
            while let Some((_, index)) = starts.next_if(|(start, _)| *start <= at.start) {
                event = index;
                pieces.push((event, String::new()));
            }
            let piece = &self.html[at];
            if is_text {
                matcher.push_text(pieces.len(), piece);
                pieces.push((event, piece.to_owned()));
            } else {
                pieces.push((event, html_tag::redact(piece, redactions)));
            }
        }
        pieces.extend(starts.map(|(_, index)| (index, String::new())));
    }
}

/// Returns the ranges of text, and of tags and comments; the flag marks text.
fn html_pieces(html: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    let mut done = 0;
    html_tokens::tokens(html).map(move |token| {
        let (end, is_text) = match token {
            HtmlToken::Text(at) => (at.end, true),
            HtmlToken::Tag(_, at) | HtmlToken::Comment(at) => (at.end, false),
        };
        let start = std::mem::replace(&mut done, end);
        (start..end, is_text)
    })
}
