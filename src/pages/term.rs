//! Variables of `list.html` from a term's own file: text, image and summary. Only the list's first
//! page shows them; numbered pages, which are permanent, have the term's name only.

use crate::article::TermFile;
use crate::digest::Digester;
use crate::model::SiteModel;
use crate::model::extra::extra_value;
use crate::model::images::{ImageLinks, image_links, image_view};
use crate::redaction::Redactions;
use crate::theme::view;

use super::article;
use super::body::{BodyRenderer, RenderedBody};

/// Adds everything that a term's page shows of its file to a digest.
pub(super) fn digest(term: &TermFile, model: &SiteModel, digester: &mut Digester) {
    digester.digest(term.digest).text(term.file.as_str());
    digester.number(u64::from(model.archive.by_now(term.updated).is_some()));
    if let Some(picture) = picture(term, model) {
        picture.digest_into(digester);
    }
}

/// Returns the URLs of a term's image; `None` if it has none, or it is not on the site.
fn picture(term: &TermFile, model: &SiteModel) -> Option<ImageLinks> {
    image_links(&model.site, &model.plan, term.image.as_ref()?)
}

/// Rendered file of a term.
pub(super) struct RenderedTerm<'w> {
    term: &'w TermFile,
    shown: RenderedBody,
    picture: Option<ImageLinks>,
    updated: Option<String>,
}

/// Renders a term's text.
pub(super) fn made<'w>(
    term: &'w TermFile,
    model: &SiteModel,
    bodies: &mut BodyRenderer<'_>,
) -> RenderedTerm<'w> {
    let picture = picture(term, model);
    let missing = term.image.as_ref().filter(|_| picture.is_none());
    let missing = missing.map(|image| article::written(&term.file, &image.src));
    let nothing = Redactions::default();
    let shown = bodies.show(&term.file, term.digest, term.body, &nothing, missing.as_deref());
    let updated = model.archive.by_now(term.updated).map(|updated| updated.to_string());
    RenderedTerm { term, shown, picture, updated }
}

impl RenderedTerm<'_> {
    /// Returns the variable `list.about`.
    pub(super) fn view(&self) -> view::AboutTerm<'_> {
        let Self { term, shown, picture, updated } = self;
        let language = term.language.as_ref();
        let image = term.image.as_ref().zip(picture.as_ref());
        let missing = term.image.as_ref().filter(|_| shown.has_known_gap);
        view::AboutTerm {
            summary: (!term.summary.is_empty()).then_some(&*term.summary),
            has_standfirst: term.has_explicit_summary,
            content: shown.content.clone(),
            headings: article::headings(shown),
            image: image.map(|(image, links)| image_view(image, links)),
            missing_image: missing.map(article::missing_view),
            synonyms: term.synonyms.iter().map(|synonym| &*synonym.name).collect(),
            updated: updated.as_deref(),
            language: language.map(crate::language::Language::as_str),
            direction: language.map(crate::language::Language::direction),
            file: term.file.as_str(),
            extra: extra_value(&term.extra.0),
        }
    }
}
