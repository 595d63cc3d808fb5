//! Bounds the nesting of HTML before it is parsed.
//!
//! A parser looks through all open elements at many tags, so that the time for deeply nested
//! elements grows with their square.

use std::borrow::Cow;

/// Most open elements.
const MOST_OPEN: usize = 512;

/// Elements that no tag closes, or that the next of their kind closes.
const SHALLOW: [&str; 32] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "rb", "rp", "rt", "rtc", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr", "xmp",
];

/// Returns HTML without the tags that would nest too deeply. Their content stays.
pub(crate) fn bounded(html: &str) -> Cow<'_, str> {
    let mut open = 0_usize;
    let mut kept = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        at = start + 1;
        let rest = &html[at..];
        let closing = rest.strip_prefix('/');
        let name = tag_name(closing.unwrap_or(rest));
        if name.is_empty() || is_shallow(name) {
            continue;
        }
        if closing.is_some() {
            open = open.saturating_sub(1);
        } else if open < MOST_OPEN {
            open += 1;
        } else {
            kept.push_str(&html[done..start]);
            at = html[start..].find('>').map_or(html.len(), |end| start + end + 1);
            done = at;
        }
    }
    if done == 0 {
        return html.into();
    }
    kept.push_str(&html[done..]);
    kept.into()
}

/// Returns the name with which a tag begins.
fn tag_name(tag: &str) -> &str {
    let end = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    if tag.starts_with(|char: char| char.is_ascii_alphabetic()) { &tag[..end] } else { "" }
}

/// Reports an element that does not nest.
fn is_shallow(name: &str) -> bool {
    SHALLOW.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_tags_are_removed_and_words_stay() {
        let flat = "<p>a<br><b>b</b>".repeat(5000);
        assert!(matches!(bounded(&flat), Cow::Borrowed(_)));
        let deep = "<div>a".repeat(5000);
        let kept = bounded(&deep);
        assert_eq!((kept.matches("<div>").count(), kept.matches('a').count()), (MOST_OPEN, 5000));
    }
}
