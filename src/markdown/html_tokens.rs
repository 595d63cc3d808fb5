//! Splits HTML into tags, comments and text, without building a tree.
//!
//! Used where a full parser is not needed.

use std::ops::Range;

/// Kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlTagKind {
    Open,
    Close,
}

/// Tag of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HtmlTag<'h> {
    pub(super) kind: HtmlTagKind,
    /// Name as written.
    name: &'h str,
}

impl HtmlTag<'_> {
    /// Returns whether the tag has a name, which is given in lower case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns whether the tag has one of these names.
    pub(super) fn is_among(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }
}

/// Token of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HtmlToken<'h> {
    /// Text between tags, with its character references.
    Text(Range<usize>),
    /// Tag with its range.
    Tag(HtmlTag<'h>, Range<usize>),
    /// A comment, declaration or processing instruction.
    Comment(Range<usize>),
}

/// Returns the tag at the start of a piece of HTML.
pub(super) fn leading_tag(html: &str) -> Option<HtmlTag<'_>> {
    let rest = html.strip_prefix('<')?;
    let (kind, rest) =
        rest.strip_prefix('/').map_or((HtmlTagKind::Open, rest), |rest| (HtmlTagKind::Close, rest));
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    begins.then(|| HtmlTag { kind, name: &rest[..length] })
}

/// Returns the tokens of a piece of HTML, in order.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = HtmlToken<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some(tag) = leading_tag(rest) {
            at += tag_len(rest);
            return Some(HtmlToken::Tag(tag, start..at));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            let close = if rest.starts_with("<!--") { "-->" } else { ">" };
            at += rest.find(close).map_or(rest.len(), |end| end + close.len());
            return Some(HtmlToken::Comment(start..at));
        }
        at += rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(end, _)| end);
        Some(HtmlToken::Text(start..at))
    })
}

/// Returns the length of the leading tag; a `>` in a quoted value does not end it.
fn tag_len(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // An unpaired quotation mark: the first `>` ends the tag.
    html.find('>').map_or(html.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_falls_into_tags_comments_and_text() {
        let html = "a<b title='x>y'>c</B ><!-- <p> -->é< d<br/>";
        let told: Vec<String> = tokens(html)
            .map(|part| match part {
                HtmlToken::Text(at) => html[at].to_owned(),
                HtmlToken::Tag(tag, at) => format!("{:?} {} {}", tag.kind, tag.name, at.len()),
                HtmlToken::Comment(_) => "comment".to_owned(),
            })
            .collect();
        assert_eq!(told, ["a", "Open b 15", "c", "Close B 5", "comment", "é", "< d", "Open br 5"]);
    }
}
