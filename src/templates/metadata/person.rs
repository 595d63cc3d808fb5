//! Author of an article: a [`Person`](https://schema.org/Person), or an
//! [`Organization`](https://schema.org/Organization) if the byline is the newsroom's.

use serde::Serialize;

use super::Links;
use super::variables::Link;

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
    url: String,
}

/// The authors of an article. One that names none is the publisher's.
pub(super) fn authors<'a>(bylines: &'a [Link], links: Links<'a>) -> Vec<Author<'a>> {
    if bylines.is_empty() {
        let publisher = &links.model.publisher;
        return vec![Author::Organization(Named { name: &publisher.name, url: publisher.url.clone() })];
    }
    bylines.iter().map(|byline| author(&byline.name, &byline.url, links)).collect()
}

/// The author of this byline, whose stories are at `url`.
pub(super) fn author<'a>(name: &'a str, url: &str, links: Links<'_>) -> Author<'a> {
    let site = &links.model.site;
    let newsroom = [&site.title, &site.publisher.name].into_iter().chain(&site.publisher.bylines);
    let named = Named { name, url: links.whole(url) };
    // Names of terms are told apart by more than case, and so are these.
    let is_newsroom = newsroom.into_iter().any(|byline| byline.to_lowercase() == name.to_lowercase());
    if is_newsroom { Author::Organization(named) } else { Author::Person(named) }
}
