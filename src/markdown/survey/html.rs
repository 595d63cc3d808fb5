//! Reads paragraphs out of the HTML of a text, for its summary. What stands in a figure, a table, a list, a heading or a
//! quotation is no paragraph of the text, nor is what is not shown.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

use crate::markdown::plain::Line;
use crate::markdown::tags::{self, Part, Tag, TagKind};

/// Elements whose text is never read.
const HIDDEN: [&str; 12] = [
    "script", "style", "template", "noscript", "textarea", "title", "svg", "math", "iframe", "object",
    "select", "head",
];

/// Elements that are no part of the running text.
const APART: [&str; 24] = [
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

/// Elements that begin and end a paragraph.
const BLOCKS: [&str; 12] = [
    "p", "div", "section", "article", "main", "header", "center", "address", "hr", "body", "html", "fieldset",
];

/// The longest character reference: `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 34;

/// Elements that are open where the text goes on.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The element whose text is not read.
    hidden: Option<&'static str>,
    apart: Vec<&'static str>,
}

impl Scope {
    /// Whether what comes belongs to the running text.
    pub(super) fn is_running(&self) -> bool {
        self.hidden.is_none() && self.apart.is_empty()
    }

    /// Whether what comes is shown.
    pub(super) fn is_shown(&self) -> bool {
        self.hidden.is_none()
    }

    /// Takes a tag in a line of Markdown; a line break parts words.
    pub(super) fn meet_inline(&mut self, html: &str, line: Option<&mut Line>) {
        let Some(tag) = tags::first(html) else { return };
        match (self.hidden, tag.kind) {
            (Some(name), TagKind::Close) if tag.is(name) => self.hidden = None,
            (None, TagKind::Open) if !html.ends_with("/>") => self.hidden = named(&tag, &HIDDEN),
            _ => {}
        }
        if let Some(line) = line
            && (tag.is("br") || tag.is_among(&BLOCKS))
        {
            line.part();
        }
    }

    /// Takes a block of HTML, and returns its first paragraph that has words.
    pub(super) fn first_paragraph(&mut self, html: &str, longest: usize) -> Option<String> {
        let mut first = None;
        let mut line = Line::default();
        for part in tags::parts(html) {
            match part {
                Part::Tag(tag, at) => {
                    let ends = self.meet(&tag, html[at].ends_with("/>"));
                    if ends && first.is_none() {
                        first = words(std::mem::take(&mut line));
                    } else if tag.is("br") {
                        line.part();
                    }
                }
                Part::Text(at) if self.is_running() && first.is_none() && line.len() < longest => {
                    line.push(&decoded(&html[at]));
                }
                Part::Text(_) | Part::Comment => {}
            }
        }
        first.or_else(|| words(line))
    }

    /// Takes a tag, and returns whether it begins or ends a paragraph.
    fn meet(&mut self, tag: &Tag<'_>, is_closed: bool) -> bool {
        if let Some(name) = self.hidden {
            if tag.kind == TagKind::Close && tag.is(name) {
                self.hidden = None;
            }
            return false;
        }
        let apart = named(tag, &APART);
        match (tag.kind, apart) {
            (TagKind::Open, Some(name)) if !is_closed => self.apart.push(name),
            (TagKind::Open, None) if !is_closed => self.hidden = named(tag, &HIDDEN),
            (TagKind::Close, Some(name)) => {
                if let Some(open) = self.apart.iter().rposition(|open| *open == name) {
                    self.apart.truncate(open);
                }
            }
            _ => {}
        }
        apart.is_some() || tag.is_among(&BLOCKS)
    }
}

fn named(tag: &Tag<'_>, names: &[&'static str]) -> Option<&'static str> {
    names.iter().find(|name| tag.is(name)).copied()
}

/// Returns the text of a line that has words.
fn words(line: Line) -> Option<String> {
    Some(line.into_text()).filter(|text| text.contains(|c: char| !c.is_whitespace()))
}

/// Decodes the character references in a text, all that HTML has.
fn decoded(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return html.into();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        text.push_str(before);
        let end = reference.bytes().take(LONGEST_REFERENCE).position(|b| b == b';').map(|end| end + 1);
        let character = end.and_then(|end| Some((end, character(&reference[..end])?)));
        let (end, written) = character.unwrap_or((1, "&".to_owned()));
        text.push_str(&written);
        rest = &reference[end..];
    }
    text.push_str(rest);
    text.into()
}

/// Returns the characters that a reference stands for; Markdown's parser knows them all.
fn character(reference: &str) -> Option<String> {
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
