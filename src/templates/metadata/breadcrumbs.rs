//! The way to a page, as [`BreadcrumbList`](https://schema.org/BreadcrumbList), in the form that
//! [Google](https://developers.google.com/search/docs/appearance/structured-data/breadcrumb) reads.

use serde::Serialize;

use crate::model::absolute;
use crate::page_model::LocalSite;
use crate::theme::view;

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
    pub(super) fn new(page: &'a view::Page<'_>, local: LocalSite<'_>) -> Option<Self> {
        if page.breadcrumbs.is_empty() {
            return None;
        }
        let whole = |url: &str| absolute(url, &local.site.base_url, &local.site.base_path);
        let above = page.breadcrumbs.iter().map(|link| (&*link.name, whole(&link.url)));
        let own = std::iter::once((page.title, page.permalink.clone()));
        let steps = above.chain(own).zip(1..);
        let item_list_element =
            steps.map(|((name, item), position)| ListItem { position, name, item }).collect();
        Some(Self { item_list_element })
    }
}
