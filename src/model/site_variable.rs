//! Variable `site` of templates, in one of the site's languages: settings and menus. Where the
//! config lists no links, a menu links to the pages that every site has.

use tera::Value;

use crate::archive::{Archive, TermKind};
use crate::config::{Comments, ContentSecurityPolicy, Edition, EditionId, Giscus, MenuLink, Site};
use crate::diagnostic::Place;
use crate::i18n::Catalog;
use crate::plan::{Format, Plan, search_address, search_index_address};
use crate::theme::view;

use super::extra::extra_value;
use super::feed_links::feed_view;
use super::{href, permalink};

/// Input of the variable `site` in one language.
pub(super) struct SiteVariable<'a> {
    pub(super) site: &'a Site,
    pub(super) archive: &'a Archive,
    pub(super) plan: &'a Plan,
    pub(super) edition: &'a Edition<'a>,
    pub(super) catalog: &'a Catalog,
    /// Name of each language of the site, in the language itself.
    pub(super) language_names: &'a [String],
    pub(super) publisher: &'a view::Publisher,
}

impl SiteVariable<'_> {
    /// Makes the variable.
    pub(super) fn value(&self) -> Value {
        let Self { site, archive, plan, edition, catalog, publisher, .. } = *self;
        let menu = menu(site, edition.menu, || {
            let pages = [
                BuiltInPage::Archive,
                BuiltInPage::Kind(TermKind::Section),
                BuiltInPage::Kind(TermKind::Tag),
            ];
            built_in_links(catalog, &pages)
        });
        let footer = footer(site, archive, edition, catalog);
        let policy = site.hosting.policy.as_ref().map(ContentSecurityPolicy::meta);
        Value::from_serializable(&view::Site {
            title: edition.title,
            description: edition.description,
            base_url: &site.base_url,
            url: &href(site, &edition.home()),
            language: edition.language.as_str(),
            direction: edition.language.direction(),
            languages: self.languages(),
            place: edition.place,
            content_security_policy: policy.as_deref(),
            publisher,
            menu: &menu,
            footer: &footer,
            feeds: &feeds(site, edition),
            search: plan.search_sizes().map(|_| search(site, edition)),
            comments: site.comments.as_ref().map(comments),
            theme: &extra_value(&site.theme.settings),
            extra: &extra_value(&site.extra),
        })
    }

    /// Returns the front page in each language; none for a site in one language.
    fn languages(&self) -> Vec<view::Translation<'_>> {
        let Self { site, edition, language_names, .. } = *self;
        site.editions()
            .zip(language_names)
            .filter(|_| site.is_multilingual())
            .map(|(other, name)| view::Translation {
                name,
                language: other.language.as_str(),
                direction: other.language.direction(),
                url: href(site, &other.home()),
                permalink: permalink(site, &other.home()),
                is_this: other.id == edition.id,
                is_original: other.id == EditionId::OWN,
            })
            .collect()
    }
}

/// Returns the addresses of the search, and the search engine for browsers without JavaScript.
fn search<'a>(site: &'a Site, edition: &Edition<'_>) -> view::Search<'a> {
    let host = site.base_url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    view::Search {
        url: href(site, &search_address(&edition.home())),
        index: href(site, &search_index_address()),
        engine: site.search.engine.map(|engine| view::SearchEngine {
            name: engine.name(),
            action: engine.action(),
            host_field: engine.host_field(),
            host: host.unwrap_or_default(),
        }),
    }
}

/// Returns the provider of comments as templates get it.
fn comments(comments: &Comments) -> view::Comments<'_> {
    let of = |name, host| view::Comments {
        provider: comments.provider(),
        name,
        host,
        url: None,
        repository: None,
        repository_id: None,
        category: None,
        category_id: None,
        shortname: None,
        app_id: None,
    };
    match comments {
        Comments::Giscus(Giscus { repository, repository_id, category, category_id }) => view::Comments {
            url: Some(format!("https://github.com/{repository}/discussions")),
            repository: Some(repository),
            repository_id: Some(repository_id),
            category: Some(category),
            category_id: Some(category_id),
            ..of("GitHub", "giscus.app")
        },
        Comments::Disqus { shortname } => {
            view::Comments { shortname: Some(shortname), ..of("Disqus", "disqus.com") }
        }
        Comments::Facebook { app_id } => {
            view::Comments { app_id: app_id.as_deref(), ..of("Facebook", "facebook.com") }
        }
    }
}

/// Returns the feeds of all articles in a language.
fn feeds(site: &Site, edition: &Edition<'_>) -> Value {
    let views = Format::ALL.map(|format| feed_view(format, edition.title, &edition.home(), site));
    Value::from_serializable(&views)
}

/// Page that every site has.
#[derive(Debug, Clone, Copy)]
enum BuiltInPage {
    Archive,
    Kind(TermKind),
    Corrections,
    OnThisDay,
}

/// Returns links to pages that every site has.
fn built_in_links(catalog: &Catalog, pages: &[BuiltInPage]) -> Vec<MenuLink> {
    let link = |page: &BuiltInPage| match page {
        BuiltInPage::Archive => built_in_link(&catalog.text("archive"), "/archive/"),
        BuiltInPage::Corrections => built_in_link(&catalog.text("corrections"), "/corrections/"),
        BuiltInPage::OnThisDay => built_in_link(&catalog.text("on_this_day"), "/on-this-day/"),
        BuiltInPage::Kind(kind) => built_in_link(&catalog.text(terms_key(*kind)), &kind.address().href()),
    };
    pages.iter().map(link).collect()
}

fn built_in_link(name: &str, url: &str) -> MenuLink {
    MenuLink { name: name.to_owned(), url: url.to_owned(), place: Place::Site }
}

/// Returns the footer: the config's links, or else the standing pages in the language and all
/// indexes.
fn footer(site: &Site, archive: &Archive, edition: &Edition<'_>, catalog: &Catalog) -> Value {
    menu(site, edition.footer, || {
        let standing = archive.standing().iter().filter(|page| page.edition == edition.id);
        let mut links: Vec<MenuLink> =
            standing.map(|page| built_in_link(&page.title, &page.address.href())).collect();
        let [tags, authors, sections, series] = TermKind::ALL.map(BuiltInPage::Kind);
        links.extend(built_in_links(
            catalog,
            &[
                BuiltInPage::Archive,
                BuiltInPage::OnThisDay,
                tags,
                authors,
                sections,
                series,
                BuiltInPage::Corrections,
            ],
        ));
        links
    })
}

/// Returns a menu: the config's links, or else `default`.
fn menu(site: &Site, configured: Option<&[MenuLink]>, default: impl FnOnce() -> Vec<MenuLink>) -> Value {
    let links = configured.map_or_else(default, <[MenuLink]>::to_vec);
    let views: Vec<view::Link<'_>> = links
        .iter()
        .map(|link| {
            let mut url = link.url.clone();
            if url.starts_with('/') {
                url.insert_str(0, &site.base_path);
            }
            view::Link { name: link.name.as_str().into(), url: url.into() }
        })
        .collect();
    Value::from_serializable(&views)
}

/// Returns the translation key of the heading for all terms of a kind.
pub(crate) fn terms_key(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Tag => "tags",
        TermKind::Author => "authors",
        TermKind::Section => "sections",
        TermKind::Series => "series",
    }
}
