//! Reads a text as events in the Markdown dialect of the site. The parser knows `CommonMark`, tables and footnotes; strikethrough
//! with two tildes, bare addresses and smart punctuation need more context than it looks at, so they are applied here, to
//! all events within one paragraph, heading, cell or list item at once.

mod autolink;
mod quotes;
mod smart;
mod strike;

use std::collections::VecDeque;
use std::ops::Range;

use memchr::{memchr_iter, memchr2, memchr3};
use pulldown_cmark::{CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::fault::Fault;
use super::review::Review;
use super::tags::{self, TagKind};
use crate::config::{Addresses, Markdown, Punctuation};

/// An event with its range in the text.
pub(super) type Piece<'t> = (Event<'t>, Range<usize>);

/// Extensions of Markdown that a text is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub(super) options: Options,
    punctuation: Punctuation,
    addresses: Addresses,
}

impl Dialect {
    /// Returns the dialect that the settings ask for.
    pub(super) fn of(settings: Markdown) -> Self {
        let Markdown { punctuation, addresses, .. } = settings;
        Self { options: options(), punctuation, addresses }
    }

    /// Returns the dialect without footnotes.
    pub(super) fn without_notes(mut self) -> Self {
        self.options.remove(Options::ENABLE_FOOTNOTES);
        self
    }

    /// Whether a text may have bare addresses that become links.
    pub(super) fn may_link(self, text: &str) -> bool {
        let mut signs = Signs::default();
        self.addresses == Addresses::Linked && {
            signs.look_at(text);
            signs.address
        }
    }

    /// Returns the dialect that leaves punctuation as it is written.
    pub(super) fn as_written(self) -> Self {
        Self { punctuation: Punctuation::AsWritten, ..self }
    }
}

/// Returns the extensions that the parser itself applies, the same wherever a text is read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Events of a text.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: OffsetIter<'t>,
    dialect: Dialect,
    /// Inline events of the block that is being read, or, once it is complete, those still to be returned.
    run: VecDeque<Piece<'t>>,
    /// The event after the run.
    after: Option<Piece<'t>>,
    /// Signs found in the run.
    signs: Signs,
    in_code: bool,
    /// End of the last block whose text has no signs.
    plain_until: usize,
    /// Whether a block of HTML left a link open.
    in_html_link: bool,
    /// Looks for what an editor should be told of.
    review: Option<Review<'t>>,
}

