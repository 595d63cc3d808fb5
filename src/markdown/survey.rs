//! What other stages must know of a text before its HTML is made: what it begins with, for lists and feeds, and what
//! it links to, for the check. No HTML is made, and nothing is read beyond what is asked for: a text without a single
//! bracket is read no further than to its first paragraph.

mod html;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::component::{self, Literal};
use super::events::Dialect;
use super::plain::{Line, shortened};
use super::{lone, mentions, raw, redact};
use crate::config::Markdown;
use crate::redaction::Redactions;

use html::Scope;

/// The most characters of a first paragraph.
const LONGEST: usize = 600;

/// What a text shows or links to, as written, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// The first paragraph that has words and is not part of something else, as one line of plain text: without
    /// images and footnotes, its punctuation as written, and no longer than a list can show.
    pub first_paragraph: Option<String>,
    /// Where its links lead and its images come from, decoded, those of its HTML included.
    pub destinations: Vec<String>,
    /// What else may name a file of the site: other attributes of its HTML, arguments of its components.
    pub mentions: Vec<String>,
    /// Where images stand that have no alternative text.
    pub unspoken: Vec<Range<usize>>,
}

impl Survey {
    /// Takes in a piece of HTML.
    fn html(&mut self, html: &str) {
        raw::destinations(html, &mut self.destinations);
        mentions::mentions(html, &mut self.mentions);
    }
}

/// Reads what other stages must know of `text`, without the names that are withheld.
pub fn survey(text: &str, settings: Markdown, redactions: &Redactions) -> Survey {
    let text = &*super::lines(text);
    let dialect = Dialect::of(settings).as_written();
    let may_have_destinations = text.contains(['[', '<']) || dialect.may_link(text);
    let (blocks, _) = component::find(text, dialect.options);
    let mut surveyor = Surveyor {
        text,
        blocks: blocks.iter().map(|block| block.at.clone()).collect(),
        ..Surveyor::default()
    };
    for argument in blocks.iter().flat_map(|block| &block.calls).flat_map(|call| &call.arguments) {
        let Literal::Text(written) = argument.value else { continue };
        let Survey { destinations, mentions, .. } = &mut surveyor.survey;
        let place = if argument.leads_to().is_some() { destinations } else { mentions };
        place.push(written.to_owned());
    }
    for (event, at) in redact::redacted_events(text, dialect, redactions, None) {
        surveyor.meet(event, &at);
        if !may_have_destinations && surveyor.survey.first_paragraph.is_some() {
            break;
        }
    }
    surveyor.survey
}

/// What is found, and what is open.
#[derive(Default)]
struct Surveyor<'t> {
    text: &'t str,
    survey: Survey,
    /// Where components stand, in order.
    blocks: Vec<Range<usize>>,
    /// How many elements are open.
    depth: usize,
    /// How many of those are an image and what is in it.
    image_depth: usize,
    /// Whether the image that is open has words.
    is_spoken: bool,
    /// The paragraph that may be the first.
    paragraph: Option<Line>,
    /// The block of HTML that is open.
    html: String,
    /// The elements of HTML that are open.
    scope: Scope,
}

impl Surveyor<'_> {
    fn meet(&mut self, event: Event<'_>, at: &Range<usize>) {
        match event {
            Event::Start(tag) => self.enter(&tag, at),
            Event::End(tag) => self.leave(tag),
            Event::Text(text) | Event::Code(text) => self.read(&text),
            Event::SoftBreak | Event::HardBreak => self.read(" "),
            Event::Html(line) => self.html.push_str(&line),
            Event::InlineHtml(tag) => {
                self.survey.html(&tag);
                self.scope.meet_inline(&tag, self.paragraph.as_mut());
            }
            _ => {}
        }
    }

    fn enter(&mut self, tag: &Tag<'_>, at: &Range<usize>) {
        match tag {
            Tag::Paragraph
                if self.depth == 0
                    && self.survey.first_paragraph.is_none()
                    && self.scope.is_running()
                    && !self.is_component(at)
                    && !lone::is_embeddable(&self.text[at.clone()]) =>
            {
                self.paragraph = Some(Line::default());
            }
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.survey.destinations.push(format!("mailto:{dest_url}"));
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.survey.destinations.push(dest_url.to_string());
            }
            Tag::HtmlBlock => self.html.clear(),
            _ => {}
        }
        self.depth += 1;
        if self.image_depth == 0 && matches!(tag, Tag::Image { .. }) {
            self.survey.unspoken.push(at.clone());
            self.is_spoken = false;
        }
        if self.image_depth > 0 || matches!(tag, Tag::Image { .. }) {
            self.image_depth += 1;
        }
    }

    /// Whether something is a component's, or what it is put around.
    fn is_component(&self, at: &Range<usize>) -> bool {
        let next = self.blocks.partition_point(|block| block.end <= at.start);
        self.blocks.get(next).is_some_and(|block| block.start <= at.start)
    }

    fn leave(&mut self, tag: TagEnd) {
        if self.image_depth == 1 && self.is_spoken {
            self.survey.unspoken.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        self.image_depth = self.image_depth.saturating_sub(1);
        match tag {
            TagEnd::Paragraph if self.depth == 0 => self.end_paragraph(),
            TagEnd::HtmlBlock => self.end_html(),
            _ => {}
        }
    }

    fn read(&mut self, text: &str) {
        self.is_spoken |= !text.trim().is_empty();
        if self.image_depth == 0 && self.scope.is_shown() {
            // What could still be shown of a longer line is less than this, in any script.
            if let Some(line) =
                self.paragraph.as_mut().filter(|line| line.len() <= LONGEST * char::MAX.len_utf8())
            {
                line.push(text);
            }
        }
    }

    fn end_html(&mut self) {
        self.survey.html(&self.html);
        let longest = if self.survey.first_paragraph.is_none() { LONGEST * char::MAX.len_utf8() } else { 0 };
        let first = self.scope.first_paragraph(&self.html, longest);
        if self.depth == 0 && self.survey.first_paragraph.is_none() {
            self.survey.first_paragraph = first.map(|line| shortened(line, LONGEST));
        }
    }

    fn end_paragraph(&mut self) {
        let line = self.paragraph.take().map(Line::into_text);
        self.survey.first_paragraph = match line {
            Some(line) if line.contains(|c: char| !c.is_whitespace()) => Some(shortened(line, LONGEST)),
            _ => self.survey.first_paragraph.take(),
        };
    }
}
