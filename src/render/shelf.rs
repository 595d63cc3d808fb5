//! What many pages show, built once: each article's card and each term's link, as Tera's values, which cost nothing
//! to share.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use tera::Value;

use crate::archive::{Archive, ArticleId, Kind, Term, TermId};
use crate::article::{Article, Image, ImageSource};
use crate::config::Site;
use crate::digest::{Digest, Digester};
use crate::language::Language;
use crate::plan::{Feed, Plan};
use crate::theme::view;

use super::picture::{self, Shown};
use super::publisher;
use super::world::{href, permalink};

/// Where the lists of the terms of one kind are, as whole addresses.
#[derive(Debug)]
pub(super) struct TermLinks {
    /// Where all terms of the kind are.
    pub(super) all: String,
    each: Vec<String>,
}

impl TermLinks {
    fn new(site: &Site, archive: &Archive, kind: Kind) -> Self {
        let each = archive.terms(kind).iter().map(|(_, term)| permalink(site, &term.address)).collect();
        Self { all: permalink(site, &kind.address()), each }
    }

    /// Where a term's stories are.
    pub(super) fn term(&self, id: TermId) -> &str {
        &self.each[id.0 as usize]
    }
}

/// How many pages are wanted of a site, by which what they share is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of them, at once.
    Every,
    /// One now and then, for as long as somebody looks at the site.
    Some,
}

impl Wanted {
    /// The most cards that are kept, some kilobyte each. Those of a larger archive that come later are made each time, so
    /// that a million stories fit in the memory of a small machine.
    fn most_cards(self) -> usize {
        match self {
            Self::Every => 1 << 18,
            Self::Some => 1 << 12,
        }
    }
}

/// The shared values.
#[derive(Debug)]
pub(super) struct Shelf {
    cards: Vec<OnceLock<Value>>,
    most: usize,
    kept: AtomicUsize,
    digests: Vec<Digest>,
    feed_digests: Vec<OnceLock<Digest>>,
    terms: [Vec<Value>; 4],
    term_digests: [Vec<Digest>; 4],
    term_links: [TermLinks; 4],
    /// The host that stories' ids in feeds are made with.
    pub(super) authority: String,
    /// Who publishes the site.
    pub(super) publisher: view::Publisher,
}

impl Shelf {
    /// Builds every term's link, and the digest of every card; a card itself is built when it is first asked for.
    pub(super) fn new(site: &Site, archive: &Archive, plan: &Plan, wanted: Wanted) -> Self {
        let terms = Kind::ALL.map(|kind| {
            let terms = archive.terms(kind);
            terms.iter().map(|(_, term)| term_value(site, archive, term)).collect()
        });
        let term_digests = Kind::ALL
            .map(|kind| archive.terms(kind).iter().map(|(_, term)| term_digest(archive, term)).collect());
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
        let term_links = Kind::ALL.map(|kind| TermLinks::new(site, archive, kind));
        let authority = super::feeds::authority(site);
        let publisher = publisher::view(site, plan);
        Self {
            cards,
            most: wanted.most_cards(),
            kept: AtomicUsize::new(0),
            digests,
            feed_digests,
            terms,
            term_digests,
            term_links,
            authority,
            publisher,
        }
    }

    /// An article's card.
    pub(super) fn card(&self, id: ArticleId, site: &Site, archive: &Archive, plan: &Plan) -> Value {
        let build = || {
            with_card(site, archive, plan, &self.terms, id, archive.article(id), |card| {
                Value::from_serializable(card)
            })
        };
        let cell = &self.cards[id.0 as usize];
        if let Some(card) = cell.get() {
            return card.clone();
        }
        let card = build();
        if self.kept.fetch_add(1, Ordering::Relaxed) < self.most {
            let _ = cell.set(card.clone());
        }
        card
    }

    /// The digest of all that an article's card says.
    pub(super) fn digest(&self, id: ArticleId) -> Digest {
        self.digests[id.0 as usize]
    }

    /// The digest of all that feeds tell of an article: found once, however many feeds have it.
    pub(super) fn feed_digest(&self, id: ArticleId, find: impl FnOnce() -> Digest) -> Digest {
        let cell = &self.feed_digests[id.0 as usize];
        // Two threads that want it at once both find it, and neither waits.
        cell.get().copied().unwrap_or_else(|| {
            let digest = find();
            let _ = cell.set(digest);
            digest
        })
    }

