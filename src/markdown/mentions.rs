//! Finds what HTML in a text mentions beside the destinations of its links, pictures and films: other sizes of a
//! picture, embedded objects, backgrounds, what scripts are to load later. Each may name a file of the site.

use std::borrow::Cow;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, RewriteStrSettings, rewrite_str};

use super::raw::decoded;

/// Attributes that may name a file, beside those whose names begin with `data-`.
const ATTRIBUTES: [&str; 9] =
    ["srcset", "imagesrcset", "data", "background", "longdesc", "cite", "action", "formaction", "xlink:href"];

/// Signs of such attributes and of addresses in styles: without any of them, HTML need not be parsed.
const SIGNS: [&str; 8] = ["srcset", "data", "background", "longdesc", "cite", "action", "xlink", "url("];

/// Adds what a piece of HTML mentions, decoded.
pub(super) fn mentions(html: &str, found: &mut Vec<String>) {
    let lower = html.to_ascii_lowercase();
    if !SIGNS.iter().any(|sign| lower.contains(sign)) {
        return;
    }
    let attributes = ElementContentHandlers::default().element(|element: &mut Element<'_, '_>| {
        for attribute in element.attributes() {
            let name = attribute.name();
            if name.starts_with("data-") || ATTRIBUTES.contains(&&*name) {
                found.push(decoded(&attribute.value()).into_owned());
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
        let address = decoded(address);
        found.push(address.trim().trim_matches(['"', '\'']).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_objects_backgrounds_and_data_are_mentioned() {
        let mut found = Vec::new();
        mentions(
            "<img src=a.png srcset='b.png 2x' data-full=\"c.png?x=1&amp;y\"><object data=d.pdf></object>\
             <p style=\"background: url(&quot;e.png&quot;)\">see data=no.png</p><!-- <object data=no.pdf> -->",
            &mut found,
        );
        assert_eq!(found, ["b.png 2x", "c.png?x=1&y", "d.pdf", "e.png"]);
        found.clear();
        mentions("<p class=x>no map.png here</p>", &mut found);
        assert!(found.is_empty());
    }
}
