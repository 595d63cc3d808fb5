//! What is told of each article, as digests. In goes what was digested of it when it was parsed
//! ([`article::Told`](crate::article::Told)), and what depends on the rest of the site: its terms, its picture as it is
//! shown, when it was last changed by now; out come short digests, made once for all pages. A build makes those of every
//! article, whatever changed, so each costs a short hash or two; and they stand side by side, since lists ask for them
//! in every order.

use rayon::prelude::*;

use crate::archive::{Archive, ArticleId, Kind, Term, TermId};
use crate::config::Site;
use crate::digest::{Digest, Digester};
use crate::plan::Plan;

use super::feeds;
use super::shelf::{ImageLinks, image_links};

/// The digests of what is told of each article, by its id. The settings, on which all of it depends too, are not in
/// them: every page has those in its fingerprint.
#[derive(Debug)]
pub(super) struct Told {
    cards: Vec<Digest>,
    entries: Vec<Digest>,
    texts: Vec<Digest>,
    listed: Vec<Digest>,
}

impl Told {
    /// What is told of an archive's articles.
    pub(super) fn of(site: &Site, archive: &Archive, plan: &Plan, terms: &TermDigests) -> Self {
        let told = |id: &ArticleId| {
            let image = archive.article(*id).image.as_ref();
            let links = image.and_then(|image| image_links(site, plan, image));
            let card = card(*id, links.as_ref(), archive, terms);
            let with_tags = with_tags(card, *id, archive, terms);
            let entry = feeds::digest(*id, with_tags, site, archive, plan);
            ((card, entry), (text(*id, with_tags, archive), listed(*id, links, archive)))
        };
        let ((cards, entries), (texts, listed)) = archive.everything().par_iter().map(told).unzip();
        Self { cards, entries, texts, listed }
    }

    /// Of all that an article's card says.
    pub(super) fn card(&self, id: ArticleId) -> Digest {
        self.cards[id.0 as usize]
    }

    /// Of all that feeds tell of an article.
    pub(super) fn entry(&self, id: ArticleId) -> Digest {
        self.entries[id.0 as usize]
    }

    /// Of all that an article's own page tells from its file, with its terms save its series.
    pub(super) fn text(&self, id: ArticleId) -> Digest {
        self.texts[id.0 as usize]
    }

    /// Of all that a sitemap says of an article, save when it was last changed.
    pub(super) fn listed(&self, id: ArticleId) -> Digest {
        self.listed[id.0 as usize]
    }
}

fn card(id: ArticleId, links: Option<&ImageLinks>, archive: &Archive, terms: &TermDigests) -> Digest {
    let (article, labels) = (archive.article(id), archive.labels(id));
    let mut digester = Digester::new();
    digester.digest(article.told.on_card);
    terms.digest_into(Kind::Author, &labels.authors, &mut digester);
    terms.digest_into(Kind::Section, labels.section.as_slice(), &mut digester);
    if let Some(links) = links {
        links.digest_into(&mut digester);
    }
    digester.finish()
}

/// A card's digest, with the tags: of those, pages tell what is on no card.
fn with_tags(card: Digest, id: ArticleId, archive: &Archive, terms: &TermDigests) -> Digest {
    let tags = &archive.labels(id).tags;
    if tags.is_empty() {
        return card;
    }
    let mut digester = Digester::new();
    digester.digest(card);
    terms.digest_into(Kind::Tag, tags, &mut digester);
    digester.finish()
}

fn text(id: ArticleId, with_tags: Digest, archive: &Archive) -> Digest {
    let article = archive.article(id);
    Digester::new().digest(with_tags).digest(article.digest).text(article.file.as_str()).finish()
}

fn listed(id: ArticleId, links: Option<ImageLinks>, archive: &Archive) -> Digest {
    let address = archive.article(id).told.address;
    match links {
        Some(links) => Digester::new().digest(address).text(&links.into_permalink()).finish(),
        None => address,
    }
}

/// The digests of all that is said of each term beside its own list.
#[derive(Debug)]
pub(super) struct TermDigests([Vec<Digest>; 4]);

impl TermDigests {
    /// Those of an archive's terms.
    pub(super) fn of(archive: &Archive) -> Self {
        let of_kind = |kind| archive.terms(kind).iter().map(|(_, term)| of_term(archive, term)).collect();
        Self(Kind::ALL.map(of_kind))
    }

    /// That of one term.
    pub(super) fn one(&self, kind: Kind, id: TermId) -> Digest {
        self.0[kind as usize][id.0 as usize]
    }

    /// Takes in several.
    fn digest_into(&self, kind: Kind, ids: &[TermId], digester: &mut Digester) {
        digester.number(ids.len() as u64);
        for id in ids {
            digester.digest(self.one(kind, *id));
        }
    }
}

fn of_term(archive: &Archive, term: &Term) -> Digest {
    let edition = archive.edition_of_term(term);
    Digester::new().text(&term.name).text(term.address.as_str()).number(u64::from(edition.0)).finish()
}
