//! What stands in a line: text, code, breaks, and HTML. Every visible word is counted here, and goes into the title
//! of the heading that it stands in.

use std::ops::Range;

use super::Writer;
use crate::config::Html;
use crate::markdown::sanitise;

/// A block of HTML that is being written.
#[derive(Default)]
pub(super) struct OpenHtml {
    /// Where it begins.
    start: usize,
    /// Whether a comment is open that began in an earlier line.
    in_comment: bool,
}

impl Writer<'_, '_, '_> {
    pub(super) fn text(&mut self, text: &str) {
        self.push_text(text);
        self.note_words(text);
    }

    pub(super) fn code(&mut self, code: &str) {
        self.push("<code>");
        self.push_text(code);
        self.push("</code>");
        self.note_words(code);
    }

    fn note_words(&mut self, text: &str) {
        self.words.add(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push(text);
        }
    }

    pub(super) fn line_break(&mut self, html: &str) {
        self.push(html);
        self.words.part();
        if let Some(heading) = &mut self.heading {
            heading.title.part();
        }
    }

    pub(super) fn start_html(&mut self) {
        self.html_block = OpenHtml { start: self.out.len(), in_comment: false };
    }

    /// Ends a block of HTML, and whatever it opens that would take the rest of the page into itself.
    pub(super) fn end_html(&mut self, at: Range<usize>) {
        self.words.end_block();
        if self.html == Html::Trusted {
            return;
        }
        let start = self.html_block.start;
        match sanitise::left_open(&self.out.as_html()[start..]) {
            // What no tag can close.
            Some(sanitise::PLAINTEXT) => {
                drop(self.out.split_off(start));
                self.report_plaintext(at);
            }
            Some(name) => self.out.push_raw(&format!("</{name}>\n"), at),
            None => {}
        }
    }

    /// One line of a block of HTML.
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
        // A range that is longer than the line has marks of a quote or a list in it; it stands for the whole.
        let place = if at.len() == line.len() { start..at.end } else { at };
        self.out.push_raw(shown, place);
    }

    /// What of a line of HTML stands after the comment that it begins with or goes on with. A block that is nothing
    /// but a comment, as most are, then is no HTML at all. A comment that is never closed takes its block with it,
    /// not the rest of the page.
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

    /// One tag in a line.
    pub(super) fn inline_html(&mut self, html: &str, at: Range<usize>) {
        // Of an element that would swallow what comes after it, the words stay: the parser has taken them for
        // Markdown. Without its tags it can't be left open.
        if self.html == Html::Sanitised {
            if html.starts_with("<!--") {
                return;
            }
            if sanitise::is_swallowing(html) {
                return self.leave_out_tag(html, at);
            }
            self.report_code(html, &at);
        }
        self.out.push_raw(html, at);
    }
}
