//! Makes a story of a row.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::convert::{self, Addresses as _, OldSite};
use crate::decisions::Decisions;
use crate::feed::json::paragraphs;
use crate::story::{Byline, FirstSource, LeadImage, Notice, Story, StoryDate};
use crate::{bylines, dates, old_address, verify};

use super::columns::Columns;

/// Sets the facts and the text of a row.
///
/// # Errors
///
/// Returns a question if a date can't be read.
pub(super) fn fill(
    story: &mut Story,
    row: &BTreeMap<String, Value>,
    columns: &Columns,
    site: &OldSite,
    decisions: &Decisions,
) -> Result<(), String> {
    let mut address = String::new();
    let mut body = None;
    for (name, value) in row.iter().filter(|(_, value)| !is_empty(value)) {
        let Some(key) = columns.get(name) else { continue };
        let text = plain(value);
        match key.as_str() {
            "" | "id" | "status" => {}
            "title" => story.title = one_line(&text),
            "date" => story.date = Some(date(&text, decisions)?),
            "updated" => story.updated = Some(date(&text, decisions)?),
            "expires" => story.expires = Some(date(&text, decisions)?),
            "dateline" => story.dateline = Some(one_line(&text)),
            "summary" => {
                let text = if text.contains("</") { convert::text_of(&text) } else { text };
                story.summary = Some(one_line(&text)).filter(|text| !text.is_empty());
            }
            "authors" => story.authors = authors(value, decisions),
            "section" => {
                let section = list(value).into_iter().next().unwrap_or_default();
                let section = decisions.sections.get(&section).cloned().unwrap_or(section);
                story.section = Some(section).filter(|name| !name.is_empty());
            }
            "tags" => story.tags = list(value),
            "series" => story.series = Some(one_line(&text)),
            "language" => {
                story.language = Some(text.trim().to_owned())
                    .filter(|tag| Some(tag) != decisions.source.language.as_ref());
            }
            "slug" => text.trim().clone_into(&mut story.slug),
            "address" => address = text,
            "aliases" => {
                story.aliases.extend(list(value).iter().filter_map(|url| old_address::path_and_query(url)));
            }
            "draft" => story.draft = matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes"),
            "image" | "image_alt" | "image_caption" | "image_credit" => image(story, key, value),
            "source" | "source_url" => first_source(story, key, value),
            "file" => story.path = Some(text),
            "corrections" => _ = story.further.insert(key.clone(), toml_value(key, value)),
            "markdown" | "html" | "body" => body = Some((key.clone(), text)),
            "extra" => {
                if let toml::Value::Table(table) = toml_value(key, value) {
                    story.extra.extend(table);
                }
            }
            other => {
                let key = other.strip_prefix("extra.").unwrap_or(other);
                story.extra.insert(key.to_owned(), toml_value(key, value));
            }
        }
    }
    old_address::give(story, &address);
    if let Some((key, text)) = body {
        write_text(story, &key, &text, &address, site);
    }
    carry_image(story, &address, site);
    Ok(())
}

/// Writes the text: Markdown as it is, HTML and plain text converted.
fn write_text(story: &mut Story, key: &str, text: &str, address: &str, site: &OldSite) {
    if key == "markdown" {
        text.clone_into(&mut story.body);
        story.found = verify::count(text);
        return;
    }
    let is_html = key == "html" || ["</", "<p", "<br", "<a "].iter().any(|tag| text.contains(tag));
    let html = if is_html { text.to_owned() } else { paragraphs(&text.replace("\r\n", "\n")) };
    let markdown = convert::to_markdown(&html, &site.page(address));
    story.body = markdown.text;
    story.found = markdown.found;
    story.media.extend(markdown.media);
    story.notices.extend(markdown.notices);
}

/// Reads a date.
fn date(text: &str, decisions: &Decisions) -> Result<StoryDate, String> {
    let read = dates::parse(text).ok_or_else(|| format!("the date {text:?} can't be read"))?;
    read.resolve(decisions.dates.order).ok_or_else(|| {
        format!("is {text} a day and a month or a month and a day? Set `order` in [dates] of import.toml to \"day-month\" or \"month-day\"")
    })
}

