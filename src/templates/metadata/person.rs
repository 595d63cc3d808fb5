//! People of an article: each a [`Person`](https://schema.org/Person), or an
//! [`Organization`](https://schema.org/Organization) if the byline is the newsroom's.

use serde::Serialize;

use crate::article::Credit;
use crate::model::credits::credited;
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
    /// <https://schema.org/affiliation>
    #[serde(skip_serializing_if = "Option::is_none")]
    affiliation: Option<Affiliation<'a>>,
}

/// Organization for which a person works.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename = "Organization")]
pub(super) struct Affiliation<'a> {
    /// <https://schema.org/name>
    name: &'a str,
}

/// People who took part in an article.
#[derive(Debug, Default)]
pub(super) struct People<'a> {
    /// <https://schema.org/author>
    pub(super) authors: Vec<Author<'a>>,
    /// <https://schema.org/translator>
    pub(super) translators: Vec<Author<'a>>,
    /// <https://schema.org/editor>
    pub(super) editors: Vec<Author<'a>>,
    /// <https://schema.org/contributor>: photographers and all others.
    pub(super) contributors: Vec<Author<'a>>,
}

/// Returns the people of an article.
///
/// The publisher is the author of an article without one.
pub(super) fn people<'a>(bylines: TermLinks<'a>, credits: &'a [Credit], local: LocalSite<'a>) -> People<'a> {
    let mut people = People::default();
    for byline in credited(bylines, credits) {
        let person = person(byline.link, byline.organization(), local);
        match byline.role().map(str::to_lowercase).as_deref() {
            None | Some("text" | "author" | "writer" | "reporter") => people.authors.push(person),
            Some("translation" | "translator") => people.translators.push(person),
            Some("editing" | "editor") => people.editors.push(person),
            Some(_) => people.contributors.push(person),
        }
    }
    if people.authors.is_empty() {
        let publisher = local.publisher;
        let named = Named { name: &publisher.name, url: &publisher.url, affiliation: None };
        people.authors.push(Author::Organization(named));
    }
    people
}

/// Returns the person or organization of a byline.
pub(super) fn author<'a>(byline: TermLink<'a>, local: LocalSite<'_>) -> Author<'a> {
    person(byline, None, local)
}

fn person<'a>(byline: TermLink<'a>, organization: Option<&'a str>, local: LocalSite<'_>) -> Author<'a> {
    let (site, name) = (local.site, byline.name());
    let newsroom = [&site.title, &site.publisher.name].into_iter().chain(&site.publisher.bylines);
    let affiliation = organization.map(|name| Affiliation { name });
    let named = Named { name, url: byline.permalink(), affiliation };
    // Names of terms are told apart by more than case, and so are these.
    let is_newsroom = newsroom.into_iter().any(|byline| byline.to_lowercase() == name.to_lowercase());
    if is_newsroom { Author::Organization(named) } else { Author::Person(named) }
}
