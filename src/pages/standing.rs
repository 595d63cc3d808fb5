//! Variables of the templates of standing pages, notices and redirects.

use tera::Context;

use crate::address::Address;
use crate::archive::{Tombstone, TombstoneReason};
use crate::article::StandingPage;
use crate::model::SiteModel;
use crate::model::extra::extra_value;
use crate::model::language_context::LanguageContext;
use crate::plan::PageKind;
use crate::redaction::Redactions;
use crate::theme::view;

use super::article;
use super::body::BodyRenderer;
use super::page_variable::{PageVariable, crumbs};

/// Fills the variable `standing`.
pub(super) fn fill<'w>(
    page: &'w StandingPage,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    bodies: &mut BodyRenderer<'_>,
    context: &mut Context,
) -> PageVariable<'w> {
    let shown = bodies.show(&page.file, page.digest, page.body, &Redactions::default(), None);
    let view = view::Standing {
        title: &page.title,
        summary: (!page.summary.is_empty()).then_some(&*page.summary),
        content: shown.content.clone(),
        headings: article::headings(&shown),
        updated: model.archive.by_now(page.updated).map(|updated| updated.to_string()),
        file: page.file.as_str(),
        extra: extra_value(&page.extra.0),
    };
    context.insert("standing", &view);
    let mut about = PageVariable::new("page", &*page.title).with_description(&*page.summary);
    about.language = page.language.as_ref();
    about.with_breadcrumbs(crumbs(model, lang, []))
}

/// Fills the variable `notice`.
pub(super) fn notice<'w>(
    gone: &'w Tombstone,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let reason = match &gone.reason {
        TombstoneReason::Withdrawn(reason) => reason.as_deref(),
        TombstoneReason::Expired => None,
    };
    let view = view::Notice {
        date: gone.since.to_string(),
        reason,
        expired: gone.reason == TombstoneReason::Expired,
    };
    context.insert("notice", &view);
    PageVariable::new("withdrawn", lang.catalog.text(if view.expired { "expired" } else { "withdrawn" }))
}

/// Fills the variable `old_address`.
pub(super) fn old_address<'w>(
    kind: &PageKind,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let gone = matches!(kind, PageKind::GoneAddress);
    context.insert("old_address", &view::OldAddress { gone });
    PageVariable::new("old-address", lang.catalog.text(if gone { "gone_heading" } else { "old_address" }))
}

/// Fills the variable `redirect`.
pub(super) fn redirect<'w>(
    to: &Address,
    model: &SiteModel,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let view = view::Redirect { url: &model.href(to), permalink: &model.permalink(to) };
    context.insert("redirect", &view);
    PageVariable::new("redirect", lang.catalog.text("moved"))
}
