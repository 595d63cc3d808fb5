//! Author of an article: a [`Person`](https://schema.org/Person), or an
//! [`Organization`](https://schema.org/Organization) if the byline is the newsroom's.

use serde::Serialize;

use crate::model::term_links::{TermLink, TermLinks};
use crate::page_model::LocalSite;

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(super) enum Author<'a> {
    Person(Named<'a>),
    Organization(Named<'a>),
}

#[derive(Debug, Serialize)]
pub(super) struct Named<'a> {
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>: the page with all stories of this byline.
    url: &'a str,
}

/// The authors of an article. One that names none is the publisher's.
pub(super) fn authors<'a>(bylines: TermLinks<'a>, local: LocalSite<'a>) -> Vec<Author<'a>> {
    if bylines.is_empty() {
        let publisher = local.publisher;
        return vec![Author::Organization(Named { name: &publisher.name, url: &publisher.url })];
    }
    bylines.iter().map(|byline| author(byline, local)).collect()
}

/// The author of this byline.
pub(super) fn author<'a>(byline: TermLink<'a>, local: LocalSite<'_>) -> Author<'a> {
    let (site, name) = (local.site, byline.name());
    let newsroom = [&site.title, &site.publisher.name].into_iter().chain(&site.publisher.bylines);
    let named = Named { name, url: byline.permalink() };
    // Names of terms are told apart by more than case, and so are these.
    let is_newsroom = newsroom.into_iter().any(|byline| byline.to_lowercase() == name.to_lowercase());
    if is_newsroom { Author::Organization(named) } else { Author::Person(named) }
}
