//! Finds attributes of raw HTML, other than links and sources, that may name a file of the site.
//!
//! Examples are image variants, embedded objects, backgrounds, and data attributes that scripts
//! read.

use std::borrow::Cow;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, RewriteStrSettings, rewrite_str};

use super::raw_html::decode_references;

/// Attributes that may name a file, besides `data-*`.
const ATTRIBUTES: [&str; 9] =
    ["srcset", "imagesrcset", "data", "background", "longdesc", "cite", "action", "formaction", "xlink:href"];

/// Substrings of such attributes and of URLs in styles.
///
/// HTML without them is not parsed.
const HINTS: [&str; 8] = ["srcset", "data", "background", "longdesc", "cite", "action", "xlink", "url("];

/// Appends the decoded references of a piece of HTML.
pub(super) fn collect_references(html: &str, found: &mut Vec<String>) {
    let lower = html.to_ascii_lowercase();
    if !HINTS.iter().any(|sign| lower.contains(sign)) {
        return;
    }
    let attributes = ElementContentHandlers::default().element(|element: &mut Element<'_, '_>| {
        for attribute in element.attributes() {
            let name = attribute.name();
            if name.starts_with("data-") || ATTRIBUTES.contains(&&*name) {
                found.push(decode_references(&attribute.value()).into_owned());
            }
        }
        Ok(())
    });
    let Ok(everything) = "*".parse() else { return };
    let settings = RewriteStrSettings::new().with_strict(false).with_enable_esi_tags(false);
    let settings = settings.append_element_content_handler((Cow::Owned(everything), attributes));
    // HTML that can't be parsed can't be published either.
    let _ = rewrite_str(html, settings);
    for (at, sign) in lower.match_indices("url(") {
        let rest = &html[at + sign.len()..];
        let address = &rest[..rest.find(')').unwrap_or(rest.len())];
        let address = decode_references(address);
        found.push(address.trim().trim_matches(['"', '\'']).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_objects_backgrounds_and_data_are_mentioned() {
        let mut found = Vec::new();
        collect_references(
            "<img src=a.png srcset='b.png 2x' data-full=\"c.png?x=1&amp;y\"><object data=d.pdf></object>\
             <p style=\"background: url(&quot;e.png&quot;)\">see data=no.png</p><!-- <object data=no.pdf> -->",
            &mut found,
        );
        assert_eq!(found, ["b.png 2x", "c.png?x=1&y", "d.pdf", "e.png"]);
        found.clear();
        collect_references("<p class=x>no map.png here</p>", &mut found);
        assert!(found.is_empty());
    }
}