    /// A term's link.
    pub(super) fn term(&self, kind: Kind, id: TermId) -> Value {
        term(&self.terms, kind, id)
    }

    /// The digest of all that is said of a term beside its own list.
    pub(super) fn term_digest(&self, kind: Kind, id: TermId) -> Digest {
        self.term_digests[kind as usize][id.0 as usize]
    }

    /// Where the lists of the terms of one kind are.
    pub(super) fn term_links(&self, kind: Kind) -> &TermLinks {
        &self.term_links[kind as usize]
    }

    /// Several terms' links.
    pub(super) fn terms(&self, kind: Kind, ids: &[TermId]) -> Vec<Value> {
        ids.iter().map(|id| self.term(kind, *id)).collect()
    }
}

fn term(terms: &[Vec<Value>; 4], kind: Kind, id: TermId) -> Value {
    terms[kind as usize][id.0 as usize].clone()
}

/// A term's link.
fn term_value(site: &Site, archive: &Archive, term: &Term) -> Value {
    let language = site.is_multilingual().then(|| site.edition(archive.edition_of_term(term)).language);
    Value::from_serializable(&view::Term {
        name: &term.name,
        url: &href(site, &term.address),
        language: language.map(Language::as_str),
        direction: language.map(Language::direction),
    })
}

fn term_digest(archive: &Archive, term: &Term) -> Digest {
    let edition = archive.edition_of_term(term);
    Digester::new().text(&term.name).text(term.address.as_str()).number(u64::from(edition.0)).finish()
}

/// The digest of a card: of all its fields, in the record's own form, so that none can be forgotten.
fn digest_of(card: &view::Card<'_>, scratch: &mut Vec<u8>) -> Digest {
    *scratch = postcard::to_io(card, std::mem::take(scratch)).expect("a card is texts and lists of texts");
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
    // On a site in one language, what is in it need not be said; in several, any page may show any card.
    let language = article.language.as_ref().or_else(|| site.is_multilingual().then_some(&site.language));
    take(&view::Card {
        title: &article.title,
        url: &href(site, &article.address),
        date: &article.date.to_string(),
        dateline: article.dateline.as_deref(),
        summary: &article.summary,
        authors: labels.authors.iter().map(|id| term(terms, Kind::Author, *id)).collect(),
        section: labels.section.map(|id| term(terms, Kind::Section, id)),
        language: language.map(Language::as_str),
        direction: language.map(Language::direction),
        image: image.as_ref().map(|(image, links)| image_view(image, links)),
        corrected: !article.corrections.is_empty(),
    })
}

/// A picture's address, as it stands in a link and as a whole.
pub(super) struct ImageLinks {
    url: String,
    permalink: String,
    shown: Option<Shown>,
}

impl ImageLinks {
    /// The digest of all that a page says of it.
    pub(super) fn digest_into(&self, digester: &mut Digester) {
        digester.text(&self.url).text(&self.permalink);
        if let Some(shown) = &self.shown {
            shown.digest_into(digester);
        }
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
            return Some(ImageLinks { url: url.to_string(), permalink: url.to_string(), shown: None });
        }
    };
    let shown = picture::shown(site, plan, address);
    Some(ImageLinks { url: href(site, address), permalink: permalink(site, address), shown })
}

/// A picture as templates get it.
pub(super) fn image_view<'a>(image: &'a Image, links: &'a ImageLinks) -> view::Image<'a> {
    view::Image {
        url: &links.url,
        permalink: &links.permalink,
        alt: &image.alt,
        caption: image.caption.as_deref(),
        credit: image.credit.as_deref(),
        width: links.shown.as_ref().map(|shown| shown.size.width),
        height: links.shown.as_ref().map(|shown| shown.size.height),
        sources: links.shown.as_ref().map_or_else(Vec::new, Shown::sources),
    }
}

/// A feed as templates get it.
pub(super) fn feed_view(feed: Feed, list: &str, site: &Site, archive: &Archive) -> view::Feed {
    view::Feed {
        title: format!("{list} ({})", feed.format.name()),
        media_type: feed.format.media_type(),
        url: href(site, &feed.address(archive)),
    }
}
