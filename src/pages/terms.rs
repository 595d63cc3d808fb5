//! Variables of `terms.html`: the index of all terms of a kind.

use crate::archive::TermKind;
use crate::language::Language;
use crate::model::site_variable::terms_key;
use crate::page_model::LocalSite;
use crate::page_model::terms::TermIndexPage;
use crate::templates::metadata::Described;
use crate::theme::view;

use super::page_variable::PageVariable;
use super::variables::Variables;

/// Returns the contents of the variable `page`.
pub(super) fn page_variable(kind: TermKind, local: LocalSite<'_>) -> PageVariable<'_> {
    let page_kind = match kind {
        TermKind::Tag => "tags",
        TermKind::Author => "authors",
        TermKind::Section => "sections",
        TermKind::Series => "all-series",
    };
    PageVariable::of_key(page_kind, terms_key(kind), local).below_front(local)
}

/// Fills the variable `terms`.
pub(super) fn fill(inputs: &TermIndexPage<'_>, variables: &mut Variables<'_>) {
    let site = variables.local.site;
    let rows = inputs.beside.iter().map(|row| {
        let language = site.is_multilingual().then(|| site.edition(row.term.edition()).language);
        view::TermRow {
            name: row.term.name().into(),
            url: variables.local.href(row.term.address()),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
            letter: letter(row.term.name()),
            count: row.articles.count,
            first: row.articles.first.map(|date| date.to_string()),
            last: row.articles.last.map(|date| date.to_string()),
        }
    });
    let view = view::Terms { title: variables.page.title, rows: rows.collect() };
    variables.insert("terms", &view);
    variables.describe(&Described::Collection);
}

/// The letter that a name is sorted under.
fn letter(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}
