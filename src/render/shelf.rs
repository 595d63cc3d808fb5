//! What many pages show, built once: each article's card and each term's link, as Tera's values, which cost nothing
//! to share; and the variable `site`.

use std::sync::OnceLock;

use rayon::prelude::*;
use tera::Value;

use crate::archive::{Archive, ArticleId, Kind, TermId};
use crate::article::{Article, Image, ImageSource};
use crate::config::{MenuLink, Policy, Site};
use crate::digest::Digest;
use crate::language::Language;
use crate::plan::{Feed, Format, ListId, Plan};
use crate::theme::view;

use super::publisher;
use super::world::{href, permalink};

/// The shared values.
#[derive(Debug)]
pub(super) struct Shelf {
    cards: Vec<OnceLock<Value>>,
    digests: Vec<Digest>,
    feed_digests: Vec<OnceLock<Digest>>,
    terms: [Vec<Value>; 4],
    /// The host that stories' ids in feeds are made with.
    pub(super) authority: String,
    /// Who publishes the site.
    pub(super) publisher: view::Publisher,
    /// The variable `site`.
    pub(super) site: Value,
}

impl Shelf {
    /// Builds every term's link, and the digest of every card; a card itself is built when it is first asked for.
    pub(super) fn new(site: &Site, archive: &Archive, plan: &Plan) -> Self {
        let terms = Kind::ALL.map(|kind| {
            let terms = archive.terms(kind);
            let value = |name: &str, url: &str| Value::from_serializable(&view::Term { name, url });
            terms.iter().map(|(_, term)| value(&term.name, &href(site, &term.address))).collect()
        });
        let articles: Vec<_> = archive.articles().collect();
        let digests = articles
            .par_iter()
            .map_init(Vec::new, |scratch, (id, article)| {
                scratch.clear();
                with_card(site, archive, plan, &terms, *id, article, |card| digest_of(card, scratch))
            })
            .collect();
        let cards = articles.iter().map(|_| OnceLock::new()).collect();
        let feed_digests = articles.iter().map(|_| OnceLock::new()).collect();
        let authority = super::feeds::authority(site);
        let publisher = publisher::view(site, plan);
        let site = site_value(site, archive, &publisher);
        Self { cards, digests, feed_digests, terms, authority, publisher, site }
    }

    /// An article's card.
    pub(super) fn card(&self, id: ArticleId, site: &Site, archive: &Archive, plan: &Plan) -> Value {
        let build = || {
            with_card(site, archive, plan, &self.terms, id, archive.article(id), |card| {
                Value::from_serializable(card)
            })
        };
        self.cards[id.0 as usize].get_or_init(build).clone()
    }

    /// The digest of all that an article's card says.
    pub(super) fn digest(&self, id: ArticleId) -> Digest {
        self.digests[id.0 as usize]
    }

    /// The digest of all that feeds tell of an article: found once, however many feeds have it.
    pub(super) fn feed_digest(&self, id: ArticleId, find: impl FnOnce() -> Digest) -> Digest {
        *self.feed_digests[id.0 as usize].get_or_init(find)
    }

    /// A term's link.
    pub(super) fn term(&self, kind: Kind, id: TermId) -> Value {
        term(&self.terms, kind, id)
    }

    /// Several terms' links.
    pub(super) fn terms(&self, kind: Kind, ids: &[TermId]) -> Vec<Value> {
        ids.iter().map(|id| self.term(kind, *id)).collect()
    }
}

fn term(terms: &[Vec<Value>; 4], kind: Kind, id: TermId) -> Value {
    terms[kind as usize][id.0 as usize].clone()
}

/// The digest of a card: of all its fields, in the record's own form, so that none can be forgotten.
fn digest_of(card: &view::Card<'_>, scratch: &mut Vec<u8>) -> Digest {
    *scratch =
        postcard::to_extend(card, std::mem::take(scratch)).expect("a card is texts and lists of texts");
    Digest::of(scratch)
}

