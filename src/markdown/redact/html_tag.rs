//! Redacts the attributes of a tag in raw HTML.
//!
//! URLs of links and pictures stay, since the caller decides about them. All other values are
//! redacted, quoted or not.

use std::borrow::Cow;

use crate::redaction::Redactions;

/// Attributes with one URL or a list of URLs.
const URL_ATTRIBUTES: [&str; 4] = ["href", "src", "poster", "srcset"];

/// Attributes that hold identifiers. One with a name is removed, as from a heading.
const IDENTIFIER_ATTRIBUTES: [&str; 4] = ["class", "for", "id", "name"];

/// Redacts a tag or a comment.
pub(super) fn redact(tag: &str, redactions: &Redactions) -> String {
    if tag.starts_with("<!") || tag.starts_with("<?") {
        return redactions.redact(tag).into_owned();
    }
    let mut rest = tag;
    let mut written = String::with_capacity(tag.len());
    let name = rest.find(|c| is_separator(c) || c == '>').unwrap_or(rest.len());
    // The slash of an end tag is no separator.
    let name = if tag.starts_with("</") { name.max("</".len()) } else { name };
    written.push_str(take(&mut rest, name));
    loop {
        let gap = rest.find(|c| !is_separator(c)).unwrap_or(rest.len());
        let gap = take(&mut rest, gap);
        if rest.is_empty() || rest.starts_with('>') {
            written.push_str(gap);
            written.push_str(rest);
            return written;
        }
        let attribute = Attribute::take(&mut rest);
        if !attribute.is_removed(redactions) {
            written.push_str(gap);
            attribute.write(redactions, &mut written);
        }
    }
}

/// Attribute as written.
struct Attribute<'h> {
    name: &'h str,
    /// Equals sign with the white space around it; empty if there is no value.
    equals: &'h str,
    quote: Option<char>,
    value: &'h str,
    /// Quotation mark at the end, unless the tag ends before.
    closing: &'h str,
}

impl<'h> Attribute<'h> {
    /// Takes the attribute at the start of `rest` (HTML, 13.2.5.33 to 13.2.5.38).
    fn take(rest: &mut &'h str) -> Self {
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(|c| is_separator(c) || matches!(c, '=' | '>'));
        let name = take(rest, end.map_or(rest.len(), |end| first + end));
        let after = rest.trim_start_matches(is_space);
        let Some(value) = after.strip_prefix('=') else {
            return Self { name, equals: "", quote: None, value: "", closing: "" };
        };
        let value = value.trim_start_matches(is_space);
        let equals = take(rest, rest.len() - value.len());
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let end = rest.find(|c| is_space(c) || c == '>').unwrap_or(rest.len());
            return Self { name, equals, quote: None, value: take(rest, end), closing: "" };
        };
        take(rest, 1);
        let end = rest.find(quote).unwrap_or(rest.len());
        let value = take(rest, end);
        let end = rest.len().min(1);
        Self { name, equals, quote: Some(quote), value, closing: take(rest, end) }
    }

    fn is_named(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    fn is_removed(&self, redactions: &Redactions) -> bool {
        self.is_named(&IDENTIFIER_ATTRIBUTES) && redactions.matches_address(self.value)
    }

    fn write(&self, redactions: &Redactions, written: &mut String) {
        written.push_str(self.name);
        written.push_str(self.equals);
        let value = match redactions.redact(self.value) {
            value if self.is_named(&URL_ATTRIBUTES) || matches!(value, Cow::Borrowed(_)) => {
                written.extend(self.quote);
                written.push_str(self.value);
                return written.push_str(self.closing);
            }
            value => value,
        };
        // The words that replace a name may have a space or a quotation mark.
        let quote = self.quote.unwrap_or('"');
        written.push(quote);
        written.push_str(&value.replace(quote, if quote == '"' { "&quot;" } else { "&#39;" }));
        written.push(quote);
    }
}

/// Cuts off the first bytes of `rest`.
fn take<'h>(rest: &mut &'h str, end: usize) -> &'h str {
    let (taken, after) = rest.split_at(end);
    *rest = after;
    taken
}

/// Returns whether a character separates attributes.
fn is_separator(c: char) -> bool {
    is_space(c) || c == '/'
}

/// Returns whether HTML treats a character as white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(tag: &str) -> String {
        redact(tag, &Redactions::new(&["Jo Doe", "Doe"], "[\"N\"]"))
    }

    #[test]
    fn every_value_but_a_url_is_redacted() {
        for (tag, expected) in [
            ("<a title=\"Jo Doe\">", "<a title=\"[&quot;N&quot;]\">"),
            ("<a title='by Jo Doe' lang=en>", "<a title='by [\"N\"]' lang=en>"),
            ("<a title=Doe>", "<a title=\"[&quot;N&quot;]\">"),
            ("<a title = Doe data-x=1>", "<a title = \"[&quot;N&quot;]\" data-x=1>"),
            ("<img alt=Doe/>", "<img alt=\"[&quot;N&quot;]/\">"),
            ("<img data-src=\"/Jo Doe.jpg\">", "<img data-src=\"/[&quot;N&quot;].jpg\">"),
            ("<img data-href='Doe'>", "<img data-href='[\"N\"]'>"),
            ("<img src=Doe.jpg SRCSET='Doe.jpg 2x'>", "<img src=Doe.jpg SRCSET='Doe.jpg 2x'>"),
            ("<a href = \"/doe/\"\ntitle=\"Jo\nDoe\">", "<a href = \"/doe/\"\ntitle=\"[&quot;N&quot;]\">"),
            ("<p id=\"jo-doe\" class='a' hidden>", "<p class='a' hidden>"),
            ("<p class=\"by_jo_doe\">", "<p>"),
            ("<p title=\"Jo Doe", "<p title=\"[&quot;N&quot;]\""),
            ("</p >", "</p >"),
            ("<br/>", "<br/>"),
            ("<p =Doe=x / a>", "<p =Doe=x / a>"),
            ("<!-- Jo Doe -->", "<!-- [\"N\"] -->"),
        ] {
            assert_eq!(redacted(tag), expected, "{tag}");
        }
    }

    #[test]
    fn a_tag_without_a_name_is_unchanged() {
        for tag in
            ["<a href=x>", "<a title=\"a>b\" b = 'c'  />", "<é \u{a0}=é", "<", "</", "</>", "<a b=", "<a b='"]
        {
            assert_eq!(redacted(tag), tag);
        }
    }
}
