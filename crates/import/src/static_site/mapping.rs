//! Maps the front matter of other systems to the facts of a story.

use serde_json::Value;

use super::bylines::set_authors;
use super::dates;
use super::fields::{Fields, list_of, text_of, toml_of};
use super::index::alias_path;
use super::lead_image::set_image;
use super::text::{Text, words};
use crate::decisions::Decisions;
use crate::story::{FirstSource, Notice, Story, StoryDate};

/// Names of the date, the most exact first.
const DATES: [&str; 9] = [
    "date",
    "publishDate",
    "pubDate",
    "publish_date",
    "published_at",
    "published",
    "datePublished",
    "created",
    "created_at",
];
/// Names of the date of the last change.
const UPDATES: [&str; 9] = [
    "updated",
    "lastmod",
    "last_modified_at",
    "modified",
    "modified_date",
    "last_updated",
    "updated_at",
    "lastUpdated",
    "dateModified",
];
/// Names of the summary.
const SUMMARIES: [&str; 10] = [
    "summary",
    "description",
    "excerpt",
    "lead",
    "deck",
    "dek",
    "standfirst",
    "abstract",
    "teaser",
    "subtitle",
];
/// Names of aliases.
const ALIASES: [&str; 6] = ["aliases", "alias", "redirect_from", "redirects_from", "redirects", "old_urls"];
/// Words in lists of tags that Eleventy and themes use for their own lists.
const COLLECTIONS: [&str; 4] = ["post", "posts", "all", "nav"];

/// Returns the headline; without one, the words of the file's name.
pub(super) fn title(fields: &Fields, text: &Text) -> String {
    let title = fields.text("title").or_else(|| fields.text("headline"));
    let title = title.or_else(|| {
        let names = ["display_name", "name"].iter().find_map(|key| fields.text(key));
        names.filter(|_| text.place.role != super::text::Role::Story)
    });
    title.map_or_else(|| words(text.known_name()), |title| entities(&title))
}

/// Decodes the character references of HTML.
pub(super) fn entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let end = rest[at..].bytes().take(32).position(|byte| byte == b';').map(|end| at + end + 1);
        let reference = &rest[at..end.unwrap_or(at + 1)];
        // The parser of Markdown knows all references.
        let known = pulldown_cmark::Parser::new(reference).find_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text.into_string()),
            _ => None,
        });
        decoded.push_str(known.as_deref().unwrap_or(reference));
        rest = &rest[at + reference.len()..];
    }
    decoded + rest
}

/// Returns the date of a text.
///
/// A day of the file's name counts if front matter has none.
pub(super) fn date(fields: &Fields, text: &Text, decisions: &Decisions) -> Option<StoryDate> {
    let known = decisions.dates.known.iter().find(|(id, _)| id.ends_with(&format!(":{}", text.path)));
    let order = decisions.dates.order;
    if let Some(date) = known.and_then(|(_, date)| dates::parse(date, order)) {
        return Some(date);
    }
    let written = DATES.iter().find_map(|key| dates::parse(&fields.text(key)?, order));
    written.or_else(|| text.named_day.map(StoryDate::Day))
}

/// Reports that a text is unpublished.
pub(super) fn is_draft(fields: &Fields) -> bool {
    fields.flag("draft") == Some(true)
        || fields.flag("published") == Some(false)
        || fields.flag("private") == Some(true)
}

