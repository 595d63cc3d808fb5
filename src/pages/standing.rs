//! Variables of the templates of standing pages, notices and redirects.

use crate::archive::TombstoneReason;
use crate::model::extra::extra_value;
use crate::page_model::standing::{Notice, RedirectTarget, StandingText};
use crate::page_model::{LocalSite, OldAddress};
use crate::redaction::Redactions;
use crate::templates::metadata::Described;
use crate::theme::view;

use super::article;
use super::body::BodyRenderer;
use super::page_variable::{PageVariable, crumbs};
use super::variables::Variables;

/// Returns the contents of the variable `page` of a standing page.
pub(super) fn page_variable<'m>(text: &StandingText<'m>, local: LocalSite<'m>) -> PageVariable<'m> {
    let page = *text.page.value();
    PageVariable::new("page", &*page.title)
        .with_description(&*page.summary)
        .with_language(page.language.as_ref())
        .with_breadcrumbs(crumbs(local, []))
}

/// Fills the variable `standing`.
pub(super) fn fill(text: &StandingText<'_>, bodies: &mut BodyRenderer<'_>, variables: &mut Variables<'_>) {
    let page = *text.page.value();
    let shown = bodies.show(text.file, text.page.digest(), page.body, &Redactions::default(), None);
    let view = view::Standing {
        title: &page.title,
        summary: (!page.summary.is_empty()).then_some(&*page.summary),
        content: shown.content.clone(),
        headings: article::headings(&shown),
        updated: text.updated.map(|updated| updated.to_string()),
        file: text.file.as_str(),
        extra: extra_value(&page.extra.0),
    };
    variables.insert("standing", &view);
    variables.describe(&Described::Page { updated: view.updated.as_deref() });
}

/// Returns the contents of the variable `page` of a notice.
pub(super) fn notice_variable<'m>(notice: &Notice<'_>, local: LocalSite<'m>) -> PageVariable<'m> {
    let key = match notice.reason {
        TombstoneReason::Withdrawn(_) => "withdrawn",
        TombstoneReason::Expired => "expired",
    };
    PageVariable::of_key("withdrawn", key, local)
}

/// Fills the variable `notice`.
pub(super) fn notice(notice: &Notice<'_>, variables: &mut Variables<'_>) {
    let reason = match notice.reason {
        TombstoneReason::Withdrawn(reason) => reason.as_deref(),
        TombstoneReason::Expired => None,
    };
    let view = view::Notice {
        date: notice.since.to_string(),
        reason,
        expired: *notice.reason == TombstoneReason::Expired,
    };
    variables.insert("notice", &view);
}

/// Returns the contents of the variable `page` of the notice at an old address.
pub(super) fn old_address_variable(kind: OldAddress, local: LocalSite<'_>) -> PageVariable<'_> {
    let key = match kind {
        OldAddress::Moved => "old_address",
        OldAddress::Gone => "gone_heading",
    };
    PageVariable::of_key("old-address", key, local)
}

/// Fills the variable `old_address`.
pub(super) fn old_address(kind: OldAddress, variables: &mut Variables<'_>) {
    variables.insert("old_address", &view::OldAddress { gone: kind == OldAddress::Gone });
    variables.describe(&Described::Page { updated: None });
}

/// Fills the variable `redirect`.
pub(super) fn redirect(target: &RedirectTarget<'_>, variables: &mut Variables<'_>) {
    let local = variables.local;
    let view = view::Redirect { url: &local.href(target.to), permalink: &local.permalink(target.to) };
    variables.insert("redirect", &view);
}
