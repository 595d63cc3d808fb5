//! Redacts the names in `anonymise` from an article before any other stage sees it.
//!
//! Addresses are never changed automatically. An address that contains a name gets a warning that
//! says what to do.

use std::sync::Arc;

use super::{Article, Correction, Credit, Image, ImageSource, OriginalPublication};
use crate::address::{Address, QueryAddress};
use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Spanned};
use crate::redaction::Redactions;

/// Maximum length of a name in characters.
const MAX_NAME_CHARS: usize = 200;

/// Parses `anonymise` into redactions that insert `instead`.
pub(super) fn parse_names(
    written: &[Spanned<&str>],
    instead: &str,
    problems: &mut DiagnosticSink<'_>,
) -> Redactions {
    for Spanned { span, value } in written.iter().filter(|name| !Redactions::is_valid_name(name.value)) {
        let hint = "write the name as it stands in the text: anonymise = [\"Jo Doe\", \"Doe\"]";
        problems.error(span.clone(), format!("{} is not a name", quoted(value)), hint);
    }
    for Spanned { span, value } in written.iter().filter(|name| name.value.chars().count() > MAX_NAME_CHARS) {
        let hint =
            format!("a name has at most {MAX_NAME_CHARS} characters; remove sentences from the text by hand");
        problems.error(span.clone(), format!("{} is too long for a name", quoted(value)), hint);
    }
    let names: Vec<&str> =
        written.iter().map(|name| name.value).filter(|name| Redactions::is_valid_name(name)).collect();
    Redactions::new(&names, instead)
}

/// Redacts every text field of an article.
#[expect(
    clippy::too_many_lines,
    reason = "two lists of every key, taken apart and put together: no key is forgotten"
)]
pub(super) fn redact(article: Article, redactions: Redactions) -> Article {
    if redactions.is_empty() {
        return article;
    }
    // Destructured without `..`, so that a new field that may contain a name does not compile.
    let Article {
        file,
        digest,
        address,
        id,
        title,
        date,
        updated,
        dateline,
        summary,
        has_explicit_summary,
        authors,
        credits,
        section,
        tags,
        series,
        aliases,
        queries,
        language,
        edition,
        translation_key,
        draft,
        expires,
        image,
        source,
        corrections,
        assets,
        redactions: _,
        extra,
        summary_digests,
        body,
    } = article;
    let text = |text: Box<str>| Box::from(&*redactions.redact(&text));
    let corrections =
        corrections.into_iter().map(|Correction { date, text: said }| Correction { date, text: text(said) });
    Article {
        file,
        digest,
        address,
        id: id.filter(|id| !redactions.matches_address(id)),
        title: text(title),
        date,
        updated,
        dateline: dateline.map(text),
        summary: text(summary),
        has_explicit_summary,
        authors: redact_terms(authors, &redactions),
        credits: credits.into_iter().filter_map(|credit| redact_credit(credit, &redactions)).collect(),
        section: section.and_then(|name| redact_term(name, &redactions)),
        tags: redact_terms(tags, &redactions),
        series: series.and_then(|name| redact_term(name, &redactions)),
        aliases,
        queries,
        language,
        edition,
        translation_key,
        draft,
        expires,
        image: image.map(|image| Box::new(redact_image(*image, &redactions))),
        source: source.map(|source| Box::new(redact_origin(*source, &redactions))),
        corrections: corrections.collect(),
        assets,
        extra: super::Extra(redact_table(extra.0, &redactions)),
        summary_digests,
        body,
        redactions,
    }
}

/// Redacts term names.
///
/// A term that is a name and nothing else is dropped; otherwise one term would list all redacted
/// people.
fn redact_terms(names: Vec<Arc<str>>, redactions: &Redactions) -> Vec<Arc<str>> {
    names.into_iter().filter_map(|name| redact_term(name, redactions)).collect()
}

fn redact_term(name: Arc<str>, redactions: &Redactions) -> Option<Arc<str>> {
    if redactions.matches_whole(&name) {
        return None;
    }
    Some(if redactions.matches(&name) { Arc::from(&*redactions.redact(&name)) } else { name })
}

/// Redacts a credit, and drops that of a redacted person.
fn redact_credit(credit: Credit, redactions: &Redactions) -> Option<Credit> {
    let Credit { author, organization, role } = credit;
    let text = |text: Box<str>| Box::from(&*redactions.redact(&text));
    let author = redact_term(author, redactions)?;
    Some(Credit { author, organization: organization.map(text), role: role.map(text) })
}

fn redact_image(image: Image, redactions: &Redactions) -> Image {
    let Image { src, alt, caption, credit } = image;
    let text = |text: Box<str>| Box::from(&*redactions.redact(&text));
    Image { src, alt: text(alt), caption: caption.map(text), credit: credit.map(text) }
}

/// Redacts the source of an article, and drops its URL if that contains a name.
fn redact_origin(source: OriginalPublication, redactions: &Redactions) -> OriginalPublication {
    let OriginalPublication { name, url } = source;
    let name = Box::from(&*redactions.redact(&name));
    OriginalPublication { name, url: url.filter(|url| !redactions.matches_address(url)) }
}

fn redact_table(table: toml::Table, redactions: &Redactions) -> toml::Table {
    table.into_iter().map(|(key, value)| (key, redact_value(value, redactions))).collect()
}

fn redact_value(value: toml::Value, redactions: &Redactions) -> toml::Value {
    match value {
        toml::Value::String(text) if redactions.matches_address(&text) && !redactions.matches(&text) => {
            toml::Value::String(redactions.replacement().to_owned())
        }
        toml::Value::String(text) => toml::Value::String(redactions.redact(&text).into_owned()),
        toml::Value::Array(values) => {
            toml::Value::Array(values.into_iter().map(|value| redact_value(value, redactions)).collect())
        }
        toml::Value::Table(table) => toml::Value::Table(redact_table(table, redactions)),
        plain => plain,
    }
}

/// Warns about each address that contains a name.
pub(super) fn warn_about_addresses(
    article: &Article,
    naming: &[String],
    written: &[Spanned<&str>],
    problems: &mut DiagnosticSink<'_>,
) {
    let Some(Spanned { span, .. }) = written.first() else { return };
    let redactions = &article.redactions;
    let mut warn = |what: String, hint: String| {
        problems.warning(span.clone(), format!("{what} contains a name from `anonymise`"), hint);
    };
    if redactions.matches_address(article.address.as_str()) {
        warn(
            format!("the article's address {}", article.address),
            format!("choose another `slug`, then run: dateline ledger forget {}", article.address),
        );
    }
    let queries = article.queries.iter().map(QueryAddress::as_str);
    let aliases = article.aliases.iter().map(Address::as_str).chain(queries);
    for alias in aliases.filter(|alias| redactions.matches_address(alias)) {
        let hint = format!("remove it, then run: dateline ledger forget {alias}");
        warn(format!("the alias {alias}"), hint);
    }
    for destination in naming {
        let hint = "change its address or remove it; rename a picture that is beside the article";
        warn(format!("the link or picture {destination} is left out of the text: it"), hint.to_owned());
    }
    let picture = article.image.as_ref().map(|image| match &image.src {
        ImageSource::File(file) => file.file_name(),
        ImageSource::Address(address) => address.as_str(),
        ImageSource::Elsewhere(url) => &**url,
    });
    if let Some(picture) = picture.filter(|picture| redactions.matches_address(picture)) {
        warn(format!("the picture's address {picture}"), "rename the picture".to_owned());
    }
}
