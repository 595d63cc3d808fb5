//! Tables under `[languages]`: the site's additional languages.

use super::raw::{self, RawLink};
use super::resolve::{resolve_date_format, resolve_language};
use super::{OtherLanguage, urls};
use crate::fields::{DiagnosticSink, Fields, Spanned};
use crate::language::Language;

/// Unresolved table under `[languages]`.
#[derive(Debug)]
pub(super) struct RawLanguage<'t> {
    tag: Spanned<&'t str>,
    title: Option<Spanned<&'t str>>,
    description: Option<Spanned<&'t str>>,
    place: Option<Spanned<&'t str>>,
    date_format: Option<Spanned<&'t str>>,
    menu: Option<Vec<RawLink<'t>>>,
    footer: Option<Vec<RawLink<'t>>>,
}

/// Maximum number of additional languages.
const MAX_LANGUAGES: usize = 100;

const EXAMPLE: &str = "{ ar = { title = \"…\" } }";

/// Reads the tables in order.
pub(super) fn read<'t>(
    fields: &mut Fields<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<RawLanguage<'t>> {
    let Some(field) = fields.take("languages") else { return Vec::new() };
    let Some(tables) = field.table(problems, "languages.", EXAMPLE) else { return Vec::new() };
    let mut languages = Vec::new();
    for (tag, field) in tables.all() {
        let Some(mut inner) = field.table(problems, "languages.", "{ title = \"…\" }") else { continue };
        languages.push(RawLanguage {
            tag: Spanned { value: tag, span: field.key_span() },
            title: inner.non_empty("title", problems),
            description: inner.non_empty("description", problems),
            place: inner.non_empty("place", problems),
            date_format: inner.non_empty("date_format", problems),
            menu: raw::links(&mut inner, "menu", "menu.", problems),
            footer: raw::links(&mut inner, "footer", "footer.", problems),
        });
        inner.finish(problems, "");
    }
    languages
}

/// Resolves the tables. Invalid ones are reported and skipped.
pub(super) fn resolve(
    raw: Vec<RawLanguage<'_>>,
    own: Option<&Language>,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<OtherLanguage> {
    let mut languages: Vec<OtherLanguage> = Vec::with_capacity(raw.len());
    if let Some(one_too_many) = raw.get(MAX_LANGUAGES) {
        let message = format!("a site can't have more than {MAX_LANGUAGES} languages beside its own");
        problems.error(one_too_many.tag.span.clone(), message, "take some out");
    }
    for raw in raw.into_iter().take(MAX_LANGUAGES) {
        // Without `..`: a key that is read and then forgotten does not compile.
        let RawLanguage { tag, title, description, place, date_format, menu, footer } = raw;
        let Some(language) = resolve_language(&tag, problems) else { continue };
        if own.is_some_and(|own| own.is(tag.value)) {
            let message = format!("`{language}` is the site's own language");
            let hint = "what you would set here goes to the top of the file, outside of [languages]";
            problems.error(tag.span, message, hint);
            continue;
        }
        if languages.iter().any(|other| other.language.is(tag.value)) {
            problems.error(tag.span, format!("`{language}` is here twice"), "keep one of the two");
            continue;
        }
        let date_format = date_format.and_then(|format| resolve_date_format(&format, problems));
        let owned = |text: Option<Spanned<&str>>| text.map(|text| text.value.to_owned());
        languages.push(OtherLanguage {
            language,
            title: owned(title),
            description: owned(description),
            place: owned(place),
            date_format: date_format.map(str::to_owned),
            menu: menu.map(|raw| urls::resolve(&raw, problems)),
            footer: footer.map(|raw| urls::resolve(&raw, problems)),
        });
    }
    languages
}
