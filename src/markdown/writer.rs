//! Writes HTML for the events of a text.
//!
//! One pass appends HTML to a buffer, and collects headings, ids and the word count. Raw HTML is
//! copied and marked as raw; where HTML is sanitized, comments are dropped. Nothing recurses. Only
//! heading ids and footnotes are inserted after the fact.

mod block;
mod component;
mod embed;
mod footnote;
mod inline;
mod link;
mod prescan;
mod table;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use pulldown_cmark_escape::{StrWrite, escape_href};

use super::component::{Block, find};
use super::events::Dialect;
use super::heading_ids::Ids;
use super::hooks::RenderHooks;
use super::html_buffer::HtmlBuffer;
use super::lint::{self, Linter};
use super::options::RenderOptions;
use super::placeholders::Placeholders;
use super::plain_text::WordCounter;
use super::redact;
use crate::config::Html;
use crate::escape;

/// Maximum nesting of quotes, lists and emphasis.
///
/// Deeper elements are written without tags: readers could not tell the levels apart, and later
/// parsers and browsers need time or stack in proportion to depth.
const MAX_NESTING: usize = 64;

/// Heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Level on the page, 2 to 6; the page's own headline is level 1.
    pub level: u8,
    /// Id of the element.
    pub id: String,
    /// Plain text of the heading.
    pub title: String,
}

/// Written text.
pub(super) struct WriterOutput<'r> {
    /// HTML of the text.
    pub(super) buffer: HtmlBuffer,
    /// Headings, except those in footnotes.
    pub(super) headings: Vec<Heading>,
    /// Ids, except those in raw HTML.
    pub(super) ids: Ids<'r>,
    /// Number of words.
    pub(super) words: usize,
    /// Components and embeds to insert.
    pub(super) placeholders: Placeholders,
}

/// Writes the HTML of `text`, with names redacted.
pub(super) fn write<'r>(
    text: &str,
    options: &RenderOptions<'r>,
    hooks: &mut dyn RenderHooks,
) -> WriterOutput<'r> {
    let prescan::Prescan { shift, ids } = prescan::prescan(text, options);
    write_nested(text, hooks, WriterContext { options: *options, shift, ids, component_depth: 0 })
}

/// State that a component's body inherits from the text around it.
struct WriterContext<'r> {
    options: RenderOptions<'r>,
    shift: u8,
    ids: Ids<'r>,
    /// Number of components around the text.
    component_depth: usize,
}

/// Writes the HTML of a text, or of a component's body.
fn write_nested<'r>(text: &str, hooks: &mut dyn RenderHooks, within: WriterContext<'r>) -> WriterOutput<'r> {
    let WriterContext { options, shift, ids, component_depth } = within;
    let mut dialect = Dialect::from_settings(options.settings);
    if component_depth > 0 {
        // Footnotes belong to the whole text.
        dialect = dialect.without_footnotes();
    }
    let (blocks, problems) = find(text, dialect.options);
    for problem in problems {
        hooks.report_problem(problem);
    }
    let mut writer = Writer {
        text,
        options,
        html: options.settings.html,
        component_depth,
        blocks: blocks.into(),
        block_is_written: false,
        placeholders: Placeholders::default(),
        hooks,
        out: HtmlBuffer::with_capacity_for(text.len()),
        ids,
        shift,
        words: WordCounter::default(),
        headings: Vec::new(),
        depth: 0,
        paragraph: None,
        embedded: 0,
        html_block: inline::OpenHtml::default(),
        heading: None,
        open_links: Vec::new(),
        image: None,
        table: table::Table::default(),
        footnotes: footnote::Footnotes::default(),
    };
    let placeholders = writer.blocks.iter().map(|block| block.at.clone()).collect();
    let place = if component_depth > 0 { lint::Scope::Component } else { lint::Scope::Document };
    let review = Linter::new(text, placeholders, place);
    let mut events = redact::redacted_events(text, dialect, options.redactions, Some(review));
    for (event, at) in events.by_ref() {
        if !writer.is_component(&at) && !writer.is_part_of_embed(&event, &at) {
            writer.write(event, at);
        }
    }
    for problem in events.into_problems() {
        writer.hooks.report_problem(problem);
    }
    writer.write_footnotes();
    WriterOutput {
        buffer: writer.out,
        headings: writer.headings,
        ids: writer.ids,
        words: writer.words.count(),
        placeholders: writer.placeholders,
    }
}

