//! Rules of a static site generator.

use serde_json::{Map, Value};

use super::fields::{self, Fields};
use super::pattern::Values;
use super::tags::Syntax;
use super::text::{Place, Text, ending};
use super::tree::Tree;
use crate::decisions::Decisions;

/// Folder of a site, with its configuration.
pub(super) struct Folder {
    /// Files.
    pub(super) tree: Tree,
    /// Configuration.
    pub(super) config: Fields,
    /// Languages that folders and names of files may have.
    pub(super) languages: Vec<String>,
    /// Data and configuration, by the names that texts use.
    pub(super) globals: Map<String, Value>,
}

/// Rules of one static site generator.
pub(super) trait Rules: Send + Sync {
    /// Returns the scheme of headings' anchors; `None` for Dateline's own.
    fn heading_ids(&self) -> Option<&'static str>;

    /// Returns the syntax of shortcodes or template tags in texts.
    fn syntax(&self) -> Syntax;

    /// Returns the place of a file in the site.
    fn place(&self, folder: &Folder, path: &str) -> Place;

    /// Returns front matter that a text inherits.
    fn inherited(&self, folder: &Folder, text: &Text) -> Fields;

    /// Returns the address that front matter or a pattern gives a text.
    ///
    /// # Errors
    ///
    /// Returns the part of a pattern that can't be understood.
    fn set_address(
        &self,
        folder: &Folder,
        text: &Text,
        fields: &Fields,
        decisions: &Decisions,
    ) -> Result<Option<String>, String>;

    /// Returns the address of a text about which the configuration says nothing.
    fn default_address(&self, folder: &Folder, text: &Text) -> String;

    /// Returns the values for patterns of addresses.
    fn values(&self, folder: &Folder, text: &Text) -> Values;

    /// Reports that front matter marks a text of the site.
    ///
    /// A file without it is published unchanged.
    fn needs_front_matter(&self) -> bool;

    /// Returns values that texts use as names: data and the configuration.
    fn globals(&self, tree: &Tree, config: &Fields) -> Map<String, Value>;

    /// Returns the beginning of the addresses of a language, without slashes: `fr`.
    fn language_prefix(&self, folder: &Folder, text: &Text) -> String;
}

/// Reads the first of several configuration files that is there.
pub(super) fn config(tree: &Tree, names: &[&str]) -> Fields {
    for name in names {
        if let Some(Value::Object(table)) = tree.text(name).and_then(|text| fields::data(name, &text)) {
            return Fields(table);
        }
    }
    Fields::default()
}

/// Reads data files below a folder into nested tables.
pub(super) fn data(tree: &Tree, folder: &str) -> Map<String, Value> {
    let mut data = Map::new();
    for path in tree.below(folder) {
        if !matches!(ending(path).as_str(), "yml" | "yaml" | "toml" | "json") {
            continue;
        }
        let Some(value) = tree.text(path).and_then(|text| fields::data(path, &text)) else { continue };
        let inner = &path[folder.len()..];
        let inner = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
        insert(&mut data, inner, value);
    }
    data
}

/// Adds a value at a path of names.
fn insert(data: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('/') {
        Some((first, rest)) => {
            let table = data.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(table) = table {
                insert(table, rest, value);
            }
        }
        None => _ = data.entry(path).or_insert(value),
    }
}
