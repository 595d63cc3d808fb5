//! Markdown's events become HTML here. The parser's events come in, one after another; HTML goes out into one string
//! at once, and with it the headings, the ids and the number of words. HTML in the text goes through as it is and is
//! marked as raw; comments, where HTML is sanitised, do not. Nothing recurses, and nothing is looked at twice but a
//! heading's id and a footnote, which are put in place when they are complete.

mod block;
mod component;
mod embed;
mod inline;
mod link;
mod note;
mod outlook;
mod table;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use pulldown_cmark_escape::{StrWrite, escape_href};

use super::anchor::Ids;
use super::component::{Block, find};
use super::events::Dialect;
use super::output::Output;
use super::plain::Words;
use super::review::{self, Review};
use super::{Heading, Links, Rules, redact};
use crate::config::Html;
use crate::escape;

pub(super) use component::Components;

/// How deep quotes, lists and emphasis go. What is deeper is shown without its marks: no reader could tell, and
/// everything that reads the HTML after us, browsers too, takes time or stack by depth.
const DEEPEST: usize = 64;

/// A text as it was written.
pub(super) struct Written<'r> {
    /// Its HTML.
    pub(super) output: Output,
    /// Its headings, save those in footnotes.
    pub(super) headings: Vec<Heading>,
    /// Its ids, save those in its raw HTML.
    pub(super) ids: Ids<'r>,
    /// How many words it has.
    pub(super) words: usize,
    /// What a theme made of its components.
    pub(super) components: Components,
}

/// Writes the HTML of `text`, without the names that are withheld.
pub(super) fn write<'r>(text: &str, rules: &Rules<'r>, links: &mut dyn Links) -> Written<'r> {
    let outlook::Outlook { shift, ids } = outlook::outlook(text, rules);
    write_within(text, links, Within { rules: *rules, shift, ids, nested: 0 })
}

/// What a text has of the one that it stands in.
struct Within<'r> {
    rules: Rules<'r>,
    shift: u8,
    ids: Ids<'r>,
    /// How many components it is in.
    nested: usize,
}

/// Writes the HTML of a text that may stand in another.
fn write_within<'r>(text: &str, links: &mut dyn Links, within: Within<'r>) -> Written<'r> {
    let Within { rules, shift, ids, nested } = within;
    let mut dialect = Dialect::of(rules.settings);
    if nested > 0 {
        // The notes are the whole text's.
        dialect = dialect.without_notes();
    }
    let (blocks, faults) = find(text, dialect.options);
    for fault in faults {
        links.fault(fault);
    }
    let mut writer = Writer {
        text,
        rules,
        html: rules.settings.html,
        nested,
        blocks: blocks.into(),
        block_is_written: false,
        components: Components::default(),
        links,
        out: Output::with_room_for(text.len()),
        ids,
        shift,
        words: Words::default(),
        headings: Vec::new(),
        depth: 0,
        paragraph: None,
        embedded: 0,
        html_block: inline::OpenHtml::default(),
        heading: None,
        open_links: Vec::new(),
        image: None,
        table: table::Table::default(),
        notes: note::Notes::default(),
    };
    let components = writer.blocks.iter().map(|block| block.at.clone()).collect();
    let place = if nested > 0 { review::Place::InComponent } else { review::Place::Whole };
    let review = Review::of(text, components, place);
    let mut events = redact::redacted_events(text, dialect, rules.redactions, Some(review));
    for (event, at) in events.by_ref() {
        if !writer.is_component(&at) && !writer.is_embed(&event, &at) {
            writer.write(event, at);
        }
    }
    for fault in events.into_found() {
        writer.links.fault(fault);
    }
    writer.write_notes();
    Written {
        output: writer.out,
        headings: writer.headings,
        ids: writer.ids,
        words: writer.words.count(),
        components: writer.components,
    }
}

/// What is being written, and what is open in it.
struct Writer<'t, 'l, 'r> {
    text: &'t str,
    rules: Rules<'r>,
    /// How many components the text is in.
    nested: usize,
    /// The components that are still to come, and whether the first of them has been written.
    blocks: VecDeque<Block<'t>>,
    block_is_written: bool,
    components: Components,
    html: Html,
    links: &'l mut dyn Links,
    out: Output,
    ids: Ids<'r>,
    /// How much deeper headings are than they are written.
    shift: u8,
    words: Words,
    headings: Vec<Heading>,
    /// How many quotes, lists and kinds of emphasis are open.
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
    notes: note::Notes<'t>,
}

impl<'t> Writer<'t, '_, '_> {
    fn write(&mut self, event: Event<'t>, at: Range<usize>) {
        if self.image.is_some() {
            return self.write_alternative(event);
        }
        match event {
            Event::Text(text) => self.text(&text),
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, at),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.block("<hr>\n"),
            Event::Html(html) => self.html_line(&html, at),
            Event::InlineHtml(html) => self.inline_html(&html, at),
            Event::FootnoteReference(label) => self.note_reference(&label),
            // Neither is among our options.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>, at: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, id, classes, .. } => self.start_heading(level, id, &classes, at),
            Tag::BlockQuote(_) => self.nest_block("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code_block(&kind),
            Tag::HtmlBlock => self.start_html(),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.within("<li>"),
            Tag::FootnoteDefinition(label) => self.start_note(label),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => self.start_table_row(),
            Tag::TableCell => self.start_table_cell(),
            Tag::Emphasis => self.nest("<em>"),
            Tag::Strong => self.nest("<strong>"),
            Tag::Strikethrough => self.nest("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, at),
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, title, at),
            // None of these is among our options.
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
            TagEnd::BlockQuote(_) => self.unnest("</blockquote>\n"),
            TagEnd::CodeBlock => self.end_block("</code></pre>\n"),
            TagEnd::HtmlBlock => self.end_html(at),
            TagEnd::List(ordered) => self.unnest(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.end_item(),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_block("</tr>\n</thead>\n"),
            TagEnd::TableRow => self.end_block("</tr>\n"),
            TagEnd::TableCell => self.end_table_cell(),
            TagEnd::Emphasis => self.unnest("</em>"),
            TagEnd::Strong => self.unnest("</strong>"),
            TagEnd::Strikethrough => self.unnest("</del>"),
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

    /// Writes HTML of our own.
    fn push(&mut self, html: &str) {
        self.out.html().push_str(html);
    }

    /// Writes text between tags.
    fn push_text(&mut self, text: &str) {
        let Ok(()) = escape::between_tags(text, self.out.html());
    }

    /// Writes an attribute's value.
    fn push_value(&mut self, value: &str) {
        let Ok(()) = escape::anywhere(value, self.out.html());
    }

    /// Writes a destination as an attribute's value.
    fn push_destination(&mut self, destination: &str) {
        infallible(escape_href(self.out.html(), destination));
    }
}

/// Takes the result of writing to a string, which has no other end than a good one.
fn infallible(result: Result<(), <String as StrWrite>::Error>) {
    debug_assert!(result.is_ok(), "a string takes whatever is written to it");
}
