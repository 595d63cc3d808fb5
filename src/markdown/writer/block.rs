//! Paragraphs, headings, quotes, lists and code. A block begins on a line of its own and ends the word before it.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, HeadingLevel};

use super::{DEEPEST, Writer};
use crate::escape;
use crate::markdown::Heading;
use crate::markdown::anchor::{self, Title};
use crate::markdown::plain::Line;

/// A heading whose words are still to come.
pub(super) struct OpenHeading<'t> {
    level: u8,
    chosen: Option<CowStr<'t>>,
    /// Where its tag begins, where in the tag its id goes, and where its content begins.
    tag: usize,
    id: usize,
    content: usize,
    pub(super) title: Line,
    /// Where it stands in the text.
    at: Range<usize>,
}

impl<'t> Writer<'t, '_, '_> {
    /// Writes what begins a block, on a line of its own.
    pub(super) fn block(&mut self, html: &str) {
        self.words.part();
        let out = self.out.html();
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(html);
    }

    /// Writes what ends a block.
    pub(super) fn end_block(&mut self, html: &str) {
        self.words.part();
        self.push(html);
    }

    /// Begins a block that others can be in, unless it is too deep to be told.
    pub(super) fn nest_block(&mut self, html: &str) {
        self.depth += 1;
        if self.depth <= DEEPEST {
            self.block(html);
        }
        self.words.part();
    }

    /// Begins an element in a line that others can be in, unless it is too deep to be told.
    pub(super) fn nest(&mut self, html: &str) {
        self.depth += 1;
        self.within(html);
    }

    /// Writes a part of what was begun last, unless that was too deep.
    pub(super) fn within(&mut self, html: &str) {
        if self.depth <= DEEPEST {
            self.push(html);
        }
    }

    /// Ends what [`Self::nest_block`] or [`Self::nest`] began.
    pub(super) fn unnest(&mut self, html: &str) {
        self.within(html);
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        match first {
            None => self.nest_block("<ul>\n"),
            Some(1) => self.nest_block("<ol>\n"),
            Some(first) => self.nest_block(&format!("<ol start=\"{first}\">\n")),
        }
    }

    pub(super) fn end_item(&mut self) {
        self.words.part();
        self.within("</li>\n");
    }

    pub(super) fn start_code_block(&mut self, kind: &CodeBlockKind<'t>) {
        // Long lines scroll, so that the keyboard must be able to get there.
        self.block("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info.split_ascii_whitespace().next()
        {
            self.push(" class=\"language-");
            self.push_value(language);
            self.push("\"");
        }
        self.push(">");
    }

    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        chosen: Option<CowStr<'t>>,
        classes: &[CowStr<'t>],
        at: Range<usize>,
    ) {
        let level = (level as u8 + self.shift).clamp(2, 6);
        self.block("");
        let tag = self.out.len();
        infallible_write(self.out.html(), format_args!("<h{level}"));
        let id = self.out.len();
        for (index, class) in classes.iter().enumerate() {
            self.push(if index == 0 { " class=\"" } else { " " });
            self.push_value(class);
        }
        self.push(if classes.is_empty() { ">" } else { "\">" });
        let content = self.out.len();
        self.heading = Some(OpenHeading { level, chosen, tag, id, content, title: Line::default(), at });
    }

    pub(super) fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        self.words.part();
        if self.out.len() == heading.content {
            // Nothing is in it, so there is nothing to head; readers of the page aloud would stumble on it.
            self.out.html().truncate(heading.tag);
            return;
        }
        let title = heading.title.into_text();
        let source = anchor::source_of(&self.text[heading.at.clone()]);
        let id = self.ids.of_heading(&Title { words: &title, source }, heading.chosen.as_deref());
        if let Some(chosen) = heading.chosen.as_deref().filter(|chosen| self.ids.is_of_theme(chosen)) {
            self.links.fault(anchor::taken_by_theme(chosen, &id, heading.at));
        }
        let mut attribute = String::with_capacity(id.len() + 6);
        attribute.push_str(" id=\"");
        let Ok(()) = escape::anywhere(&id, &mut attribute);
        attribute.push('"');
        self.out.insert(heading.id, &attribute);
        infallible_write(self.out.html(), format_args!("</h{}>\n", heading.level));
        if !self.notes.are_open() {
            self.headings.push(Heading { level: heading.level, id, title });
        }
    }
}

/// Writes numbers among HTML of our own.
pub(super) fn infallible_write(html: &mut String, arguments: std::fmt::Arguments<'_>) {
    super::infallible(html.write_fmt(arguments));
}
