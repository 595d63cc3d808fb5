//! Finds shortcodes and template tags in a text.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

/// Syntax of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// `{{< name a="b" >}}`, `{{% name %}}`.
    Hugo,
    /// `{{ name(a="b") }}`, `{% name(a="b") %}…{% end %}`.
    Zola,
    /// `{% name a b="c" %}`, `{{ value | filter }}`, as in Liquid and Nunjucks.
    Liquid,
}

/// Part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece<'t> {
    /// Range in the text.
    pub(super) at: Range<usize>,
    /// Kind.
    pub(super) kind: PieceKind<'t>,
}

/// Kind of a part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PieceKind<'t> {
    /// Text without tags.
    Text,
    /// Text that stands for itself, without its marks.
    ///
    /// The marks are `{% raw %}…{% endraw %}` or `{{</* x */>}}`.
    Verbatim(String),
    /// Comment.
    Comment,
    /// Value: `{{ page.title | upcase }}`.
    Value(&'t str),
    /// Tag.
    Tag(Tag<'t>),
    /// End of a tag.
    End(&'t str),
}

/// Tag with its arguments.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tag<'t> {
    /// Name.
    pub(super) name: &'t str,
    /// Text of the arguments as written.
    pub(super) written: &'t str,
    /// Arguments without a name, in order.
    pub(super) positional: Vec<String>,
    /// Arguments with a name.
    pub(super) named: Vec<(String, String)>,
    /// Index of the piece that ends the tag.
    pub(super) end: Option<usize>,
}

impl Tag<'_> {
    /// Returns the first of the named arguments that is there.
    pub(super) fn named(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.named.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        })
    }

    /// Returns an argument without a name.
    pub(super) fn at(&self, index: usize) -> Option<&str> {
        self.positional.get(index).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}

/// Splits a text into pieces.
pub(super) fn pieces(text: &str, syntax: Syntax) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut plain = 0;
    // Ends that no later text has, so that none is sought again and again.
    let mut absent = Vec::new();
    while let Some(found) = text[at..].find('{') {
        let begin = at + found;
        match piece(text, begin, syntax, &mut absent) {
            Some(found) => {
                if plain < begin {
                    pieces.push(Piece { at: plain..begin, kind: PieceKind::Text });
                }
                at = found.at.end;
                plain = at;
                pieces.push(found);
            }
            None => at = begin + 1,
        }
    }
    if plain < text.len() {
        pieces.push(Piece { at: plain..text.len(), kind: PieceKind::Text });
    }
    pair(&mut pieces, syntax);
    pieces
}

/// Reads the tag that begins at `begin`.
fn piece<'t>(
    text: &'t str,
    begin: usize,
    syntax: Syntax,
    absent: &mut Vec<&'static str>,
) -> Option<Piece<'t>> {
    let rest = &text[begin..];
    match syntax {
        Syntax::Hugo => hugo(rest),
        Syntax::Zola => zola(rest),
        Syntax::Liquid => liquid(rest, absent),
    }
    .map(|(len, kind)| Piece { at: begin..begin + len, kind })
}

/// Length of a piece in bytes, and its kind.
type Found<'t> = (usize, PieceKind<'t>);

/// Returns the text between two marks, and the length with the marks.
fn between<'t>(rest: &'t str, open: &str, close: &str) -> Option<(usize, &'t str)> {
    let inner = rest.strip_prefix(open)?;
    let end = end_outside_quotes(inner, close)?;
    Some((open.len() + end + close.len(), &inner[..end]))
}

/// Longest tag in bytes.
const LONGEST_TAG: usize = 8 << 10;

/// Returns the place of `close`, not in a text in quotes if that can be helped.
fn end_outside_quotes(inner: &str, close: &str) -> Option<usize> {
    let mut limit = inner.len().min(LONGEST_TAG);
    while !inner.is_char_boundary(limit) {
        limit -= 1;
    }
    let inner = &inner[..limit];
    let first = inner.find(close)?;
    let mut quote = None;
    for (at, char) in inner.char_indices() {
        match (quote, char) {
            (None, '"' | '`') => quote = Some(char),
            (Some(open), char) if open == char && !inner[..at].ends_with('\\') => quote = None,
            (None, _) if inner[at..].starts_with(close) => return Some(at),
            _ => {}
        }
    }
    // A quote that never ends is a sign of its own.
    Some(first)
}

fn hugo(rest: &str) -> Option<Found<'_>> {
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
        if let Some((len, inner)) = between(rest, open, close) {
            let inner = inner.trim();
            if let Some(shown) = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
                return Some((len, PieceKind::Verbatim(format!("{open}{shown}{close}"))));
            }
            if let Some(name) = inner.strip_prefix('/') {
                return Some((len, PieceKind::End(name.trim())));
            }
            let inner = inner.strip_suffix('/').unwrap_or(inner);
            return Some((len, PieceKind::Tag(tag(inner)?)));
        }
    }
    None
}

fn zola(rest: &str) -> Option<Found<'_>> {
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        let Some((len, inner)) = between(rest, open, close) else { continue };
        let inner = inner.trim().trim_matches('-').trim();
        if let Some(shown) = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            return Some((len, PieceKind::Verbatim(format!("{open}{shown}{close}"))));
        }
        if open == "{%" && inner == "end" {
            return Some((len, PieceKind::End("")));
        }
        let (name, arguments) = inner.strip_suffix(')')?.split_once('(')?;
        if !is_name(name.trim()) {
            return None;
        }
        let mut tag = Tag { name: name.trim(), written: arguments, ..Tag::default() };
        read_arguments(arguments, &mut tag);
        // Only `{% name() %}` has a body.
        let kind =
            if open == "{%" { PieceKind::Tag(tag) } else { PieceKind::Tag(Tag { end: Some(0), ..tag }) };
        return Some((len, kind));
    }
    None
}