/// State of the writer.
struct Writer<'t, 'l, 'r> {
    text: &'t str,
    options: RenderOptions<'r>,
    /// Number of components around the text.
    component_depth: usize,
    /// Components not yet passed, and whether the first of them was written.
    blocks: VecDeque<Block<'t>>,
    block_is_written: bool,
    placeholders: Placeholders,
    html: Html,
    hooks: &'l mut dyn RenderHooks,
    out: HtmlBuffer,
    ids: Ids<'r>,
    /// Difference between the level of a heading on the page and in the text.
    shift: u8,
    words: WordCounter,
    headings: Vec<Heading>,
    /// Number of open quotes, lists and emphasis.
    depth: usize,
    /// Start of the content of the open paragraph.
    paragraph: Option<usize>,
    /// End of the last paragraph that became an embed.
    embedded: usize,
    html_block: inline::OpenHtml,
    heading: Option<block::OpenHeading<'t>>,
    open_links: Vec<link::OpenLink>,
    image: Option<link::OpenImage<'t>>,
    table: table::Table,
    footnotes: footnote::Footnotes<'t>,
}

impl<'t> Writer<'t, '_, '_> {
    fn write(&mut self, event: Event<'t>, at: Range<usize>) {
        if self.image.is_some() {
            return self.write_alt_event(event);
        }
        match event {
            Event::Text(text) => self.text(&text),
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, at),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.start_block("<hr>\n"),
            Event::Html(html) => self.html_line(&html, at),
            Event::InlineHtml(html) => self.inline_html(&html, at),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            // The parser options exclude these.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>, at: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, id, classes, .. } => self.start_heading(level, id, &classes, at),
            Tag::BlockQuote(_) => self.open_block("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code_block(&kind),
            Tag::HtmlBlock => self.start_html(),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.push_nested("<li>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(label),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => self.start_table_row(),
            Tag::TableCell => self.start_table_cell(),
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, at),
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, title, at),
            // The parser options exclude these.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, at: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.close_nested("</blockquote>\n"),
            TagEnd::CodeBlock => self.end_block("</code></pre>\n"),
            TagEnd::HtmlBlock => self.end_html(at),
            TagEnd::List(ordered) => self.close_nested(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.end_item(),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_block("</tr>\n</thead>\n"),
            TagEnd::TableRow => self.end_block("</tr>\n"),
            TagEnd::TableCell => self.end_table_cell(),
            TagEnd::Emphasis => self.close_nested("</em>"),
            TagEnd::Strong => self.close_nested("</strong>"),
            TagEnd::Strikethrough => self.close_nested("</del>"),
            TagEnd::Link => self.end_link(),
            // An image ends while its alternative text is written.
            TagEnd::Image
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Appends HTML.
    fn push(&mut self, html: &str) {
        self.out.html().push_str(html);
    }

    /// Appends text between tags.
    fn push_text(&mut self, text: &str) {
        let Ok(()) = escape::escape_text(text, self.out.html());
    }

    /// Appends an attribute value.
    fn push_value(&mut self, value: &str) {
        let Ok(()) = escape::escape_attribute(value, self.out.html());
    }

    /// Appends a URL as an attribute value.
    fn push_destination(&mut self, destination: &str) {
        infallible(escape_href(self.out.html(), destination));
    }
}

/// Asserts that a write to a string succeeded, as it always does.
fn infallible(result: Result<(), <String as StrWrite>::Error>) {
    debug_assert!(result.is_ok(), "writing to a string can't fail");
}
