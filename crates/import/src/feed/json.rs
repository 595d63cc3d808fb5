//! Reads JSON Feed 1.0 and 1.1.

use std::fmt::Write as _;

use serde_json::Value;

use super::entry::{Entry, Fault, Feed, escaped};

/// Reads a document.
pub(super) fn read(text: &str) -> Feed {
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let fault = Fault { line: error.line() as u64, message: error.to_string() };
            return Feed { fault: Some(fault), ..Feed::default() };
        }
    };
    let text_of = |key: &str| string(&document, key);
    Feed {
        title: text_of("title"),
        description: text_of("description"),
        link: text_of("home_page_url"),
        language: text_of("language"),
        older: Some(text_of("next_url")).filter(|url| !url.is_empty()).into_iter().collect(),
        entries: list(&document, "items").iter().map(entry).collect(),
        fault: None,
    }
}

/// Reads an item.
fn entry(item: &Value) -> Entry {
    let named = |person: &Value| string(person, "name");
    let mut authors: Vec<String> = list(item, "authors").iter().map(named).collect();
    if authors.is_empty() {
        authors.extend(item.get("author").map(named));
    }
    let content = match string(item, "content_html") {
        html if html.is_empty() => paragraphs(&string(item, "content_text")),
        html => html,
    };
    let id = match item.get("id") {
        Some(Value::Number(number)) => number.to_string(),
        _ => string(item, "id"),
    };
    Entry {
        line: 0,
        id,
        link: string(item, "url"),
        title: escaped(&string(item, "title")),
        published: string(item, "date_published"),
        updated: string(item, "date_modified"),
        authors,
        categories: list(item, "tags").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        summary: escaped(&string(item, "summary")),
        content,
        language: string(item, "language"),
        image: string(item, "image"),
        enclosures: list(item, "attachments").iter().map(|file| string(file, "url")).collect(),
        comments: String::new(),
    }
}

/// Returns plain text as paragraphs of HTML.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut html = String::new();
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let _ = writeln!(html, "<p>{}</p>", escaped(block).replace('\n', "<br>\n"));
    }
    html
}

/// Returns a text by its key, empty if there is none.
fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns a list by its key, empty if there is none.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
