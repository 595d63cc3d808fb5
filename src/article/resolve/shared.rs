//! Resolves the keys that all texts share.

use super::context::Context;
use crate::address::{Address, AddressError, QueryAddress, Slug, slugify};
use crate::article::aliases::{self, Aliases};
use crate::article::dates::moment;
use crate::article::front_matter::CommonKeys;
use crate::article::{Extra, address_key};
use crate::config::EditionId;
use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Spanned};
use crate::language::{Casing, Language};
use crate::moment::Moment;
use crate::path::SitePath;

/// Resolved keys that all texts share.
pub(super) struct Shared<'t> {
    /// Case rules for the text's addresses.
    pub(super) casing: Casing,
    pub(super) title: Box<str>,
    /// Summary as written; a text without one gets the first paragraph of its body.
    pub(super) summary: Option<Spanned<&'t str>>,
    pub(super) updated: Option<Spanned<Moment>>,
    pub(super) slug: Option<Spanned<Slug>>,
    /// Complete address, if the front matter gives one.
    pub(super) address: Option<Address>,
    pub(super) aliases: Vec<Address>,
    pub(super) queries: Box<[QueryAddress]>,
    pub(super) language: Option<Language>,
    pub(super) edition: EditionId,
    pub(super) translation_key: Option<SitePath>,
    pub(super) draft: bool,
    pub(super) extra: Extra,
}

/// Whether a text must have a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    Required,
    /// A withdrawn article needs none, and a term's file reports a missing title itself.
    Optional,
}

/// Resolves the shared keys. Invalid values are reported and left out.
pub(super) fn shared<'t>(
    common: CommonKeys<'t>,
    title: Title,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Shared<'t> {
    // Without `..`: a key that is read but not resolved does not compile.
    let CommonKeys { title: written, summary, updated, slug, address, aliases, language, draft, extra } =
        common;
    if written.is_none() && title == Title::Required {
        problems.missing("title", "add the headline: title = \"…\"");
    }
    if let (Some(slug), Some(address)) = (&slug, &address) {
        let message = format!("this `slug` is not used: `{}` gives the whole address", address.key.name());
        problems.warning(slug.span.clone(), message, "take one of the two out");
    }
    let Aliases { plain, queries } = aliases::resolve(&aliases, &context.site.hosting.hosts, problems);
    let (language, edition) = context.suffix.resolve_language(language.as_ref(), context.site, problems);
    let casing = language.as_ref().unwrap_or(&context.site.language).casing();
    Shared {
        casing,
        title: written.map(|title| normalize_spaces(title.value)).unwrap_or_default(),
        summary,
        updated: updated.and_then(|updated| moment(&updated, &context.site.time_zone, problems)),
        slug: slug.and_then(|slug| parse_slug(&slug, casing, problems)),
        address: address.and_then(|address| address_key::resolve(&address, problems)),
        aliases: plain,
        queries,
        language,
        edition,
        translation_key: context.suffix.translation_key(context.source.file),
        draft,
        extra: Extra(extra),
    }
}

impl Shared<'_> {
    /// Returns when the text was last changed.
    pub(super) fn updated(&self) -> Option<Moment> {
        self.updated.as_ref().map(|updated| updated.value)
    }
}

/// Returns the words of a text, separated by single spaces.
pub(super) fn normalize_spaces(text: &str) -> Box<str> {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words.into()
}

fn parse_slug(
    slug: &Spanned<&str>,
    casing: Casing,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Spanned<Slug>> {
    let parsed = Slug::chosen(slug.value);
    if let Err(fault) = &parsed {
        let hint = match fault {
            AddressError::TooLong(..) => "choose a shorter one".to_owned(),
            _ if slug.value.contains(char::is_alphanumeric) => {
                format!("for example slug = \"{}\"", slugify(slug.value, casing))
            }
            _ => "choose one with letters in it, or leave the key out".to_owned(),
        };
        problems.error(slug.span.clone(), format!("{} is no slug: {fault}", quoted(slug.value)), hint);
    }
    Some(Spanned { value: parsed.ok()?, span: slug.span.clone() })
}
