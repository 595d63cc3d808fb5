//! Reads the facts of an article in JSON-LD (schema.org).

use dom_query::Document;
use serde_json::Value;

use super::facts::PageFacts;
use crate::convert::text_of;

/// Most bytes of one block.
const LONGEST_BLOCK: usize = 1 << 20;
/// Deepest nesting of objects that are searched.
const DEEPEST: usize = 6;

/// Adds the facts of all blocks to those of a page.
pub(super) fn read(document: &Document, facts: &mut PageFacts) {
    for script in document.select("script[type*='ld+json' i]").nodes() {
        let text = script.text();
        if text.len() > LONGEST_BLOCK {
            continue;
        }
        let Some(value) = parse(&text) else { continue };
        visit(&value, DEEPEST, facts);
    }
}

/// Parses a block, also one with line breaks in its strings.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
    let text = text.trim_start_matches("//<![CDATA[").trim_end_matches("//").trim();
    serde_json::from_str(text).ok().or_else(|| {
        let mended: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        serde_json::from_str(mended.trim_end().trim_end_matches(';')).ok()
    })
}

/// Reads an object or the objects of a list.
fn visit(value: &Value, depth: usize, facts: &mut PageFacts) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| visit(value, depth - 1, facts)),
        Value::Object(object) => {
            let types = strings(object.get("@type"));
            if types.iter().any(|name| is_article(name)) {
                article(value, facts);
            } else if types.iter().any(|name| is_list(name)) {
                facts.is_list = true;
            } else if types.iter().any(|name| name == "BreadcrumbList") {
                breadcrumbs(value, facts);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    visit(inner, depth - 1, facts);
                }
            }
        }
        _ => {}
    }
}

/// Reports a type of schema.org that is an article.
fn is_article(name: &str) -> bool {
    let name = name.rsplit(['/', ':']).next().unwrap_or(name);
    name.ends_with("Article")
        || name.ends_with("Posting")
        || name.ends_with("Report")
        || name == "OpinionNewsArticle"
}

/// Reports a type of schema.org that is a list of other pages.
fn is_list(name: &str) -> bool {
    matches!(name, "CollectionPage" | "SearchResultsPage" | "ItemList" | "ProfilePage")
}

/// Reads an article. The first one of a page is the page's own.
fn article(value: &Value, facts: &mut PageFacts) {
    if facts.is_article {
        return;
    }
    facts.is_article = true;
    let text = |key: &str| value.get(key).and_then(first_text);
    facts.titles.extend(text("headline").or_else(|| text("name")));
    facts.dates.extend(text("datePublished").or_else(|| text("dateCreated")));
    facts.updates.extend(text("dateModified"));
    facts.summaries.extend(text("description"));
    facts.sections.extend(text("articleSection"));
    facts.languages.extend(text("inLanguage"));
    facts.site_names.extend(value.get("publisher").and_then(name));
    facts.images.extend(value.get("image").or_else(|| value.get("thumbnailUrl")).and_then(address));
    let authors = value.get("author").or_else(|| value.get("creator")).map(names).unwrap_or_default();
    if facts.authors.is_empty() {
        facts.authors = authors;
    }
    facts.tags.extend(keywords(value.get("keywords")));
}

/// Reads the path through the site; the section stands before the page itself.
fn breadcrumbs(value: &Value, facts: &mut PageFacts) {
    let Some(elements) = value.get("itemListElement").and_then(Value::as_array) else { return };
    let names: Vec<String> = elements
        .iter()
        .filter_map(|element| name(element).or_else(|| element.get("item").and_then(name)))
        .collect();
    if names.len() >= 2 {
        facts.breadcrumbs = names;
    }
}

/// Returns the words of a value: a string, or the first string of a list.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(plain(text)).filter(|text| !text.is_empty()),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(object) => object.get("@value").or_else(|| object.get("name")).and_then(first_text),
        _ => None,
    }
}

/// Returns the name of a person or organization.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("name").and_then(first_text),
        other => first_text(other),
    }
}

/// Returns all names of a value.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(object) if object.get("name").is_some_and(Value::is_array) => {
            object.get("name").map(names).unwrap_or_default()
        }
        other => name(other).into_iter().collect(),
    }
}

/// Returns the address of an image.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(address) => Some(address.trim().to_owned()).filter(|address| !address.is_empty()),
        Value::Array(values) => values.iter().find_map(address),
        Value::Object(object) => object.get("url").or_else(|| object.get("contentUrl")).and_then(address),
        _ => None,
    }
}

/// Returns keywords: a list, or words with commas.
fn keywords(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => text.split(',').map(plain).filter(|word| !word.is_empty()).collect(),
        Some(Value::Array(values)) => {
            // Some systems write `Tag:Sport` and other kinds of names into one list.
            values.iter().filter_map(first_text).filter(|word| !word.contains(':')).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the strings of a value.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Returns words without markup and references.
fn plain(text: &str) -> String {
    let text = if text.contains(['<', '&']) { text_of(text) } else { text.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
