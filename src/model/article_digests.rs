//! Digests of what pages show of each article, computed once for all pages. Input are the digests
//! made when the article was parsed ([`Article::told`](crate::article::Article::told)) and what
//! depends on the rest of the site: the article's terms, its image, and its latest change before
//! the build's moment.
//!
//! Every build computes the digests of all articles, so each takes one or two short hashes. They
//! are stored in arrays, since lists read them in any order.

use rayon::prelude::*;

use crate::archive::{Archive, ArticleId, Term, TermId, TermKind};
use crate::config::{Content, Site};
use crate::digest::{Digest, Digester};
use crate::plan::Plan;

use super::images::{ImageLinks, file_size, image_links, image_page};

/// Digests of each article, by its id.
///
/// They do not cover the settings, which are in the fingerprint of every page.
#[derive(Debug)]
pub(crate) struct ArticleDigests {
    cards: Vec<Digest>,
    feed_entries: Vec<Digest>,
    pages: Vec<Digest>,
    sitemap_entries: Vec<Digest>,
}

impl ArticleDigests {
    /// Computes the digests of an archive's articles.
    pub(super) fn new(site: &Site, archive: &Archive, plan: &Plan, terms: &TermDigests) -> Self {
        let of_one = |id: &ArticleId| {
            let image = archive.article(*id).image.as_ref();
            let links = image.and_then(|image| image_links(site, plan, image));
            let card = card(*id, links.as_ref(), archive, terms);
            let with_tags = with_tags(card, *id, archive, terms);
            let entry = feed_entry(*id, with_tags, site, archive, plan);
            ((card, entry), (page(*id, with_tags, archive), sitemap_entry(*id, links, archive)))
        };
        let ((cards, feed_entries), (pages, sitemap_entries)) =
            archive.all_ids().par_iter().map(of_one).unzip();
        Self { cards, feed_entries, pages, sitemap_entries }
    }

    /// Returns the digest of an article's card.
    pub(crate) fn card(&self, id: ArticleId) -> Digest {
        self.cards[id.0 as usize]
    }

    /// Returns the digest of an article's entry in feeds, except the targets of links in its text.
    pub(crate) fn feed_entry(&self, id: ArticleId) -> Digest {
        self.feed_entries[id.0 as usize]
    }

    /// Returns the digest of an article's file and terms, except its series, as its own page shows
    /// them.
    pub(crate) fn page(&self, id: ArticleId) -> Digest {
        self.pages[id.0 as usize]
    }

    /// Returns the digest of an article's entry in sitemaps, except the time of its latest change.
    pub(crate) fn sitemap_entry(&self, id: ArticleId) -> Digest {
        self.sitemap_entries[id.0 as usize]
    }
}

fn card(id: ArticleId, links: Option<&ImageLinks>, archive: &Archive, terms: &TermDigests) -> Digest {
    let (article, labels) = (archive.article(id), archive.article_terms(id));
    let mut digester = Digester::new();
    digester.digest(article.summary_digests.card);
    terms.digest_into(TermKind::Author, &labels.authors, &mut digester);
    terms.digest_into(TermKind::Section, labels.section.as_slice(), &mut digester);
    if let Some(links) = links {
        links.digest_into(&mut digester);
    }
    digester.finish()
}

/// Adds the article's tags, which cards do not show, to the digest of its card.
fn with_tags(card: Digest, id: ArticleId, archive: &Archive, terms: &TermDigests) -> Digest {
    let tags = &archive.article_terms(id).tags;
    if tags.is_empty() {
        return card;
    }
    let mut digester = Digester::new();
    digester.digest(card);
    terms.digest_into(TermKind::Tag, tags, &mut digester);
    digester.finish()
}

fn feed_entry(id: ArticleId, with_tags: Digest, site: &Site, archive: &Archive, plan: &Plan) -> Digest {
    let entry = feed_summary(id, with_tags, archive, plan);
    match site.feeds.content {
        Content::Summary => entry,
        Content::Full => {
            let article = archive.article(id);
            Digester::new().digest(entry).digest(article.digest).text(article.file.as_str()).finish()
        }
    }
}

/// Returns the digest of an article's entry without its text.
///
/// For most articles, that is the digest of card and tags.
fn feed_summary(id: ArticleId, with_tags: Digest, archive: &Archive, plan: &Plan) -> Digest {
    let article = archive.article(id);
    let in_feeds = article.summary_digests.feed;
    let updated = archive.modified(id);
    // The card covers the image's address and description, and the address decides the media type.
    let size = article.image.as_ref().and_then(|image| file_size(image_page(image, plan)?));
    if in_feeds.is_none() && article.date.exactly() == Some(updated) && size.is_none() {
        return with_tags;
    }
    let mut digester = Digester::new();
    digester.digest(with_tags).digest(in_feeds.unwrap_or_default());
    updated.digest_into(&mut digester);
    archive.appeared(id).digest_into(&mut digester);
    digester.number(u64::from(size.is_some())).number(size.unwrap_or(0)).finish()
}

fn page(id: ArticleId, with_tags: Digest, archive: &Archive) -> Digest {
    let article = archive.article(id);
    Digester::new().digest(with_tags).digest(article.digest).text(article.file.as_str()).finish()
}

fn sitemap_entry(id: ArticleId, links: Option<ImageLinks>, archive: &Archive) -> Digest {
    let address = archive.article(id).summary_digests.address;
    match links {
        Some(links) => Digester::new().digest(address).text(&links.into_permalink()).finish(),
        None => address,
    }
}

/// Digests of each term's name, address and language, by its kind and id.
#[derive(Debug)]
pub(crate) struct TermDigests([Vec<Digest>; 4]);

impl TermDigests {
    /// Computes the digests of an archive's terms.
    pub(super) fn new(archive: &Archive) -> Self {
        let of_kind = |kind| archive.terms(kind).iter().map(|(_, term)| of_term(archive, term)).collect();
        Self(TermKind::ALL.map(of_kind))
    }

    /// Returns the digest of a term.
    pub(crate) fn get(&self, kind: TermKind, id: TermId) -> Digest {
        self.0[kind as usize][id.0 as usize]
    }

    fn digest_into(&self, kind: TermKind, ids: &[TermId], digester: &mut Digester) {
        digester.number(ids.len() as u64);
        for id in ids {
            digester.digest(self.get(kind, *id));
        }
    }
}

fn of_term(archive: &Archive, term: &Term) -> Digest {
    let edition = archive.edition_of_term(term);
    Digester::new().text(&term.name).text(term.address.as_str()).number(u64::from(edition.0)).finish()
}
