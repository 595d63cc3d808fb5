//! How deep the HTML of a text goes. Its parts come in; whether a parser, ours or a browser's, could be kept busy with
//! their depth comes out. Such HTML is no editor's, but what an export made of a page: its words are all it has.

use std::collections::HashMap;

use super::plain::without_tags;
use super::tags::{self, Part};

/// How many elements may be open at once.
const DEEPEST: usize = 512;

/// How many attributes an element may have, counted generously.
const MOST_ATTRIBUTES: usize = 2000;

/// Elements that have no end tag, or end without one where the next begins.
const UNCOUNTED: [&str; 28] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
    "optgroup",
];

/// Whether more elements are open at once than any text has a use for.
pub(super) fn is_too_deep<'h>(parts: impl Iterator<Item = &'h str>) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0;
    for tag in parts.flat_map(|part| part.split('<').skip(1)) {
        let (ends, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        if name.is_empty() || UNCOUNTED.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if ends {
            // An end tag ends nothing but its own kind.
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else {
            depth += 1;
            *count += 1;
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Returns whether a tag has more attributes than any element has a use for: parsers compare each with all before it.
pub(super) fn has_too_many_attributes(html: &str) -> bool {
    tags::parts(html).any(|part| match part {
        Part::Tag(_, at) => at.len() > 2 * MOST_ATTRIBUTES && attributes(&html[at]) > MOST_ATTRIBUTES,
        Part::Text(_) | Part::Comment => false,
    })
}

/// Returns a number that a tag has at most of attributes: they begin after blanks, slashes and values in quotes.
fn attributes(tag: &str) -> usize {
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

/// Writes the words of a part.
pub(super) fn words_only(part: &str, html: &mut String) {
    for text in without_tags(part) {
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
        assert!(has_too_many_attributes(&tag(MOST_ATTRIBUTES + 1)));
        assert!(!has_too_many_attributes(&tag(100)));
        assert!(has_too_many_attributes(&format!("<p {}>", "a='>'".repeat(3000))));
        assert!(!has_too_many_attributes(&format!("<path d=\"{}\">", "M0 0 ".repeat(3000))));
        assert!(!has_too_many_attributes(&"word <b>word</b> ".repeat(3000)));
    }

    #[test]
    fn words_are_what_is_left() {
        let mut html = String::new();
        words_only("a <b x='y'>c</b> > d <e", &mut html);
        assert_eq!(html, "a c &gt; d ");
    }
}
