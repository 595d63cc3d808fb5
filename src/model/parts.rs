//! Parts of the site model from which the data of cards, terms and images comes, also while the
//! model is being built.

use crate::archive::{Archive, ArticleId, TermId, TermKind};
use crate::article::Image;
use crate::config::Site;
use crate::plan::Plan;

use super::card_data::CardModel;
use super::images::LinkedImage;
use super::term_links::{TermLink, TermLinks, TermTable};

/// Settings, archive, plan and terms.
#[derive(Clone, Copy)]
pub(crate) struct ModelParts<'m> {
    pub(super) site: &'m Site,
    pub(super) archive: &'m Archive,
    pub(super) plan: &'m Plan,
    pub(super) terms: &'m TermTable,
}

impl<'m> ModelParts<'m> {
    /// Returns the data of an article's card.
    pub(super) fn card_data(self, id: ArticleId) -> CardModel<'m> {
        let article = self.archive.article(id);
        let labels = self.archive.article_terms(id);
        CardModel {
            own: article.digested_card(),
            authors: self.terms(TermKind::Author, &labels.authors),
            section: labels.section.map(|section| self.term(TermKind::Section, section)),
            image: article.image.as_deref().and_then(|image| self.image(image)),
        }
    }

    /// Returns a term.
    pub(crate) fn term(self, kind: TermKind, id: TermId) -> TermLink<'m> {
        TermLink::new(self.archive, self.terms, kind, id)
    }

    /// Returns several terms.
    pub(crate) fn terms(self, kind: TermKind, ids: &'m [TermId]) -> TermLinks<'m> {
        TermLinks { archive: self.archive, table: self.terms, kind, ids }
    }

    /// Returns an image with its place.
    ///
    /// Returns `None` if it is not on the site, or in a format that browsers do not show.
    pub(crate) fn image(self, image: &'m Image) -> Option<LinkedImage<'m>> {
        LinkedImage::of(image, self.site, self.plan)
    }
}
