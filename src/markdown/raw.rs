//! What a text brings along as HTML. In goes HTML that knows which of its parts are raw, or a single raw part; its
//! destinations come out, or the same HTML with what the caller puts in their place. A streaming parser reads the
//! whole, Markdown's part too, so that a tag that is broken over several parts is seen as a browser sees it; only
//! what begins in a raw part is changed.

use std::borrow::Cow;
use std::sync::LazyLock;

use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

use super::anchor::{self, Ids};
use super::output::Output;
use super::{GAP_END, GAP_START, GAP_WORDS, LinkKind, Links, is_allowed};
use crate::config::Html;
use crate::escape;

/// The attributes that hold a destination.
const DESTINATIONS: [&str; 3] = ["href", "src", "poster"];

/// The elements that have anything to do with us.
static CONCERNED: LazyLock<Selector> = LazyLock::new(|| {
    "[href], [src], [poster], [srcset], [id], a[name], h1".parse().expect("our own selector is well formed")
});

/// Adds the destinations of a piece of HTML, decoded, in order.
pub(super) fn destinations(html: &str, found: &mut Vec<String>) {
    if !may_have_destination(html) {
        return;
    }
    visit(html, |element| {
        for attribute in DESTINATIONS {
            if let Some(value) = element.get_attribute(attribute) {
                found.push(decoded(&value).into_owned());
            }
        }
    });
}

/// Settles what the raw parts have to do with the rest: what stands in place of their destinations is asked of the
/// caller, and their ids are taken. Where HTML is sanitised, an id that is already taken goes, `<a name>` becomes an
/// id, and a headline goes down a level, as the page has one.
pub(super) fn settle(output: Output, html: Html, ids: &mut Ids<'_>, links: &mut dyn Links) -> String {
    let settled = visit(output.as_html(), |element| {
        let start = element.source_location().bytes().start;
        if !output.is_raw(start) {
            return;
        }
        if let Some(Renamed { chosen, given }) = settle_ids(element, html, ids) {
            let at = output.place(element.source_location().bytes()).unwrap_or_default();
            links.fault(anchor::taken_by_theme(&chosen, &given, at));
        }
        // What a text names so has been checked by nobody; the `src` beside it is.
        if html == Html::Sanitised {
            element.remove_attribute("srcset");
        }
        for attribute in DESTINATIONS {
            settle_destination(element, attribute, html, links, &output);
        }
    });
    settled.unwrap_or_else(|| output.into_html())
}

/// An id that the theme has, and the one that stands in its place.
struct Renamed {
    chosen: String,
    given: String,
}

/// Settles the id of an element, and returns it where it is one that the theme has.
fn settle_ids(element: &mut Element<'_, '_>, html: Html, ids: &mut Ids<'_>) -> Option<Renamed> {
    let mut id = element.get_attribute("id");
    if html == Html::Sanitised {
        if element.tag_name() == "h1" {
            rename(element, "h2");
        }
        if id.is_none() && element.tag_name() == "a" {
            id = element.get_attribute("name");
            if let Some(name) = &id {
                set(element, "id", name);
            }
        }
    }
    let id = decoded(&id?).into_owned();
    if ids.is_of_theme(&id) {
        if html == Html::Trusted {
            return Some(Renamed { given: id.clone(), chosen: id });
        }
        let given = ids.claim_beside(&id);
        set(element, "id", &given.replace('&', "&amp;"));
        return Some(Renamed { chosen: id, given });
    }
    if !ids.claim(&id) && html == Html::Sanitised {
        element.remove_attribute("id");
    }
    None
}

fn settle_destination(
    element: &mut Element<'_, '_>,
    name: &str,
    html: Html,
    links: &mut dyn Links,
    output: &Output,
) {
    let Some(attribute) = element.attributes().iter().find(|attribute| attribute.name() == name) else {
        return;
    };
    let tag = element.source_location().bytes();
    let value = attribute.value_source_location().map_or(tag.clone(), |value| value.bytes());
    let Some(at) = output.place(value).or_else(|| output.place(tag)) else { return };
    let written = attribute.value();
    let written = decoded(&written);
    let kind = if name == "href" { LinkKind::Link } else { LinkKind::Image };
    let resolved = links.resolve(kind, &written, at);
    // Who is trusted may also link to what Markdown may not.
    match resolved.filter(|resolved| html == Html::Trusted || is_allowed(resolved)) {
        Some(resolved) if resolved == written => {}
        Some(resolved) => set(element, name, &resolved.replace('&', "&amp;")),
        None => take_away(element, name, links.missing(&written).map(|label| gap(element, &label))),
    }
}

/// Returns what stands in place of an element whose file is missing.
fn gap(element: &Element<'_, '_>, label: &str) -> String {
    let words = element.get_attribute("alt").unwrap_or_default();
    let mut html = GAP_START.to_owned();
    let Ok(()) = escape::between_tags(label, &mut html);
    html.push_str(GAP_WORDS);
    let Ok(()) = escape::between_tags(&decoded(&words), &mut html);
    html.push_str(GAP_END);
    html
}

/// Takes a destination away, and with it what is nothing without it.
fn take_away(element: &mut Element<'_, '_>, name: &str, gap: Option<String>) {
    match (element.tag_name().as_str(), name, gap) {
        ("img", "src", Some(gap)) => element.replace(&gap, ContentType::Html),
        ("audio" | "video", "src", Some(gap)) => {
            element.before(&gap, ContentType::Html);
            element.remove_and_keep_content();
        }
        ("img", "src", None) => {
            let words = element.get_attribute("alt").unwrap_or_default();
            element.replace(&decoded(&words), ContentType::Text);
        }
        ("source" | "track" | "embed", "src", _) => element.remove(),
        ("audio" | "video", "src", None) => element.remove_and_keep_content(),
        _ => element.remove_attribute(name),
    }
}

/// Calls `concern` with each element that has anything to do with us, and gives back the HTML as it left it.
fn visit(html: &str, mut concern: impl FnMut(&mut Element<'_, '_>)) -> Option<String> {
    let settings = RewriteStrSettings::new().with_strict(false).with_enable_esi_tags(false);
    let settings = settings.append_element_content_handler((
        Cow::Borrowed(&*CONCERNED),
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
    }
}
