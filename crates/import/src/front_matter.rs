//! Writes a story as an article file: front matter in TOML, then the text.

use std::fmt::Write as _;

use crate::story::{Byline, Story, StoryKind};

/// Returns the article file of a story.
pub fn article_file(story: &Story, body: &str) -> String {
    let mut text = String::with_capacity(body.len() + 512);
    text.push_str("+++\n");
    write_text(&mut text, "title", Some(&story.title));
    if story.kind == StoryKind::Article {
        write_raw(&mut text, "date", story.date.map(crate::story::StoryDate::to_toml));
    }
    write_raw(&mut text, "updated", story.updated.map(crate::story::StoryDate::to_toml));
    write_raw(&mut text, "expires", story.expires.map(crate::story::StoryDate::to_toml));
    write_text(&mut text, "dateline", story.dateline.as_deref());
    write_text(&mut text, "summary", story.summary.as_deref());
    if !story.authors.is_empty() {
        let authors: Vec<_> = story.authors.iter().map(byline).collect();
        let _ = writeln!(text, "authors = [{}]", authors.join(", "));
    }
    write_text(&mut text, "section", story.section.as_deref());
    write_list(&mut text, "tags", &story.tags);
    write_text(&mut text, "series", story.series.as_deref());
    write_text(
        &mut text,
        "slug",
        Some(story.slug.as_str()).filter(|slug| !slug.is_empty() && story.address.is_none()),
    );
    write_text(&mut text, "address", story.address.as_deref());
    write_list(&mut text, "aliases", &story.aliases);
    write_text(&mut text, "id", story.feed_id.as_deref());
    write_list(&mut text, "synonyms", &story.synonyms);
    write_raw(&mut text, "draft", story.draft.then(|| "true".to_owned()));
    write_image(&mut text, story);
    if let Some(source) = &story.source {
        let url = source.url.as_deref().map(|url| format!(", url = {}", quoted(url))).unwrap_or_default();
        let _ = writeln!(text, "source = {{ name = {}{url} }}", quoted(&source.name));
    }
    if !story.further.is_empty() {
        let _ = write!(text, "\n{}", story.further);
    }
    if !story.extra.is_empty() {
        let extra = toml::Table::from_iter([("extra".to_owned(), toml::Value::Table(story.extra.clone()))]);
        let _ = write!(text, "\n{extra}");
    }
    text.push_str("+++\n\n");
    text.push_str(body.trim_start_matches('\n').trim_end());
    text.push('\n');
    text
}

/// Writes the lead image.
fn write_image(text: &mut String, story: &Story) {
    let Some(image) = &story.image else { return };
    let _ = write!(text, "image = {{ src = {}", quoted(&image.src));
    for (key, value) in [("alt", &image.alt), ("caption", &image.caption), ("credit", &image.credit)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty() || key == "alt") {
            let _ = write!(text, ", {key} = {}", quoted(value));
        }
    }
    text.push_str(" }\n");
}

/// Writes a byline: a name, or a table of name, organization and role.
fn byline(byline: &Byline) -> String {
    if byline.of.is_none() && byline.role.is_none() {
        return quoted(&byline.name);
    }
    let mut table = format!("{{ name = {}", quoted(&byline.name));
    for (key, value) in [("of", &byline.of), ("role", &byline.role)] {
        if let Some(value) = value {
            let _ = write!(table, ", {key} = {}", quoted(value));
        }
    }
    table + " }"
}

/// Writes a text, if there is one.
fn write_text(text: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
        let _ = writeln!(text, "{key} = {}", quoted(value));
    }
}

/// Writes a value that is TOML already, if there is one.
fn write_raw(text: &mut String, key: &str, value: Option<String>) {
    if let Some(value) = value {
        let _ = writeln!(text, "{key} = {value}");
    }
}

/// Writes a list of texts, if it has any.
fn write_list(text: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
        let _ = writeln!(text, "{key} = [{}]", values.join(", "));
    }
}

/// Returns a text as a basic string of TOML, on one line.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => {}
            '\t' => quoted.push_str("\\t"),
            char if char.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(char)),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_can_be_read_back(text in "\\PC*[\\n\\t\"\\\\]*\\PC*") {
            let table: toml::Table = toml::from_str(&format!("x = {}", quoted(&text))).expect("TOML");
            let expected = text.replace('\r', "");
            prop_assert_eq!(table["x"].as_str(), Some(expected.as_str()));
        }
    }
}
