//! Decides which URLs a link may have.
//!
//! The rule is an allowlist of schemes, parsed as browsers do or more strictly.

use std::ops::Range;

use super::hooks::RenderHooks;
use super::link_kind::LinkKind;
use super::removal::{LinkSyntax, Removal, RemovedPart};

/// Schemes that a link may have.
pub(super) const ALLOWED_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Returns whether a page may link to a decoded `destination`.
///
/// It must have no scheme, or one of `http`, `https`, `mailto` and `tel`.
pub fn is_allowed(destination: &str) -> bool {
    let Some(end) = destination.find([':', '/', '?', '#']) else { return true };
    if destination.as_bytes()[end] != b':' {
        return true;
    }
    // Browsers ignore some invisible characters before or in a scheme; here all are ignored.
    let mut scheme = destination[..end].chars().filter(|c| !is_invisible(*c)).peekable();
    if !scheme.peek().is_some_and(char::is_ascii_alphabetic) {
        // Not a scheme but a relative path, such as `12:30.md`.
        return true;
    }
    let scheme: String = scheme.map(|c| c.to_ascii_lowercase()).collect();
    ALLOWED_SCHEMES.contains(&scheme.as_str())
}

/// Returns whether a character is invisible: a space, control or format character.
fn is_invisible(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    c.is_whitespace() || matches!(get_general_category(c), G::Control | G::Format)
}

/// Resolves a destination, and reports and drops a result that is not allowed.
pub(super) fn resolve(
    hooks: &mut dyn RenderHooks,
    kind: LinkKind,
    written: &str,
    at: Range<usize>,
) -> Option<String> {
    let resolved = hooks.resolve(kind, written, at.clone())?;
    if is_allowed(&resolved) {
        return Some(resolved);
    }
    hooks.report_removed(Removal {
        at,
        part: RemovedPart::Link { kind, written, syntax: LinkSyntax::Markdown },
    });
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
