//! The way to a page, as [`BreadcrumbList`](https://schema.org/BreadcrumbList), in the form that
//! [Google](https://developers.google.com/search/docs/appearance/structured-data/breadcrumb) reads.

use serde::Serialize;

use super::Links;
use super::variables::Page;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct BreadcrumbList<'a> {
    /// <https://schema.org/itemListElement>
    item_list_element: Vec<ListItem<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct ListItem<'a> {
    /// <https://schema.org/position>, from 1.
    position: usize,
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/item>: the page's whole address.
    item: String,
}

impl<'a> BreadcrumbList<'a> {
    /// Returns the breadcrumbs of a page, itself included; `None` for a page without parents.
    pub(super) fn new(page: &'a Page, links: Links<'_>) -> Option<Self> {
        if page.breadcrumbs.is_empty() {
            return None;
        }
        let above = page.breadcrumbs.iter().map(|link| (link.name.as_str(), links.whole(&link.url)));
        let own = std::iter::once((page.title.as_str(), page.permalink.clone()));
        let steps = above.chain(own).zip(1..);
        let item_list_element =
            steps.map(|((name, item), position)| ListItem { position, name, item }).collect();
        Some(Self { item_list_element })
    }
}
