//! What many pages show, built once: each article's card and each term's link, as Tera's values, which cost nothing
//! to share.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::Value;

use crate::address::Address;
use crate::archive::{Archive, ArticleId, Kind, Term, TermId};
use crate::article::{Image, ImageSource, OnCard};
use crate::config::Site;
use crate::digest::{Digest, Digester};
use crate::fields::ascii_address;
use crate::language::Language;
use crate::plan::{Feed, Plan};
use crate::theme::view;

use super::picture::{self, Shown};
use super::told::{TermDigests, Told};
use super::world::{href, permalink};
use super::{feeds, publisher};

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
    terms: [Vec<Value>; 4],
    term_digests: TermDigests,
    term_links: [TermLinks; 4],
    /// What is told of each article, as digests.
    pub(super) told: Told,
    /// The host that stories' ids in feeds are made with.
    pub(super) authority: String,
    /// The style sheet with which browsers show feeds, where the theme has one.
    pub(super) feed_style: Option<Address>,
    /// Who publishes the site.
    pub(super) publisher: view::Publisher,
}

impl Shelf {
    /// Builds every term's link, and the digests of what is told of every article; its card itself is built when it is
    /// first asked for.
    pub(super) fn new(site: &Site, archive: &Archive, plan: &Plan, wanted: Wanted) -> Self {
        let terms = Kind::ALL.map(|kind| {
            let terms = archive.terms(kind);
            terms.iter().map(|(_, term)| term_value(site, archive, term)).collect()
        });
        let term_digests = TermDigests::of(archive);
        Self {
            cards: archive.everything().iter().map(|_| OnceLock::new()).collect(),
            most: wanted.most_cards(),
            kept: AtomicUsize::new(0),
            told: Told::of(site, archive, plan, &term_digests),
            terms,
            term_digests,
            term_links: Kind::ALL.map(|kind| TermLinks::new(site, archive, kind)),
            authority: feeds::authority(site),
            feed_style: feeds::style_sheet(plan).cloned(),
            publisher: publisher::view(site, plan),
        }
    }

    /// An article's card.
    pub(super) fn card(&self, id: ArticleId, site: &Site, archive: &Archive, plan: &Plan) -> Value {
        let cell = &self.cards[id.0 as usize];
        if let Some(card) = cell.get() {
            return card.clone();
        }
        let card = self.new_card(id, site, archive, plan);
        if self.kept.fetch_add(1, Ordering::Relaxed) < self.most {
            let _ = cell.set(card.clone());
        }
        card
    }

    /// Makes an article's card. What is on it from the article's own file is what was digested of it, and no more.
    fn new_card(&self, id: ArticleId, site: &Site, archive: &Archive, plan: &Plan) -> Value {
        let labels = archive.labels(id);
        let OnCard { title, address, date, dateline, summary, language, image, is_corrected } =
            archive.article(id).on_card();
        let image = image.and_then(|image| Some((image, image_links(site, plan, image)?)));
        // On a site in one language, what is in it need not be said; in several, any page may show any card.
        let language = language.or_else(|| site.is_multilingual().then_some(&site.language));
        Value::from_serializable(&view::Card {
            title,
            url: &href(site, address),
            date: &date.to_string(),
            dateline,
            summary,
            authors: self.terms(Kind::Author, &labels.authors),
            section: labels.section.map(|id| self.term(Kind::Section, id)),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
            image: image.as_ref().map(|(image, links)| image_view(image, links)),
            corrected: is_corrected,
        })
    }

    /// A term's link.
    pub(super) fn term(&self, kind: Kind, id: TermId) -> Value {
        self.terms[kind as usize][id.0 as usize].clone()
    }

    /// The digest of all that is said of a term beside its own list.
    pub(super) fn term_digest(&self, kind: Kind, id: TermId) -> Digest {
        self.term_digests.one(kind, id)
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
    if picture::unsupported(image).is_some() {
        return None;
    }
    let address = match &image.src {
        ImageSource::File(file) => plan.asset_address(file)?,
        ImageSource::Address(address) => match plan.find(address) {
            Some(page) => &page.address,
            None if site.elsewhere.serves(address.as_str()) => {
                let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
                let url = address.href().into_owned();
                return Some(ImageLinks { permalink: format!("{origin}{url}"), url, shown: None });
            }
            None => return None,
        },
        ImageSource::Elsewhere(url) => {
            let permalink = ascii_address(url).into_owned();
            return Some(ImageLinks { url: url.to_string(), permalink, shown: None });
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