fn liquid<'t>(rest: &'t str, absent: &mut Vec<&'static str>) -> Option<Found<'t>> {
    if let Some((len, _)) = between(rest, "{#", "#}") {
        // `{#id}` of a heading is no comment.
        return Some((len, PieceKind::Comment));
    }
    if let Some((len, inner)) = between(rest, "{{", "}}") {
        let inner = inner.trim().trim_matches('-').trim();
        // Values begin with a name or a text; anything else is code.
        let is_value =
            inner.starts_with(|char: char| char.is_alphabetic() || matches!(char, '"' | '\'' | '_'));
        return is_value.then_some((len, PieceKind::Value(inner)));
    }
    let (len, inner) = between(rest, "{%", "%}")?;
    let inner = inner.trim().trim_matches('-').trim();
    let name = inner.split(|char: char| !is_name_char(char)).next().unwrap_or_default();
    for (block, end) in [("raw", "endraw"), ("verbatim", "endverbatim"), ("comment", "endcomment")] {
        if name != block || absent.contains(&end) {
            continue;
        }
        let Some((body, end_len)) = until_tag(&rest[len..], end) else {
            absent.push(end);
            continue;
        };
        let kind = if block == "comment" {
            PieceKind::Comment
        } else {
            PieceKind::Verbatim(rest[len..len + body].to_owned())
        };
        return Some((len + body + end_len, kind));
    }
    if let Some(name) = inner.strip_prefix("end") {
        return Some((len, PieceKind::End(name.trim())));
    }
    Some((len, PieceKind::Tag(tag(inner)?)))
}

/// Returns the length of the text before a tag, and the length of the tag.
fn until_tag(text: &str, name: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(found) = text[at..].find("{%") {
        let begin = at + found;
        let inner = &text[begin + 2..];
        let end = inner.find("%}")?;
        if inner[..end].trim().trim_matches('-').trim() == name {
            return Some((begin, end + 4));
        }
        at = begin + 2;
    }
    None
}

/// Reads a name and its arguments.
fn tag(inner: &str) -> Option<Tag<'_>> {
    let inner = inner.trim();
    let end =
        inner.find(|char: char| !is_name_char(char) && !matches!(char, '/' | '.')).unwrap_or(inner.len());
    let (name, written) = inner.split_at(end);
    if name.is_empty() {
        return None;
    }
    let mut tag = Tag { name, written: written.trim(), ..Tag::default() };
    read_arguments(written, &mut tag);
    Some(tag)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_char)
}

fn is_name_char(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-')
}

/// Reads arguments: `a`, `"a b"`, `key="a"`, `key: "a"`, with commas or without.
fn read_arguments(text: &str, tag: &mut Tag<'_>) {
    let mut rest = text.trim_start_matches([' ', ',', '\n', '\t']);
    while !rest.is_empty() {
        let (first, is_quoted, after) = word(rest);
        let trimmed = after.trim_start();
        let value =
            if is_quoted { None } else { trimmed.strip_prefix(['=', ':']).filter(|_| is_name(&first)) };
        rest = if let Some(value) = value {
            let (value, _, after) = word(value.trim_start());
            tag.named.push((first, value));
            after
        } else {
            tag.positional.push(first);
            after
        };
        rest = rest.trim_start_matches([' ', ',', '\n', '\t']);
    }
}

/// Reads a word or a text in quotes, and returns the rest behind it.
fn word(text: &str) -> (String, bool, &str) {
    let quote = text.chars().next().unwrap_or(' ');
    if matches!(quote, '"' | '\'' | '`' | '“' | '”') {
        let mut value = String::new();
        let mut chars = text.char_indices().skip(1).peekable();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' if quote != '`'
                    && chars.peek().is_some_and(|(_, next)| *next == quote || *next == '\\') =>
                {
                    value.extend(chars.next().map(|(_, char)| char));
                }
                _ if char == quote || (matches!(quote, '“' | '”') && char == '”') => {
                    return (value, true, &text[at + char.len_utf8()..]);
                }
                char => value.push(char),
            }
        }
        return (value, true, "");
    }
    // A colon or equals sign ends a key, but stays in a word such as an address.
    let key = text.chars().take_while(|char| is_name_char(*char)).map(char::len_utf8).sum::<usize>();
    let is_key = key > 0 && text[key..].starts_with(['=', ':', ' ', ',']) && !text[key..].starts_with("://");
    let end = if is_key { key } else { text.find([' ', ',', '\n', '\t']).unwrap_or(text.len()) };
    // At least one character, so that reading goes on.
    let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
    (text[..end].to_owned(), false, &text[end..])
}

/// Finds the end of each tag that has one.
fn pair(pieces: &mut [Piece<'_>], syntax: Syntax) {
    let mut open: Vec<usize> = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let name_of = |name: &str| if syntax == Syntax::Zola { String::new() } else { name.to_owned() };
    for index in 0..pieces.len() {
        match &pieces[index].kind {
            PieceKind::Tag(tag) if tag.end.is_none() => {
                *counts.entry(name_of(tag.name)).or_default() += 1;
                open.push(index);
            }
            PieceKind::End(name) if counts.get(*name).is_some_and(|count| *count > 0) => {
                let name = (*name).to_owned();
                while let Some(begin) = open.pop() {
                    let PieceKind::Tag(tag) = &mut pieces[begin].kind else { continue };
                    let key = name_of(tag.name);
                    counts.entry(key.clone()).and_modify(|count| *count -= 1);
                    if key == name {
                        tag.end = Some(index);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    for piece in pieces {
        if let PieceKind::Tag(tag) = &mut piece.kind
            && tag.end == Some(0)
        {
            tag.end = None;
        }
    }
}
