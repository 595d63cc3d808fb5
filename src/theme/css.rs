//! Rewrites the references in a style sheet: `url(…)` and `@import "…"`.
//!
//! Every other byte is kept. Escapes, strings in `image-set` and malformed references are left
//! alone.

/// Rewrites the references for which `replacement` returns a value.
pub(super) fn rewrite(css: &str, replacement: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(css.len() + 64);
    let mut rest = css;
    let mut before = Context::Nothing;
    while !rest.is_empty() {
        let (token, length) = next_token(rest, before);
        let (text, after) = rest.split_at(length);
        rest = after;
        match token {
            Token::Comment => {}
            Token::Reference(at) => {
                insert(&mut out, text, at, replacement);
                before = Context::Nothing;
                continue;
            }
            Token::Import => before = Context::Import,
            Token::Space => before = if before == Context::Name { Context::Nothing } else { before },
            Token::Name => before = Context::Name,
            Token::Other => before = Context::Nothing,
        }
        out.push_str(text);
    }
    out
}

/// Token of a style sheet.
enum Token {
    Comment,
    /// A reference; the range is its address within the token.
    Reference(std::ops::Range<usize>),
    Import,
    Space,
    /// Part of a name: a `url(` after it is the end of another function's name.
    Name,
    Other,
}

/// Relevant state before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    Nothing,
    Name,
    Import,
}

/// Returns the first token of a non-empty text, with its length in bytes.
fn next_token(text: &str, before: Context) -> (Token, usize) {
    if let Some(inside) = text.strip_prefix("/*") {
        return (Token::Comment, inside.find("*/").map_or(text.len(), |end| end + 4));
    }
    if let Some(length) = string(text) {
        // An unterminated string contains no address.
        let is_whole = length > 1 && text[1..length].ends_with(&text[..1]);
        let token = if before == Context::Import && is_whole {
            Token::Reference(1..length - 1)
        } else {
            Token::Other
        };
        return (token, length);
    }
    if before != Context::Name && starts_with(text, "url(") {
        return url(text);
    }
    if starts_with(text, "@import") && !text[7..].starts_with(is_name_char) {
        return (Token::Import, 7);
    }
    let first = text.chars().next().unwrap_or_default();
    let token = match first {
        c if c.is_ascii_whitespace() => Token::Space,
        // An escape includes the next character.
        '\\' => {
            return (Token::Name, 1 + text[1..].chars().next().map_or(0, char::len_utf8));
        }
        c if is_name_char(c) => Token::Name,
        _ => Token::Other,
    };
    (token, first.len_utf8())
}

/// Tokenizes a text that begins with `url(`.
fn url(text: &str) -> (Token, usize) {
    let open = 4 + leading_spaces(&text[4..]);
    let (start, end, after) = match string(&text[open..]) {
        Some(length) if length > 1 => (open + 1, open + length - 1, open + length),
        Some(_) => return (Token::Other, 4),
        None => {
            // Quotes and brackets are not allowed in an unquoted address.
            let close =
                text[open..].find(['(', ')', '"', '\'']).filter(|at| text[open + at..].starts_with(')'));
            let Some(close) = close else { return (Token::Other, 4) };
            let end = open + text[open..open + close].trim_end().len();
            (open, end, end)
        }
    };
    let close = after + leading_spaces(&text[after..]);
    if text[close..].starts_with(')') { (Token::Reference(start..end), close + 1) } else { (Token::Other, 4) }
}

/// Returns the length of the string at the start of a text, with its quotes.
///
/// An unterminated string ends at the end of its line. Returns `None` if the text doesn't start
/// with a quote.
fn string(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\n' => return Some(at),
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

fn insert(
    out: &mut String,
    text: &str,
    at: std::ops::Range<usize>,
    replacement: &mut dyn FnMut(&str) -> Option<String>,
) {
    let written = &text[at.clone()];
    let new = if written.contains('\\') { None } else { replacement(written) };
    out.push_str(&text[..at.start]);
    out.push_str(new.as_deref().unwrap_or(written));
    out.push_str(&text[at.end..]);
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn leading_spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']).len()
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(css: &str) -> String {
        rewrite(css, &mut |written| written.strip_suffix(".svg").map(|stem| format!("{stem}.1.svg")))
    }

    #[test]
    fn references_are_rewritten_however_they_are_written() {
        for (css, expected) in [
            ("a{b:url(x.svg)}", "a{b:url(x.1.svg)}"),
            ("a{b:URL( 'x.svg' )}", "a{b:URL( 'x.1.svg' )}"),
            ("a{b:url(\"x.svg\"),url( y.svg\n)}", "a{b:url(\"x.1.svg\"),url( y.1.svg\n)}"),
            ("@import 'x.svg' print;@import url(y.svg);", "@import 'x.1.svg' print;@import url(y.1.svg);"),
            ("@import/* a */\"x.svg\";", "@import/* a */\"x.1.svg\";"),
            ("é{b:url(é.svg)}", "é{b:url(é.1.svg)}"),
        ] {
            assert_eq!(rewritten(css), expected);
        }
    }

    #[test]
    fn what_only_looks_like_a_reference_is_left_alone() {
        for css in [
            "/* url(x.svg) */",
            "a{content:'url(x.svg)'}",
            "a{b:my-url(x.svg)}",
            "a{b:url(x\\.svg)}",
            "a{b:url('x.svg'}",
            "a{b:url(x.svg",
            "a{b:url(x.png)}",
            "a{content:'x.svg'}",
            "@imported 'x.svg';",
            "@import screen; a{content:\"x.svg\"}",
            "a{b:url(\"x.svg\n)}",
            "/* never closed url(x.svg)",
            "\"",
            "@import '",
            "\\",
        ] {
            assert_eq!(rewritten(css), css);
        }
    }
}
