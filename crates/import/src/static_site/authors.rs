//! Authors of a site: display names and biographies, by the ids that texts use.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fields::{member, text_of};
use super::text::words;

/// Names of the data that holds authors.
const DATA: [&str; 7] = ["authors", "author", "people", "team", "staff", "contributors", "members"];

/// Author.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Author {
    /// Name to show.
    pub(super) name: String,
    /// Biography in Markdown.
    pub(super) biography: String,
    /// Path of the picture.
    pub(super) picture: Option<String>,
}

/// Authors by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Authors(pub(super) BTreeMap<String, Author>);

impl Authors {
    /// Reads the authors of data: `_data/authors.yml`, `data/authors/ann.toml`.
    pub(super) fn of(globals: &Map<String, Value>) -> Self {
        let mut authors = Self::default();
        let site_data = globals.get("site").and_then(|site| member(site, "data")).and_then(Value::as_object);
        for data in [site_data, Some(globals)].into_iter().flatten() {
            for name in DATA {
                match data.get(name) {
                    Some(Value::Object(table)) => {
                        for (id, value) in table {
                            authors.add(id, value);
                        }
                    }
                    Some(Value::Array(list)) => {
                        for value in list {
                            let id = ["id", "slug", "username", "key", "name"]
                                .iter()
                                .find_map(|key| member(value, key));
                            authors.add(&id.map(text_of).unwrap_or_default(), value);
                        }
                    }
                    _ => {}
                }
            }
        }
        authors
    }

    /// Adds an author of data.
    pub(super) fn add(&mut self, id: &str, value: &Value) {
        let text = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| Some(text_of(member(value, name)?)).filter(|text| !text.trim().is_empty()))
        };
        let full = match (text(&["first_name", "firstName"]), text(&["last_name", "lastName"])) {
            (Some(first), Some(last)) => Some(format!("{} {}", first.trim(), last.trim())),
            _ => None,
        };
        let name = text(&["display_name", "displayName", "name", "full_name", "title"]).or(full);
        let name = name.or_else(|| value.as_str().map(str::to_owned));
        let Some(name) =
            name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && !id.is_empty())
        else {
            return;
        };
        let author = Author {
            name,
            biography: text(&["bio", "biography", "about", "description"]).unwrap_or_default(),
            picture: text(&["avatar", "image", "picture", "photo"]),
        };
        self.0.entry(id.to_owned()).or_insert(author);
    }

    /// Returns the name to show for an id.
    ///
    /// An id without an entry that is a name in lowercase with hyphens is written as a name.
    pub(super) fn name(&self, id: &str, decisions: &BTreeMap<String, String>) -> String {
        if let Some(name) = decisions.get(id) {
            return name.clone();
        }
        if let Some(author) = self.0.get(id) {
            return author.name.clone();
        }
        let is_slug =
            id.contains('-') && id.chars().all(|char| char.is_lowercase() || matches!(char, '-' | '\''));
        if is_slug { words(id) } else { id.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names() {
        let globals = serde_json::json!({ "site": { "data": {
            "authors": { "ann": { "name": "Ann Author", "bio": "Writes." } },
            "team": [{ "id": "bo", "first_name": "Bo", "last_name": "Bee" }],
        } } });
        let authors = Authors::of(globals.as_object().expect("a table"));
        let decisions = BTreeMap::from([("cy".to_owned(), "Cy Sea".to_owned())]);
        for (id, name) in [
            ("ann", "Ann Author"),
            ("bo", "Bo Bee"),
            ("cy", "Cy Sea"),
            ("di-dee", "Di Dee"),
            ("E. Eff", "E. Eff"),
        ] {
            assert_eq!(authors.name(id, &decisions), name);
        }
    }
}
