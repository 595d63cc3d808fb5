//! A page that is no article: a list as [`CollectionPage`](https://schema.org/CollectionPage), a
//! standing page as [`WebPage`](https://schema.org/WebPage). A full list page names the stories
//! that stand on it and nothing else of the list: no count, no newest story.

use serde::Serialize;

use super::Links;
use super::person::{Author, author};
use super::series::CreativeWorkSeries;
use super::variables::{Kind, List, Page};
use super::website::Part;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct CollectionPage<'a> {
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: &'a str,
    /// <https://schema.org/description>
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// <https://schema.org/inLanguage>
    in_language: &'a str,
    /// <https://schema.org/isPartOf>
    is_part_of: Part<'a>,
    /// <https://schema.org/about>: whose stories, or which series, these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Subject<'a>>,
    /// <https://schema.org/mainEntity>
    #[serde(skip_serializing_if = "Option::is_none")]
    main_entity: Option<ItemList>,
}

/// Subject of a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Subject<'a> {
    Author(Author<'a>),
    Series(CreativeWorkSeries<'a>),
}

/// The stories on a page: [`ItemList`](https://schema.org/ItemList).
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct ItemList {
    /// <https://schema.org/itemListElement>
    item_list_element: Vec<ListItem>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct ListItem {
    /// <https://schema.org/position>, from 1.
    position: usize,
    /// <https://schema.org/url>
    url: String,
}

impl<'a> CollectionPage<'a> {
    pub(super) fn new(page: &'a Page, list: Option<&'a List>, links: Links<'a>) -> Self {
        let about = list.and_then(|list| match page.kind {
            Kind::Author => Some(Subject::Author(author(&list.title, &list.url, links))),
            Kind::Series => Some(Subject::Series(CreativeWorkSeries::new(&list.title, &list.url, links))),
            _ => None,
        });
        Self {
            name: &page.title,
            url: &page.permalink,
            description: page.description.as_deref(),
            in_language: &page.language,
            is_part_of: links.site(),
            about,
            main_entity: list.filter(|list| !list.entries.is_empty()).map(|list| ItemList::new(list, links)),
        }
    }
}

impl ItemList {
    fn new(list: &List, links: Links<'_>) -> Self {
        let entries = list.entries.iter().zip(1..);
        let item = entries.map(|(entry, position)| ListItem { position, url: links.whole(&entry.url) });
        Self { item_list_element: item.collect() }
    }
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct WebPage<'a> {
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: &'a str,
    /// <https://schema.org/description>
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// <https://schema.org/dateModified>
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    /// <https://schema.org/inLanguage>
    in_language: &'a str,
    /// <https://schema.org/isPartOf>
    is_part_of: Part<'a>,
}

impl<'a> WebPage<'a> {
    pub(super) fn new(page: &'a Page, updated: Option<&'a str>, links: Links<'a>) -> Self {
        Self {
            name: &page.title,
            url: &page.permalink,
            description: page.description.as_deref(),
            date_modified: updated,
            in_language: &page.language,
            is_part_of: links.site(),
        }
    }
}
