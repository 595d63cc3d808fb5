//! What a text brings along as HTML. In goes HTML that knows which of its parts are raw, or a single raw part; its
//! destinations come out, or the same HTML with what the caller puts in their place. A streaming parser reads the
//! whole, Markdown's part too, so that a tag that is broken over several parts is seen as a browser sees it; only
//! what begins in a raw part is changed.

mod loads;
mod settle;

use std::borrow::Cow;
use std::sync::LazyLock;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

pub use loads::{Load, LoadKind};
#[cfg(test)]
pub(super) use settle::end_of;
pub(super) use settle::{Frame, read_tag, settle};

/// The attributes that hold a destination.
const DESTINATIONS: [&str; 3] = ["href", "src", "poster"];

/// Elements with a destination.
static CONCERNED: LazyLock<Selector> =
    LazyLock::new(|| "[href], [src], [poster]".parse().expect("our own selector is well formed"));

static EVERYTHING: LazyLock<Selector> =
    LazyLock::new(|| "*".parse().expect("our own selector is well formed"));

/// Adds the destinations of a piece of HTML, decoded, in order.
pub(super) fn destinations(html: &str, found: &mut Vec<String>) {
    if !may_have_destination(html) {
        return;
    }
    visit(html, Scope::WithDestination, |element| {
        for attribute in DESTINATIONS {
            if let Some(value) = element.get_attribute(attribute) {
                found.push(decoded(&value).into_owned());
            }
        }
    });
}

/// Elements that are visited.
#[derive(Debug, Clone, Copy)]
enum Scope {
    /// Those with a destination.
    WithDestination,
    /// All.
    Everything,
}

/// Calls `concern` with each element, and returns the HTML as it left it.
fn visit(html: &str, scope: Scope, mut concern: impl FnMut(&mut Element<'_, '_>)) -> Option<String> {
    let selector = match scope {
        Scope::WithDestination => &*CONCERNED,
        Scope::Everything => &*EVERYTHING,
    };
    let settings = RewriteStrSettings::new().with_strict(false).with_enable_esi_tags(false);
    let settings = settings.append_element_content_handler((
        Cow::Borrowed(selector),
        ElementContentHandlers::default().element(move |element: &mut Element<'_, '_>| {
            concern(element);
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

/// Whether it is worth to parse a piece of HTML for its destinations.
fn may_have_destination(html: &str) -> bool {
    html.as_bytes().windows(3).any(|three| {
        // Of `href`, `src` and `poster`.
        three.eq_ignore_ascii_case(b"hre")
            || three.eq_ignore_ascii_case(b"src")
            || three.eq_ignore_ascii_case(b"pos")
    })
}

/// An attribute's value with its character references decoded: those by number, and those by name that stand in
/// destinations. A rarer one stays as it is written, for the sanitiser to judge.
pub(crate) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        text.push_str(before);
        if let Some((c, length)) = character(reference) {
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

/// The character that a text begins with a reference to, and how long that is.
fn character(text: &str) -> Option<(char, usize)> {
    ended(text).or_else(|| unended(text))
}

/// Returns the character of a reference that ends with a semicolon, and its length.
fn ended(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
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

/// Returns the character of a reference by number that has no semicolon, and its length. Browsers read it all the same.
fn unended(text: &str) -> Option<(char, usize)> {
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
        destinations(
            "<a HREF='/a?b=1&amp;c=2'>x</a><img alt=\"href='no'\" src=b.png><!-- <a href=no> --><video poster=p src=v>",
            &mut found,
        );
        assert_eq!(found, ["/a?b=1&c=2", "b.png", "v", "p"]);
    }

    #[test]
    fn character_references_are_decoded() {
        assert_eq!(decoded("a"), "a");
        assert_eq!(decoded("&#106;&#x61;va&colon;&&amp;amp;&copy;&#xD800;é&"), "java:&&amp;&copy;&#xD800;é&");
        assert_eq!(decoded("&ééééééé;"), "&ééééééé;");
        assert_eq!(decoded("&#106ava&#x3Ax &#; &#x"), "java:x &#; &#x");
    }
}
