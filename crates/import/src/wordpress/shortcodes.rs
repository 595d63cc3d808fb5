//! Parses shortcodes: `[name key="value"]content[/name]`.

use std::collections::BTreeMap;

use super::tags;

/// Deepest nesting of shortcodes.
const DEEPEST: usize = 12;

/// Longest name.
const LONGEST_NAME: usize = 64;

/// Shortcode in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shortcode<'a> {
    /// Name in lower case.
    pub(super) name: String,
    pub(super) arguments: Arguments,
    /// Text between the beginning and the end, if there is an end.
    pub(super) content: Option<&'a str>,
    /// Whole text.
    pub(super) raw: &'a str,
    /// Beginning without its content.
    pub(super) opening: &'a str,
    /// Reports `[name /]`.
    is_closed: bool,
}

/// Arguments of a shortcode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Arguments {
    pub(super) named: BTreeMap<String, String>,
    pub(super) positional: Vec<String>,
}

impl Arguments {
    /// Returns a named argument, if it has a value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.named.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the ids of a list: `1,2,3`.
    pub(super) fn ids(&self, name: &str) -> Vec<u64> {
        let list = self.get(name).unwrap_or_default();
        list.split([',', ' ']).filter_map(|id| id.trim().parse().ok()).collect()
    }
}

impl Shortcode<'_> {
    /// Reports that the brackets are a shortcode even though no one knows the name.
    ///
    /// `[sic]` and `[1]` are words of the text.
    pub(super) fn is_evident(&self) -> bool {
        !self.arguments.named.is_empty()
            || self.content.is_some()
            || self.is_closed
            || self.name.contains(['_', '-'])
    }
}

/// Use of a shortcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// Text in place of the shortcode.
    Replace(String),
    /// Shortcode is no shortcode: its brackets stay, and its content is read on.
    Text,
}

/// Replaces the shortcodes of a text, those inside of others too.
///
/// `is_known` decides about `[[name]]`, which shows a known shortcode's text.
pub(super) fn replace(
    text: &str,
    depth: usize,
    is_known: &dyn Fn(&str) -> bool,
    replace_one: &mut dyn FnMut(&Shortcode<'_>) -> Use,
) -> String {
    if depth > DEEPEST || !text.contains('[') {
        return text.to_owned();
    }
    let ends = Ends::of(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'[', b'<', &text.as_bytes()[at..]) {
        out.push_str(&text[at..at + found]);
        at += found;
        let rest = &text[at..];
        if rest.starts_with('<') {
            let length = tags::read(rest).map_or(1, |tag| tag.length);
            out.push_str(&rest[..length]);
            at += length;
            continue;
        }
        if let Some(inner) = rest.strip_prefix("[[")
            && let Some(length) = escaped_length(inner, &ends, at + 2, text, is_known)
        {
            out.push_str(&rest[1..=length]);
            at += length + 2;
            continue;
        }
        let Some(shortcode) = parse(text, at, &ends) else {
            out.push('[');
            at += 1;
            continue;
        };
        match replace_one(&shortcode) {
            Use::Replace(replacement) => {
                out.push_str(&replacement);
                at += shortcode.raw.len();
            }
            Use::Text => {
                out.push_str(shortcode.opening);
                at += shortcode.opening.len();
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Returns the length of `name …]` in `[[name …]]`, if the name is known.
fn escaped_length(
    inner: &str,
    ends: &Ends,
    at: usize,
    text: &str,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<usize> {
    let name = name_at(inner)?;
    if !is_known(&name.to_ascii_lowercase()) {
        return None;
    }
    let shortcode = parse(text, at - 1, ends)?;
    let is_closed_after = |part: &str| text[at - 1 + part.len()..].starts_with(']');
    [shortcode.opening, shortcode.raw].into_iter().find(|part| is_closed_after(part)).map(str::len)
}

/// Positions of the ends of shortcodes, by name.
struct Ends(BTreeMap<String, Vec<usize>>);

impl Ends {
    /// Finds all ends in a text.
    fn of(text: &str) -> Self {
        let mut ends: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in memchr::memmem::find_iter(text.as_bytes(), b"[/") {
            if let Some(name) = name_at(&text[at + 2..])
                && text[at + 2 + name.len()..].starts_with(']')
            {
                ends.entry(name.to_ascii_lowercase()).or_default().push(at);
            }
        }
        Self(ends)
    }

    /// Returns the position of the first end after a place.
    fn after(&self, name: &str, place: usize) -> Option<usize> {
        let all = self.0.get(name)?;
        all.get(all.partition_point(|end| *end < place)).copied()
    }
}

/// Returns the name with which a text begins.
fn name_at(text: &str) -> Option<&str> {
    let first = text.bytes().next()?;
    if !first.is_ascii_alphabetic() && first != b'_' {
        return None;
    }
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-'))
        .unwrap_or(text.len());
    (end <= LONGEST_NAME).then(|| &text[..end])
}

/// Parses the shortcode that begins at a bracket.
fn parse<'a>(text: &'a str, at: usize, ends: &Ends) -> Option<Shortcode<'a>> {
    let rest = &text[at + 1..];
    let name = name_at(rest)?;
    let after = &rest[name.len()..];
    if !after.starts_with([' ', '\t', '\n', ']', '/', '=', ':', '\u{A0}']) {
        return None;
    }
    let close = end_of_opening(after)?;
    let inside = &after[..close];
    let is_closed = inside.ends_with('/') && !inside.trim_end_matches('/').ends_with(['=', ':']);
    let inside = if is_closed { &inside[..inside.len() - 1] } else { inside };
    let opening_end = at + 1 + name.len() + close + 1;
    let lower = name.to_ascii_lowercase();
    let end = if is_closed { None } else { ends.after(&lower, opening_end) };
    let raw_end = end.map_or(opening_end, |end| end + name.len() + 3);
    Some(Shortcode {
        name: lower,
        arguments: arguments(inside),
        content: end.map(|end| &text[opening_end..end]),
        raw: &text[at..raw_end],
        opening: &text[at..opening_end],
        is_closed,
    })
}

/// Returns the position of the bracket that ends the beginning of a shortcode.
///
/// A bracket within quotes ends the shortcode only if no other does before the line ends.
fn end_of_opening(text: &str) -> Option<usize> {
    let bytes = &text.as_bytes()[..text.len().min(64 << 10)];
    let mut quote = None;
    let mut first = None;
    for (index, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b']') => return Some(index),
            (None, b'[') => return None,
            (Some(_), b']') if first.is_none() => first = Some(index),
            (None, b'"' | b'\'') if index > 0 && matches!(bytes[index - 1], b'=' | b' ') => {
                quote = Some(*byte);
            }
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), b'\n') if first.is_some() => return first,
            _ => {}
        }
    }
    first
}

