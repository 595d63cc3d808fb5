//! What the templates of single pages that are no articles are given: standing pages, notices, redirects.

use tera::Context;

use crate::address::Address;
use crate::archive::{Gone, Why};
use crate::article::Standing;
use crate::plan::PageKind;
use crate::redaction::Redactions;
use crate::render::body::Bodies;
use crate::render::{free::free, voice::Voice, world::World};
use crate::theme::view;

use super::{About, article, crumbs};

/// Fills the variable `standing`.
pub(super) fn fill<'w>(
    page: &'w Standing,
    world: &'w World,
    voice: &'w Voice,
    bodies: &mut Bodies<'_>,
    context: &mut Context,
) -> About<'w> {
    let shown = bodies.show(&page.file, page.digest, page.body, &Redactions::default(), None);
    let view = view::Standing {
        title: &page.title,
        summary: (!page.summary.is_empty()).then_some(&*page.summary),
        content: shown.content.clone(),
        headings: article::headings(&shown),
        updated: world.archive.by_now(page.updated).map(|updated| updated.to_string()),
        file: page.file.as_str(),
        extra: free(&page.extra.0),
    };
    context.insert("standing", &view);
    let mut about = About::new("page", &*page.title).described(&*page.summary);
    about.language = page.language.as_ref();
    about.below(crumbs(world, voice, []))
}

/// Fills the variable `notice`.
pub(super) fn notice<'w>(gone: &'w Gone, voice: &'w Voice, context: &mut Context) -> About<'w> {
    let reason = match &gone.why {
        Why::Withdrawn(reason) => reason.as_deref(),
        Why::Expired => None,
    };
    let view = view::Notice { date: gone.since.to_string(), reason, expired: gone.why == Why::Expired };
    context.insert("notice", &view);
    About::new("withdrawn", voice.catalog.text(if view.expired { "expired" } else { "withdrawn" }))
}

/// Fills the variable `old_address`.
pub(super) fn old_address<'w>(kind: &PageKind, voice: &'w Voice, context: &mut Context) -> About<'w> {
    let gone = matches!(kind, PageKind::GoneAddress);
    context.insert("old_address", &view::OldAddress { gone });
    About::new("old-address", voice.catalog.text(if gone { "gone_heading" } else { "old_address" }))
}

/// Fills the variable `redirect`.
pub(super) fn redirect<'w>(
    to: &Address,
    world: &World,
    voice: &'w Voice,
    context: &mut Context,
) -> About<'w> {
    let view = view::Redirect { url: &world.href(to), permalink: &world.permalink(to) };
    context.insert("redirect", &view);
    About::new("redirect", voice.catalog.text("moved"))
}
