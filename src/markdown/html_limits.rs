//! Limits on nesting and attributes of raw HTML, which parsers and browsers handle in quadratic
//! time.
//!
//! Only faulty exports exceed them; of such HTML, just the text is kept.

use std::collections::HashMap;

use super::html_tokens::{self, HtmlToken};
use super::plain_text::text_between_tags;

/// Maximum number of open elements.
const MAX_DEPTH: usize = 512;

/// Maximum number of attributes of an element, counted generously.
const MAX_ATTRIBUTES: usize = 2000;

/// Elements without an end tag, or with an optional one.
const UNCOUNTED_ELEMENTS: [&str; 28] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
    "optgroup",
];

/// Returns whether too many elements are open at once.
pub(super) fn is_too_deep<'h>(parts: impl Iterator<Item = &'h str>) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0;
    for tag in parts.flat_map(|part| part.split('<').skip(1)) {
        let (ends, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        if name.is_empty() || UNCOUNTED_ELEMENTS.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if ends {
            // An end tag only closes elements of its own name.
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else {
            depth += 1;
            *count += 1;
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Returns whether a tag has too many attributes.
///
/// Parsers compare each attribute with all others.
pub(super) fn has_too_many_attributes(html: &str) -> bool {
    html_tokens::tokens(html).any(|part| match part {
        HtmlToken::Tag(_, at) => {
            at.len() > 2 * MAX_ATTRIBUTES && max_attribute_count(&html[at]) > MAX_ATTRIBUTES
        }
        HtmlToken::Text(_) | HtmlToken::Comment(_) => false,
    })
}

/// Returns an upper bound of a tag's attributes.
///
/// Attributes begin after white space, slashes and quoted values.
fn max_attribute_count(tag: &str) -> usize {
    let mut quote = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match quote {
            Some(open) => {
                if open == byte {
                    quote = None;
                    count += 1;
                }
            }
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => count += usize::from(matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c' | b'\r' | b'/')),
        }
    }
    count
}

/// Writes only the text of a raw part.
pub(super) fn text_only(part: &str, html: &mut String) {
    for text in text_between_tags(part) {
        html.push_str(&text.replace('>', "&gt;"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_at_once_is_deep() {
        let deep = |text: &str| is_too_deep(std::iter::once(text));
        assert!(deep(&"<div>".repeat(600)));
        assert!(deep(&"<div></p>".repeat(600)));
        assert!(deep(&"<B class='x'>\n".repeat(600)));
        assert!(!deep(&"<div></div>".repeat(600)));
        assert!(!deep(&"<p>a<br>".repeat(600)));
        assert!(!deep(&"<tr><td>a".repeat(600)));
    }

    #[test]
    fn attributes_are_many_where_none_has_a_use_for_them() {
        let tag = |count| format!("a <b>b</b> <img {}> c", "a=1 ".repeat(count));
        assert!(has_too_many_attributes(&tag(MAX_ATTRIBUTES + 1)));
        assert!(!has_too_many_attributes(&tag(100)));
        assert!(has_too_many_attributes(&format!("<p {}>", "a='>'".repeat(3000))));
        assert!(!has_too_many_attributes(&format!("<path d=\"{}\">", "M0 0 ".repeat(3000))));
        assert!(!has_too_many_attributes(&"word <b>word</b> ".repeat(3000)));
    }

    #[test]
    fn words_are_what_is_left() {
        let mut html = String::new();
        text_only("a <b x='y'>c</b> > d <e", &mut html);
        assert_eq!(html, "a c &gt; d ");
    }
}
