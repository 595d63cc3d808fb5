//! Structured data: describes a page in schema.org's terms as JSON-LD
//! (<https://www.w3.org/TR/json-ld11/>).
//!
//! It is written from the page's model and its variables before the template is rendered, so full
//! list pages stay permanent, notices reveal nothing more, and the page's fingerprint covers the
//! result. `{{ structured_data() }}` shows it. For a theme that does not call the function, none is
//! made.

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
mod website;

use serde::Serialize;
use tera::{State, TeraResult, Value};

use crate::page_model::LocalSite;
use crate::page_model::article::ArticleText;
use crate::page_model::list::ListPageModel;
use crate::theme::view;

use article::NewsArticle;
use breadcrumbs::BreadcrumbList;
use collection::{CollectionPage, WebPage};
use organization::NewsMediaOrganization;
use website::WebSite;

/// Name of the variable that holds a page's script element for `structured_data()`.
pub(crate) const VARIABLE: &str = "__structured_data";

/// Name of the function that shows it.
pub(super) const FUNCTION: &str = "structured_data";

/// Subject of a page.
pub(crate) enum Described<'a> {
    /// An article.
    Article(&'a view::Article<'a>, &'a ArticleText<'a>),
    /// Page of a list.
    List(&'a ListPageModel<'a>),
    /// List of something else than articles.
    Collection,
    /// Any other page, with the time of its last change.
    Page { updated: Option<&'a str> },
}

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

/// Returns a page's JSON-LD as a script element.
pub(crate) fn script(page: &view::Page<'_>, described: &Described<'_>, local: LocalSite<'_>) -> String {
    let mut graph: Vec<Node<'_>> = match *described {
        Described::Article(article, text) => {
            vec![Node::Article(Box::new(NewsArticle::new(article, text, page, local)))]
        }
        Described::List(list) if list.text.subject.is_front() && list.text.is_latest() => vec![
            Node::Site(WebSite::new(local)),
            Node::Organization(NewsMediaOrganization::whole(local)),
            Node::Collection(CollectionPage::new(page, Some(list), local)),
        ],
        Described::List(list) => vec![Node::Collection(CollectionPage::new(page, Some(list), local))],
        Described::Collection => vec![Node::Collection(CollectionPage::new(page, None, local))],
        Described::Page { updated } => vec![Node::Page(WebPage::new(page, updated, local))],
    };
    graph.extend(BreadcrumbList::new(page, local).map(Node::Breadcrumbs));
    script::element(&Document { context: "https://schema.org", graph })
}

/// Returns the page's script element; empty for notices, redirects and error pages.
pub(super) fn structured_data(state: &State<'_>) -> TeraResult<Value> {
    Ok(state.get::<Value>(VARIABLE)?.unwrap_or_else(|| Value::safe_string("")))
}
