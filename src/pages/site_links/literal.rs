//! Finds the addresses that stand in a template as they are: `href="/about/"`, `src="/logo.png"`.

use std::ops::Range;

use crate::markdown::decode_references;

/// Attributes that hold an address.
const ATTRIBUTES: [&str; 3] = ["href", "src", "poster"];

/// Address that stands in a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// The address, decoded.
    pub(super) value: String,
    /// Place in the template's text.
    pub(super) at: Range<usize>,
}

/// Returns the literal addresses in a template, in order, without computed ones and comments.
pub(super) fn literals(text: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut comments = comments(text).peekable();
    for (at, sign) in text.match_indices('=') {
        while comments.next_if(|comment| comment.end <= at).is_some() {}
        let is_comment = comments.peek().is_some_and(|comment| comment.start < at);
        if is_comment || !is_attribute(&text[..at]) {
            continue;
        }
        let start = at + sign.len();
        let Some(quote @ ('"' | '\'')) = text[start..].trim_start().chars().next() else { continue };
        let Some(open) = text[start..].find(quote).map(|open| start + open + 1) else { continue };
        let Some(end) = text[open..].find(quote).map(|end| open + end) else { break };
        let value = &text[open..end];
        if !["{{", "{%", "{#"].iter().any(|tag| value.contains(tag)) {
            found.push(Literal { value: decode_references(value).into_owned(), at: open..end });
        }
    }
    found
}

/// Returns whether a text ends with the name of an attribute that holds an address.
fn is_attribute(before: &str) -> bool {
    let before = before.trim_end();
    ATTRIBUTES.iter().any(|name| {
        let (rest, last) = before.as_bytes().split_at(before.len().saturating_sub(name.len()));
        last.eq_ignore_ascii_case(name.as_bytes())
            && rest
                .last()
                .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'/'))
    })
}

/// Returns the ranges of all comments, in order: the template's and HTML's.
fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let of_template = text[at..].find("{#").map(|start| (at + start, "#}"));
        let of_html = text[at..].find("<!--").map(|start| (at + start, "-->"));
        let (start, close) = of_template.into_iter().chain(of_html).min()?;
        let end = text[start..].find(close).map_or(text.len(), |end| start + end + close.len());
        at = end;
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_there_as_it_is_is_found() {
        let text = "<a href=\"/a/\"><img SRC = '/b.png?c&amp;d'>{# <a href=\"/no/\"> #}<a href=\"{{ url(path=\"/no/\") }}\">\
                    <!-- <a href='/no/'> --><a data-href=\"/no/\" title=\"href=\"><a href=/no/>{% set href=\"/no/\" %}\
                    <script>x.src=\"/no/\"</script><video\nposter=\"/e.jpg\">";
        let found: Vec<String> = literals(text).into_iter().map(|literal| literal.value).collect();
        assert_eq!(found, ["/a/", "/b.png?c&d", "/no/", "/e.jpg"]);
    }

    #[test]
    fn it_survives_what_is_cut_short() {
        for text in ["", "href=", " href=\"", " href=\"/a", "{# href=\"/a\"", "=\"é\"", "é href='é'"] {
            literals(text);
        }
    }
}
