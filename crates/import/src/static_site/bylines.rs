//! Maps the authors and translators of front matter to bylines.

use serde_json::Value;

use super::fields::{Fields, member, text_of};
use super::mapping::Context;
use crate::story::{Byline, Story};

/// Names of authors.
const AUTHORS: [&str; 6] = ["authors", "author", "byline", "bylines", "writers", "writer"];
/// Names of other parts in the work.
const ROLES: [(&str, &str); 7] = [
    ("translator", "translation"),
    ("translators", "translation"),
    ("translated_by", "translation"),
    ("photographer", "photographs"),
    ("photographers", "photographs"),
    ("illustrator", "illustrations"),
    ("illustrators", "illustrations"),
];
/// Sets the bylines.
pub(super) fn set_authors(story: &mut Story, fields: &mut Fields, context: &Context<'_>) {
    let mut add = |name: String, of: Option<String>, role: Option<&str>| {
        let byline = Byline { name, of, role: role.map(str::to_owned) };
        if !byline.name.is_empty() && !story.authors.contains(&byline) {
            story.authors.push(byline);
        }
    };
    for key in AUTHORS {
        for author in people(fields.get(key), context) {
            add(author.name, author.of, None);
        }
        fields.take(key);
    }
    for (key, role) in ROLES {
        for author in people(fields.get(key), context) {
            add(author.name, author.of, Some(role));
        }
        fields.take(key);
    }
}

/// Returns the people that a value names.
fn people(value: Option<&Value>, context: &Context<'_>) -> Vec<Byline> {
    match value {
        Some(Value::Array(values)) => values.iter().flat_map(|value| people(Some(value), context)).collect(),
        Some(Value::Object(_)) => {
            let text = |names: &[&str]| {
                names
                    .iter()
                    .find_map(|name| Some(text_of(member(value?, name)?)).filter(|text| !text.is_empty()))
            };
            let name = text(&["name", "display_name", "title", "id", "slug"]).unwrap_or_default();
            let of = text(&["of", "organization", "organisation", "affiliation"]);
            vec![Byline { name: (context.author)(name.trim()), of, role: None }]
        }
        Some(Value::String(name)) if !name.trim().is_empty() => {
            vec![Byline::named((context.author)(name.trim()))]
        }
        _ => Vec::new(),
    }
}
