//! Sanitizes raw HTML.
//!
//! The input is the HTML of a whole text, including that made from Markdown, since only the whole
//! shows the effect of a broken tag. The output is well-formed and contains nothing that runs
//! scripts, imitates the page around it, or sends form data. Elements that articles need are kept.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::url_policy::{ALLOWED_SCHEMES, is_allowed};

/// Elements that are kept; of all others only the text is.
const ALLOWED_ELEMENTS: &str = "a abbr address aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del \
    details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp \
    section small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr";

/// Element that no tag can close.
pub(super) const PLAINTEXT: &str = "plaintext";

/// Elements that are removed with their content, which is not prose.
///
/// Most of them consume everything up to their end tag, including Markdown.
pub(super) const OPAQUE_ELEMENTS: [&str; 13] = [
    "iframe", "math", "noembed", "noframes", "noscript", PLAINTEXT, "script", "style", "svg", "template",
    "textarea", "title", "xmp",
];

/// Attributes that are kept on any element.
const GLOBAL_ATTRIBUTES: &str = "class dir id lang title";

/// Attributes that are kept on some elements.
const ELEMENT_ATTRIBUTES: [(&str, &str); 22] = [
    ("a", "aria-label href hreflang rel"),
    ("audio", "controls loop muted preload src"),
    ("blockquote", "cite"),
    ("col", "span"),
    ("colgroup", "span"),
    ("data", "value"),
    ("del", "cite datetime"),
    ("details", "name open"),
    ("div", "aria-label"),
    ("img", "alt decoding height src width"),
    ("ins", "cite datetime"),
    ("li", "value"),
    ("ol", "reversed start type"),
    ("q", "cite"),
    ("section", "aria-label"),
    ("source", "sizes src srcset type"),
    ("table", "aria-label"),
    ("td", "colspan headers rowspan"),
    ("th", "abbr colspan headers rowspan scope"),
    ("time", "datetime"),
    ("track", "default kind label src srclang"),
    ("video", "controls height loop muted playsinline poster preload src width"),
];

/// Attributes that are kept with the values that rendered Markdown uses.
const ATTRIBUTE_VALUES: [(&str, &str, &str); 4] = [
    ("a", "role", "doc-backlink doc-noteref"),
    ("div", "role", "doc-endnotes region"),
    ("div", "tabindex", "0"),
    ("pre", "tabindex", "0"),
];

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut values: HashMap<_, HashMap<_, _>> = HashMap::new();
    for (element, attribute, allowed) in ATTRIBUTE_VALUES {
        values.entry(element).or_default().insert(attribute, word_set(allowed));
    }
    let mut sanitizer = Builder::empty();
    sanitizer
        .tags(word_set(ALLOWED_ELEMENTS))
        .clean_content_tags(OPAQUE_ELEMENTS.into())
        .generic_attributes(word_set(GLOBAL_ATTRIBUTES))
        .tag_attributes(
            ELEMENT_ATTRIBUTES.into_iter().map(|(element, allowed)| (element, word_set(allowed))).collect(),
        )
        .tag_attribute_values(values)
        .set_tag_attribute_value("img", "loading", "lazy")
        .url_schemes(ALLOWED_SCHEMES.into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(|_, attribute, value| filter_attribute(attribute, value));
    sanitizer
});

/// Returns an attribute's value, unless it is a URL that a link may not have.
fn filter_attribute<'v>(attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_destination = matches!(attribute, "cite" | "href" | "poster" | "src");
    (!is_destination || is_allowed(value)).then_some(Cow::Borrowed(value))
}

/// Returns whether an element is kept.
pub(super) fn allows_element(element: &str) -> bool {
    ALLOWED_ELEMENTS.split_ascii_whitespace().any(|known| known == element)
}

/// Returns whether an attribute is kept, regardless of its URL.
pub(super) fn allows_attribute(element: &str, attribute: &str, value: &str) -> bool {
    let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known == attribute);
    is_in(GLOBAL_ATTRIBUTES)
        || ELEMENT_ATTRIBUTES.iter().any(|(known, list)| *known == element && is_in(list))
        || ATTRIBUTE_VALUES.iter().any(|(known, name, values)| {
            (*known, *name) == (element, attribute)
                && values.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(value))
        })
}

/// Returns whether a URL is kept: it is allowed and well-formed.
pub(super) fn allows_url(destination: &str) -> bool {
    is_allowed(destination)
        && match ammonia::Url::parse(destination) {
            Ok(url) => ALLOWED_SCHEMES.contains(&url.scheme()),
            Err(fault) => fault == ammonia::url::ParseError::RelativeUrlWithoutBase,
        }
}

fn word_set(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// Sanitizes the HTML of a whole text.
pub(super) fn sanitize(html: &str) -> String {
    without_repeated_ids(SANITIZER.clean(html).to_string())
}

/// Removes repeated ids.
///
/// A parser reopens an unclosed element in the next block, with all its attributes.
fn without_repeated_ids(html: String) -> String {
    let mut met = HashSet::new();
    let mut kept = String::new();
    let mut done = 0;
    for (start, tag) in tag_starts(&html) {
        let mut at = start;
        // Between quotes, attribute names and values alternate.
        let mut parts = tag.split('"');
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            let end = at + name.len() + value.len() + 2;
            if name.ends_with(" id=") && !met.insert(value) {
                kept.push_str(&html[done..at + name.len() - " id=".len()]);
                done = end;
            }
            at = end;
        }
    }
    if done == 0 {
        return html;
    }
    kept.push_str(&html[done..]);
    kept
}

/// Returns the tags of sanitized HTML with their offsets.
///
/// Such HTML has `<` and `>` only around tags.
fn tag_starts(html: &str) -> impl Iterator<Item = (usize, &str)> {
    html.match_indices('<').map(|(at, _)| {
        let tag = &html[at..];
        (at, &tag[..tag.find('>').unwrap_or(tag.len())])
    })
}

/// Returns whether a tag belongs to an opaque element.
pub(super) fn is_opaque(tag: &str) -> bool {
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or(tag);
    OPAQUE_ELEMENTS.iter().any(|element| is_named(name, element))
}

/// Returns the opaque element that a block of HTML leaves open.
pub(super) fn unclosed_opaque(block: &str) -> Option<&'static str> {
    let mut rest = block;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(name) = OPAQUE_ELEMENTS.into_iter().find(|name| is_named(rest, name)) else { continue };
        let end = rest.match_indices("</").find(|(at, _)| is_named(&rest[at + 2..], name));
        let Some((end, _)) = end else { return Some(name) };
        rest = &rest[end + 2..];
    }
    None
}

/// Returns whether the tag whose name starts at `rest` has this name.
pub(super) fn is_named(rest: &str, name: &str) -> bool {
    let (bytes, length) = (rest.as_bytes(), name.len());
    bytes.get(..length).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(length).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-')
}
