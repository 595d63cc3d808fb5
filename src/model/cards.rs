//! Cards: articles as other pages show them. A page refers to a card by the digest of all that the
//! card can show, so an edit of an article's body leaves the pages with its card as they are.

use std::hash::{Hash, Hasher};

use tera::Value;

use crate::archive::ArticleId;

use super::card_data::CardModel;
use super::card_table::CardTable;
use super::{ModelParts, permalink};

/// Source of the cards of a site.
#[derive(Clone, Copy)]
pub(super) struct CardSource<'m> {
    pub(super) parts: ModelParts<'m>,
    pub(super) table: &'m CardTable,
}

/// Card of an article, hashed by its digest.
#[derive(Clone, Copy)]
pub(crate) struct Card<'m> {
    pub(super) source: CardSource<'m>,
    pub(super) id: ArticleId,
}

impl<'m> Card<'m> {
    /// Returns the data that the card shows.
    pub(crate) fn data(self) -> CardModel<'m> {
        self.source.parts.card_data(self.id)
    }

    /// Returns the card as templates get it.
    pub(crate) fn value(self) -> Value {
        self.source.table.value(self.id, || self.data().value(self.source.parts.site))
    }

    /// Returns the full URL of the article.
    pub(crate) fn permalink(self) -> String {
        permalink(self.source.parts.site, self.data().own.value().address)
    }
}

impl Hash for Card<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.source.table.digest(self.id).hash(state);
    }
}

/// Cards of several articles, in the order of the archive.
#[derive(Clone, Copy)]
pub(crate) struct Cards<'m> {
    pub(super) source: CardSource<'m>,
    pub(super) ids: &'m [ArticleId],
}

impl<'m> Cards<'m> {
    /// Iterates over the cards, the newest first.
    pub(crate) fn newest_first(self) -> impl ExactSizeIterator<Item = Card<'m>> {
        let Self { source, ids } = self;
        ids.iter().rev().map(move |id| Card { source, id: *id })
    }

    /// Returns true if there are no cards.
    pub(crate) fn is_empty(self) -> bool {
        self.ids.is_empty()
    }
}

impl Hash for Cards<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.ids.len());
        for id in self.ids {
            self.source.table.digest(*id).hash(state);
        }
    }
}
