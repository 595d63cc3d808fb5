//! Variables of `list.html` from a term's own file: text, image and summary. Only the list's first
//! page shows them; numbered pages, which are permanent, have the term's name only.

use crate::article::Image;
use crate::language::Language;
use crate::model::extra::extra_value;
use crate::page_model::LocalSite;
use crate::page_model::list::AboutTerm;
use crate::redaction::Redactions;
use crate::theme::view;

use super::article;
use super::body::{BodyRenderer, RenderedBody};

/// Rendered file of a term.
pub(super) struct RenderedTerm<'m> {
    about: &'m AboutTerm<'m>,
    shown: RenderedBody,
    missing: Option<&'m Image>,
    updated: Option<String>,
}

/// Renders a term's text.
pub(super) fn made<'m>(about: &'m AboutTerm<'m>, bodies: &mut BodyRenderer<'_>) -> RenderedTerm<'m> {
    let term = *about.term.value();
    let missing = term.image.as_ref().filter(|_| about.image.is_none());
    let source = missing.map(|image| article::written(about.file, &image.src));
    let nothing = Redactions::default();
    let shown = bodies.show(about.file, about.term.digest(), term.body, &nothing, source.as_deref());
    let updated = about.updated.map(|updated| updated.to_string());
    RenderedTerm { about, shown, missing, updated }
}

impl RenderedTerm<'_> {
    /// Returns the variable `list.about`.
    pub(super) fn view(&self, local: LocalSite<'_>) -> view::AboutTerm<'_> {
        let Self { about, shown, missing, updated } = self;
        let term = *about.term.value();
        let language = term.language.as_ref();
        view::AboutTerm {
            summary: (!term.summary.is_empty()).then_some(&*term.summary),
            has_standfirst: term.has_explicit_summary,
            content: shown.content.clone(),
            headings: article::headings(shown),
            image: about.image.map(|image| image.view(local.site)),
            missing_image: missing.filter(|_| shown.has_known_gap).map(article::missing_view),
            synonyms: term.synonyms.iter().map(|synonym| &*synonym.name).collect(),
            updated: updated.as_deref(),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
            file: about.file.as_str(),
            extra: extra_value(&term.extra.0),
        }
    }
}
