//! Model of a feed document.

use crate::address::Address;
use crate::archive::{ArticleId, TermKind, Tombstone, TombstoneReason};
use crate::article::{Article, FeedData, Image, ImageSource};
use crate::config::{Content, EditionId};
use crate::digest::{Digest, Digested};
use crate::model::cards::Card;
use crate::model::images::{file_size, image_page};
use crate::model::language_context::LanguageContext;
use crate::model::term_links::{TermLink, TermLinks};
use crate::model::{SiteModel, entry_id};
use crate::moment::Moment;
use crate::path::SitePath;
use crate::plan::{Feed, Format, ListId, ListPage, Page, PageKind};

use super::Inputs;

/// Inputs of a feed document.
pub(crate) type FeedPage<'m> = Inputs<FeedDocument<'m>, Vec<Digested<EntrySource<'m>>>, FeedNeighbors<'m>>;

/// Document of a list's feed.
#[derive(Hash)]
pub(crate) struct FeedDocument<'m> {
    /// Term of the list, if it is a term's.
    pub(crate) term: Option<TermLink<'m>>,
    /// Address of the list.
    pub(crate) list: Address,
    /// Format.
    pub(crate) format: Format,
    /// The subscription document, or a document of older articles.
    pub(crate) page: ListPage,
}

/// Neighbors of a document.
#[derive(Hash)]
pub(crate) struct FeedNeighbors<'m> {
    /// Style sheet with which browsers display the document.
    pub(crate) style: Option<&'m Address>,
    /// Number of the document with the next older articles.
    pub(crate) older: Option<usize>,
    /// Number of the document with the next newer articles.
    pub(crate) newer: Option<usize>,
    /// Set for a numbered document that is not full yet.
    pub(crate) is_filling: bool,
    /// Removed articles that the document reports, the latest first.
    pub(crate) deleted: Vec<DeletedEntry<'m>>,
}

/// Source of an entry. Its digest is computed once for all feeds that have the entry.
#[derive(Clone, Copy)]
pub(crate) struct EntrySource<'m> {
    model: &'m SiteModel,
    id: ArticleId,
}

/// Entry of a feed.
#[derive(Hash)]
pub(crate) struct FeedEntry<'m> {
    /// Card of the article.
    pub(crate) card: Card<'m>,
    /// Data from the article's own file besides the card's.
    pub(crate) own: Digested<FeedData<'m>>,
    /// Tags.
    pub(crate) tags: TermLinks<'m>,
    /// Date of publication, for formats that need a day.
    pub(crate) published: Moment,
    /// Time of the latest change.
    pub(crate) updated: Moment,
    /// Image, if it is on the site or elsewhere on the web.
    pub(crate) image: Option<FeedImage<'m>>,
    /// Translations in the article's language, which need not be that of the feed.
    pub(crate) lang: &'m LanguageContext,
    /// Whole text, if the feed has it.
    pub(crate) text: Option<FeedText<'m>>,
}

/// Image of a feed entry.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct FeedImage<'m> {
    /// Description.
    pub(crate) alt: &'m str,
    /// Place of the image.
    pub(crate) place: FeedImagePlace<'m>,
}

/// Place of a feed entry's image.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) enum FeedImagePlace<'m> {
    /// File of the site, with its size in bytes, if that is known.
    File(&'m Address, Option<u64>),
    /// URL of another site.
    Web(&'m str),
}

/// Whole text of an article.
#[derive(Hash)]
pub(crate) struct FeedText<'m> {
    /// File of the article.
    pub(crate) file: &'m SitePath,
    /// Article, hashed by its file: path, bytes and settings determine all fields.
    pub(crate) article: Digested<&'m Article>,
    /// Page of the article, at the card's address: links in the text start from there.
    pub(crate) page: Digested<Page>,
}

/// Entry of a removed article.
#[derive(Hash)]
pub(crate) struct DeletedEntry<'m> {
    /// Id that the article's entry had.
    pub(crate) id: String,
    /// Time of the removal.
    pub(crate) since: Moment,
    /// Time of the removal, unless it is in the future.
    pub(crate) changed: Option<Moment>,
    /// Reason.
    pub(crate) reason: &'m TombstoneReason,
}

