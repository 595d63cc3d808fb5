//! Tells articles from lists, home pages and pages that lead elsewhere.

use super::facts::PageFacts;

/// Folders of an address whose pages list other pages.
const LIST_FOLDERS: [&str; 16] = [
    "archive",
    "archives",
    "author",
    "authors",
    "categories",
    "category",
    "feed",
    "label",
    "labels",
    "search",
    "sitemap",
    "tag",
    "tags",
    "topic",
    "topics",
    "users",
];

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

/// Reports the address of a list.
fn is_list(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_list = |part: &&str| LIST_FOLDERS.iter().any(|known| part.eq_ignore_ascii_case(known));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let ends_as_page = matches!(parts.as_slice(), [.., word, number] if *word == "page" && is_number(number));
    // `/archive/2014/05/story.html` is a story, `/tag/cats/` a list.
    let is_short = parts.first().is_some_and(is_list)
        && parts.len() <= 2
        && !parts.last().is_some_and(|part| part.contains('.') && !is_list(part));
    ends_as_page || is_short
}
