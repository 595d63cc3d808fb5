//! Finds the text of a page.

use dom_query::{Document, NodeRef, Selection};
use dom_smoothie::{Config, Readability};

use crate::decisions::PageDecisions;

/// Most elements of a page.
const MOST_ELEMENTS: usize = 200_000;

/// Text of a page in its document.
pub(super) struct Extracted {
    document: Document,
    /// Selector of the text's element; the extractor's if empty.
    selector: String,
    /// Title that the extractor finds.
    pub(super) title: String,
    /// Byline that the extractor finds.
    pub(super) byline: Option<String>,
}

impl Extracted {
    /// Returns the element of the text.
    pub(super) fn node(&self) -> Option<NodeRef<'_>> {
        self.document.select(&self.selector).nodes().first().copied()
    }
}

/// Finds the text by the selectors of `import.toml`, else by the extractor.
pub(super) fn extract(document: Document, decisions: Option<&PageDecisions>) -> Option<Extracted> {
    for selector in decisions.iter().flat_map(|decisions| &decisions.remove) {
        remove(&document, selector);
    }
    if let Some(selector) = decisions.and_then(|decisions| decisions.body.as_deref())
        && document.try_select(selector).is_some_and(|found| found.exists())
    {
        let selector = selector.to_owned();
        return Some(Extracted { document, selector, title: String::new(), byline: None });
    }
    let config = Config { keep_classes: true, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    Some(Extracted {
        document: readability.doc,
        selector: "#readability-page-1".to_owned(),
        title: article.title,
        byline: article.byline,
    })
}

/// Removes all elements of a selector.
fn remove(document: &Document, selector: &str) {
    if let Some(found) = document.try_select(selector) {
        found.remove();
    }
}

/// Returns the words of the first element of a selector, on one line.
pub(super) fn line(document: &Document, selector: Option<&str>) -> Option<String> {
    let found: Selection<'_> = document.try_select(selector?)?;
    let node = found.nodes().first()?;
    let stated = ["datetime", "content"].into_iter().find_map(|name| node.attr(name));
    let text = stated.unwrap_or_else(|| node.text());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Returns the words of all elements of a selector.
pub(super) fn lines(document: &Document, selector: Option<&str>) -> Vec<String> {
    let Some(found) = selector.and_then(|selector| document.try_select(selector)) else { return Vec::new() };
    let line = |node: &NodeRef<'_>| node.text().split_whitespace().collect::<Vec<_>>().join(" ");
    found.nodes().iter().map(line).filter(|line| !line.is_empty()).collect()
}
