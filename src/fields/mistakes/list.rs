//! Mistakes in lists: an unclosed bracket, a missing comma, missing quotes.

use super::quotes::{is_typographic, quoted};
use super::{Format, Mistake};

/// Formats a list of texts.
pub(in super::super) fn listed(items: &[&str], format: Format) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item, format)).collect();
    format!("[{}]", items.join(", "))
}

/// Splits a list, or a text that is meant as one, into entries without quotes.
pub(in super::super) fn items(written: &str) -> Vec<&str> {
    let mut rest = written.trim().trim_start_matches('[').trim_end_matches(']');
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ']'));
        let Some(first) = rest.chars().next() else { return items };
        let (item, after) = if first == '"' || first == '\'' || is_typographic(first) {
            let inner = &rest[first.len_utf8()..];
            let is_end = |c: char| c == first || (is_typographic(first) && (is_typographic(c) || c == '"'));
            let end = inner.find(is_end).or_else(|| inner.find([',', '\n'])).unwrap_or(inner.len());
            let closing = inner[end..].chars().next().filter(|c| is_end(*c)).map_or(0, char::len_utf8);
            (&inner[..end], &inner[end + closing..])
        } else {
            let end = rest.find([',', '\n', ';', ']']).unwrap_or(rest.len());
            rest.split_at(end)
        };
        let item = item.trim();
        if !item.is_empty() {
            items.push(item);
        }
        rest = after;
    }
}

/// Finds the mistake in a list that begins with a bracket.
pub(super) fn find(key: &str, value: &str, format: Format) -> Mistake {
    let value = value.trim_end();
    let all = 0..value.len();
    let hint = if value.contains('{') {
        let table = [format.pair("name", "\"…\""), format.pair("other", "\"…\"")].join(", ");
        format!("write it as {}", format.pair(key, &format!("[{{ {table} }}, …]")))
    } else {
        format!("write it as {}", format.pair(key, &listed(&items(value), format)))
    };
    let is_closed = value.trim_end_matches([',', ';']).ends_with(']');
    let message = if !is_closed {
        "this list is never closed: its ] is missing"
    } else if value.contains(is_typographic) {
        "these quotes are curly, and only straight ones (\") are read"
    } else if lacks_comma(value) {
        "a comma is missing between two entries of this list"
    } else if value.ends_with([',', ';']) {
        "nothing stands after the bracket that ends a list"
    } else if value.contains('{') {
        "in a list of tables each stands in braces, with a comma between each key and the next"
    } else {
        "the entries of a list stand in quotes, with one comma between each and the next"
    };
    Mistake::new(all, message, hint)
}

/// Returns true if two quoted texts follow each other without a comma.
fn lacks_comma(value: &str) -> bool {
    let mut pieces = value.split('"').skip(2).step_by(2);
    pieces.any(|between| between.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_however_they_are_written() {
        for (written, expected) in [
            ("[\"a\", \"b c\"]", vec!["a", "b c"]),
            ("[\"a\" \"b\"]", vec!["a", "b"]),
            ("[a, b c,]", vec!["a", "b c"]),
            ("a, b", vec!["a", "b"]),
            ("[\"a\", \"b", vec!["a", "b"]),
            ("[“a”, “b”]", vec!["a", "b"]),
            ("[\n  'a',\n  b\n]", vec!["a", "b"]),
            ("", vec![]),
        ] {
            assert_eq!(items(written), expected, "{written}");
        }
    }
}
