//! Embeds made from a video URL or the like that is alone in a paragraph, or from a frame in a
//! line.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Writer;
use crate::config::Html;
use crate::markdown::lone_url::LoneUrl;
use crate::markdown::raw_html::{FrameSource, parse_first_tag};
use crate::markdown::removal::{EmbedCandidate, Removal, RemovedContent, RemovedElement, RemovedPart};
use crate::markdown::sanitize;

impl<'t> Writer<'t, '_, '_> {
    /// Returns whether an event belongs to a paragraph that became an embed.
    ///
    /// The first event of the paragraph writes the embed.
    pub(super) fn is_part_of_embed(&mut self, event: &Event<'t>, at: &Range<usize>) -> bool {
        if at.end <= self.embedded {
            return true;
        }
        let is_outermost = self.depth == 0 && self.component_depth == 0 && !self.footnotes.are_open();
        if !is_outermost || !matches!(event, Event::Start(Tag::Paragraph)) {
            return false;
        }
        let Some(LoneUrl { address, title }) = LoneUrl::parse(&self.text[at.clone()]) else { return false };
        let embed_candidate = EmbedCandidate { at: at.clone(), address: &address, title, height: None };
        let Some(embed) = self.hooks.embed(&embed_candidate) else { return false };
        let mark = self.placeholders.add_embed(embed.block, self.text);
        self.start_block(&mark);
        self.embedded = at.end;
        true
    }

    /// Handles an inline tag of an element that a text may not contain.
    pub(super) fn drop_tag(&mut self, html: &str, at: Range<usize>) {
        if html.starts_with("</") {
            return;
        }
        let Some((name, frame)) = parse_first_tag(html) else { return };
        if name == "iframe" && self.embed_frame(&frame, at.clone()) {
            return;
        }
        let (address, title) = (frame.address.as_deref(), frame.title.as_deref());
        // The parser has read the content as Markdown.
        let content =
            if self.text[at.end..].starts_with("</") { RemovedContent::None } else { RemovedContent::Kept };
        let element = RemovedElement { name: &name, content, address, title };
        self.hooks.report_removed(Removal { at, part: RemovedPart::Element(element) });
    }

    /// Writes a frame in a line as an embed.
    ///
    /// The embed splits the paragraph; where no block is allowed, a link is written.
    fn embed_frame(&mut self, frame: &FrameSource, at: Range<usize>) -> bool {
        let Some(embed) =
            frame.embed_candidate(at).and_then(|embed_candidate| self.hooks.embed(&embed_candidate))
        else {
            return false;
        };
        let can_part = self.paragraph.is_some()
            && self.depth == 0
            && self.open_links.is_empty()
            && !self.footnotes.are_open();
        if !can_part {
            if !self.is_in_link() {
                self.push(&embed.link);
            }
            return true;
        }
        self.end_paragraph();
        let mark = self.placeholders.add_embed(embed.block, self.text);
        self.start_block(&mark);
        self.start_paragraph();
        true
    }

    pub(super) fn start_paragraph(&mut self) {
        self.start_block("<p>");
        self.paragraph = Some(self.out.len());
    }

    pub(super) fn end_paragraph(&mut self) {
        let start = self.paragraph.take();
        if start == Some(self.out.len()) {
            // An empty paragraph, or one that held only a frame.
            let start = self.out.len() - "<p>".len();
            self.out.html().truncate(start);
            return self.end_block("");
        }
        self.end_block("</p>\n");
    }

    /// Reports processing instructions and CDATA, which are sanitized as comments.
    pub(super) fn report_code(&mut self, html: &str, at: &Range<usize>) {
        let html = html.trim_ascii_start();
        let is_code = html.starts_with("<?") && !html.starts_with("<?xml");
        if self.html == Html::Sanitised && (is_code || html.starts_with("<![CDATA[")) {
            self.hooks.report_removed(Removal { at: at.clone(), part: RemovedPart::ForeignCode });
        }
    }

    /// Reports a block of HTML that is left out because no tag can close it.
    pub(super) fn report_plaintext(&mut self, at: Range<usize>) {
        let name = sanitize::PLAINTEXT;
        let element = RemovedElement { name, content: RemovedContent::Removed, address: None, title: None };
        self.hooks.report_removed(Removal { at, part: RemovedPart::Element(element) });
    }
}
