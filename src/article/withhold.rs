//! An article whose front matter names someone who may be forgotten (`anonymise`) loses the name here, before anything
//! else has seen it. In go the article as it is written and the names; out comes the article without them. Addresses
//! can't change by themselves: of one that holds a name, the editor is told what to do.

use std::sync::Arc;

use super::{Article, Correction, Image, ImageSource, Origin};
use crate::address::{Address, QueryAddress};
use crate::diagnostic::quoted;
use crate::fields::{At, Problems};
use crate::withheld::Withheld;

/// The most characters of a name.
const LONGEST_NAME: usize = 200;

/// The names that are withheld in an article, with what stands in their place.
pub(super) fn names(written: &[At<&str>], instead: &str, problems: &mut Problems<'_>) -> Withheld {
    for At { span, value } in written.iter().filter(|name| !Withheld::is_name(name.value)) {
        let hint = "write the name as it stands in the text: anonymise = [\"Jo Doe\", \"Doe\"]";
        problems.error(span.clone(), format!("{} is no name", quoted(value)), hint);
    }
    for At { span, value } in written.iter().filter(|name| name.value.chars().count() > LONGEST_NAME) {
        let hint = format!(
            "a name has at most {LONGEST_NAME} characters; sentences are taken out of the text by hand"
        );
        problems.error(span.clone(), format!("{} is too long for a name", quoted(value)), hint);
    }
    let names: Vec<&str> =
        written.iter().map(|name| name.value).filter(|name| Withheld::is_name(name)).collect();
    Withheld::new(&names, instead)
}

/// The article without the names.
#[expect(
    clippy::too_many_lines,
    reason = "two lists of every key, taken apart and put together: no key is forgotten"
)]
pub(super) fn from(article: Article, withheld: Withheld) -> Article {
    if withheld.is_nothing() {
        return article;
    }
    // Without `..`: a field that may hold a name, and is forgotten here, does not compile.
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
        has_standfirst,
        authors,
        section,
        tags,
        series,
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        expires,
        image,
        source,
        corrections,
        uses,
        withheld: _,
        extra,
        told,
        body,
    } = article;
    let text = |text: Box<str>| Box::from(&*withheld.taken_from(&text));
    let corrections =
        corrections.into_iter().map(|Correction { date, text: said }| Correction { date, text: text(said) });
    Article {
        file,
        digest,
        address,
        id: id.filter(|id| !withheld.are_in_address(id)),
        title: text(title),
        date,
        updated,
        dateline: dateline.map(text),
        summary: text(summary),
        has_standfirst,
        authors: terms(authors, &withheld),
        section: section.and_then(|name| term(name, &withheld)),
        tags: terms(tags, &withheld),
        series: series.and_then(|name| term(name, &withheld)),
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        expires,
        image: image.map(|image| Box::new(picture(*image, &withheld))),
        source: source.map(|source| Box::new(origin(*source, &withheld))),
        corrections: corrections.collect(),
        uses,
        extra: super::Extra(free_table(extra.0, &withheld)),
        told,
        body,
        withheld,
    }
}

/// Terms without the names: one that is nothing but a name goes, as it would gather under one term all who are withheld.
fn terms(names: Vec<Arc<str>>, withheld: &Withheld) -> Vec<Arc<str>> {
    names.into_iter().filter_map(|name| term(name, withheld)).collect()
}

fn term(name: Arc<str>, withheld: &Withheld) -> Option<Arc<str>> {
    if withheld.are_all_of(&name) {
        return None;
    }
    Some(if withheld.are_in(&name) { Arc::from(&*withheld.taken_from(&name)) } else { name })
}

fn picture(image: Image, withheld: &Withheld) -> Image {
    let Image { src, alt, caption, credit } = image;
    let text = |text: Box<str>| Box::from(&*withheld.taken_from(&text));
    Image { src, alt: text(alt), caption: caption.map(text), credit: credit.map(text) }
}

/// Where the article first appeared: an address that holds a name goes.
fn origin(source: Origin, withheld: &Withheld) -> Origin {
    let Origin { name, url } = source;
    let name = Box::from(&*withheld.taken_from(&name));
    Origin { name, url: url.filter(|url| !withheld.are_in_address(url)) }
}

fn free_table(table: toml::Table, withheld: &Withheld) -> toml::Table {
    table.into_iter().map(|(key, value)| (key, free(value, withheld))).collect()
}

fn free(value: toml::Value, withheld: &Withheld) -> toml::Value {
    match value {
        toml::Value::String(text) if withheld.are_in_address(&text) && !withheld.are_in(&text) => {
            toml::Value::String(withheld.instead().to_owned())
        }
        toml::Value::String(text) => toml::Value::String(withheld.taken_from(&text).into_owned()),
        toml::Value::Array(values) => {
            toml::Value::Array(values.into_iter().map(|value| free(value, withheld)).collect())
        }
        toml::Value::Table(table) => toml::Value::Table(free_table(table, withheld)),
        plain => plain,
    }
}

/// Tells the editor of each address that holds a name.
pub(super) fn warn_of_addresses(
    article: &Article,
    naming: &[String],
    written: &[At<&str>],
    problems: &mut Problems<'_>,
) {
    let Some(At { span, .. }) = written.first() else { return };
    let withheld = &article.withheld;
    let mut warn = |what: String, hint: String| {
        problems.warning(span.clone(), format!("{what} holds a name that is withheld"), hint);
    };
    if withheld.are_in_address(article.address.as_str()) {
        warn(
            format!("the article's address {}", article.address),
            format!(
                "give it another `slug`, and let the old address go: dateline ledger forget {}",
                article.address
            ),
        );
    }
    let queries = article.queries.iter().map(QueryAddress::as_str);
    let aliases = article.aliases.iter().map(Address::as_str).chain(queries);
    for alias in aliases.filter(|alias| withheld.are_in_address(alias)) {
        let hint = format!("take it out, and let the address go: dateline ledger forget {alias}");
        warn(format!("the alias {alias}"), hint);
    }
    for destination in naming {
        let hint = "lead it elsewhere, or take it out; a picture beside the article may have another name";
        warn(format!("the link or picture {destination} is left out of the text: it"), hint.to_owned());
    }
    let picture = article.image.as_ref().map(|image| match &image.src {
        ImageSource::File(file) => file.file_name(),
        ImageSource::Address(address) => address.as_str(),
        ImageSource::Elsewhere(url) => &**url,
    });
    if let Some(picture) = picture.filter(|picture| withheld.are_in_address(picture)) {
        warn(format!("the picture's address {picture}"), "give the picture another name".to_owned());
    }
}
