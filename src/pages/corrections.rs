//! Variables of `corrections.html`: a page of the list of all corrections. Numbered pages are
//! permanent, as those of any list.

use crate::page_model::LocalSite;
use crate::page_model::corrections::{CorrectionsPage, PageNumber};
use crate::plan::corrections_address;
use crate::templates::metadata::Described;
use crate::theme::view;

use super::list;
use super::page_variable::{PageVariable, crumbs, link, numbered_title};
use super::variables::Variables;

/// Returns the contents of the variable `page`.
pub(super) fn page_variable(number: PageNumber, local: LocalSite<'_>) -> PageVariable<'_> {
    let title = local.lang.catalog.text("corrections");
    let numbered = numbered_title(&title, number, local);
    let above = number.map(|_| link(local, title, &corrections_address()));
    PageVariable::new("corrections", numbered).with_breadcrumbs(crumbs(local, above))
}

/// Fills the variable `corrections`.
pub(super) fn fill(inputs: &CorrectionsPage<'_>, variables: &mut Variables<'_>) {
    let address = corrections_address();
    let entries = inputs.stories.iter().rev().map(|entry| view::CorrectionEntry {
        date: entry.date.to_string(),
        text: entry.text,
        article: entry.article.value(),
    });
    let (newer, older) = list::around(inputs.beside.pages, &address, variables.local);
    let view = view::Corrections {
        url: &variables.local.href(&address),
        entries: entries.collect(),
        number: inputs.text,
        newer,
        older,
        total: inputs.beside.total,
    };
    variables.insert("corrections", &view);
    variables.describe(&Described::Collection);
}
