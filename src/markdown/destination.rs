//! Where a link may lead. A destination comes in as written, decoded; whether a page may carry it comes out. The rule
//! is a list of what is allowed, read as a browser reads it or more strictly, never a list of what is not.

use std::ops::Range;

use super::removal::{Part, Removal, Syntax};
use super::{LinkKind, Links};

/// The schemes that a link may have.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whether a page may link to `destination`: it has no scheme, or one of `http`, `https`, `mailto` and `tel`.
pub fn is_allowed(destination: &str) -> bool {
    let Some(end) = destination.find([':', '/', '?', '#']) else { return true };
    if destination.as_bytes()[end] != b':' {
        return true;
    }
    // A browser ignores some characters that can't be seen, before a scheme or in it; here all of them are ignored.
    let mut scheme = destination[..end].chars().filter(|c| !is_unseen(*c)).peekable();
    if !scheme.peek().is_some_and(char::is_ascii_alphabetic) {
        // What does not begin like a scheme is a relative path: `12:30.md`.
        return true;
    }
    let scheme: String = scheme.map(|c| c.to_ascii_lowercase()).collect();
    SCHEMES.contains(&scheme.as_str())
}

/// Whether nothing is to be seen of a character: space, control and format characters.
fn is_unseen(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    c.is_whitespace() || matches!(get_general_category(c), G::Control | G::Format)
}

/// What stands in place of a destination, if it may stand in a page.
pub(super) fn resolve(
    links: &mut dyn Links,
    kind: LinkKind,
    written: &str,
    at: Range<usize>,
) -> Option<String> {
    let resolved = links.resolve(kind, written, at.clone())?;
    if is_allowed(&resolved) {
        return Some(resolved);
    }
    links.removed(Removal { at, part: Part::Link { kind, written, syntax: Syntax::Markdown } });
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_page_a_letter_or_a_call_is_allowed() {
        for destination in [
            "",
            "a.md",
            "/a/b/",
            "//example.org/",
            "#fn:1",
            "?q=a:b",
            "a/b:c",
            "12:30.md",
            "http://example.org",
            "HTTPS://example.org",
            "mailto:a@example.org",
            "tel:+90",
        ] {
            assert!(is_allowed(destination), "{destination}");
        }
    }

    #[test]
    fn whatever_else_has_a_scheme_is_not() {
        for destination in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \u{1}javascript:alert(1)",
            "java\nscript\t:alert(1)",
            "java\u{200b}script:alert(1)",
            "\u{feff}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "blob:x",
            "ftp://example.org/",
            "httpſ:x",
        ] {
            assert!(!is_allowed(destination), "{destination}");
        }
    }
}
