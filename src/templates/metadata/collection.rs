//! A page that is no article: a list as [`CollectionPage`](https://schema.org/CollectionPage), a
//! standing page as [`WebPage`](https://schema.org/WebPage). A full list page names the stories
//! that stand on it and nothing else of the list: no count, no newest story.

use serde::Serialize;

use crate::archive::TermKind;
use crate::model::cards::Cards;
use crate::page_model::LocalSite;
use crate::page_model::list::{ListPageModel, ListSubject};
use crate::theme::view;

use super::person::{Author, author};
use super::series::CreativeWorkSeries;
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
    pub(super) fn new(
        page: &'a view::Page<'_>,
        list: Option<&ListPageModel<'a>>,
        local: LocalSite<'a>,
    ) -> Self {
        let about = list.and_then(|list| match list.text.subject {
            ListSubject::Term(TermKind::Author, term) => Some(Subject::Author(author(term, local))),
            ListSubject::Term(TermKind::Series, term) => Some(Subject::Series(CreativeWorkSeries::new(term))),
            _ => None,
        });
        let cards = list.map(|list| list.stories).filter(|cards| !cards.is_empty());
        Self {
            name: page.title,
            url: &page.permalink,
            description: page.description,
            in_language: page.language,
            is_part_of: Part::of(local),
            about,
            main_entity: cards.map(ItemList::new),
        }
    }
}

impl ItemList {
    fn new(cards: Cards<'_>) -> Self {
        let entries = cards.newest_first().zip(1..);
        let item = entries.map(|(card, position)| ListItem { position, url: card.permalink() });
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
    pub(super) fn new(page: &'a view::Page<'_>, updated: Option<&'a str>, local: LocalSite<'a>) -> Self {
        Self {
            name: page.title,
            url: &page.permalink,
            description: page.description,
            date_modified: updated,
            in_language: page.language,
            is_part_of: Part::of(local),
        }
    }
}
