//! A page's variables, as far as they are needed, read back from its template's context. The types
//! that fill them are those of `theme::view`, whose names these follow.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) permalink: String,
    pub(super) language: String,
    pub(super) breadcrumbs: Vec<Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Front,
    Article,
    Tag,
    Author,
    Section,
    Series,
    Day,
    Month,
    Year,
    Archive,
    Tags,
    Authors,
    Sections,
    AllSeries,
    Corrections,
    Page,
    Withdrawn,
    Redirect,
    NotFound,
    /// A kind of which no more is known than that it is a page.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Article {
    pub(super) title: String,
    pub(super) date: String,
    pub(super) modified: String,
    pub(super) dateline: Option<String>,
    pub(super) summary: String,
    pub(super) authors: Vec<Link>,
    pub(super) section: Option<Link>,
    pub(super) tags: Vec<Link>,
    pub(super) series: Option<SeriesPlace>,
    pub(super) language: String,
    pub(super) image: Option<Image>,
    pub(super) source: Option<Origin>,
    pub(super) corrections: Vec<Correction>,
    pub(super) words: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct SeriesPlace {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) number: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Image {
    pub(super) permalink: String,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Origin {
    pub(super) name: String,
    pub(super) url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Correction {
    pub(super) date: String,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct List {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) entries: Vec<Entry>,
    pub(super) number: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    pub(super) updated: Option<String>,
}
