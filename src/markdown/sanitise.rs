//! HTML that a text brings along is made safe here. In goes the HTML of the whole text, Markdown's part included, as
//! only the whole shows what a broken tag does; out comes HTML that is closed, without anything that could run a
//! script, pass for the page around it, or send what a reader types away. What an editor needs for a story stays.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::destination::{SCHEMES, is_allowed};

/// The elements that stay; of all others only the words do.
const ELEMENTS: &str = "a abbr address aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del \
    details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp \
    section small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr";

/// The element that no tag can close.
pub(super) const PLAINTEXT: &str = "plaintext";

/// The elements whose content is not prose and goes with them. Most of them hold whatever comes after them until they
/// are closed, be it Markdown's.
pub(super) const SWALLOWING: [&str; 13] = [
    "iframe", "math", "noembed", "noframes", "noscript", PLAINTEXT, "script", "style", "svg", "template",
    "textarea", "title", "xmp",
];

/// The attributes that stay on any element.
const ATTRIBUTES: &str = "class dir id lang title";

/// The attributes that stay on some elements.
const ATTRIBUTES_OF: [(&str, &str); 22] = [
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

/// The attributes that stay with some values, as Markdown's part has them.
const VALUES_OF: [(&str, &str, &str); 4] = [
    ("a", "role", "doc-backlink doc-noteref"),
    ("div", "role", "doc-endnotes region"),
    ("div", "tabindex", "0"),
    ("pre", "tabindex", "0"),
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut values: HashMap<_, HashMap<_, _>> = HashMap::new();
    for (element, attribute, allowed) in VALUES_OF {
        values.entry(element).or_default().insert(attribute, names(allowed));
    }
    let mut sanitiser = Builder::empty();
    sanitiser
        .tags(names(ELEMENTS))
        .clean_content_tags(SWALLOWING.into())
        .generic_attributes(names(ATTRIBUTES))
        .tag_attributes(
            ATTRIBUTES_OF.into_iter().map(|(element, allowed)| (element, names(allowed))).collect(),
        )
        .tag_attribute_values(values)
        .set_tag_attribute_value("img", "loading", "lazy")
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(|_, attribute, value| allowed(attribute, value));
    sanitiser
});

/// An attribute's value, unless it is a destination where Markdown may not lead either.
fn allowed<'v>(attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_destination = matches!(attribute, "cite" | "href" | "poster" | "src");
    (!is_destination || is_allowed(value)).then_some(Cow::Borrowed(value))
}

/// Returns whether an element stays.
pub(super) fn keeps(element: &str) -> bool {
    ELEMENTS.split_ascii_whitespace().any(|known| known == element)
}

/// Returns whether an attribute of an element that stays does so too, wherever it leads.
pub(super) fn keeps_attribute(element: &str, attribute: &str, value: &str) -> bool {
    let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known == attribute);
    is_in(ATTRIBUTES)
        || ATTRIBUTES_OF.iter().any(|(known, list)| *known == element && is_in(list))
        || VALUES_OF.iter().any(|(known, name, values)| {
            (*known, *name) == (element, attribute)
                && values.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(value))
        })
}

/// Returns whether a destination stays: it is allowed, and it is an address.
pub(super) fn keeps_destination(destination: &str) -> bool {
    is_allowed(destination)
        && match ammonia::Url::parse(destination) {
            Ok(url) => SCHEMES.contains(&url.scheme()),
            Err(fault) => fault == ammonia::url::ParseError::RelativeUrlWithoutBase,
        }
}

fn names(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// Makes a whole text's HTML safe.
pub(super) fn sanitise(html: &str) -> String {
    without_repeated_ids(SANITISER.clean(html).to_string())
}

/// Takes an id from all but the first element that has it. A parser opens what was left open in one block again in
/// the next, with all its attributes.
fn without_repeated_ids(html: String) -> String {
    let mut met = HashSet::new();
    let mut kept = String::new();
    let mut done = 0;
    for (start, tag) in tags(&html) {
        let mut at = start;
        // Names and values of attributes take turns between the quotes.
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

/// The tags of HTML as the sanitiser writes it, and where they begin: its `<` and `>` are around tags, nowhere else.
fn tags(html: &str) -> impl Iterator<Item = (usize, &str)> {
    html.match_indices('<').map(|(at, _)| {
        let tag = &html[at..];
        (at, &tag[..tag.find('>').unwrap_or(tag.len())])
    })
}

/// Whether a single tag is that of an element that could swallow what comes after it.
pub(super) fn is_swallowing(tag: &str) -> bool {
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or(tag);
    SWALLOWING.iter().any(|element| is_named(name, element))
}

/// The element that a block of HTML leaves open and that would swallow what comes after the block.
pub(super) fn left_open(block: &str) -> Option<&'static str> {
    let mut rest = block;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(name) = SWALLOWING.into_iter().find(|name| is_named(rest, name)) else { continue };
        let end = rest.match_indices("</").find(|(at, _)| is_named(&rest[at + 2..], name));
        let Some((end, _)) = end else { return Some(name) };
        rest = &rest[end + 2..];
    }
    None
}

/// Whether a tag that goes on so has this name.
pub(super) fn is_named(rest: &str, name: &str) -> bool {
    let (bytes, length) = (rest.as_bytes(), name.len());
    bytes.get(..length).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(length).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-')
}
