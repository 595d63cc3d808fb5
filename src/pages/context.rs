//! Fills the context of a page's template: the variable of its kind, documented in `theme::view`,
//! and the variables `page` and `site`.

use tera::Context;

use crate::config::EditionId;
use crate::page_model::{LocalSite, PageModel, Subject};
use crate::templates::metadata::Described;

use super::body::BodyRenderer;
use super::page_variable::PageVariable;
use super::variables::{StructuredData, Variables};
use super::{article, corrections, dates, list, standing, terms};

/// Fills the context of a page's template.
pub(super) fn fill(
    model: &PageModel<'_>,
    local: LocalSite<'_>,
    structured_data: StructuredData,
    bodies: &mut BodyRenderer<'_>,
    context: &mut Context,
) {
    let Some(variable) = page_variable(&model.subject, local) else { return };
    let page = variable.view(&model.place, local);
    context.insert("page", &page);
    if model.place.edition() != EditionId::OWN {
        context.insert_value("site", local.lang.site.clone());
    }
    let variables = &mut Variables { local, page: &page, structured_data, context };
    match &model.subject {
        Subject::Article(inputs) => article::fill(inputs, bodies, variables),
        Subject::Standing(inputs) => standing::fill(&inputs.text, bodies, variables),
        Subject::Notice(inputs) => standing::notice(&inputs.text, variables),
        Subject::List(inputs) => list::fill(inputs, bodies, variables),
        Subject::Archive(inputs) => dates::archive(&inputs.beside, variables),
        Subject::TermIndex(inputs) => terms::fill(inputs, variables),
        Subject::Corrections(inputs) => corrections::fill(inputs, variables),
        Subject::AllDays(inputs) => dates::days_of_the_year(&inputs.beside, variables),
        Subject::Redirect(inputs) => standing::redirect(&inputs.text, variables),
        Subject::OldAddress(inputs) => standing::old_address(inputs.text, variables),
        Subject::Search(_) => variables.describe(&Described::Page { updated: None }),
        Subject::NotFound(_)
        | Subject::Feed(_)
        | Subject::Sitemap(_)
        | Subject::SearchFile(_)
        | Subject::Robots(_)
        | Subject::Bytes(_) => {}
    }
}

/// Returns the contents of the variable `page`; `None` if the page is not HTML.
fn page_variable<'m>(subject: &Subject<'m>, local: LocalSite<'m>) -> Option<PageVariable<'m>> {
    Some(match subject {
        Subject::Article(inputs) => article::page_variable(&inputs.text, local),
        Subject::Standing(inputs) => standing::page_variable(&inputs.text, local),
        Subject::Notice(inputs) => standing::notice_variable(&inputs.text, local),
        Subject::List(inputs) => list::page_variable(&inputs.text, local),
        Subject::Archive(_) => PageVariable::of_key("archive", "archive", local).below_front(local),
        Subject::TermIndex(inputs) => terms::page_variable(inputs.text, local),
        Subject::Corrections(inputs) => corrections::page_variable(inputs.text, local),
        Subject::AllDays(_) => PageVariable::of_key("all-days", "on_this_day", local).below_front(local),
        Subject::Redirect(_) => PageVariable::of_key("redirect", "moved", local),
        Subject::OldAddress(inputs) => standing::old_address_variable(inputs.text, local),
        Subject::Search(_) => PageVariable::of_key("search", "search", local).below_front(local),
        Subject::NotFound(_) => PageVariable::of_key("not-found", "not_found", local),
        Subject::Feed(_)
        | Subject::Sitemap(_)
        | Subject::SearchFile(_)
        | Subject::Robots(_)
        | Subject::Bytes(_) => return None,
    })
}
