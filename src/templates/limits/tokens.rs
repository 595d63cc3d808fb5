//! Scans a template as Tera's lexer does, as far as it must be known where tags and their
//! expressions stand.

use memchr::memmem;

/// Tag of a template: `{{ … }}` or `{% … %}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) form: Form,
    /// Start of the tag, in bytes.
    pub(super) start: usize,
    /// End of the tag, in bytes.
    pub(super) end: usize,
    /// Whether the tag trims white space before and after it.
    pub(super) trims: (bool, bool),
    pub(super) tokens: Vec<Token<'t>>,
    /// Number of bytes between the tag before it and this one.
    pub(super) literal: usize,
}

/// Form of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Statement,
}

/// Token within a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Name or keyword.
    Name(&'t str),
    /// Text in quotes, without them.
    Text(&'t str),
    /// Number.
    Number,
    /// Operator or bracket.
    Sign(&'t str),
}

impl<'t> Tag<'t> {
    /// Returns the kind of the token at an index.
    pub(super) fn kind(&self, index: usize) -> Option<Kind<'t>> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// Returns the name with which a statement begins.
    pub(super) fn name(&self) -> Option<&'t str> {
        match (self.form, self.kind(0)) {
            (Form::Statement, Some(Kind::Name(name))) => Some(name),
            _ => None,
        }
    }
}

/// Operators of two characters and more.
const LONG: [&str; 10] = ["...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];

/// Returns the tags of a template; those before the first mistake, if there is one.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    let mut text_from = 0;
    while let Some(start) = next_opening(text, at) {
        let form = match text.as_bytes()[start + 1] {
            b'#' => {
                let Some(end) = memmem::find(&text.as_bytes()[start + 2..], b"#}") else { break };
                at = start + 2 + end + 2;
                continue;
            }
            b'{' => Form::Output,
            _ => Form::Statement,
        };
        if form == Form::Statement
            && let Some(body) = skip_tag(text, start + 2, "raw")
        {
            let Some(end) = end_of_raw(text, body) else { break };
            at = end;
            continue;
        }
        let Some(tag) = tag(text, start, form, start - text_from) else { break };
        (at, text_from) = (tag.end, tag.end);
        tags.push(tag);
    }
    tags
}

/// Finds the next `{{`, `{%` or `{#`.
fn next_opening(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let brace = at + memchr::memchr(b'{', bytes.get(at..)?)?;
        if matches!(bytes.get(brace + 1), Some(b'{' | b'%' | b'#')) {
            return Some(brace);
        }
        at = brace + 1;
    }
}

/// Returns the end of a tag that has nothing but a name, if one is here.
fn skip_tag(text: &str, at: usize, name: &str) -> Option<usize> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(|c: char| c.is_ascii_whitespace());
    let rest = rest.strip_prefix(name)?.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

fn end_of_raw(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let start = at + memmem::find(&text.as_bytes()[at..], b"{%")?;
        if let Some(end) = skip_tag(text, start + 2, "endraw") {
            return Some(end);
        }
        at = start + 2;
    }
}

/// Scans one tag; nothing where it has a mistake or no end.
fn tag(text: &str, start: usize, form: Form, literal: usize) -> Option<Tag<'_>> {
    let closing = if form == Form::Output { "}}" } else { "%}" };
    let trims_before = text.as_bytes().get(start + 2) == Some(&b'-');
    let mut at = start + 2 + usize::from(trims_before);
    let mut tokens = Vec::new();
    loop {
        let rest = text.get(at..)?;
        let blank = rest.bytes().take_while(u8::is_ascii_whitespace).count();
        at += blank;
        let rest = &rest[blank..];
        let (trims_after, end) = match rest.strip_prefix('-') {
            Some(after) if after.starts_with(closing) => (true, at + 3),
            _ if rest.starts_with(closing) => (false, at + 2),
            _ => {
                let token = token(text, at)?;
                at = token.end;
                tokens.push(token);
                continue;
            }
        };
        return Some(Tag { form, start, end, trims: (trims_before, trims_after), tokens, literal });
    }
}

fn token(text: &str, at: usize) -> Option<Token<'_>> {
    let rest = &text[at..];
    let (kind, length) = if let Some(sign) = LONG.into_iter().find(|sign| rest.starts_with(sign)) {
        (Kind::Sign(sign), sign.len())
    } else {
        let first = *rest.as_bytes().first()?;
        match first {
            b'"' | b'\'' | b'`' => {
                let length = quoted(rest, first)?;
                (Kind::Text(&rest[1..length - 1]), length)
            }
            b'0'..=b'9' => (Kind::Number, number(rest)),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
                (Kind::Name(&rest[..length]), length)
            }
            _ if first.is_ascii_punctuation() => (Kind::Sign(&rest[..1]), 1),
            _ => return None,
        }
    };
    Some(Token { kind, start: at, end: at + length })
}

/// Returns the length of a number.
fn number(rest: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    match rest[whole..].strip_prefix('.') {
        Some(fraction) => whole + 1 + digits(fraction),
        None => whole,
    }
}

/// Returns the length of a text in quotes.
fn quoted(rest: &str, quote: u8) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_where_they_stand() {
        let text =
            "a{# {{ no }} #}{% raw %}{{ no }}{%- endraw -%}{{- x.y ~ \"%}\" -}}b{%for i in [1.5, 'a\\'b']%}";
        let found = tags(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (&text[found[0].start..found[0].end], found[0].trims),
            ("{{- x.y ~ \"%}\" -}}", (true, true))
        );
        let words: Vec<&str> = found[1].tokens.iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(words, ["for", "i", "in", "[", "1.5", ",", "'a\\'b'", "]"]);
        assert_eq!((found[1].name(), found[1].literal), (Some("for"), 1));
    }

    #[test]
    fn the_tags_before_a_mistake_are_found() {
        for text in ["{{ a }}{{ b", "{{ a }}{{ 'b }}", "{{ a }}{# b", "{{ a }}{% raw %}", "{{ a }}{{ é }}"] {
            assert_eq!(tags(text).len(), 1, "{text}");
        }
    }
}
