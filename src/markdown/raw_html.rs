//! Reads and rewrites the raw HTML of a text.
//!
//! A streaming parser reads the whole output, including rendered Markdown, so that a tag split over
//! several parts is seen as a browser sees it. Only elements that begin in a raw part are changed.

mod loads;
mod rewrite;

use std::borrow::Cow;
use std::sync::LazyLock;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

#[cfg(test)]
pub(super) use rewrite::element_end;
pub(super) use rewrite::{FrameSource, parse_first_tag, rewrite};

/// Attributes that hold a URL.
const URL_ATTRIBUTES: [&str; 3] = ["href", "src", "poster"];

/// Elements with a URL.
static WITH_URL: LazyLock<Selector> =
    LazyLock::new(|| "[href], [src], [poster]".parse().expect("our own selector is well formed"));

static ALL_ELEMENTS: LazyLock<Selector> =
    LazyLock::new(|| "*".parse().expect("our own selector is well formed"));

/// Appends the decoded URLs of a piece of HTML, in order.
pub(super) fn collect_urls(html: &str, found: &mut Vec<String>) {
    if !may_have_destination(html) {
        return;
    }
    visit(html, Selection::WithUrl, |element| {
        for attribute in URL_ATTRIBUTES {
            if let Some(value) = element.get_attribute(attribute) {
                found.push(decode_references(&value).into_owned());
            }
        }
    });
}

/// Elements to visit.
#[derive(Debug, Clone, Copy)]
enum Selection {
    /// Elements with a URL.
    WithUrl,
    /// All elements.
    All,
}

/// Calls `visitor` with each element, and returns the rewritten HTML.
fn visit(html: &str, scope: Selection, mut visitor: impl FnMut(&mut Element<'_, '_>)) -> Option<String> {
    let selector = match scope {
        Selection::WithUrl => &*WITH_URL,
        Selection::All => &*ALL_ELEMENTS,
    };
    let settings = RewriteStrSettings::new().with_strict(false).with_enable_esi_tags(false);
    let settings = settings.append_element_content_handler((
        Cow::Borrowed(selector),
        ElementContentHandlers::default().element(move |element: &mut Element<'_, '_>| {
            visitor(element);
            Ok(())
        }),
    ));
    rewrite_str(html, settings).ok()
}

fn rename(element: &mut Element<'_, '_>, name: &str) {
    let result = element.set_tag_name(name);
    debug_assert!(result.is_ok(), "{name} is a tag's name");
}

fn set(element: &mut Element<'_, '_>, name: &str, value: &str) {
    let result = element.set_attribute(name, value);
    debug_assert!(result.is_ok(), "{name} is an attribute's name");
}

/// Returns whether a piece of HTML may contain a URL attribute.
fn may_have_destination(html: &str) -> bool {
    html.as_bytes().windows(3).any(|three| {
        // Of `href`, `src` and `poster`.
        three.eq_ignore_ascii_case(b"hre")
            || three.eq_ignore_ascii_case(b"src")
            || three.eq_ignore_ascii_case(b"pos")
    })
}

/// Decodes numeric character references, and the named ones that occur in URLs.
///
/// Rarer names are left for the sanitizer to judge.
pub(crate) fn decode_references(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        text.push_str(before);
        if let Some((c, length)) = parse_reference(reference) {
            text.push(c);
            rest = &reference[length..];
        } else {
            text.push('&');
            rest = &reference[1..];
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Parses the character reference at the start of a text, and returns its length.
fn parse_reference(text: &str) -> Option<(char, usize)> {
    terminated_reference(text).or_else(|| unterminated_reference(text))
}

/// Parses a reference that ends with a semicolon.
fn terminated_reference(text: &str) -> Option<(char, usize)> {
    const MAX_REFERENCE_BYTES: usize = 10;
    let end = text.bytes().take(MAX_REFERENCE_BYTES).position(|b| b == b';')?;
    let c = match &text[1..end] {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "colon" => ':',
        "sol" => '/',
        "num" => '#',
        "Tab" => '\t',
        "NewLine" => '\n',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((c, end + 1))
}

/// Parses a numeric reference without a semicolon, which browsers accept.
fn unterminated_reference(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (digits, radix, start) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 3),
        None => (digits, 10, 2),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let c = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
    Some((c, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_of_html_are_found_in_order_and_decoded() {
        let mut found = Vec::new();
        collect_urls(
            "<a HREF='/a?b=1&amp;c=2'>x</a><img alt=\"href='no'\" src=b.png><!-- <a href=no> --><video poster=p src=v>",
            &mut found,
        );
        assert_eq!(found, ["/a?b=1&c=2", "b.png", "v", "p"]);
    }

    #[test]
    fn character_references_are_decoded() {
        assert_eq!(decode_references("a"), "a");
        assert_eq!(
            decode_references("&#106;&#x61;va&colon;&&amp;amp;&copy;&#xD800;é&"),
            "java:&&amp;&copy;&#xD800;é&"
        );
        assert_eq!(decode_references("&ééééééé;"), "&ééééééé;");
        assert_eq!(decode_references("&#106ava&#x3Ax &#; &#x"), "java:x &#; &#x");
    }
}
