//! Model of the index of all terms of a kind.

use crate::archive::TermKind;
use crate::model::SiteModel;
use crate::model::term_links::TermLink;

use super::Inputs;
use super::dates::Members;

/// Inputs of the index of all terms of a kind.
pub(crate) type TermIndexPage<'m> = Inputs<TermKind, (), Vec<TermRow<'m>>>;

/// Term in the index.
#[derive(Hash)]
pub(crate) struct TermRow<'m> {
    /// Term.
    pub(crate) term: TermLink<'m>,
    /// Articles of the term.
    pub(crate) articles: Members,
}

/// Returns the inputs of an index.
pub(super) fn index(kind: TermKind, model: &SiteModel) -> TermIndexPage<'_> {
    let rows = model.archive.terms(kind).iter().map(|(id, term)| TermRow {
        term: model.parts().term(kind, id),
        articles: Members::of(&term.members, &model.archive),
    });
    Inputs { text: kind, stories: (), beside: rows.collect() }
}
