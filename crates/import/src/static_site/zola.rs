//! Rules of Zola.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::pattern::{self, Values, expand, plain_slug};
use super::rules::{Folder, Rules};
use super::tags::Syntax;
use super::text::{Place, Role, Text, TextPlace, ending, language_tag, split_path, text_role};
use super::tree::Tree;
use crate::decisions::Decisions;

/// Rules of Zola.
pub(super) struct Zola;

/// Returns a part of an address as the setting `slugify.paths` makes it.
fn slug(folder: &Folder, text: &str) -> String {
    let mode = folder.config.at("slugify.paths").map(super::fields::text_of).unwrap_or_default();
    match mode.as_str() {
        "off" => text.to_owned(),
        "safe" => text.replace(|char: char| char.is_whitespace() || "<>:|?*#\\\"()".contains(char), ""),
        _ => plain_slug(text),
    }
}

impl Rules for Zola {
    fn heading_ids(&self) -> Option<&'static str> {
        Some("zola")
    }

    fn syntax(&self) -> Syntax {
        Syntax::Zola
    }

    fn place(&self, folder: &Folder, path: &str) -> Place {
        if let Some(inner) = path.strip_prefix("static/") {
            return Place::Asset(format!("/{inner}"));
        }
        let Some(inner) = path.strip_prefix("content/") else { return Place::Nothing };
        if ending(path) != "md" {
            return Place::Resource;
        }
        let (dir, file) = split_path(inner);
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let suffix = stem.rsplit_once('.').and_then(|(stem, code)| {
            let tag = language_tag(code)?;
            folder.languages.contains(&tag).then_some((stem, tag))
        });
        let (name, language) = suffix.map_or((stem, None), |(stem, tag)| (stem, Some(tag)));
        let role = if name == "_index" { Role::Section } else { text_role(path).unwrap_or_default() };
        Place::Text(TextPlace { role, folder: dir.to_owned(), name: name.to_owned(), language })
    }

    fn inherited(&self, _folder: &Folder, _text: &Text) -> Fields {
        Fields::default()
    }

    fn set_address(
        &self,
        folder: &Folder,
        text: &Text,
        fields: &Fields,
        decisions: &Decisions,
    ) -> Result<Option<String>, String> {
        let prefix = self.language_prefix(folder, text);
        if let Some(path) = fields.text("path") {
            return Ok(Some(pattern::tidy(&format!("/{prefix}/{path}/"))));
        }
        if text.place.role == Role::Section {
            return Ok(None);
        }
        let Some(pattern) = decisions.permalinks.get(text.group()) else { return Ok(None) };
        expand(&format!("/{prefix}/{pattern}"), &self.values(folder, text)).map(Some)
    }

    fn default_address(&self, folder: &Folder, text: &Text) -> String {
        let prefix = self.language_prefix(folder, text);
        let values = self.values(folder, text);
        let mut folders = values.folders;
        if text.place.role != Role::Section {
            if text.is_index() {
                folders.pop();
            }
            folders.push(values.slug);
        }
        pattern::tidy(&format!("/{prefix}/{}/", folders.join("/")))
    }

    fn values(&self, folder: &Folder, text: &Text) -> Values {
        let keeps_dates = folder.config.at("slugify.paths_keep_dates") == Some(&Value::Bool(true));
        let known = if keeps_dates && !text.is_index() { &text.place.name } else { text.known_name() };
        let name = slug(folder, text.slug.as_deref().unwrap_or(known));
        Values {
            time: text.date.and_then(|date| super::dates::local_time(date, None)),
            title: slug(folder, &text.title),
            slug: name.clone(),
            filename: slug(folder, &text.place.name),
            name,
            folders: text
                .place
                .folder
                .split('/')
                .filter(|part| !part.is_empty())
                .map(|part| slug(folder, part))
                .collect(),
            output_ext: ".html",
            ..Values::default()
        }
    }

    fn needs_front_matter(&self) -> bool {
        true
    }

    fn globals(&self, _tree: &Tree, config: &Fields) -> Map<String, Value> {
        Map::from_iter([("config".to_owned(), Value::Object(config.0.clone()))])
    }

    fn language_prefix(&self, _folder: &Folder, text: &Text) -> String {
        text.place.language.as_deref().map(str::to_ascii_lowercase).unwrap_or_default()
    }
}
