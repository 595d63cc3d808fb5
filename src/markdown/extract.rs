//! Extracts the facts about a text that other stages need before it is rendered.
//!
//! These are the first paragraph, for lists and feeds, and the links, for the check. No HTML is
//! made. A text without brackets is parsed only up to the end of its first paragraph.

mod html;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::component::{self, ArgumentValue};
use super::events::Dialect;
use super::plain_text::{CollapsedText, normalize_line_ends, truncate_words};
use super::{html_references, lone_url, raw_html, redact};
use crate::config::Markdown;
use crate::redaction::Redactions;

use html::HtmlScope;

/// Maximum length of a first paragraph in characters.
const MAX_PARAGRAPH_CHARS: usize = 600;

/// First paragraph and references of a text, in source order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extract {
    /// First paragraph with text at the top level, as one line of plain text.
    ///
    /// Images and footnotes are left out, punctuation stays as written, and the length is limited.
    pub first_paragraph: Option<String>,
    /// Decoded URLs of links and images, including those in raw HTML.
    pub destinations: Vec<String>,
    /// Other values that may name a file: HTML attributes and component arguments.
    pub possible_references: Vec<String>,
    /// Ranges of images without alternative text.
    pub images_without_alt: Vec<Range<usize>>,
}

impl Extract {
    /// Collects the references of a piece of HTML.
    fn html(&mut self, html: &str) {
        raw_html::collect_urls(html, &mut self.destinations);
        html_references::collect_references(html, &mut self.possible_references);
    }
}

/// Extracts the facts about `text`, with names redacted.
pub fn extract(text: &str, settings: Markdown, redactions: &Redactions) -> Extract {
    let text = &*normalize_line_ends(text);
    let dialect = Dialect::from_settings(settings).without_smart_punctuation();
    let may_have_destinations = text.contains(['[', '<']) || dialect.may_autolink(text);
    let (blocks, _) = component::find(text, dialect.options);
    let mut surveyor = Extractor {
        text,
        blocks: blocks.iter().map(|block| block.at.clone()).collect(),
        ..Extractor::default()
    };
    for argument in blocks.iter().flat_map(|block| &block.calls).flat_map(|call| &call.arguments) {
        let ArgumentValue::Text(written) = argument.value else { continue };
        let Extract { destinations, possible_references, .. } = &mut surveyor.extract;
        let place = if argument.target().is_some() { destinations } else { possible_references };
        place.push(written.to_owned());
    }
    for (event, at) in redact::redacted_events(text, dialect, redactions, None) {
        surveyor.visit(event, &at);
        if !may_have_destinations && surveyor.extract.first_paragraph.is_some() {
            break;
        }
    }
    surveyor.extract
}

/// State of the extraction.
#[derive(Default)]
struct Extractor<'t> {
    text: &'t str,
    extract: Extract,
    /// Ranges of components, in order.
    blocks: Vec<Range<usize>>,
    /// Number of open elements.
    depth: usize,
    /// Number of open elements inside of an image, including the image.
    image_depth: usize,
    /// True if the open image has alternative text.
    image_has_alt: bool,
    /// Candidate for the first paragraph.
    paragraph: Option<CollapsedText>,
    /// Open block of HTML.
    html: String,
    /// Open elements of raw HTML.
    scope: HtmlScope,
}

impl Extractor<'_> {
    fn visit(&mut self, event: Event<'_>, at: &Range<usize>) {
        match event {
            Event::Start(tag) => self.enter(&tag, at),
            Event::End(tag) => self.leave(tag),
            Event::Text(text) | Event::Code(text) => self.read(&text),
            Event::SoftBreak | Event::HardBreak => self.read(" "),
            Event::Html(line) => self.html.push_str(&line),
            Event::InlineHtml(tag) => {
                self.extract.html(&tag);
                self.scope.visit_inline(&tag, self.paragraph.as_mut());
            }
            _ => {}
        }
    }

    fn enter(&mut self, tag: &Tag<'_>, at: &Range<usize>) {
        match tag {
            Tag::Paragraph
                if self.depth == 0
                    && self.extract.first_paragraph.is_none()
                    && self.scope.is_prose()
                    && !self.is_component(at)
                    && !lone_url::is_embed(&self.text[at.clone()]) =>
            {
                self.paragraph = Some(CollapsedText::default());
            }
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.extract.destinations.push(format!("mailto:{dest_url}"));
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.extract.destinations.push(dest_url.to_string());
            }
            Tag::HtmlBlock => self.html.clear(),
            _ => {}
        }
        self.depth += 1;
        if self.image_depth == 0 && matches!(tag, Tag::Image { .. }) {
            self.extract.images_without_alt.push(at.clone());
            self.image_has_alt = false;
        }
        if self.image_depth > 0 || matches!(tag, Tag::Image { .. }) {
            self.image_depth += 1;
        }
    }

    /// Returns whether a range lies in a component or its body.
    fn is_component(&self, at: &Range<usize>) -> bool {
        let next = self.blocks.partition_point(|block| block.end <= at.start);
        self.blocks.get(next).is_some_and(|block| block.start <= at.start)
    }

    fn leave(&mut self, tag: TagEnd) {
        if self.image_depth == 1 && self.image_has_alt {
            self.extract.images_without_alt.pop();
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
        self.image_has_alt |= !text.trim().is_empty();
        if self.image_depth == 0 && self.scope.is_visible() {
            // Upper bound for the bytes of the longest paragraph, in any script.
            if let Some(line) = self
                .paragraph
                .as_mut()
                .filter(|line| line.len() <= MAX_PARAGRAPH_CHARS * char::MAX.len_utf8())
            {
                line.push(text);
            }
        }
    }

    fn end_html(&mut self) {
        self.extract.html(&self.html);
        let max_bytes = if self.extract.first_paragraph.is_none() {
            MAX_PARAGRAPH_CHARS * char::MAX.len_utf8()
        } else {
            0
        };
        let first = self.scope.first_paragraph(&self.html, max_bytes);
        if self.depth == 0 && self.extract.first_paragraph.is_none() {
            self.extract.first_paragraph = first.map(|line| truncate_words(line, MAX_PARAGRAPH_CHARS));
        }
    }

    fn end_paragraph(&mut self) {
        let line = self.paragraph.take().map(CollapsedText::into_text);
        self.extract.first_paragraph = match line {
            Some(line) if line.contains(|c: char| !c.is_whitespace()) => {
                Some(truncate_words(line, MAX_PARAGRAPH_CHARS))
            }
            _ => self.extract.first_paragraph.take(),
        };
    }
}
