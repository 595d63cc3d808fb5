//! Keys of front matter that the columns of a table become.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::dates;

/// Key of each column; empty for a column that is left out.
pub(super) type Columns = BTreeMap<String, String>;

/// Rows that are looked at.
pub(super) const ROWS_SEEN: usize = 200;
/// Fewest characters of a text, on average.
const SHORTEST_BODY: usize = 200;

/// Names of columns for each key, in small letters without signs.
const NAMES: [(&str, &str); 29] = [
    ("id", "id guid nid uuid articleid postid storyid contentid"),
    ("title", "title headline head titel titre titulo título titolo überschrift subject rubriek posttitle"),
    (
        "date",
        "date pubdate published publishedat publishedon publicationdate datepublished created createdat \
         createdon postdate datum fecha data datetime timestamp time",
    ),
    ("updated", "updated updatedat modified modifiedat lastmodified datemodified changed postmodified"),
    ("expires", "expires expiry expirydate unpublishdate"),
    ("dateline", "dateline place location ort city lieu lugar"),
    (
        "summary",
        "summary abstract description excerpt lead teaser standfirst deck intro chapo vorspann subtitle",
    ),
    ("authors", "authors author byline bylines writer autor auteur creator reporter verfasser"),
    ("section", "section category ressort rubrik rubrique channel desk sección seccion"),
    ("tags", "tags tag keywords topics schlagworte etiquetas"),
    ("series", "series serie"),
    ("language", "language lang locale sprache langue idioma"),
    ("slug", "slug"),
    ("address", "address url link permalink path canonical canonicalurl uri href webaddress"),
    ("aliases", "aliases oldurls redirects redirectfrom"),
    ("draft", "draft entwurf"),
    ("status", "status state poststatus"),
    ("image", "image photo picture imageurl thumbnail bild foto featuredimage"),
    ("image_alt", "imagealt alttext photoalt"),
    ("image_caption", "imagecaption caption photocaption bildunterschrift"),
    ("image_credit", "imagecredit credit photocredit photographer"),
    ("source", "source agency publication quelle"),
    ("source_url", "sourceurl originalurl"),
    ("markdown", "markdown md bodymarkdown"),
    ("html", "html bodyhtml contenthtml"),
    (
        "body",
        "body content article story fulltext text inhalt texto contenu postcontent articlebody maintext",
    ),
    ("corrections", "corrections"),
    ("extra", "extra"),
    ("file", "file filename filepath"),
];

/// Returns the key of each column.
///
/// A decision counts first, then the column's name, then its values.
pub(super) fn of(rows: &[BTreeMap<String, Value>], decided: &Columns) -> Columns {
    let mut columns = decided.clone();
    let names: Vec<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    for name in names {
        if columns.contains_key(name) {
            continue;
        }
        let key = by_name(name).filter(|key| !columns.values().any(|taken| taken == key));
        let key = key.map_or_else(|| format!("extra.{}", extra_key(name)), str::to_owned);
        columns.insert(name.clone(), key);
    }
    by_values(rows, decided, &mut columns);
    columns
}

/// Returns the key that the name of a column suggests.
fn by_name(name: &str) -> Option<&'static str> {
    let name: String = name.to_lowercase().chars().filter(|char| char.is_alphanumeric()).collect();
    NAMES
        .iter()
        .find(|(key, names)| *key == name || names.split_whitespace().any(|known| known == name))
        .map(|(key, _)| *key)
}

/// Finds the date and the text by the values of unknown columns.
fn by_values(rows: &[BTreeMap<String, Value>], decided: &Columns, columns: &mut Columns) {
    let has = |columns: &Columns, keys: &[&str]| columns.values().any(|key| keys.contains(&key.as_str()));
    let unknown = |columns: &Columns| -> Vec<String> {
        let is_unknown =
            |(name, key): &(&String, &String)| key.starts_with("extra.") && !decided.contains_key(*name);
        columns.iter().filter(is_unknown).map(|(name, _)| name.clone()).collect()
    };
    let values = |name: &str| -> Vec<&str> {
        rows.iter().filter_map(|row| row.get(name)?.as_str()).filter(|text| !text.is_empty()).collect()
    };
    if !has(columns, &["date"]) {
        let is_date = |name: &String| {
            let values = values(name);
            let dates = values.iter().filter(|text| dates::parse(text).is_some()).count();
            !values.is_empty() && dates * 5 >= values.len() * 4
        };
        if let Some(name) = unknown(columns).into_iter().find(is_date) {
            columns.insert(name, "date".to_owned());
        }
    }
    let length = |name: &String| {
        let values = values(name);
        values.iter().map(|text| text.len()).sum::<usize>() / values.len().max(1)
    };
    if !has(columns, &["body", "html", "markdown"]) {
        let longest =
            unknown(columns).into_iter().max_by_key(length).filter(|name| length(name) >= SHORTEST_BODY);
        if let Some(name) = longest {
            columns.insert(name, "body".to_owned());
        }
    }
}

/// Returns the name of a column as a key of `[extra]`.
fn extra_key(name: &str) -> String {
    let key: String = name
        .trim()
        .to_lowercase()
        .chars()
        .map(|char| if char.is_alphanumeric() { char } else { '_' })
        .collect();
    let key = key.trim_matches('_').to_owned();
    if key.is_empty() { "column".to_owned() } else { key }
}