/// Returns the categories: folders of posts, then those of front matter.
pub(super) fn categories(fields: &Fields, text: &Text) -> Vec<String> {
    let mut categories: Vec<String> = Vec::new();
    if text.path.contains("_posts/") {
        let before = text.path.split("_posts/").next().unwrap_or_default();
        categories.extend(before.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
    }
    categories.extend(written_categories(fields, text));
    categories
}

/// Returns the categories of front matter.
pub(super) fn written_categories(fields: &Fields, text: &Text) -> Vec<String> {
    let mut categories = fields.list("category");
    categories.extend(terms(fields, "categories", text));
    if let Some(table) = fields.at("taxonomies.categories") {
        categories.extend(list_of(table));
    }
    categories
}

/// Returns the terms of a key, and of Zola's table of taxonomies.
pub(super) fn terms_of(fields: &Fields, key: &str, text: &Text) -> Vec<String> {
    let mut found = terms(fields, key, text);
    if let Some(list) = fields.at(&format!("taxonomies.{key}")) {
        found.extend(list_of(list));
    }
    found
}

/// Returns the terms of a key: a list, or words and names in one text.
fn terms(fields: &Fields, key: &str, text: &Text) -> Vec<String> {
    match fields.get(key) {
        Some(Value::String(written)) if written.contains(',') => {
            written.split(',').map(|term| term.trim().to_owned()).filter(|term| !term.is_empty()).collect()
        }
        Some(Value::String(written)) if text.path.contains("_posts/") => {
            written.split_whitespace().map(str::to_owned).collect()
        }
        Some(value) => list_of(value),
        None => Vec::new(),
    }
}

/// Returns the aliases of front matter as paths.
pub(super) fn aliases(fields: &Fields, address: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    for alias in ALIASES.iter().flat_map(|key| fields.list(key)) {
        let path = alias_path(&alias);
        let below = super::links::join(address.trim_end_matches('/'), &alias)
            .filter(|_| !alias.starts_with('/') && !alias.contains("://") && !alias.contains('/'));
        for path in [Some(path), below].into_iter().flatten() {
            if !aliases.contains(&path) && !path.contains("..") && !path.contains(['\n', '\0']) {
                aliases.push(path);
            }
        }
    }
    aliases
}

/// What the mapping of a text needs beside its front matter.
pub(super) struct Context<'a> {
    /// Text.
    pub(super) text: &'a Text,
    /// Decisions.
    pub(super) decisions: &'a Decisions,
    /// Keys of front matter that hold tags, beside the usual ones.
    pub(super) taxonomies: &'a [String],
    /// Name to show for an author's id.
    pub(super) author: &'a dyn Fn(&str) -> String,
    /// Address of a picture.
    pub(super) picture: &'a mut dyn FnMut(&str) -> String,
    /// Day of the import: dates of expiry before it have passed.
    pub(super) today: jiff::civil::Date,
}

/// Fills a story with the facts of front matter; what has no key becomes `extra`.
pub(super) fn fill(story: &mut Story, mut fields: Fields, context: &mut Context<'_>) {
    for key in ["title", "slug", "draft", "lang", "language", "locale", "permalink", "url", "path"] {
        fields.take(key);
    }
    // Zola and Hugo keep keys of themes in a table of their own.
    for key in ["extra", "params"] {
        match fields.take(key) {
            Some(Value::Object(table)) => fields.fill(&Fields(table)),
            Some(other) => _ = fields.0.insert(key.to_owned(), other),
            None => {}
        }
    }
    set_dates(story, &mut fields, context);
    for key in ALIASES {
        fields.take(key);
    }
    story.summary = SUMMARIES.iter().find_map(|key| {
        let text = fields.text(key)?;
        fields.take(key);
        Some(entities(&text))
    });
    set_authors(story, &mut fields, context);
    set_terms(story, &mut fields, context);
    set_image(story, &mut fields, context);
    set_source(story, &mut fields);
    for (key, value) in &fields.0 {
        if let Some(value) = toml_of(value).filter(|value| !is_empty(value)) {
            story.extra.insert(key.clone(), value);
        }
    }
}

/// Reports that a value says nothing.
fn is_empty(value: &toml::Value) -> bool {
    match value {
        toml::Value::String(text) => text.trim().is_empty(),
        toml::Value::Array(list) => list.is_empty(),
        toml::Value::Table(table) => table.is_empty(),
        _ => false,
    }
}

