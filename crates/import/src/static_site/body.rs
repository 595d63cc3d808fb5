//! Converts the text of a static site to Markdown: shortcodes, tags, links.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::ranges::Ranges;
use super::shortcodes::{self, Link, Meaning};
use super::tags::{Piece, PieceKind, Syntax, Tag, pieces};
use super::values::Names;
use super::write::{self, Line};
use crate::decisions::{Decisions, ShortcodeUse};
use crate::story::{Counts, Notice};
use crate::verify;

/// Deepest nesting of shortcodes.
const DEEPEST: usize = 40;

/// Form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
}

/// Answers of the site to a text that is converted.
pub(super) trait Site {
    /// Returns the address of the text that a reference names.
    fn reference(&self, reference: &str) -> String;

    /// Returns the title of the text that a reference names.
    fn title(&self, reference: &str) -> Option<String>;

    /// Returns a value of front matter or of the configuration.
    fn parameter(&self, name: &str) -> Option<String>;

    /// Returns the address of a picture.
    fn picture(&self, src: &str) -> String;
}

/// Text that was converted.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Text in the form of the source.
    pub(super) text: String,
    /// Links and pictures of the source.
    pub(super) found: Counts,
    /// Losses.
    pub(super) notices: Vec<Notice>,
}

/// Converts a text.
pub(super) fn convert(
    source: &str,
    form: Form,
    syntax: Syntax,
    names: Names<'_>,
    site: &dyn Site,
    decisions: &Decisions,
) -> Body {
    let pieces = pieces(source, syntax);
    let found = count(source, &pieces);
    let mut renderer = Renderer {
        source,
        pieces: &pieces,
        code: if form == Form::Markdown { Ranges::of_code(source) } else { Ranges::default() },
        html: if form == Form::Markdown { Ranges::of_html(source) } else { Ranges::whole(source) },
        names,
        site,
        decisions,
        losses: BTreeMap::new(),
    };
    let mut text = String::with_capacity(source.len());
    renderer.run(0..pieces.len(), 0, Code::No, &mut text);
    let notices = renderer.losses.into_iter().map(|(loss, count)| {
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        Notice { kind: "shortcode", message: format!("{loss}{times}") }
    });
    Body { text, found, notices: notices.collect() }
}

/// Counts links and pictures of the source, independently of the conversion.
///
/// Those of the text are counted without tags, those of tags by the names of the tags.
fn count(source: &str, pieces: &[Piece<'_>]) -> Counts {
    let mut neutral = String::with_capacity(source.len());
    let mut in_tags = Counts::default();
    let mut skip_until = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if index < skip_until {
            continue;
        }
        match &piece.kind {
            PieceKind::Text => neutral.push_str(&source[piece.at.clone()]),
            PieceKind::Verbatim(text) => neutral.push_str(text),
            PieceKind::Comment | PieceKind::End(_) => {}
            PieceKind::Value(_) | PieceKind::Tag(_) => {
                if neutral.ends_with('<') {
                    neutral.push_str("http:x");
                } else if neutral.ends_with(['(', '"', '\'', '=', '/']) {
                    neutral.push('x');
                }
                let PieceKind::Tag(tag) = &piece.kind else { continue };
                match shortcodes::meaning(tag) {
                    Some(Meaning::Picture(picture)) => {
                        in_tags.pictures += 1;
                        in_tags.links += u64::from(picture.link.is_some());
                    }
                    Some(Meaning::Embed(_) | Meaning::Link(_)) => in_tags.links += 1,
                    Some(Meaning::Code(_)) => skip_until = tag.end.unwrap_or(0),
                    _ => {}
                }
            }
        }
    }
    let counts = verify::count(&neutral);
    Counts { links: counts.links + in_tags.links, pictures: counts.pictures + in_tags.pictures }
}

/// Place in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// Prose.
    No,
    /// Content of a tag that shows code.
    Yes,
}

