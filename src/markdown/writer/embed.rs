//! Embeds: a paragraph that is nothing but the address of a film or the like becomes one, and so does a frame in a line.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Writer;
use crate::config::Html;
use crate::markdown::lone::Lone;
use crate::markdown::raw::{Frame, read_tag};
use crate::markdown::removal::{self, Content, Embeddable, Part, Removal};
use crate::markdown::sanitise;

impl<'t> Writer<'t, '_, '_> {
    /// Returns whether an event belongs to a paragraph that became an embed, which is written where it begins.
    pub(super) fn is_embed(&mut self, event: &Event<'t>, at: &Range<usize>) -> bool {
        if at.end <= self.embedded {
            return true;
        }
        let is_outermost = self.depth == 0 && self.nested == 0 && !self.notes.are_open();
        if !is_outermost || !matches!(event, Event::Start(Tag::Paragraph)) {
            return false;
        }
        let Some(Lone { address, title }) = Lone::of(&self.text[at.clone()]) else { return false };
        let embeddable = Embeddable { at: at.clone(), address: &address, title, height: None };
        let Some(embed) = self.links.embed(&embeddable) else { return false };
        let mark = self.components.add_embed(embed.block, self.text);
        self.block(&mark);
        self.embedded = at.end;
        true
    }

    /// Writes what becomes of a tag in a line whose element can't stand in a text.
    pub(super) fn leave_out_tag(&mut self, html: &str, at: Range<usize>) {
        if html.starts_with("</") {
            return;
        }
        let Some((name, frame)) = read_tag(html) else { return };
        if name == "iframe" && self.embed_frame(&frame, at.clone()) {
            return;
        }
        let (address, title) = (frame.address.as_deref(), frame.title.as_deref());
        // The parser has taken the content for Markdown.
        let content = if self.text[at.end..].starts_with("</") { Content::None } else { Content::Kept };
        let element = removal::Element { name: &name, content, address, title };
        self.links.removed(Removal { at, part: Part::Element(element) });
    }

    /// Writes a frame in a line as an embed between two paragraphs, or as a link where no block can stand.
    fn embed_frame(&mut self, frame: &Frame, at: Range<usize>) -> bool {
        let Some(embed) = frame.embeddable(at).and_then(|embeddable| self.links.embed(&embeddable)) else {
            return false;
        };
        let can_part = self.paragraph.is_some()
            && self.depth == 0
            && self.open_links.is_empty()
            && !self.notes.are_open();
        if !can_part {
            if !self.is_in_link() {
                self.push(&embed.link);
            }
            return true;
        }
        self.end_paragraph();
        let mark = self.components.add_embed(embed.block, self.text);
        self.block(&mark);
        self.start_paragraph();
        true
    }

    pub(super) fn start_paragraph(&mut self) {
        self.block("<p>");
        self.paragraph = Some(self.out.len());
    }

    pub(super) fn end_paragraph(&mut self) {
        let start = self.paragraph.take();
        if start == Some(self.out.len()) {
            // Nothing is in it, or nothing but a frame that became an embed.
            let start = self.out.len() - "<p>".len();
            self.out.html().truncate(start);
            return self.end_block("");
        }
        self.end_block("</p>\n");
    }

    /// Reports code of other programs in HTML, which the sanitiser takes for a comment.
    pub(super) fn report_code(&mut self, html: &str, at: &Range<usize>) {
        let html = html.trim_ascii_start();
        let is_code = html.starts_with("<?") && !html.starts_with("<?xml");
        if self.html == Html::Sanitised && (is_code || html.starts_with("<![CDATA[")) {
            self.links.removed(Removal { at: at.clone(), part: Part::Code });
        }
    }

    /// Reports a block of HTML that is left out because no tag can close it.
    pub(super) fn report_plaintext(&mut self, at: Range<usize>) {
        let name = sanitise::PLAINTEXT;
        let element = removal::Element { name, content: Content::LeftOut, address: None, title: None };
        self.links.removed(Removal { at, part: Part::Element(element) });
    }
}