/// Hands an article's card to `take`.
fn with_card<T>(
    site: &Site,
    archive: &Archive,
    plan: &Plan,
    terms: &[Vec<Value>; 4],
    id: ArticleId,
    article: &Article,
    take: impl FnOnce(&view::Card<'_>) -> T,
) -> T {
    let labels = archive.labels(id);
    let image = article.image.as_ref().and_then(|image| Some((image, image_links(site, plan, image)?)));
    take(&view::Card {
        title: &article.title,
        url: &href(site, &article.address),
        date: &article.date.to_string(),
        dateline: article.dateline.as_deref(),
        summary: &article.summary,
        authors: labels.authors.iter().map(|id| term(terms, Kind::Author, *id)).collect(),
        section: labels.section.map(|id| term(terms, Kind::Section, id)),
        language: article.language.as_ref().map(Language::as_str),
        direction: article.language.as_ref().map(Language::direction),
        image: image.as_ref().map(|(image, links)| image_view(image, links)),
        corrected: !article.corrections.is_empty(),
    })
}

/// A picture's address, as it stands in a link and as a whole.
pub(super) struct ImageLinks {
    url: String,
    permalink: String,
}

impl ImageLinks {
    /// Its whole address.
    pub(super) fn permalink(&self) -> &str {
        &self.permalink
    }

    /// Its whole address, to be kept.
    pub(super) fn into_permalink(self) -> String {
        self.permalink
    }
}

/// Where a picture is; `None` where it is not on the site.
pub(super) fn image_links(site: &Site, plan: &Plan, image: &Image) -> Option<ImageLinks> {
    let address = match &image.src {
        ImageSource::File(file) => plan.asset(file)?,
        ImageSource::Address(address) => &plan.find(address)?.address,
        ImageSource::Elsewhere(url) => {
            return Some(ImageLinks { url: url.to_string(), permalink: url.to_string() });
        }
    };
    Some(ImageLinks { url: href(site, address), permalink: permalink(site, address) })
}

/// A picture as templates get it.
pub(super) fn image_view<'a>(image: &'a Image, links: &'a ImageLinks) -> view::Image<'a> {
    view::Image {
        url: &links.url,
        permalink: &links.permalink,
        alt: &image.alt,
        caption: image.caption.as_deref(),
        credit: image.credit.as_deref(),
    }
}

fn site_value(site: &Site, archive: &Archive, publisher: &view::Publisher) -> Value {
    let base = if site.base_path.is_empty() { "/".to_owned() } else { format!("{}/", site.base_path) };
    let menu = menu(site, site.menu.as_deref(), || {
        [("Archive", "/archive/"), ("Sections", "/sections/"), ("Tags", "/tags/")].map(own).to_vec()
    });
    let footer = menu_of_all(site, archive);
    let policy = site.hosting.policy.as_ref().map(Policy::meta);
    Value::from_serializable(&view::Site {
        title: &site.title,
        description: site.description.as_deref(),
        base_url: &site.base_url,
        url: &base,
        language: site.language.as_str(),
        direction: site.language.direction(),
        content_security_policy: policy.as_deref(),
        place: site.place.as_deref(),
        publisher,
        menu: &menu,
        footer: &footer,
        feeds: &feeds(site, archive),
        theme: &super::words::free(&site.theme.settings),
        extra: &super::words::free(&site.extra),
    })
}

/// The feeds of all stories.
fn feeds(site: &Site, archive: &Archive) -> Value {
    let feeds = Format::ALL.into_iter().filter_map(|format| Feed::of(ListId::Front, format));
    let views: Vec<view::Feed> = feeds.map(|feed| feed_view(feed, &site.title, site, archive)).collect();
    Value::from_serializable(&views)
}

/// A feed as templates get it.
pub(super) fn feed_view(feed: Feed, list: &str, site: &Site, archive: &Archive) -> view::Feed {
    view::Feed {
        title: format!("{list} ({})", feed.format.name()),
        media_type: feed.format.media_type(),
        url: href(site, &feed.address(archive)),
    }
}

/// The footer: what the config says, otherwise the standing pages and every index that there is.
fn menu_of_all(site: &Site, archive: &Archive) -> Value {
    menu(site, site.footer.as_deref(), || {
        let standing = archive.standing().iter();
        let mut links: Vec<MenuLink> = standing
            .map(|page| MenuLink { name: page.title.to_string(), url: page.address.href().into_owned() })
            .collect();
        links.extend(
            [
                ("Archive", "/archive/"),
                ("On this day", "/on-this-day/"),
                ("Tags", "/tags/"),
                ("Authors", "/authors/"),
                ("Sections", "/sections/"),
                ("Series", "/series/"),
                ("Corrections", "/corrections/"),
            ]
            .map(own),
        );
        links
    })
}

fn own((name, url): (&str, &str)) -> MenuLink {
    MenuLink { name: name.to_owned(), url: url.to_owned() }
}

fn menu(site: &Site, chosen: Option<&[MenuLink]>, otherwise: impl FnOnce() -> Vec<MenuLink>) -> Value {
    let links = chosen.map_or_else(otherwise, <[MenuLink]>::to_vec);
    let views: Vec<view::Link<'_>> = links
        .iter()
        .map(|link| {
            let url = if link.url.starts_with('/') {
                format!("{}{}", site.base_path, link.url)
            } else {
                link.url.clone()
            };
            view::Link { name: link.name.as_str().into(), url: url.into() }
        })
        .collect();
    Value::from_serializable(&views)
}
