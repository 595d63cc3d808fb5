//! Model of a page of the list of all corrections.

use crate::model::SiteModel;
use crate::model::cards::Card;
use crate::moment::Moment;
use crate::plan::{ListPage, Pagination};

use super::Inputs;
use super::list::PageNeighbors;

/// Inputs of a page of the list of corrections.
pub(crate) type CorrectionsPage<'m> = Inputs<PageNumber, Vec<CorrectionEntry<'m>>, CorrectionsNeighbors>;

/// Number of a page, from 1, the oldest; `None` for the latest page.
pub(crate) type PageNumber = Option<usize>;

/// Correction with its article.
#[derive(Hash)]
pub(crate) struct CorrectionEntry<'m> {
    /// Date.
    pub(crate) date: Moment,
    /// Description, plain text.
    pub(crate) text: &'m str,
    /// Article.
    pub(crate) article: Card<'m>,
}

/// Neighbors of a page of the list.
#[derive(Debug, Hash)]
pub(crate) struct CorrectionsNeighbors {
    /// Other pages of the list.
    pub(crate) pages: PageNeighbors,
    /// Number of corrections, on the latest page.
    pub(crate) total: Option<usize>,
}

/// Returns the inputs of a page of the list.
pub(super) fn inputs(page: ListPage, model: &SiteModel) -> CorrectionsPage<'_> {
    let all = model.archive.corrections();
    let pagination = Pagination::new(all.len(), model.plan.per_page());
    let entries = all[pagination.range(page)].iter().map(|id| {
        let correction = model.archive.correction(*id);
        CorrectionEntry { date: correction.date, text: &correction.text, article: model.card(id.article) }
    });
    Inputs {
        text: page.number(),
        stories: entries.collect(),
        beside: CorrectionsNeighbors {
            pages: PageNeighbors::of(page, pagination),
            total: (page == ListPage::Latest).then_some(all.len()),
        },
    }
}
