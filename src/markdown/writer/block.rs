//! Paragraphs, headings, quotes, lists and code. A block starts on a new line and ends the previous
//! word.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, HeadingLevel};

use super::{Heading, MAX_NESTING, Writer};
use crate::escape;
use crate::markdown::heading_ids::{self, Title};
use crate::markdown::plain_text::CollapsedText;

/// Heading whose content is being written.
pub(super) struct OpenHeading<'t> {
    level: u8,
    chosen: Option<CowStr<'t>>,
    /// Offsets of the tag, of its `id` attribute, and of the content.
    tag: usize,
    id: usize,
    content: usize,
    pub(super) title: CollapsedText,
    /// Range in the text.
    at: Range<usize>,
}

impl<'t> Writer<'t, '_, '_> {
    /// Appends the start of a block on a new line.
    pub(super) fn start_block(&mut self, html: &str) {
        self.words.end_word();
        let out = self.out.html();
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(html);
    }

    /// Appends the end of a block.
    pub(super) fn end_block(&mut self, html: &str) {
        self.words.end_word();
        self.push(html);
    }

    /// Opens a block that can nest, unless it is too deep.
    pub(super) fn open_block(&mut self, html: &str) {
        self.depth += 1;
        if self.depth <= MAX_NESTING {
            self.start_block(html);
        }
        self.words.end_word();
    }

    /// Opens an inline element that can nest, unless it is too deep.
    pub(super) fn open_inline(&mut self, html: &str) {
        self.depth += 1;
        self.push_nested(html);
    }

    /// Appends HTML to the innermost element, unless that is too deep.
    pub(super) fn push_nested(&mut self, html: &str) {
        if self.depth <= MAX_NESTING {
            self.push(html);
        }
    }

    /// Closes an element opened by [`Self::open_block`] or [`Self::open_inline`].
    pub(super) fn close_nested(&mut self, html: &str) {
        self.push_nested(html);
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        match first {
            None => self.open_block("<ul>\n"),
            Some(1) => self.open_block("<ol>\n"),
            Some(first) => self.open_block(&format!("<ol start=\"{first}\">\n")),
        }
    }

    pub(super) fn end_item(&mut self) {
        self.words.end_word();
        self.push_nested("</li>\n");
    }

    pub(super) fn start_code_block(&mut self, kind: &CodeBlockKind<'t>) {
        // Long lines scroll, so the block must be reachable by keyboard.
        self.start_block("<pre tabindex=\"0\"><code");
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
        self.start_block("");
        let tag = self.out.len();
        infallible_write(self.out.html(), format_args!("<h{level}"));
        let id = self.out.len();
        for (index, class) in classes.iter().enumerate() {
            self.push(if index == 0 { " class=\"" } else { " " });
            self.push_value(class);
        }
        self.push(if classes.is_empty() { ">" } else { "\">" });
        let content = self.out.len();
        self.heading =
            Some(OpenHeading { level, chosen, tag, id, content, title: CollapsedText::default(), at });
    }

    pub(super) fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        self.words.end_word();
        if self.out.len() == heading.content {
            // An empty heading would only confuse screen readers.
            self.out.html().truncate(heading.tag);
            return;
        }
        let title = heading.title.into_text();
        let source = heading_ids::heading_source(&self.text[heading.at.clone()]);
        let is_repeated = heading.chosen.as_deref().is_some_and(|chosen| self.ids.has(chosen));
        let id = self.ids.heading_id(&Title { words: &title, source }, heading.chosen.as_deref());
        if let Some(chosen) = heading.chosen.as_deref().filter(|chosen| self.ids.is_theme_id(chosen)) {
            self.hooks.report_problem(heading_ids::theme_id_warning(chosen, &id, heading.at));
        } else if let Some(chosen) = heading.chosen.as_deref().filter(|_| is_repeated) {
            self.hooks.report_problem(heading_ids::repeated_id_warning(chosen, Some(&id), heading.at));
        }
        let mut attribute = String::with_capacity(id.len() + 6);
        attribute.push_str(" id=\"");
        let Ok(()) = escape::escape_attribute(&id, &mut attribute);
        attribute.push('"');
        self.out.insert(heading.id, &attribute);
        infallible_write(self.out.html(), format_args!("</h{}>\n", heading.level));
        if !self.footnotes.are_open() {
            self.headings.push(Heading { level: heading.level, id, title });
        }
    }
}

/// Appends formatted text.
pub(super) fn infallible_write(html: &mut String, arguments: std::fmt::Arguments<'_>) {
    super::infallible(html.write_fmt(arguments));
}
