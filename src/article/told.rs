//! What other pages tell of an article, as far as its own file says it. In goes an article; out come what a card shows of
//! it ([`OnCard`]) and what feeds tell beyond that ([`InFeeds`]), and the digests of both and of its address ([`Told`]), which are made
//! once, when the article is parsed: a build asks for those of all articles, whatever changed.
//!
//! Cards and the entries of feeds are made of these alone and not of the article, and a digest takes in all that there
//! is of them: nothing that is told can be left out of it, and nothing else, such as the text, changes it.

use serde::{Deserialize, Serialize};

use super::{Article, Correction, Image};
use crate::address::Address;
use crate::digest::Digest;
use crate::language::Language;
use crate::moment::ArticleDate;

/// What an article's card shows from the article's own file. Its authors, its section and where its picture is depend on
/// other files too.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OnCard<'a> {
    /// The headline.
    pub title: &'a str,
    /// Where it is on the site.
    pub address: &'a Address,
    /// When it appeared.
    pub date: ArticleDate,
    /// Where the story was filed from.
    pub dateline: Option<&'a str>,
    /// Its summary, plain text.
    pub summary: &'a str,
    /// Its language, where that is not the site's.
    pub language: Option<&'a Language>,
    /// Its picture.
    pub image: Option<&'a Image>,
    /// Whether something in it was corrected.
    pub is_corrected: bool,
}

/// What feeds tell of an article beyond its card, from the article's own file. Its tags, and when it was last changed,
/// depend on other files and on the time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct InFeeds<'a> {
    /// What feeds call it, where the front matter says so.
    pub id: Option<&'a str>,
    /// The first of the old addresses that lead to it: where it was published first.
    pub first_address: Option<&'a Address>,
    /// What was corrected, the latest first.
    pub corrections: &'a [Correction],
}

/// The digests of what other pages tell of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// That of what is on its card.
    pub on_card: Digest,
    /// That of what feeds tell beyond; nothing where they tell no more.
    pub in_feeds: Option<Digest>,
    /// That of its address, by which sitemaps list it.
    pub address: Digest,
}

impl Told {
    /// The digests of what is told of this article.
    pub(super) fn of(article: &Article) -> Self {
        let in_feeds = article.in_feeds();
        Self {
            on_card: Digest::of_value(&article.on_card()),
            in_feeds: (in_feeds != InFeeds::NOTHING).then(|| Digest::of_value(&in_feeds)),
            address: Digest::of(article.address.as_str().as_bytes()),
        }
    }
}

impl InFeeds<'_> {
    /// What feeds tell beyond the card of most articles.
    const NOTHING: Self = Self { id: None, first_address: None, corrections: &[] };
}

impl Article {
    /// What its card shows.
    pub fn on_card(&self) -> OnCard<'_> {
        OnCard {
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

    /// What feeds tell of it beyond its card.
    pub fn in_feeds(&self) -> InFeeds<'_> {
        InFeeds {
            id: self.id.as_deref(),
            // The address of a list is never a story's own.
            first_address: self.aliases.iter().find(|alias| !alias.is_list()),
            corrections: &self.corrections,
        }
    }
}
