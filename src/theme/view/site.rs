//! Variables of every template: the site and the page.

use serde::Serialize;
use tera::Value;

use crate::config::Policies;

/// The variable `site`: the site's configuration, in the language of the page.
#[derive(Debug, Serialize)]
pub struct Site<'a> {
    /// Its name.
    pub title: &'a str,
    /// Description in one sentence, or nothing.
    pub description: Option<&'a str>,
    /// Base URL without a trailing slash: `https://news.example.org`.
    pub base_url: &'a str,
    /// The front page for use in links: `/`, or `/ar/` on a page in another of the
    /// site's languages, after the path of a site that lives in a folder.
    pub url: &'a str,
    /// Its language, as in `<html lang>`: `en`.
    pub language: &'a str,
    /// Its writing direction: `ltr` or `rtl`.
    pub direction: &'a str,
    /// The Content-Security-Policy of its pages, as a `<meta>` element can hold it, or
    /// nothing.
    pub content_security_policy: Option<&'a str>,
    /// The site in each of its languages, by its front page; empty if it has one
    /// language only.
    pub languages: Vec<Translation<'a>>,
    /// The place that the masthead names, or nothing.
    pub place: Option<&'a str>,
    /// Publisher.
    pub publisher: &'a Publisher,
    /// The links of the masthead, as the config lists them; the sections, by name, if
    /// it lists none.
    pub menu: &'a Value,
    /// The links of the footer, as the config lists them; the standing pages if it
    /// lists none.
    pub footer: &'a Value,
    /// The feeds of all stories, each a [`Feed`]: Atom, RSS, JSON Feed.
    pub feeds: &'a Value,
    /// Search, or nothing if the config turns it off or the theme has no `search.html`.
    pub search: Option<Search<'a>>,
    /// Comment service, or nothing if the site has no comments.
    pub comments: Option<Comments<'a>>,
    /// Theme settings from `[theme]`.
    pub theme: &'a Value,
    /// Custom values from `[extra]`.
    pub extra: &'a Value,
}

/// Publisher, from the config's `[publisher]`. Addresses are absolute.
#[derive(Debug, Serialize)]
pub struct Publisher {
    /// The name; the site's title if the config gives none.
    pub name: String,
    /// Its website; the site's front page if the config names none.
    pub url: String,
    /// Its logo's address, or nothing.
    pub logo: Option<String>,
    /// The address of the image for pages that have none of their own, or nothing.
    pub image: Option<String>,
    /// Its profiles elsewhere.
    pub same_as: Vec<String>,
    /// Date of foundation: `1926`, `1926-05` or `1926-05-01`; or nothing.
    pub founded: Option<String>,
    /// Policy pages, each an address or nothing: `ethics`, `corrections`,
    /// `fact_checking`, `unnamed_sources`, `diversity`, `feedback`, `mission`,
    /// `ownership`, `masthead`.
    pub policies: Policies<String>,
}

/// Search page and index.
#[derive(Debug, Serialize)]
pub struct Search<'a> {
    /// The search page, for links. The search term is the parameter `q`:
    /// `/search/?q=talks`.
    pub url: String,
    /// File that tells the page's script where the index is.
    pub index: String,
    /// External search engine for browsers without scripts, or nothing.
    pub engine: Option<SearchEngine<'a>>,
}

/// Search engine, and the form fields that restrict it to this site.
#[derive(Debug, Serialize)]
pub struct SearchEngine<'a> {
    /// Display name.
    pub name: &'a str,
    /// Action of the form; the search term is its field `q`.
    pub action: &'a str,
    /// Name of the field that restricts the search to a host.
    pub host_field: &'a str,
    /// The value of that field.
    pub host: &'a str,
}

/// Comment service, from the config's `[comments]`. Fields of other providers are
/// empty.
#[derive(Debug, Serialize)]
pub struct Comments<'a> {
    /// `giscus`, `disqus` or `facebook`.
    pub provider: &'a str,
    /// Display name.
    pub name: &'a str,
    /// Host that the reader's browser contacts once comments are shown.
    pub host: &'a str,
    /// Address where comments can be read without scripts, or nothing.
    pub url: Option<String>,
    /// giscus: the repository, `owner/name`.
    pub repository: Option<&'a str>,
    /// giscus: its id.
    pub repository_id: Option<&'a str>,
    /// giscus: the category of discussions.
    pub category: Option<&'a str>,
    /// giscus: its id.
    pub category_id: Option<&'a str>,
    /// Disqus: the site's name there.
    pub shortname: Option<&'a str>,
    /// Facebook: the number of the site's app, or nothing.
    pub app_id: Option<&'a str>,
}

/// The variable `page`: the page as a place on the site.
#[derive(Debug, Serialize)]
pub struct Page<'a> {
    /// Kind of page: `front`, `article`, `tag`, `author`, `section`, `series`, `day`,
    /// `month`, `year`, `archive`, `on-this-day`, `all-days`, `tags`, `authors`,
    /// `sections`, `all-series`, `page`, `corrections`, `withdrawn`, `redirect`,
    /// `old-address`, `not-found`.
    pub kind: &'a str,
    /// Title of the page, without the site's name. The front page has the site's title.
    pub title: &'a str,
    /// One or two plain sentences for search engines and previews, or nothing.
    pub description: Option<&'a str>,
    /// Its address, for links.
    pub url: String,
    /// Its absolute address: `https://news.example.org/2025/11/01/talks/`.
    pub permalink: String,
    /// The language of its main text.
    pub language: &'a str,
    /// Its writing direction: `ltr` or `rtl`.
    pub direction: &'a str,
    /// That language with a territory, for link previews: `en_GB`; or nothing.
    pub locale: Option<String>,
    /// Breadcrumbs: the pages above this one, from the front page, without the page
    /// itself.
    pub breadcrumbs: &'a [Link<'a>],
    /// The same page in each of the site's languages in which it is there, itself
    /// included; empty if it is in one only, and on numbered pages.
    pub translations: Vec<Translation<'a>>,
}

/// A page in one of the site's languages.
#[derive(Debug, Clone, Serialize)]
pub struct Translation<'a> {
    /// The language's own name for itself: `العربية`.
    pub name: &'a str,
    /// The language, as in `hreflang`: `ar`.
    pub language: &'a str,
    /// Its writing direction: `ltr` or `rtl`.
    pub direction: &'a str,
    /// The page's address, for links.
    pub url: String,
    /// Its absolute address.
    pub permalink: String,
    /// True for the language of the current page.
    pub is_this: bool,
    /// True for the site's own language.
    pub is_original: bool,
}

/// Link with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    /// The words.
    pub name: std::borrow::Cow<'a, str>,
    /// The address for use in links.
    pub url: std::borrow::Cow<'a, str>,
}

/// A feed that readers can subscribe to.
#[derive(Debug, Serialize)]
pub struct Feed {
    /// Its title: `The Evening Post (Atom)`.
    pub title: String,
    /// Its media type, for `<link rel="alternate" type="…">`: `application/atom+xml`.
    pub media_type: &'static str,
    /// Its address, for links.
    pub url: String,
}

/// The variable `old_address`: an old address with a query, or one whose page is
/// gone.
#[derive(Debug, Serialize)]
pub struct OldAddress {
    /// True if the page is gone. Otherwise it has moved, and a script finds the new
    /// address.
    pub gone: bool,
}

/// The variable `redirect`: an old address, or the number of a list page that isn't
/// full yet.
#[derive(Debug, Serialize)]
pub struct Redirect<'a> {
    /// Target, for links.
    pub url: &'a str,
    /// Target, as an absolute address.
    pub permalink: &'a str,
}
