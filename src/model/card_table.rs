//! Cards of a site: the digest of each, and a cache of the values that templates get, which are
//! cheap to share. A value is made when it is first needed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use tera::Value;

use crate::archive::ArticleId;
use crate::digest::Digest;

use super::ModelParts;

/// Size of the cache of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardCache {
    /// For a build, which renders every page: 262,144 cards.
    Full,
    /// For the preview, which renders a page now and then: 4,096 cards.
    Small,
}

impl CardCache {
    /// Returns the maximum number of cached cards.
    ///
    /// A card takes about a kilobyte, so a million articles still fit into the memory of a small
    /// machine; cards over the limit are made each time.
    fn max_cards(self) -> usize {
        match self {
            Self::Full => 1 << 18,
            Self::Small => 1 << 12,
        }
    }
}

/// Digests of all cards, and the values made so far.
#[derive(Debug)]
pub(super) struct CardTable {
    digests: Vec<Digest>,
    values: Vec<OnceLock<Value>>,
    max: usize,
    made: AtomicUsize,
}

impl CardTable {
    /// Computes the digests of an archive's cards.
    ///
    /// Every build needs all of them, and lists read them in any order, so they are in an array.
    pub(super) fn new(parts: ModelParts<'_>, cache: CardCache) -> Self {
        let ids = parts.archive.all_ids();
        Self {
            digests: ids.par_iter().map(|id| Digest::of_value(&parts.card_data(*id))).collect(),
            values: ids.iter().map(|_| OnceLock::new()).collect(),
            max: cache.max_cards(),
            made: AtomicUsize::new(0),
        }
    }

    /// Returns the digest of a card.
    pub(super) fn digest(&self, id: ArticleId) -> Digest {
        self.digests[id.0 as usize]
    }

    /// Returns a card's value, made by `make` if it is not cached.
    pub(super) fn value(&self, id: ArticleId, make: impl FnOnce() -> Value) -> Value {
        let cell = &self.values[id.0 as usize];
        if let Some(card) = cell.get() {
            return card.clone();
        }
        let card = make();
        if self.made.fetch_add(1, Ordering::Relaxed) < self.max {
            let _ = cell.set(card.clone());
        }
        card
    }
}
