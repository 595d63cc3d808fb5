//! Finds the tags of HTML in a text.

/// Most bytes of a tag.
const LONGEST_TAG: usize = 256 << 10;

/// Tag or comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Name in lower case, as far as the import knows the element; `!--` for a comment.
    pub(super) name: &'a str,
    pub(super) is_end: bool,
    /// Length in bytes, with its brackets.
    pub(super) length: usize,
}

/// Reads the tag with which a text begins; `None` if it begins with another sign.
pub(super) fn read(text: &str) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    if text.starts_with("<!--") {
        let end = memchr::memmem::find(&bytes[4..], b"-->").map_or(bytes.len(), |at| at + 7);
        return Some(Tag { name: "!--", is_end: false, length: end });
    }
    let is_end = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(is_end);
    if !bytes.get(start).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'!') {
        return None;
    }
    let name_end = bytes[start..]
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        .map_or(bytes.len(), |at| start + at);
    let length = length(bytes)?;
    Some(Tag { name: lower(text.get(start..name_end.min(length))?), is_end, length })
}

/// Returns the length of a tag. A bracket in a quoted value does not end it.
fn length(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(LONGEST_TAG)];
    let mut quote = None;
    let mut first_end = None;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (Some(_), b'>') => _ = first_end.get_or_insert(at + 1),
            // A quote opens only a value; an apostrophe elsewhere is a slip.
            (None, b'"' | b'\'') if bytes[at - 1] == b'=' || bytes[at - 1].is_ascii_whitespace() => {
                quote = Some(*byte);
            }
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'<') => return None,
            _ => {}
        }
    }
    // A quote without its end: the first bracket ends the tag.
    first_end
}

/// Returns the length of an element with its content and its end.
pub(super) fn length_of_element(text: &str, tag: &Tag<'_>) -> usize {
    let end = format!("</{}", tag.name);
    let bytes = text.as_bytes();
    let mut at = tag.length;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        at += found;
        let is_end =
            bytes[at..].get(..end.len()).is_some_and(|name| name.eq_ignore_ascii_case(end.as_bytes()));
        if is_end {
            return memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1);
        }
        at += 2;
    }
    bytes.len()
}

/// Names that the import compares, for writers of capital letters.
const NAMES: [&str; 52] = [
    "a",
    "address",
    "area",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dateline-component",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "img",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "th",
    "tr",
    "ul",
];

/// Returns a name in lower case.
fn lower(name: &str) -> &str {
    if !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return name;
    }
    NAMES.iter().find(|known| known.eq_ignore_ascii_case(name)).copied().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_in_a_value_does_not_end_a_tag() {
        let text = "<IMG alt=\"a > b\" src=x>tail";
        let tag = read(text).expect("a tag");
        assert_eq!((tag.name, &text[tag.length..]), ("img", "tail"));
        assert_eq!(read("< 5"), None);
        assert_eq!(read("<!-- a > b -->x").map(|tag| tag.length), Some(14));
        let text = "<PRE>a</b></pre >x";
        let tag = read(text).expect("a tag");
        assert_eq!(&text[length_of_element(text, &tag)..], "x");
    }
}
