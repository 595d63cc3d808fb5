//! Tables under `[languages]`: the site's additional languages.

use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;

use super::OtherLanguage;
use super::urls::{self, RawLink};
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

/// Date format that a message shows as an example.
const DATE_FORMAT: &str = "%-d %B %Y";

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
            menu: urls::read(&mut inner, "menu", "menu.", problems),
            footer: urls::read(&mut inner, "footer", "footer.", problems),
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
        let Some(language) = resolve_tag(&tag, problems) else { continue };
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

/// Resolves a language tag.
pub(super) fn resolve_tag(tag: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Language> {
    let language = Language::parse(tag.value);
    if language.is_none() {
        let message = format!("`{}` is not a language tag", tag.value);
        problems.error(tag.span.clone(), message, "write it as language = \"en\", \"pt-BR\" or \"zh-Hant\"");
    }
    language
}

/// Tries the format on a date, so that no page can fail on it.
pub(super) fn resolve_date_format<'t>(
    format: &Spanned<&'t str>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<&'t str> {
    let Spanned { value, span } = format;
    let told = BrokenDownTime::from(civil::date(2025, 11, 1)).to_string(value);
    let fault = match told {
        Err(fault) => fault.to_string(),
        Ok(told) if told == *value => "every day would read the same".to_owned(),
        Ok(_) => return Some(value),
    };
    let hint = format!(
        "date_format = \"{DATE_FORMAT}\" tells 1 November 2025; %Y is the year, %B the month's name, %m its number, %d the day"
    );
    problems.error(span.clone(), format!("`date_format` tells no day: {fault}"), hint);
    None
}
