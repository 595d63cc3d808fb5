//! Article data that other pages show, and its digests.
//!
//! Cards and feed entries are made from [`CardData`] and [`FeedData`] instead of the article, and
//! the digests cover every field of these. So a page that shows a card depends on the card's digest
//! alone, and an edit of the body leaves that digest unchanged. The digests are computed once, when
//! the article is parsed, because every build needs the digests of all articles.

use serde::{Deserialize, Serialize};

use super::{Article, Correction, Credit, Image};
use crate::address::Address;
use crate::digest::{Digest, Digested};
use crate::language::Language;
use crate::moment::ArticleDate;

/// Data on an article's card that comes from the article's own file.
///
/// The authors, the section and the image's address depend on other files too.
#[derive(Debug, Clone, Copy, Hash)]
pub struct CardData<'a> {
    /// Headline.
    pub title: &'a str,
    /// Address of the article.
    pub address: &'a Address,
    /// Publication date.
    pub date: ArticleDate,
    /// Place from which the story was filed.
    pub dateline: Option<&'a str>,
    /// Summary, plain text.
    pub summary: &'a str,
    /// Language, if it is not the site's main one.
    pub language: Option<&'a Language>,
    /// Image.
    pub image: Option<&'a Image>,
    /// Whether the article has corrections.
    pub is_corrected: bool,
}

/// Data in an article's feed entry, besides [`CardData`], that comes from the article's own file.
///
/// The tags depend on other files, and the date of the last change on the time of the build.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub struct FeedData<'a> {
    /// Entry id from the front matter: a URI.
    pub id: Option<&'a str>,
    /// First of the old addresses: the one at which the article was first published.
    pub first_address: Option<&'a Address>,
    /// Credits of the authors, if one has more than a name.
    pub credits: &'a [Credit],
    /// Corrections, latest first.
    pub corrections: &'a [Correction],
}

/// Digests of the data of an article that other pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SummaryDigests {
    /// Digest of [`CardData`].
    pub card: Digest,
    /// Digest of [`FeedData`]; `None` if that is empty.
    pub feed: Option<Digest>,
}

impl SummaryDigests {
    /// Computes the digests of an article.
    pub(super) fn of(article: &Article) -> Self {
        let feed = article.feed_data();
        Self {
            card: Digest::of_value(&article.card_data()),
            feed: (feed != FeedData::EMPTY).then(|| Digest::of_value(&feed)),
        }
    }
}

impl FeedData<'_> {
    /// Data of most articles.
    const EMPTY: Self = Self { id: None, first_address: None, credits: &[], corrections: &[] };
}

impl Article {
    /// Returns the data on the article's card.
    #[inline]
    pub fn card_data(&self) -> CardData<'_> {
        CardData {
            title: &self.title,
            address: &self.address,
            date: self.date,
            dateline: self.dateline.as_deref(),
            summary: &self.summary,
            language: self.language.as_ref(),
            image: self.image.as_deref(),
            is_corrected: !self.corrections.is_empty(),
        }
    }

    /// Returns the data on the article's card, with its digest.
    #[inline]
    pub fn digested_card(&self) -> Digested<CardData<'_>> {
        Digested::new(self.summary_digests.card, self.card_data())
    }

    /// Returns the [feed data](Self::feed_data) with its digest.
    #[inline]
    pub fn digested_feed_data(&self) -> Digested<FeedData<'_>> {
        Digested::new(self.summary_digests.feed.unwrap_or_default(), self.feed_data())
    }

    /// Returns the data in the article's feed entry besides that on the card.
    pub fn feed_data(&self) -> FeedData<'_> {
        FeedData {
            id: self.id.as_deref(),
            // The address of a list never was that of an article.
            first_address: self.aliases.iter().find(|alias| !alias.is_list()),
            credits: &self.credits,
            corrections: &self.corrections,
        }
    }
}
