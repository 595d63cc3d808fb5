//! Structured data: `{{ structured_data() }}` describes a page in schema.org's terms as JSON-LD
//! (<https://www.w3.org/TR/json-ld11/>). It reads the variables of the page's template and nothing
//! else, so full list pages stay permanent, notices reveal nothing more, and the page's fingerprint
//! covers the result. A theme that does not call the function pays nothing.

mod article;
mod breadcrumbs;
mod collection;
mod correction;
mod image;
mod organization;
mod person;
mod script;
mod series;
mod source;
mod variables;
mod website;

use serde::Serialize;
use tera::{State, TeraResult, Value};

use crate::model::{SiteModel, absolute};

use super::context_value::context_value;

use article::NewsArticle;
use breadcrumbs::BreadcrumbList;
use collection::{CollectionPage, WebPage};
use organization::NewsMediaOrganization;
use variables::{Article, Kind, List, Page, Standing};
use website::{Part, WebSite};

/// JSON-LD document of a page.
#[derive(Debug, Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

/// Described thing.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Article(Box<NewsArticle<'a>>),
    Breadcrumbs(BreadcrumbList<'a>),
    Collection(CollectionPage<'a>),
    Organization(NewsMediaOrganization<'a>),
    Page(WebPage<'a>),
    Site(WebSite<'a>),
}

/// Returns the page's JSON-LD as a script element; empty for notices, redirects and error pages.
pub(crate) fn structured_data(model: &SiteModel, state: &State<'_>) -> TeraResult<Value> {
    let nothing = Value::safe_string("");
    let Some(page) = context_value::<Page>(state, "page")? else { return Ok(nothing) };
    let article = if page.kind == Kind::Article { context_value::<Article>(state, "article")? } else { None };
    let list = context_value::<List>(state, "list")?;
    let standing = context_value::<Standing>(state, "standing")?;
    let links = Links { model };
    let mut graph: Vec<Node<'_>> = match page.kind {
        Kind::Withdrawn | Kind::Redirect | Kind::NotFound => return Ok(nothing),
        Kind::Article => article
            .iter()
            .map(|article| Node::Article(Box::new(NewsArticle::new(article, &page, links))))
            .collect(),
        Kind::Front if list.as_ref().is_none_or(|list| list.number.is_none()) => vec![
            Node::Site(WebSite::new(links)),
            Node::Organization(NewsMediaOrganization::whole(links)),
            Node::Collection(CollectionPage::new(&page, list.as_ref(), links)),
        ],
        Kind::Page | Kind::Other => {
            let updated = standing.as_ref().and_then(|standing| standing.updated.as_deref());
            vec![Node::Page(WebPage::new(&page, updated, links))]
        }
        _ => vec![Node::Collection(CollectionPage::new(&page, list.as_ref(), links))],
    };
    graph.extend(BreadcrumbList::new(&page, links).map(Node::Breadcrumbs));
    let document = Document { context: "https://schema.org", graph };
    Ok(Value::safe_string(&script::element(&document)?))
}

/// Maker of full URLs and identifiers.
#[derive(Debug, Clone, Copy)]
struct Links<'w> {
    model: &'w SiteModel,
}

impl<'w> Links<'w> {
    /// Returns a link as a full URL.
    fn whole(self, link: &str) -> String {
        absolute(link, &self.model.site.base_url, &self.model.site.base_path)
    }

    /// Returns the identifier of the publisher, the same on every page.
    fn publisher_id(self) -> String {
        format!("{}/#publisher", self.model.site.base_url)
    }

    /// Returns the identifier of the site.
    fn site_id(self) -> String {
        format!("{}/#website", self.model.site.base_url)
    }

    /// Returns the publisher as other pages than the front page name it.
    fn publisher(self) -> NewsMediaOrganization<'w> {
        NewsMediaOrganization::brief(self)
    }

    /// Returns the site as its pages name it.
    fn site(self) -> Part<'w> {
        Part::of(self)
    }
}
