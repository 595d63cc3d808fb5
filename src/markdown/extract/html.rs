//! Extracts the first paragraph from raw HTML, for the summary.
//!
//! Figures, tables, lists, headings, quotations and invisible elements are skipped.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

use crate::markdown::html_tokens::{self, HtmlTag, HtmlTagKind, HtmlToken};
use crate::markdown::plain_text::CollapsedText;

/// Elements whose text is never read.
const HIDDEN_ELEMENTS: [&str; 12] = [
    "script", "style", "template", "noscript", "textarea", "title", "svg", "math", "iframe", "object",
    "select", "head",
];

/// Elements outside of the running text.
const NON_PROSE_ELEMENTS: [&str; 24] = [
    "figure",
    "figcaption",
    "table",
    "caption",
    "blockquote",
    "aside",
    "nav",
    "ul",
    "ol",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "details",
    "form",
    "video",
    "audio",
    "button",
    "footer",
    "menu",
];

/// Elements that start and end a paragraph.
const BLOCK_ELEMENTS: [&str; 12] = [
    "p", "div", "section", "article", "main", "header", "center", "address", "hr", "body", "html", "fieldset",
];

/// Length of the longest character reference, `&CounterClockwiseContourIntegral;`.
const MAX_REFERENCE_BYTES: usize = 34;

/// Elements of raw HTML that are open.
#[derive(Debug, Default)]
pub(super) struct HtmlScope {
    /// Element whose text is not read.
    hidden: Option<&'static str>,
    non_prose: Vec<&'static str>,
}

impl HtmlScope {
    /// Returns whether text here belongs to the running text.
    pub(super) fn is_prose(&self) -> bool {
        self.hidden.is_none() && self.non_prose.is_empty()
    }

    /// Returns whether text here is visible.
    pub(super) fn is_visible(&self) -> bool {
        self.hidden.is_none()
    }

    /// Processes a tag inside of a Markdown line; a line break separates words.
    pub(super) fn visit_inline(&mut self, html: &str, line: Option<&mut CollapsedText>) {
        let Some(tag) = html_tokens::leading_tag(html) else { return };
        match (self.hidden, tag.kind) {
            (Some(name), HtmlTagKind::Close) if tag.is(name) => self.hidden = None,
            (None, HtmlTagKind::Open) if !html.ends_with("/>") => {
                self.hidden = matching_name(&tag, &HIDDEN_ELEMENTS);
            }
            _ => {}
        }
        if let Some(line) = line
            && (tag.is("br") || tag.is_among(&BLOCK_ELEMENTS))
        {
            line.push_break();
        }
    }

    /// Processes a block of HTML and returns its first paragraph with text.
    pub(super) fn first_paragraph(&mut self, html: &str, max_bytes: usize) -> Option<String> {
        let mut first = None;
        let mut line = CollapsedText::default();
        for part in html_tokens::tokens(html) {
            match part {
                HtmlToken::Tag(tag, at) => {
                    let ends = self.visit(&tag, html[at].ends_with("/>"));
                    if ends && first.is_none() {
                        first = non_blank(std::mem::take(&mut line));
                    } else if tag.is("br") {
                        line.push_break();
                    }
                }
                HtmlToken::Text(at) if self.is_prose() && first.is_none() && line.len() < max_bytes => {
                    line.push(&decode_all_references(&html[at]));
                }
                HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
            }
        }
        first.or_else(|| non_blank(line))
    }

    /// Processes a tag and returns whether it starts or ends a paragraph.
    fn visit(&mut self, tag: &HtmlTag<'_>, is_closed: bool) -> bool {
        if let Some(name) = self.hidden {
            if tag.kind == HtmlTagKind::Close && tag.is(name) {
                self.hidden = None;
            }
            return false;
        }
        let non_prose = matching_name(tag, &NON_PROSE_ELEMENTS);
        match (tag.kind, non_prose) {
            (HtmlTagKind::Open, Some(name)) if !is_closed => self.non_prose.push(name),
            (HtmlTagKind::Open, None) if !is_closed => self.hidden = matching_name(tag, &HIDDEN_ELEMENTS),
            (HtmlTagKind::Close, Some(name)) => {
                if let Some(open) = self.non_prose.iter().rposition(|open| *open == name) {
                    self.non_prose.truncate(open);
                }
            }
            _ => {}
        }
        non_prose.is_some() || tag.is_among(&BLOCK_ELEMENTS)
    }
}

fn matching_name(tag: &HtmlTag<'_>, names: &[&'static str]) -> Option<&'static str> {
    names.iter().find(|name| tag.is(name)).copied()
}

/// Returns the text of a line, unless it is blank.
fn non_blank(line: CollapsedText) -> Option<String> {
    Some(line.into_text()).filter(|text| text.contains(|c: char| !c.is_whitespace()))
}

/// Decodes all character references of HTML.
fn decode_all_references(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return html.into();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        text.push_str(before);
        let end = reference.bytes().take(MAX_REFERENCE_BYTES).position(|b| b == b';').map(|end| end + 1);
        let character = end.and_then(|end| Some((end, decode_reference(&reference[..end])?)));
        let (end, written) = character.unwrap_or((1, "&".to_owned()));
        text.push_str(&written);
        rest = &reference[end..];
    }
    text.push_str(rest);
    text.into()
}

/// Decodes one reference with the Markdown parser, which knows them all.
fn decode_reference(reference: &str) -> Option<String> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'#';
    if !reference[1..reference.len() - 1].bytes().all(is_plain) {
        return None;
    }
    let events = Parser::new_ext(reference, Options::empty());
    let text = events.filter_map(|event| match event {
        Event::Text(text) => Some(text),
        _ => None,
    });
    let text: String = text.map(String::from).collect();
    (text != reference && !text.is_empty()).then_some(text)
}
