//! Cards: articles as lists show them, as values of Tera, which are cheap to share. A card is made
//! when it is first needed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::Value;

use crate::archive::{Archive, ArticleId, TermKind};
use crate::article::CardData;
use crate::config::Site;
use crate::language::Language;
use crate::plan::Plan;
use crate::theme::view;

use super::href;
use super::images::{image_links, image_view};
use super::term_values::TermValues;

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

/// Cache of cards, filled in the order in which they are needed.
#[derive(Debug)]
pub(super) struct Cards {
    cells: Vec<OnceLock<Value>>,
    max: usize,
    made: AtomicUsize,
}

impl Cards {
    /// Returns an empty cache for this number of articles.
    pub(super) fn new(articles: usize, cache: CardCache) -> Self {
        let cells = (0..articles).map(|_| OnceLock::new()).collect();
        Self { cells, max: cache.max_cards(), made: AtomicUsize::new(0) }
    }

    /// Returns a card, made by `make` if it is not cached.
    pub(super) fn get_or_make(&self, id: ArticleId, make: impl FnOnce() -> Value) -> Value {
        let cell = &self.cells[id.0 as usize];
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

/// Makes an article's card.
///
/// From the article's own file, only [`CardData`] is used: a card's digest covers no more.
pub(super) fn card_value(
    id: ArticleId,
    site: &Site,
    archive: &Archive,
    plan: &Plan,
    terms: &TermValues,
) -> Value {
    let labels = archive.article_terms(id);
    let CardData { title, address, date, dateline, summary, language, image, is_corrected } =
        archive.article(id).card_data();
    let image = image.and_then(|image| Some((image, image_links(site, plan, image)?)));
    // On a site with several languages, a page in any of them may show this card.
    let language = language.or_else(|| site.is_multilingual().then_some(&site.language));
    Value::from_serializable(&view::Card {
        title,
        url: &href(site, address),
        date: &date.to_string(),
        dateline,
        summary,
        authors: terms.links(TermKind::Author, &labels.authors),
        section: labels.section.map(|id| terms.link(TermKind::Section, id)),
        language: language.map(Language::as_str),
        direction: language.map(Language::direction),
        image: image.as_ref().map(|(image, links)| image_view(image, links)),
        corrected: is_corrected,
    })
}