impl<'t> Events<'t> {
    /// Begins to read a text.
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            parser: Parser::new_ext(text, dialect.options).into_offset_iter(),
            dialect,
            run: VecDeque::new(),
            after: None,
            signs: Signs::default(),
            in_code: false,
            plain_until: 0,
            in_html_link: false,
            review: None,
        }
    }

    /// Returns the same events, with the text reviewed while it is read.
    pub(super) fn reviewed_by(self, review: Option<Review<'t>>) -> Self {
        Self { review, ..self }
    }

    /// Returns the warnings of the review.
    pub(super) fn into_found(self) -> Vec<Fault> {
        self.review.map_or_else(Vec::new, Review::into_found)
    }

    /// Applies the extensions to a run that is complete.
    fn settle(&mut self) {
        let signs = std::mem::take(&mut self.signs);
        if signs.brackets
            && let Some(review) = &mut self.review
        {
            review.run(&self.run);
        }
        if signs.tildes {
            strike::strike(self.text, &mut self.run);
        }
        if signs.address && self.dialect.addresses == Addresses::Linked && !self.in_html_link {
            autolink::link(self.text, &mut self.run);
        }
        if signs.quotes && self.dialect.punctuation == Punctuation::Smart {
            smart::smarten(self.text, &mut self.run);
        }
    }

    fn note_block(&mut self, event: &Event<'t>, at: &Range<usize>) {
        if let Some(review) = &mut self.review {
            review.block(event, at);
        }
        match event {
            // Only of blocks that hold no others, so that no text is looked at more than once.
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
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if let Some(piece) = self.run.pop_front().or_else(|| self.after.take()) {
            return Some(piece);
        }
        loop {
            match self.parser.next() {
                Some(piece) if piece.1.start < self.plain_until && is_inline(&piece.0) => return Some(piece),
                Some((event, at)) if !self.in_code && is_inline(&event) => {
                    match &event {
                        Event::Text(text) => self.signs.look_at(text),
                        Event::InlineHtml(html) => self.signs.brackets |= html.contains('{'),
                        _ => {}
                    }
                    self.run.push_back((event, at));
                }
                next => {
                    if let Some((event, at)) = &next {
                        self.note_block(event, at);
                    }
                    if self.run.is_empty() {
                        return next;
                    }
                    self.settle();
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

/// Signs without which a run needs no work.
#[derive(Debug, Default)]
struct Signs {
    tildes: bool,
    address: bool,
    quotes: bool,
    brackets: bool,
}

impl Signs {
    fn look_at(&mut self, text: &str) {
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

/// Returns whether a block as it is written has no signs, nor anything that could become one.
fn is_plain(block: &str) -> bool {
    let mut signs = Signs::default();
    signs.look_at(block);
    let Signs { tildes, address, quotes, brackets } = signs;
    !(tildes || address || quotes || brackets) && memchr3(b'&', b'\\', b'<', block.as_bytes()).is_none()
}

/// What may be done to a text event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anything.
    Free,
    /// It is in a link or an image, where no other link can stand.
    Linked,
    /// It is an address or in an element of code: nothing.
    Verbatim,
}

/// Elements of HTML whose text is no prose.
const VERBATIM: [&str; 9] = ["code", "kbd", "pre", "samp", "script", "style", "textarea", "tt", "math"];

/// Tells the places of a run's events, one after another.
#[derive(Debug, Default)]
pub(super) struct Places {
    links: usize,
    in_address: bool,
    in_html_link: bool,
    /// The element of code that is open.
    verbatim: Option<&'static str>,
}

impl Places {
    /// Takes the next event and returns its place.
    pub(super) fn meet(&mut self, event: &Event<'_>) -> Place {
        match event {
            Event::Start(Tag::Link { link_type, .. }) => {
                self.links += 1;
                self.in_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::Start(Tag::Image { .. }) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.links = self.links.saturating_sub(1);
                self.in_address = false;
            }
            Event::InlineHtml(html) => self.meet_html(html),
            _ => {}
        }
        match self {
            Self { in_address: true, .. } | Self { verbatim: Some(_), .. } => Place::Verbatim,
            Self { links: 0, in_html_link: false, .. } => Place::Free,
            _ => Place::Linked,
        }
    }

    fn meet_html(&mut self, html: &str) {
        let Some(tag) = tags::first(html) else { return };
        match (tag.kind, self.verbatim) {
            (TagKind::Close, Some(name)) if tag.is(name) => self.verbatim = None,
            (TagKind::Open, None) => self.verbatim = VERBATIM.into_iter().find(|name| tag.is(name)),
            _ => {}
        }
        if tag.is("a") {
            self.in_html_link = tag.kind == TagKind::Open;
        }
    }
}

/// Finds the beginnings of text events that are no markup because of a backslash, or because they are character references.
#[derive(Debug)]
pub(super) struct Literals<'t> {
    text: &'t str,
    /// Where the last text event ended.
    end: usize,
}

impl<'t> Literals<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, end: 0 }
    }

    /// Takes the next text event, and returns how many of its first bytes are literal.
    pub(super) fn meet(&mut self, content: &str, at: &Range<usize>) -> usize {
        let is_apart = self.end < at.start;
        self.end = at.end;
        if self.text.get(at.clone()) != Some(content) {
            return content.len();
        }
        let is_escaped = is_apart && self.text[..at.start].ends_with('\\');
        if is_escaped { content.chars().next().map_or(0, char::len_utf8) } else { 0 }
    }
}

/// Returns a part of a text event as an event of its own.
fn part<'t>(content: &CowStr<'t>, at: &Range<usize>, part: Range<usize>) -> Piece<'t> {
    let range =
        if content.len() == at.len() { at.start + part.start..at.start + part.end } else { at.clone() };
    let text = match content {
        CowStr::Borrowed(content) => CowStr::Borrowed(&content[part]),
        content => CowStr::from(content[part].to_owned()),
    };
    (Event::Text(text), range)
}
