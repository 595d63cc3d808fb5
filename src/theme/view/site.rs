//! What every template gets: the site, and the page as a place on it.

use serde::Serialize;
use tera::Value;

use crate::config::Policies;

/// The variable `site`: what the config says of the site as a whole, in the language that the page belongs to.
#[derive(Debug, Serialize)]
pub struct Site<'a> {
    /// Its name.
    pub title: &'a str,
    /// One sentence on what it is, or nothing.
    pub description: Option<&'a str>,
    /// Where it is published, without a slash at the end: `https://news.example.org`.
    pub base_url: &'a str,
    /// The front page as it stands in a link: `/`, or `/ar/` on a page in another of the site's languages, after the
    /// path of a site that lives in a folder.
    pub url: &'a str,
    /// Its language, as in `<html lang>`: `en`.
    pub language: &'a str,
    /// Which way its language is written: `ltr` or `rtl`.
    pub direction: &'a str,
    /// The Content-Security-Policy of its pages, as a `<meta>` element can hold it, or nothing.
    pub content_security_policy: Option<&'a str>,
    /// The site in each of its languages, by its front page; empty where it has one language only.
    pub languages: Vec<Translation<'a>>,
    /// The place that the masthead names, or nothing.
    pub place: Option<&'a str>,
    /// Who publishes it.
    pub publisher: &'a Publisher,
    /// The links of the masthead, as the config lists them; the sections, by name, where it lists none.
    pub menu: &'a Value,
    /// The links of the footer, as the config lists them; the standing pages where it lists none.
    pub footer: &'a Value,
    /// The feeds of all stories, each a [`Feed`]: Atom, RSS, JSON Feed.
    pub feeds: &'a Value,
    /// Where readers search the site, or nothing where they can't: the config turns it off, or the theme has no
    /// `search.html`.
    pub search: Option<Search<'a>>,
    /// Who keeps what readers say of stories, or nothing where the site has no comments.
    pub comments: Option<Comments<'a>>,
    /// What `[theme]` sets for the theme.
    pub theme: &'a Value,
    /// What `[extra]` sets.
    pub extra: &'a Value,
}

/// Who publishes the site: what the config's `[publisher]` says, with every address made whole.
#[derive(Debug, Serialize)]
pub struct Publisher {
    /// The name; the site's own where the config gives none.
    pub name: String,
    /// Its home on the web; the site's front page where the config names none.
    pub url: String,
    /// Its logo's address, or nothing.
    pub logo: Option<String>,
    /// The address of the picture for pages that have none of their own, or nothing.
    pub image: Option<String>,
    /// Its other homes on the web.
    pub same_as: Vec<String>,
    /// When it was founded: `1926`, `1926-05` or `1926-05-01`; or nothing.
    pub founded: Option<String>,
    /// Where it says by what rules it works, each an address or nothing: `ethics`, `corrections`, `fact_checking`,
    /// `unnamed_sources`, `diversity`, `feedback`, `mission`, `ownership`, `masthead`.
    pub policies: Policies<String>,
}

/// Where readers search the site.
#[derive(Debug, Serialize)]
pub struct Search<'a> {
    /// The page of searching as it stands in a link. What is sought is `q` in its query: `/search/?q=talks`.
    pub url: String,
    /// The file from which that page's script learns where the index is.
    pub index: String,
    /// Who searches for a reader whose browser runs no scripts, or nothing.
    pub engine: Option<SearchEngine<'a>>,
}

/// A search engine, and how a form tells it to look at this site only.
#[derive(Debug, Serialize)]
pub struct SearchEngine<'a> {
    /// What readers know it by.
    pub name: &'a str,
    /// Where the form is sent; what is sought is its field `q`.
    pub action: &'a str,
    /// The name of the field that says which host to look at.
    pub host_field: &'a str,
    /// The value of that field.
    pub host: &'a str,
}

/// Who keeps what readers say of stories: what the config's `[comments]` says. What another provider needs is nothing.
#[derive(Debug, Serialize)]
pub struct Comments<'a> {
    /// `giscus`, `disqus` or `facebook`.
    pub provider: &'a str,
    /// What readers know it by.
    pub name: &'a str,
    /// The host that a reader's browser turns to once the comments are shown.
    pub host: &'a str,
    /// Where comments can be read without a script, or nothing.
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
    /// What it is: `front`, `article`, `tag`, `author`, `section`, `series`, `day`, `month`, `year`, `archive`,
    /// `on-this-day`, `all-days`, `tags`, `authors`, `sections`, `all-series`, `page`, `corrections`, `withdrawn`,
    /// `redirect`, `old-address`, `not-found`.
    pub kind: &'a str,
    /// What the page is called, without the site's name. The front page is called by the site's.
    pub title: &'a str,
    /// One or two plain sentences for search engines and previews, or nothing.
    pub description: Option<&'a str>,
    /// Its address as it stands in a link.
    pub url: &'a str,
    /// Its whole address: `https://news.example.org/2025/11/01/talks/`.
    pub permalink: &'a str,
    /// The language of its main text.
    pub language: &'a str,
    /// Which way that language is written: `ltr` or `rtl`.
    pub direction: &'a str,
    /// That language as link previews have it, with a territory: `en_GB`; or nothing.
    pub locale: Option<&'a str>,
    /// The way to it from the front page: each page above it, without the page itself.
    pub breadcrumbs: Vec<Link<'a>>,
    /// The same page in each of the site's languages in which it is there, itself included; empty where it is in one
    /// only, and on numbered pages.
    pub translations: Vec<Translation<'a>>,
}

/// A page in one of the site's languages.
#[derive(Debug, Clone, Serialize)]
pub struct Translation<'a> {
    /// The language's own name for itself: `العربية`.
    pub name: &'a str,
    /// The language, as in `hreflang`: `ar`.
    pub language: &'a str,
    /// Which way it is written: `ltr` or `rtl`.
    pub direction: &'a str,
    /// The page's address as it stands in a link.
    pub url: String,
    /// Its whole address.
    pub permalink: String,
    /// Whether this is the language of the page that it is said on.
    pub is_this: bool,
    /// Whether this is the site's own language.
    pub is_original: bool,
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    /// The words.
    pub name: std::borrow::Cow<'a, str>,
    /// The address as it stands in a link.
    pub url: std::borrow::Cow<'a, str>,
}

/// A feed that readers can subscribe to.
#[derive(Debug, Serialize)]
pub struct Feed {
    /// What it is called: `The Evening Post (Atom)`.
    pub title: String,
    /// Its media type, for `<link rel="alternate" type="…">`: `application/atom+xml`.
    pub media_type: &'static str,
    /// Its address as it stands in a link.
    pub url: String,
}

/// The variable `old_address`: an address of which only the path can be told, or at which nothing is any more.
#[derive(Debug, Serialize)]
pub struct OldAddress {
    /// Whether what was there is gone. Otherwise it has moved, and a script looks where it is.
    pub gone: bool,
}

/// The variable `redirect`: an old address, or the next number of a list that is not full yet.
#[derive(Debug, Serialize)]
pub struct Redirect<'a> {
    /// Where it leads, as it stands in a link.
    pub url: &'a str,
    /// Where it leads, as a whole address.
    pub permalink: &'a str,
}
