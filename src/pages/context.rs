//! Fills the context of a page's template: the variable of its kind, documented in `theme::view`,
//! and the variables `page` and `site`.

use tera::Context;

use crate::config::EditionId;
use crate::model::SiteModel;
use crate::plan::{Page, PageKind};

use super::body::BodyRenderer;
use super::page_variable::{PageVariable, crumbs};
use super::{article, corrections, dates, list, standing};

/// Fills the context of a page's template.
pub(super) fn fill(page: &Page, model: &SiteModel, bodies: &mut BodyRenderer<'_>, context: &mut Context) {
    let edition = model.edition_of(page);
    let lang = model.language_context(edition);
    let variable = match &page.kind {
        PageKind::Article(id) => article::fill(*id, model, lang, bodies, context),
        PageKind::Standing(index) => {
            standing::fill(&model.archive.standing()[*index], model, lang, bodies, context)
        }
        PageKind::Gone(index) => standing::notice(&model.archive.tombstones()[*index], lang, context),
        PageKind::List(list, part) => list::fill(*list, *part, model, lang, bodies, context),
        PageKind::Archive => dates::archive(model, lang, context),
        PageKind::TermIndex(kind) => list::terms(*kind, model, lang, context),
        PageKind::Corrections(part) => corrections::fill(*part, model, lang, context),
        PageKind::OnThisDayIndex => dates::days_of_the_year(model, lang, context),
        PageKind::Redirect(to) => standing::redirect(to, model, lang, context),
        PageKind::QueryPage | PageKind::GoneAddress => standing::old_address(&page.kind, lang, context),
        PageKind::NotFound => PageVariable::new("not-found", lang.catalog.text("not_found")),
        PageKind::SearchPage(_) => {
            PageVariable::new("search", lang.catalog.text("search")).with_breadcrumbs(crumbs(model, lang, []))
        }
        // These are not HTML.
        PageKind::Feed(_)
        | PageKind::Sitemap(_)
        | PageKind::SearchFile(_)
        | PageKind::QueryFile(_)
        | PageKind::Robots
        | PageKind::HostFile(_)
        | PageKind::ImageVariant(_)
        | PageKind::File(_) => return,
    };
    variable.insert(page, model, edition, context);
    if edition != EditionId::OWN {
        context.insert_value("site", lang.site.clone());
    }
}