/// Conversion in progress.
struct Renderer<'a> {
    source: &'a str,
    pieces: &'a [Piece<'a>],
    code: Ranges,
    html: Ranges,
    names: Names<'a>,
    site: &'a dyn Site,
    decisions: &'a Decisions,
    /// Losses, with the number of each.
    losses: BTreeMap<String, u64>,
}

impl<'a> Renderer<'a> {
    /// Writes the pieces of a range.
    fn run(&mut self, range: Range<usize>, depth: usize, code: Code, out: &mut String) {
        let mut index = range.start;
        while index < range.end {
            let piece = &self.pieces[index];
            let is_code = code == Code::Yes || self.code.contains(piece.at.start);
            index += 1;
            match &piece.kind {
                PieceKind::Text => {
                    let text = &self.source[piece.at.clone()];
                    if is_code { out.push_str(text) } else { write::text(text, out) }
                }
                PieceKind::Verbatim(text) if is_code => out.push_str(text),
                PieceKind::Verbatim(text) => self.verbatim(text, piece.at.start, out),
                PieceKind::Comment => {}
                PieceKind::Value(expression) => match self.names.text(expression) {
                    Some(value) => out.push_str(&value),
                    None => self.keep(piece, is_code, out),
                },
                PieceKind::End(_) if is_code => self.keep(piece, true, out),
                PieceKind::End(name) => {
                    self.lose(format!("the end of `{name}` without its beginning was removed"));
                }
                PieceKind::Tag(tag) => index = self.tag(index - 1, tag, depth, is_code, out),
            }
        }
    }

    /// Writes a tag, and returns the index of the piece behind it.
    fn tag(&mut self, index: usize, tag: &Tag<'a>, depth: usize, is_code: bool, out: &mut String) -> usize {
        let piece = &self.pieces[index];
        let after = tag.end.map_or(index + 1, |end| end + 1);
        let name = shortcodes::name(tag);
        if depth > DEEPEST {
            self.keep(piece, is_code, out);
            return index + 1;
        }
        if let Some(decided) = self.decisions.shortcodes.get(&name) {
            self.decided(decided, index, tag, depth, out);
            return after;
        }
        if tag.name == "assign" {
            if self.names.assign(tag.written).is_none() {
                self.lose(format!("`{{% assign {} %}}` can't be evaluated", short(tag.written)));
            }
            return index + 1;
        }
        let meaning = shortcodes::meaning(tag);
        if is_code && !matches!(meaning, Some(Meaning::Reference(_))) {
            self.keep(piece, true, out);
            return index + 1;
        }
        match meaning {
            Some(meaning) => self.known(meaning, index, tag, depth, out),
            None if tag.end.is_some() => self.unwrap(&name, index, tag, depth, out),
            None => self.unknown(&name, index, tag, out),
        }
        after
    }

    /// Returns the content of a tag.
    fn content(&mut self, index: usize, tag: &Tag<'a>, depth: usize, code: Code) -> String {
        let mut content = String::new();
        if let Some(end) = tag.end {
            self.run(index + 1..end, depth + 1, code, &mut content);
        }
        content
    }

