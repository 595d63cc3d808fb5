//! Inline text, code, breaks and HTML. Visible words are counted here, and added to the title of an
//! open heading.

use std::ops::Range;

use super::Writer;
use crate::config::Html;
use crate::markdown::sanitize;

/// Block of raw HTML that is being written.
#[derive(Default)]
pub(super) struct OpenHtml {
    /// Offset of its start.
    start: usize,
    /// True while a comment from an earlier line is open.
    in_comment: bool,
}

impl Writer<'_, '_, '_> {
    pub(super) fn text(&mut self, text: &str) {
        self.push_text(text);
        self.record_text(text);
    }

    pub(super) fn code(&mut self, code: &str) {
        self.push("<code>");
        self.push_text(code);
        self.push("</code>");
        self.record_text(code);
    }

    fn record_text(&mut self, text: &str) {
        self.words.add(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push(text);
        }
    }

    pub(super) fn line_break(&mut self, html: &str) {
        self.push(html);
        self.words.end_word();
        if let Some(heading) = &mut self.heading {
            heading.title.push_break();
        }
    }

    pub(super) fn start_html(&mut self) {
        self.html_block = OpenHtml { start: self.out.len(), in_comment: false };
    }

    /// Ends a block of raw HTML, and closes an opaque element that it leaves open.
    pub(super) fn end_html(&mut self, at: Range<usize>) {
        self.words.end_block();
        if self.html == Html::Trusted {
            return;
        }
        let start = self.html_block.start;
        match sanitize::unclosed_opaque(&self.out.as_html()[start..]) {
            // No tag can close it.
            Some(sanitize::PLAINTEXT) => {
                drop(self.out.split_off(start));
                self.report_plaintext(at);
            }
            Some(name) => self.out.push_raw(&format!("</{name}>\n"), at),
            None => {}
        }
    }

    /// Writes a line of a block of raw HTML.
    pub(super) fn html_line(&mut self, line: &str, at: Range<usize>) {
        let shown = match self.html {
            Html::Sanitised => self.without_comment(line),
            Html::Trusted => line,
        };
        if shown.is_empty() {
            return;
        }
        let start = at.start + (line.len() - shown.len());
        self.report_code(shown, &at);
        self.words.add_html(shown);
        // A range longer than the line includes markers of a quote or list; the whole range is
        // used.
        let place = if at.len() == line.len() { start..at.end } else { at };
        self.out.push_raw(shown, place);
    }

    /// Returns the part of a line behind a comment at its start.
    ///
    /// So a block that is only a comment, the common case, becomes no HTML, and an unclosed
    /// comment hides its own block, not the rest of the page.
    fn without_comment<'h>(&mut self, line: &'h str) -> &'h str {
        let begins = line.trim_ascii_start().starts_with("<!--");
        if !begins && !self.html_block.in_comment {
            return line;
        }
        let end = line.find("-->");
        self.html_block.in_comment = end.is_none();
        let rest = end.map_or("", |end| &line[end + 3..]);
        if rest.trim_ascii().is_empty() { "" } else { rest }
    }

    /// Writes an inline tag.
    pub(super) fn inline_html(&mut self, html: &str, at: Range<usize>) {
        // The parser has read the content of an opaque element as Markdown, so the text stays.
        // Without its tags the element can't be left open.
        if self.html == Html::Sanitised {
            if html.starts_with("<!--") {
                return;
            }
            if sanitize::is_opaque(html) {
                return self.drop_tag(html, at);
            }
            self.report_code(html, &at);
        }
        self.out.push_raw(html, at);
    }
}
