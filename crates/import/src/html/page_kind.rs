//! Tells articles from lists, home pages and pages that lead elsewhere.

use super::facts::PageFacts;
use super::lists::is_list;

/// Returns the rule that leaves a page out, by its address and facts.
pub(super) fn left_out(address: Option<&str>, facts: &PageFacts) -> Option<&'static str> {
    if facts.is_article {
        return None;
    }
    let path = address.map(|address| address.split(['?', '#']).next().unwrap_or(address));
    if path.is_some_and(|path| matches!(path, "/" | "/index.html" | "/index.htm" | "/index.php" | "/home")) {
        return Some("home page");
    }
    (facts.is_list || path.is_some_and(is_list)).then_some("list of pages")
}
