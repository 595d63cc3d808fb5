//! Variables of `corrections.html`: a page of the list of all corrections. Numbered pages are
//! permanent, as those of any list.

use tera::Context;

use crate::model::SiteModel;
use crate::model::language_context::LanguageContext;
use crate::plan::{ListPage, Pagination, corrections_address};
use crate::theme::view;

use super::list;
use super::page_variable::{PageVariable, crumbs, link, part_title};

/// Fills the variable `corrections`.
pub(super) fn fill<'w>(
    part: ListPage,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let title = lang.catalog.text("corrections");
    let all = model.archive.corrections();
    let pagination = Pagination::new(all.len(), model.plan.per_page());
    let address = corrections_address();
    let entries = all[pagination.range(part)].iter().rev().map(|id| {
        let correction = model.archive.correction(*id);
        view::CorrectionEntry {
            date: correction.date.to_string(),
            text: &correction.text,
            article: model.card(id.article),
        }
    });
    let (newer, older) = list::around(part, pagination, &address, model);
    let view = view::Corrections {
        url: &model.href(&address),
        entries: entries.collect(),
        number: part.number(),
        newer,
        older,
        total: (part == ListPage::Latest).then_some(all.len()),
    };
    context.insert("corrections", &view);
    let above = (part != ListPage::Latest).then(|| link(model, title.clone(), &address));
    PageVariable::new("corrections", part_title(&title, part, lang))
        .with_breadcrumbs(crumbs(model, lang, above))
}