    /// Writes a tag whose meaning is known.
    fn known(&mut self, meaning: Meaning, index: usize, tag: &Tag<'a>, depth: usize, out: &mut String) {
        let at = self.pieces[index].at.clone();
        let last = tag.end.map_or(at.end, |end| self.pieces[end].at.end);
        let is_html = self.html.contains(at.start);
        let line = if is_html { Line::Html } else { Line::of(self.source, &(at.start..last)) };
        let code = if matches!(meaning, Meaning::Code(_)) { Code::Yes } else { Code::No };
        let content = self.content(index, tag, depth, code);
        match meaning {
            Meaning::Picture(mut picture) => {
                picture.src = self.site.picture(&picture.src);
                write::picture(&picture, line, out);
                out.push_str(&content);
            }
            Meaning::Embed(embed) => write::embed(&embed, line, out),
            Meaning::Reference(target) => out.push_str(&self.site.reference(&target)),
            Meaning::Link(Link { words, href }) => {
                let href = if href.contains("://") { href } else { self.site.reference(&href) };
                let words = words.or_else(|| self.site.title(&href)).unwrap_or_else(|| href.clone());
                write::link(&words, &href, line, out);
            }
            Meaning::Quote(quote) => write::quote(&quote, &content, line, out),
            Meaning::Code(language) => write::code(&language, &content, line, out),
            Meaning::Details(title) => write::details(&title, &content, line, out),
            Meaning::Parameter(name) => match self.site.parameter(&name) {
                Some(value) => out.push_str(&value),
                None => self.keep(&self.pieces[index], false, out),
            },
            Meaning::Content => out.push_str(&content),
            Meaning::Nothing => {}
        }
    }

    /// Writes the content of a tag that is unknown.
    fn unwrap(&mut self, name: &str, index: usize, tag: &Tag<'a>, depth: usize, out: &mut String) {
        self.lose(format!("shortcode `{name}` was removed, its content stays"));
        if let Some(title) = tag.named(&["title", "heading", "header", "kicker"]) {
            _ = write!(out, "**{title}**\n\n");
        }
        let content = self.content(index, tag, depth, Code::No);
        out.push_str(&content);
    }

    /// Writes a tag without content that is unknown.
    fn unknown(&mut self, name: &str, index: usize, tag: &Tag<'a>, out: &mut String) {
        const CONTROL: [&str; 14] = [
            "if", "elsif", "elseif", "elif", "else", "unless", "for", "case", "when", "break", "continue",
            "set", "capture", "import",
        ];
        let piece = &self.pieces[index];
        // In the place of an address: `[words]({{< tmp "events/x.md" >}})`.
        let is_address = out.ends_with("](") || out.ends_with("href=\"");
        if let Some(path) = tag.at(0).filter(|_| is_address) {
            out.push_str(&self.site.reference(path));
            self.lose(format!("shortcode `{name}` was read as a reference"));
        } else if CONTROL.contains(&name) {
            self.lose(format!("template tag `{name}` was removed"));
        } else {
            self.keep(piece, false, out);
        }
    }

    /// Writes a tag as `import.toml` decides.
    fn decided(
        &mut self,
        decided: &ShortcodeUse,
        index: usize,
        tag: &Tag<'a>,
        depth: usize,
        out: &mut String,
    ) {
        match decided {
            ShortcodeUse::Drop => {}
            ShortcodeUse::Unwrap => out.push_str(&self.content(index, tag, depth, Code::No)),
            ShortcodeUse::Keep => {
                let piece = &self.pieces[index];
                let end = tag.end.map_or(piece.at.end, |end| self.pieces[end].at.end);
                self.verbatim(&self.source[piece.at.start..end], piece.at.start, out);
            }
            ShortcodeUse::Template(template) => {
                let content = self.content(index, tag, depth, Code::No);
                out.push_str(&write::template(template, tag, content.trim()));
            }
        }
    }

    /// Keeps a piece as the text that it is.
    fn keep(&mut self, piece: &Piece<'_>, is_code: bool, out: &mut String) {
        let text = &self.source[piece.at.clone()];
        if is_code {
            out.push_str(text);
            return;
        }
        self.lose(format!("stays as text: {}", short(text)));
        self.verbatim(text, piece.at.start, out);
    }

    /// Writes a text that stands for itself, at a place of the source.
    fn verbatim(&self, text: &str, at: usize, out: &mut String) {
        if self.html.contains(at) {
            out.push_str(&write::escape(text).replace('{', "&#123;"));
        } else {
            write::verbatim(text, out);
        }
    }

    /// Counts a loss.
    fn lose(&mut self, loss: String) {
        *self.losses.entry(loss).or_default() += 1;
    }
}

/// Returns the beginning of a text on one line.
fn short(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