/// Returns the inputs of a document.
pub(super) fn inputs(feed: Feed, model: &SiteModel) -> FeedPage<'_> {
    let (archive, settings) = (&model.archive, &model.site.feeds);
    let term = match feed.list {
        ListId::Term(kind, id) => Some(model.parts().term(kind, id)),
        _ => None,
    };
    let number = |feed: Option<Feed>| feed.and_then(|feed| feed.page.number());
    Inputs {
        text: FeedDocument { term, list: feed.list.address(archive), format: feed.format, page: feed.page },
        stories: feed
            .stories(archive, settings)
            .iter()
            .map(|id| EntrySource { model, id: *id }.digested())
            .collect(),
        beside: FeedNeighbors {
            style: model.feed_style.as_ref().filter(|_| feed.format != Format::Json),
            older: number(feed.older(archive, settings)),
            newer: number(feed.newer(archive, settings)),
            is_filling: feed.is_filling(archive, settings),
            deleted: deleted(feed, model),
        },
    }
}

impl<'m> EntrySource<'m> {
    fn digested(self) -> Digested<Self> {
        let digest = &self.model.feed_digests[self.id.0 as usize];
        Digested::new(*digest.get_or_init(|| Digest::of_value(&self.entry())), self)
    }

    /// Returns the entry.
    pub(crate) fn entry(self) -> FeedEntry<'m> {
        entry(self.id, self.model)
    }
}

fn entry(id: ArticleId, model: &SiteModel) -> FeedEntry<'_> {
    let archive = &model.archive;
    let article = archive.article(id);
    let text = || FeedText {
        file: &article.file,
        article: Digested::new(article.digest, article),
        page: Digested::new(article.digest, Page::new(article.address.clone(), PageKind::Article(id))),
    };
    FeedEntry {
        card: model.card(id),
        own: article.digested_feed_data(),
        tags: model.parts().terms(TermKind::Tag, &archive.article_terms(id).tags),
        published: archive.appeared(id),
        updated: archive.modified(id),
        image: article.image.as_deref().and_then(|image| picture(image, model)),
        lang: model.language_context(article.edition),
        text: (model.site.feeds.content == Content::Full).then(text),
    }
}

/// Returns an image, if it is on the site or elsewhere on the web.
fn picture<'m>(image: &'m Image, model: &'m SiteModel) -> Option<FeedImage<'m>> {
    let place = if let ImageSource::Elsewhere(url) = &image.src {
        FeedImagePlace::Web(url)
    } else {
        let page = image_page(image, &model.plan)?;
        FeedImagePlace::File(&page.address, file_size(page))
    };
    Some(FeedImage { alt: &image.alt, place })
}

/// Returns the articles that a document reports as deleted, the latest first.
///
/// There are at most as many as entries. Only a language's Atom feed of all articles reports them: of a deleted article's terms,
/// too little is kept.
fn deleted(feed: Feed, model: &SiteModel) -> Vec<DeletedEntry<'_>> {
    let edition = match feed.list {
        ListId::Front => EditionId::OWN,
        ListId::Edition(edition) => edition,
        _ => return Vec::new(),
    };
    if (feed.format, feed.page) != (Format::Atom, ListPage::Latest) {
        return Vec::new();
    }
    let mut gone: Vec<&Tombstone> =
        model.archive.tombstones().iter().filter(|gone| gone.edition == edition).collect();
    gone.sort_by(|a, b| (b.since.instant(), &a.address).cmp(&(a.since.instant(), &b.address)));
    gone.truncate(model.site.feeds.limit);
    let entry = |gone: &'_ Tombstone| entry_id::of_removed(gone, &model.authority);
    gone.into_iter()
        .map(|gone| DeletedEntry {
            id: entry(gone),
            since: gone.since,
            changed: model.archive.by_now(Some(gone.since)),
            reason: &gone.reason,
        })
        .collect()
}
