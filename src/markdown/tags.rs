//! Scans HTML for its tags, comments and text, without building a tree. For decisions about pieces of HTML that do not
//! need a browser's parser.

use std::ops::Range;

/// Kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Open,
    Close,
}

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    pub(super) kind: TagKind,
    /// Name as it is written.
    name: &'h str,
}

impl Tag<'_> {
    /// Whether it is a tag of this element, whose name is given in lower case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether it is a tag of one of these elements.
    pub(super) fn is_among(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }
}

/// A part of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'h> {
    /// Text between tags, with character references as they are written.
    Text(Range<usize>),
    /// A tag with its range.
    Tag(Tag<'h>, Range<usize>),
    /// A comment, declaration or processing instruction.
    Comment,
}

/// Returns the tag that a piece of HTML begins with.
pub(super) fn first(html: &str) -> Option<Tag<'_>> {
    let rest = html.strip_prefix('<')?;
    let (kind, rest) = rest.strip_prefix('/').map_or((TagKind::Open, rest), |rest| (TagKind::Close, rest));
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    begins.then(|| Tag { kind, name: &rest[..length] })
}

/// Returns the parts of a piece of HTML, in order.
pub(super) fn parts(html: &str) -> impl Iterator<Item = Part<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some(tag) = first(rest) {
            at += end_of_tag(rest);
            return Some(Part::Tag(tag, start..at));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            let close = if rest.starts_with("<!--") { "-->" } else { ">" };
            at += rest.find(close).map_or(rest.len(), |end| end + close.len());
            return Some(Part::Comment);
        }
        at += rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(end, _)| end);
        Some(Part::Text(start..at))
    })
}

/// Returns where the tag that a text begins with ends; a `>` in an attribute's value does not end it.
fn end_of_tag(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quotation mark without its partner: the first `>` is as good an end as any.
    html.find('>').map_or(html.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_falls_into_tags_comments_and_text() {
        let html = "a<b title='x>y'>c</B ><!-- <p> -->é< d<br/>";
        let told: Vec<String> = parts(html)
            .map(|part| match part {
                Part::Text(at) => html[at].to_owned(),
                Part::Tag(tag, at) => format!("{:?} {} {}", tag.kind, tag.name, at.len()),
                Part::Comment => "comment".to_owned(),
            })
            .collect();
        assert_eq!(told, ["a", "Open b 15", "c", "Close B 5", "comment", "é", "< d", "Open br 5"]);
    }
}