/// Sets date, last change and expiry.
fn set_dates(story: &mut Story, fields: &mut Fields, context: &Context<'_>) {
    let order = context.decisions.dates.order;
    story.date = context.text.date;
    for key in DATES {
        let Some(written) = fields.text(key) else { continue };
        match dates::parse(&written, order) {
            Some(date) if Some(date) == story.date => _ = fields.take(key),
            // A date on which the text is to appear.
            Some(date) if key == "publishDate" && dates::day_of(date) > Some(context.today) => {
                fields.take(key);
                story.date = Some(date);
            }
            Some(_) => {}
            None if fields.flag(key).is_some() => _ = fields.take(key),
            None => {
                let message = format!("`{key}: {written}` is no date that can be read");
                story.notices.push(Notice { kind: "date", message });
            }
        }
    }
    for key in UPDATES {
        let Some(date) = fields.text(key).and_then(|text| dates::parse(&text, order)) else { continue };
        let is_later = story.date.is_none_or(|published| dates::day_of(published) <= dates::day_of(date));
        if story.updated.is_none() && dates::day_of(date).is_some() && is_later {
            fields.take(key);
            story.updated = Some(date).filter(|_| story.date != Some(date));
        }
    }
    for key in ["expiryDate", "expires", "unpublishDate", "expiry"] {
        let Some(date) = fields.text(key).and_then(|text| dates::parse(&text, order)) else { continue };
        let Some(day) = dates::day_of(date) else { continue };
        if day > context.today {
            fields.take(key);
            story.expires = Some(date);
        } else {
            let message = format!("expired on {day} in the source; it stays in the archive");
            story.notices.push(Notice { kind: "expired", message });
        }
    }
}

/// Sets section, tags and series.
fn set_terms(story: &mut Story, fields: &mut Fields, context: &Context<'_>) {
    let text = context.text;
    let mut categories = written_categories(fields, text).into_iter();
    story.section = fields.text("section").or_else(|| categories.next());
    let mut tags: Vec<String> = categories.collect();
    for key in
        ["tags", "tag", "topics", "topic"].into_iter().chain(context.taxonomies.iter().map(String::as_str))
    {
        tags.extend(terms_of(fields, key, text));
    }
    for tag in tags {
        let tag = entities(&tag);
        let is_known = |known: &String| known.eq_ignore_ascii_case(&tag);
        if !COLLECTIONS.contains(&tag.as_str())
            && !story.tags.iter().any(is_known)
            && Some(&tag) != story.section.as_ref()
        {
            story.tags.push(tag);
        }
    }
    story.series = fields.list("series").into_iter().next();
    let known = ["section", "category", "categories", "tags", "tag", "topics", "topic", "series"];
    for key in known {
        fields.take(key);
    }
    for key in context.taxonomies {
        fields.take(key);
    }
    if let Some(Value::Object(mut table)) = fields.take("taxonomies") {
        for key in known.into_iter().chain(context.taxonomies.iter().map(String::as_str)) {
            table.remove(key);
        }
        if !table.is_empty() {
            fields.0.insert("taxonomies".to_owned(), Value::Object(table));
        }
    }
}

/// Sets the publication in which the text first appeared.
fn set_source(story: &mut Story, fields: &mut Fields) {
    let url =
        ["source_url", "canonical_url", "canonicalURL", "canonical", "original_url"].iter().find_map(|key| {
            let url = fields.text(key).filter(|url| url.starts_with("http"))?;
            fields.take(key);
            Some(url)
        });
    let Some(url) = url else { return };
    let host = super::links::host_of(&url).unwrap_or_default();
    let name = fields.get("source").filter(|value| value.is_string()).map(text_of);
    let name = name.filter(|name| !name.trim().is_empty());
    if name.is_some() {
        fields.take("source");
    }
    story.source = Some(FirstSource { name: name.unwrap_or(host), url: Some(url) });
}