/// Reads authors: a list of names or tables, or names in one text.
fn authors(value: &Value, decisions: &Decisions) -> Vec<Byline> {
    let shown = |name: &str| decisions.authors.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let part = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let found = match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Object(_) => {
                    Some(Byline { name: part(item, "name")?, of: part(item, "of"), role: part(item, "role") })
                }
                item => Some(Byline::named(plain(item))),
            })
            .collect(),
        value => {
            let text = one_line(&plain(value));
            bylines::parse(&text)
                .or_else(|| bylines::names(&text))
                .unwrap_or_else(|| vec![Byline::named(text)])
        }
    };
    let named = found.into_iter().map(|byline| Byline { name: shown(&byline.name), ..byline });
    named.filter(|byline| !byline.name.is_empty()).collect()
}

/// Sets a part of the picture.
fn image(story: &mut Story, key: &str, value: &Value) {
    let mut image = story.image.take().unwrap_or_default();
    let part = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    match (key, value) {
        ("image", Value::Object(_)) => {
            image = LeadImage {
                src: part("src").unwrap_or_default(),
                alt: part("alt"),
                caption: part("caption"),
                credit: part("credit"),
            };
        }
        ("image", value) => plain(value).trim().clone_into(&mut image.src),
        ("image_alt", value) => image.alt = Some(plain(value)),
        ("image_caption", value) => image.caption = Some(plain(value)),
        (_, value) => image.credit = Some(plain(value)),
    }
    story.image = Some(image);
}

/// Counts the picture, and names its file.
fn carry_image(story: &mut Story, address: &str, site: &OldSite) {
    let Some(mut image) = story.image.take().filter(|image| !image.src.is_empty()) else { return };
    if image.src.contains("//") {
        let file = site.page(address).file(&image.src);
        image.src = file.address;
        story.media.extend(file.media);
    }
    story.found.pictures += 1;
    story.image = Some(image);
}

/// Sets a part of the first publication.
fn first_source(story: &mut Story, key: &str, value: &Value) {
    let mut source = story.source.take().unwrap_or(FirstSource { name: String::new(), url: None });
    match (key, value) {
        ("source", Value::Object(map)) => {
            let part = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
            source = FirstSource { name: part("name").unwrap_or_default(), url: part("url") };
        }
        ("source", value) => source.name = one_line(&plain(value)),
        (_, value) => source.url = Some(plain(value)),
    }
    if source.name.is_empty() {
        let message = "address of the source without its name".to_owned();
        story.notices.push(Notice { kind: "source", message });
        source.name = source.url.clone().unwrap_or_default();
    }
    story.source = Some(source);
}

/// Reports that a value says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Returns a value as text.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map.get("name").map(plain).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// Returns a value as a list of names.
fn list(value: &Value) -> Vec<String> {
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(plain).collect(),
        value => {
            let text = plain(value);
            let sign = [';', '|', ','].into_iter().find(|sign| text.contains(*sign)).unwrap_or(',');
            text.split(sign).map(str::to_owned).collect()
        }
    };
    items.iter().map(|item| one_line(item)).filter(|item| !item.is_empty()).collect()
}

/// Returns a value of JSON as one of front matter.
///
/// A text under the key `date` that is a date becomes a date.
fn toml_value(key: &str, value: &Value) -> toml::Value {
    match value {
        Value::Bool(value) => toml::Value::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => toml::Value::Integer(integer),
            None => toml::Value::Float(number.as_f64().unwrap_or_default()),
        },
        Value::Array(items) => toml::Value::Array(items.iter().map(|item| toml_value(key, item)).collect()),
        Value::Object(map) => toml::Value::Table(
            map.iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), toml_value(key, value)))
                .collect(),
        ),
        Value::String(text) => match text.parse() {
            Ok(date) if key == "date" => toml::Value::Datetime(date),
            _ => toml::Value::String(text.clone()),
        },
        Value::Null => toml::Value::String(String::new()),
    }
}

/// Returns a text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
