//! Resolves a standing page, such as `content/pages/about.md`.

use super::body::{BodyScan, FrontMatterAssets, scan_body};
use super::context::Context;
use super::shared::{Shared, Title, shared};
use crate::address::Address;
use crate::article::front_matter::CommonKeys;
use crate::article::{Entry, StandingPage, file_name};
use crate::fields::DiagnosticSink;
use crate::redaction::Redactions;

/// Resolves a standing page. Returns `None` if there are errors.
pub(super) fn entry(
    common: CommonKeys<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Entry> {
    let mut shared = shared(common, Title::Required, context, problems);
    let address = shared.address.take().or_else(|| address(&shared, context, problems));
    if problems.has_errors() {
        return None;
    }
    let address = address?;
    let front = FrontMatterAssets { page: &address, image: None, urls: &[], extra: &shared.extra };
    let BodyScan { summary, assets, .. } =
        scan_body(shared.summary.as_ref(), &front, &Redactions::default(), context, problems);
    Some(Entry::Standing(Box::new(StandingPage {
        file: context.source.file.clone(),
        digest: context.source.digest,
        address,
        updated: shared.updated(),
        title: shared.title,
        summary,
        aliases: shared.aliases,
        queries: shared.queries,
        language: shared.language,
        edition: shared.edition,
        translation_key: shared.translation_key,
        draft: shared.draft,
        assets,
        extra: shared.extra,
        body: context.parts.body,
    })))
}

/// Derives the page's address from its file's path and `slug`.
fn address(shared: &Shared<'_>, context: &Context<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Address> {
    let suffix = &context.suffix;
    let slug = shared.slug.as_ref();
    let address = file_name::page_address(
        context.source.file,
        suffix.stem,
        slug.map(|slug| &slug.value),
        shared.casing,
    );
    let address =
        address.and_then(|address| address.map(|address| suffix.localize(address, context.site)).transpose());
    match (address, slug) {
        (Ok(Some(address)), _) => return Some(address),
        (Ok(None), _) => problems.file_error(
            "a standing page can't be the front page",
            "give the file a name of its own, such as content/pages/about.md",
        ),
        (Err(fault), Some(slug)) => {
            let message = format!("this slug makes no address: {fault}");
            problems.error(slug.span.clone(), message, "choose a shorter one");
        }
        (Err(fault), None) => {
            let message = format!("the file's path makes no address: {fault}");
            problems.file_error(message, "give the file a shorter name, or the page a `slug`");
        }
    }
    None
}
