//! The variable `site` in one of the site's languages: what the config says, and the menus, which name the pages that
//! every site has where the config lists no links.

use tera::Value;

use crate::archive::{Archive, Kind};
use crate::config::{Comments, Edition, EditionId, Giscus, MenuLink, Policy, Site};
use crate::diagnostic::Place;
use crate::i18n::Catalog;
use crate::plan::{Feed, Format, ListId, Plan, search_address, search_index_address};
use crate::render::free::free;
use crate::render::shelf::feed_view;
use crate::render::world::{href, permalink};
use crate::theme::view;

/// The variable `site` in one of the site's languages. `names` are what the languages call themselves.
pub(super) fn site_value(
    site: &Site,
    (archive, plan): (&Archive, &Plan),
    edition: &Edition<'_>,
    catalog: &Catalog,
    names: &[String],
    publisher: &view::Publisher,
) -> Value {
    let menu = menu(site, edition.menu, || {
        own(catalog, &[Own::Archive, Own::Kind(Kind::Section), Own::Kind(Kind::Tag)])
    });
    let footer = menu_of_all(site, archive, edition, catalog);
    let languages: Vec<view::Translation<'_>> = site
        .editions()
        .zip(names)
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
        .collect();
    let policy = site.hosting.policy.as_ref().map(Policy::meta);
    Value::from_serializable(&view::Site {
        title: edition.title,
        description: edition.description,
        base_url: &site.base_url,
        url: &href(site, &edition.home()),
        language: edition.language.as_str(),
        direction: edition.language.direction(),
        languages,
        place: edition.place,
        content_security_policy: policy.as_deref(),
        publisher,
        menu: &menu,
        footer: &footer,
        feeds: &feeds(site, archive, edition),
        search: plan.search_sizes().map(|_| search(site, edition)),
        comments: site.comments.as_ref().map(comments),
        theme: &free(&site.theme.settings),
        extra: &free(&site.extra),
    })
}

/// Where the site is searched, and who searches it for a reader whose browser runs no scripts.
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

/// What templates are told of the provider of comments.
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

/// The feeds of all stories in a language.
fn feeds(site: &Site, archive: &Archive, edition: &Edition<'_>) -> Value {
    let list = ListId::front(edition.id);
    let feeds = Format::ALL.into_iter().filter_map(|format| Feed::of(list, format));
    let views: Vec<view::Feed> = feeds.map(|feed| feed_view(feed, edition.title, site, archive)).collect();
    Value::from_serializable(&views)
}

/// A page that every site has.
#[derive(Debug, Clone, Copy)]
enum Own {
    Archive,
    Kind(Kind),
    Corrections,
    OnThisDay,
}

/// Links to pages that every site has.
fn own(catalog: &Catalog, pages: &[Own]) -> Vec<MenuLink> {
    let link = |page: &Own| match page {
        Own::Archive => own_link(&catalog.text("archive"), "/archive/"),
        Own::Corrections => own_link(&catalog.text("corrections"), "/corrections/"),
        Own::OnThisDay => own_link(&catalog.text("on_this_day"), "/on-this-day/"),
        Own::Kind(kind) => {
            own_link(&catalog.text(crate::render::views::kind_key(*kind)), &kind.address().href())
        }
    };
    pages.iter().map(link).collect()
}

/// Returns a link that the config does not have.
fn own_link(name: &str, url: &str) -> MenuLink {
    MenuLink { name: name.to_owned(), url: url.to_owned(), place: Place::Site }
}

/// The footer: what the config says, otherwise the standing pages in the language and every index that there is.
fn menu_of_all(site: &Site, archive: &Archive, edition: &Edition<'_>, catalog: &Catalog) -> Value {
    menu(site, edition.footer, || {
        let standing = archive.standing().iter().filter(|page| page.edition == edition.id);
        let mut links: Vec<MenuLink> =
            standing.map(|page| own_link(&page.title, &page.address.href())).collect();
        let [tags, authors, sections, series] = Kind::ALL.map(Own::Kind);
        links.extend(own(
            catalog,
            &[Own::Archive, Own::OnThisDay, tags, authors, sections, series, Own::Corrections],
        ));
        links
    })
}

fn menu(site: &Site, chosen: Option<&[MenuLink]>, otherwise: impl FnOnce() -> Vec<MenuLink>) -> Value {
    let links = chosen.map_or_else(otherwise, <[MenuLink]>::to_vec);
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
