//! Parses a text into events of the site's Markdown dialect.
//!
//! The parser handles `CommonMark`, tables and footnotes. Strikethrough with two tildes, bare URLs
//! and smart punctuation need more context, so they are applied here to all inline events of a
//! block (paragraph, heading, cell or list item), called a run.

mod autolink;
mod quotes;
mod smart_punctuation;
mod strikethrough;

use std::collections::VecDeque;
use std::ops::Range;

use memchr::{memchr_iter, memchr2, memchr3};
use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::lint::Linter;
use super::problem::Problem;
use super::text_context::SpannedEvent;
use crate::config::{Addresses, Markdown, Punctuation};

/// Extensions of Markdown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub(super) options: Options,
    punctuation: Punctuation,
    addresses: Addresses,
}

impl Dialect {
    /// Returns the dialect for the settings.
    pub(super) fn from_settings(settings: Markdown) -> Self {
        let Markdown { punctuation, addresses, .. } = settings;
        Self { options: parser_options(), punctuation, addresses }
    }

    /// Returns the dialect without footnotes.
    pub(super) fn without_footnotes(mut self) -> Self {
        self.options.remove(Options::ENABLE_FOOTNOTES);
        self
    }

    /// Returns whether a text may contain bare URLs that become links.
    pub(super) fn may_autolink(self, text: &str) -> bool {
        let mut triggers = Triggers::default();
        self.addresses == Addresses::Linked && {
            triggers.scan(text);
            triggers.address
        }
    }

    /// Returns the dialect without smart punctuation.
    pub(super) fn without_smart_punctuation(self) -> Self {
        Self { punctuation: Punctuation::AsWritten, ..self }
    }
}

/// Returns the extensions that the parser itself applies to every text.
pub(super) fn parser_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Events of a text.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: OffsetIter<'t>,
    dialect: Dialect,
    /// Inline events of the current block; once it is complete, those not yet returned.
    run: VecDeque<SpannedEvent<'t>>,
    /// Event after the run.
    after: Option<SpannedEvent<'t>>,
    /// Triggers found in the run.
    triggers: Triggers,
    in_code: bool,
    /// End of the last block without triggers.
    plain_until: usize,
    /// True after a block of HTML that left a link open.
    in_html_link: bool,
    /// Checks for likely mistakes.
    linter: Option<Linter<'t>>,
}

impl<'t> Events<'t> {
    /// Parses a text.
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            parser: Parser::new_ext(text, dialect.options).into_offset_iter(),
            dialect,
            run: VecDeque::new(),
            after: None,
            triggers: Triggers::default(),
            in_code: false,
            plain_until: 0,
            in_html_link: false,
            linter: None,
        }
    }

    /// Attaches a linter.
    pub(super) fn linted_by(self, linter: Option<Linter<'t>>) -> Self {
        Self { linter, ..self }
    }

    /// Returns the problems found by the linter.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.linter.map_or_else(Vec::new, Linter::into_problems)
    }

    /// Applies the extensions to a complete run.
    fn apply_extensions(&mut self) {
        let triggers = std::mem::take(&mut self.triggers);
        if triggers.brackets
            && let Some(linter) = &mut self.linter
        {
            linter.check_inline(&self.run);
        }
        if triggers.tildes {
            strikethrough::apply(self.text, &mut self.run);
        }
        if triggers.address && self.dialect.addresses == Addresses::Linked && !self.in_html_link {
            autolink::apply(self.text, &mut self.run);
        }
        if triggers.quotes && self.dialect.punctuation == Punctuation::Smart {
            smart_punctuation::apply(self.text, &mut self.run);
        }
    }

    fn track_block(&mut self, event: &Event<'t>, at: &Range<usize>) {
        if let Some(linter) = &mut self.linter {
            linter.check_block(event, at);
        }
        match event {
            // Only leaf blocks, so that no text is scanned twice.
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell)
                if is_plain(&self.text[at.clone()]) =>
            {
                self.plain_until = at.end;
            }
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Html(html) => {
                let (opens, closes) = (html.rfind("<a "), html.rfind("</a"));
                if opens != closes {
                    self.in_html_link = opens > closes;
                }
            }
            _ => {}
        }
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = SpannedEvent<'t>;

    fn next(&mut self) -> Option<SpannedEvent<'t>> {
        if let Some(piece) = self.run.pop_front().or_else(|| self.after.take()) {
            return Some(piece);
        }
        loop {
            match self.parser.next() {
                Some(piece) if piece.1.start < self.plain_until && is_inline(&piece.0) => return Some(piece),
                Some((event, at)) if !self.in_code && is_inline(&event) => {
                    match &event {
                        Event::Text(text) => self.triggers.scan(text),
                        Event::InlineHtml(html) => self.triggers.brackets |= html.contains('{'),
                        _ => {}
                    }
                    self.run.push_back((event, at));
                }
                next => {
                    if let Some((event, at)) = &next {
                        self.track_block(event, at);
                    }
                    if self.run.is_empty() {
                        return next;
                    }
                    self.apply_extensions();
                    self.after = next;
                    return self.run.pop_front();
                }
            }
        }
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// Characters that make an extension necessary.
#[derive(Debug, Default)]
struct Triggers {
    tildes: bool,
    address: bool,
    quotes: bool,
    brackets: bool,
}

impl Triggers {
    fn scan(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let is_repeated = |at: usize| bytes.get(at + 1) == Some(&bytes[at]);
        self.brackets |= memchr3(b'[', b']', b'{', bytes).is_some();
        self.tildes |= memchr_iter(b'~', bytes).any(is_repeated);
        self.quotes |= memchr2(b'\'', b'"', bytes).is_some() || memchr_iter(b'-', bytes).any(is_repeated);
        self.address |= memchr_iter(b':', bytes).any(|at| bytes[at + 1..].starts_with(b"//"));
        for at in memchr_iter(b'.', bytes) {
            self.quotes |= bytes[at + 1..].starts_with(b"..");
            self.address |= at >= 3 && bytes[at - 3..at].eq_ignore_ascii_case(b"www");
        }
    }
}

/// Returns whether the source of a block can have no triggers.
fn is_plain(block: &str) -> bool {
    let mut triggers = Triggers::default();
    triggers.scan(block);
    let Triggers { tildes, address, quotes, brackets } = triggers;
    !(tildes || address || quotes || brackets) && memchr3(b'&', b'\\', b'<', block.as_bytes()).is_none()
}

/// Returns a part of a text event as an event of its own.
fn split_text<'t>(content: &CowStr<'t>, at: &Range<usize>, part: Range<usize>) -> SpannedEvent<'t> {
    let range =
        if content.len() == at.len() { at.start + part.start..at.start + part.end } else { at.clone() };
    let text = match content {
        CowStr::Borrowed(content) => CowStr::Borrowed(&content[part]),
        content => CowStr::from(content[part].to_owned()),
    };
    (Event::Text(text), range)
}
