//! Undoes the changes that web archives and savers make to pages.

use std::borrow::Cow;

use crate::convert::{Addresses, FileAddress};

/// Comments around the banner of the Wayback Machine.
const BANNER: (&str, &str) = ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->");

/// Elements that web archives add.
pub(super) const ADDED_ELEMENTS: &str =
    "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #donato, #wm-capinfo, #wm-toolbar, .wb-autocomplete-suggestions";

/// Most bytes of a page that are searched for a comment of its saver.
const SEARCHED_BYTES: usize = 1 << 16;

/// Returns the address that a web archive has rewritten.
///
/// ```
/// use dateline_import::html::original_address;
/// let link = "https://web.archive.org/web/20140101081306im_/http://example.org/a.jpg";
/// assert_eq!(original_address(link), Some("http://example.org/a.jpg"));
/// assert_eq!(original_address("/web/20140101/http://example.org/"), Some("http://example.org/"));
/// assert_eq!(original_address("https://example.org/?u=http://b.example"), None);
/// ```
pub fn original_address(address: &str) -> Option<&str> {
    let at = address.match_indices("/http").map(|(at, _)| at).find(|at| {
        let rest = &address[at + 1..];
        (rest.starts_with("http:/") || rest.starts_with("https:/")) && is_moment(&address[..*at])
    })?;
    Some(&address[at + 1..])
}

/// Reports that an address ends with the moment of a capture: `/20140101081306im_`.
fn is_moment(address: &str) -> bool {
    let part = address.rsplit('/').next().unwrap_or_default();
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let flag = &part[digits..];
    (4..=14).contains(&digits)
        && (flag.is_empty() || (flag.len() == 3 && flag.ends_with('_')))
        && !address[..address.len() - part.len()].contains('?')
}

/// Removes the banner of a web archive.
pub(super) fn without_banner(html: &str) -> Cow<'_, str> {
    let (Some(start), Some(end)) = (html.find(BANNER.0), html.find(BANNER.1)) else { return html.into() };
    if end < start {
        return html.into();
    }
    format!("{}{}", &html[..start], &html[end + BANNER.1.len()..]).into()
}

/// Returns the address that a saver wrote into a comment.
pub(super) fn address_in_comment(html: &str) -> Option<String> {
    let mut end = html.len().min(SEARCHED_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let head = &html[..end];
    let after = |sign: &str| {
        let rest = &head[head.find(sign)? + sign.len()..];
        let line =
            rest[..rest.find("-->").unwrap_or(rest.len()).min(rest.find('\n').unwrap_or(rest.len()))].trim();
        Some(line)
    };
    if let Some(line) = after("<!-- Mirrored from ") {
        let address = line.split(" by HTTrack").next().unwrap_or(line).trim();
        return (!address.is_empty()).then(|| with_scheme(address));
    }
    if let Some(line) = after("<!-- saved from url=(") {
        return line.split_once(')').map(|(_, address)| address.trim().to_owned());
    }
    if head.contains("Page saved with SingleFile") {
        return after(" url: ").map(str::to_owned);
    }
    None
}

/// Adds a scheme to an address that begins with its host.
fn with_scheme(address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { format!("http://{address}") }
}

/// Addresses of a page from a web archive: links lead where they led before.
pub struct ArchivedLinks<A>(pub A);

impl<A: Addresses> Addresses for ArchivedLinks<A> {
    fn link(&self, href: &str) -> String {
        self.0.link(original_address(href).unwrap_or(href))
    }

    fn file(&self, src: &str) -> FileAddress {
        self.0.file(original_address(src).unwrap_or(src))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn savers_name_the_address() {
        for (html, address) in [
            (
                "<html>\n<!-- Mirrored from www.example.org/a.php?x=1 by HTTrack Website Copier/3.x [XR&CO'2014], Tue -->",
                "http://www.example.org/a.php?x=1",
            ),
            ("<!-- saved from url=(0021)https://example.org/a -->", "https://example.org/a"),
            (
                "<!--\n Page saved with SingleFile \n url: https://example.org/b \n saved date: Tue\n-->",
                "https://example.org/b",
            ),
        ] {
            assert_eq!(address_in_comment(html).as_deref(), Some(address));
        }
        assert_eq!(address_in_comment("<p>x</p>"), None);
    }

    #[test]
    fn the_banner_is_removed() {
        let page = format!("a{}<p>banner</p>{}b", BANNER.0, BANNER.1);
        assert_eq!(without_banner(&page), "ab");
        assert_eq!(without_banner("a"), "a");
    }
}