/// Parses arguments, with quotation marks as editors and WordPress write them.
fn arguments(text: &str) -> Arguments {
    let plain = text
        .replace("&quot;", "\"")
        .replace("&#8221;", "\"")
        .replace("&#8243;", "\"")
        .replace(['“', '”', '″'], "\"")
        .replace('\u{A0}', " ");
    let mut arguments = Arguments::default();
    let mut rest = plain.trim_start_matches([':', '=']).trim_start();
    while !rest.is_empty() {
        let name_length = rest
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-'))
            .unwrap_or(rest.len());
        let after_name = rest[name_length..].trim_start();
        if name_length > 0
            && let Some(value) = after_name.strip_prefix('=')
        {
            let name = rest[..name_length].to_ascii_lowercase();
            let (value, next) = value_at(value.trim_start());
            arguments.named.insert(name, decode(value));
            rest = next.trim_start();
        } else {
            let (value, next) = value_at(rest);
            arguments.positional.push(decode(value));
            rest = next.trim_start();
        }
    }
    arguments
}

/// Divides a text into its first value and the rest.
fn value_at(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
        {
            return (&inner[..end], &inner[end + 1..]);
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len()).max(1);
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    text.split_at(end)
}

/// Decodes the entities of a value.
fn decode(value: &str) -> String {
    if value.contains('&') {
        return crate::convert::text_of(value);
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows each shortcode in braces.
    fn shown(text: &str) -> String {
        fn level(text: &str, depth: usize) -> String {
            replace(text, depth, &|name| name != "sic", &mut |found| {
                if found.name == "sic" {
                    return Use::Text;
                }
                let named: Vec<_> = found.arguments.named.iter().map(|(k, v)| format!("{k}:{v}")).collect();
                let all = [named, found.arguments.positional.clone()].concat().join(",");
                let content = found.content.map(|content| format!("|{}", level(content, depth + 1)));
                Use::Replace(format!("{{{}({all}){}}}", found.name, content.unwrap_or_default()))
            })
        }
        level(text, 0)
    }

    #[test]
    fn shortcodes_are_found_in_every_form() {
        for (text, expected) in [
            ("[a]", "{a()}"),
            ("[a x=1 y=\"2 3\" 'z' w]", "{a(x:1,y:2 3,z,w)}"),
            ("[a /]b[/a]", "{a()}b[/a]"),
            ("[a]in [b]deep[/b][/a] out", "{a()|in {b()|deep}} out"),
            ("[[a x=1]] [[a]b[/a]]", "[a x=1] [a]b[/a]"),
            ("wrong [sic] [1] [ a] [", "wrong [sic] [1] [ a] ["),
            ("[sic][a]", "[sic]{a()}"),
            ("<img alt=\"[a]\">[a]", "<img alt=\"[a]\">{a()}"),
            ("[a cap=\"x ] y\"]", "{a(cap:x ] y)}"),
            ("[youtube=https://x.example/?v=1]", "{youtube(https://x.example/?v=1)}"),
            ("[a x=&quot;1&quot; y=”2”]", "{a(x:1,y:2)}"),
            ("[A]x[/a]", "{a()|x}"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn many_open_brackets_take_linear_time() {
        let text = "[a x=\"".repeat(20_000);
        assert!(shown(&text).starts_with("[a"));
    }
}
