//! Context of a text event: whether it may become a link, and which of its bytes are literal.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::html_tokens::{self, HtmlTagKind};

/// Event with its range in the text.
pub(super) type SpannedEvent<'t> = (Event<'t>, Range<usize>);

/// Changes allowed to a text event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextContext {
    /// All changes.
    Free,
    /// No links, since the text is in a link or an image.
    Linked,
    /// None, since the text is a URL or in a code element.
    Verbatim,
}

/// Elements of HTML whose text is not prose.
const CODE_ELEMENTS: [&str; 9] = ["code", "kbd", "pre", "samp", "script", "style", "textarea", "tt", "math"];

/// Determines the context of each event of a run.
#[derive(Debug, Default)]
pub(super) struct ContextTracker {
    links: usize,
    in_address: bool,
    in_html_link: bool,
    /// Open code element.
    verbatim: Option<&'static str>,
}

impl ContextTracker {
    /// Processes the next event and returns its context.
    pub(super) fn advance(&mut self, event: &Event<'_>) -> TextContext {
        match event {
            Event::Start(Tag::Link { link_type, .. }) => {
                self.links += 1;
                self.in_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::Start(Tag::Image { .. }) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.links = self.links.saturating_sub(1);
                self.in_address = false;
            }
            Event::InlineHtml(html) => self.advance_html(html),
            _ => {}
        }
        match self {
            Self { in_address: true, .. } | Self { verbatim: Some(_), .. } => TextContext::Verbatim,
            Self { links: 0, in_html_link: false, .. } => TextContext::Free,
            _ => TextContext::Linked,
        }
    }

    fn advance_html(&mut self, html: &str) {
        let Some(tag) = html_tokens::leading_tag(html) else { return };
        match (tag.kind, self.verbatim) {
            (HtmlTagKind::Close, Some(name)) if tag.is(name) => self.verbatim = None,
            (HtmlTagKind::Open, None) => self.verbatim = CODE_ELEMENTS.into_iter().find(|name| tag.is(name)),
            _ => {}
        }
        if tag.is("a") {
            self.in_html_link = tag.kind == HtmlTagKind::Open;
        }
    }
}

/// Finds leading bytes of text events that are literal.
///
/// A backslash or a character reference makes them literal.
#[derive(Debug)]
pub(super) struct LiteralPrefixes<'t> {
    text: &'t str,
    /// End of the last text event.
    end: usize,
}

impl<'t> LiteralPrefixes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, end: 0 }
    }

    /// Processes the next text event, and returns its number of literal leading bytes.
    pub(super) fn advance(&mut self, content: &str, at: &Range<usize>) -> usize {
        let is_apart = self.end < at.start;
        self.end = at.end;
        if self.text.get(at.clone()) != Some(content) {
            return content.len();
        }
        let is_escaped = is_apart && self.text[..at.start].ends_with('\\');
        if is_escaped { content.chars().next().map_or(0, char::len_utf8) } else { 0 }
    }
}
