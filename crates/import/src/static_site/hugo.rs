//! Rules of Hugo.

use serde_json::{Map, Value};

use super::fields::{Fields, member};
use super::pattern::{self, Values, expand, hugo_slug};
use super::rules::{self, Folder, Rules};
use super::tags::Syntax;
use super::text::{Place, Role, Text, TextPlace, ending, language_tag, split_path, text_at, text_role};
use super::tree::Tree;
use crate::decisions::Decisions;
use crate::story::Taxonomy;

/// Names of the configuration file, in the order in which Hugo looks for them.
const CONFIGS: [&str; 12] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
];

/// Folders of `content/` that hold authors.
const AUTHOR_FOLDERS: [&str; 5] = ["authors", "author", "contributors", "people", "staff"];

/// Rules of Hugo.
pub(super) struct Hugo;

impl Hugo {
    /// Reads the configuration, with the files beside it that hold one table each.
    pub(super) fn config(tree: &Tree) -> Fields {
        let mut config = rules::config(tree, &CONFIGS);
        for name in ["permalinks", "taxonomies", "languages", "params", "module"] {
            for ending in ["toml", "yaml", "yml", "json"] {
                let path = format!("config/_default/{name}.{ending}");
                if let Some(value) = tree.text(&path).and_then(|text| super::fields::data(&path, &text))
                    && config.get(name).is_none()
                {
                    config.0.insert(name.to_owned(), value);
                }
            }
        }
        config
    }

    /// Returns the taxonomy of a folder of terms.
    fn taxonomy(folder: &Folder, name: &str) -> Option<Taxonomy> {
        match name {
            "tags" | "tag" => return Some(Taxonomy::Tags),
            "categories" | "category" => return Some(Taxonomy::Sections),
            "series" => return Some(Taxonomy::Series),
            _ => {}
        }
        let taxonomies = folder.config.get("taxonomies")?.as_object()?;
        let known = taxonomies.iter().any(|(one, many)| one == name || many.as_str() == Some(name));
        known.then_some(if AUTHOR_FOLDERS.contains(&name) { Taxonomy::Authors } else { Taxonomy::Tags })
    }

    /// Returns the place of a path below a folder of texts.
    fn text_place(folder: &Folder, inner: &str, language: Option<String>, role: Role) -> TextPlace {
        let (dir, file) = split_path(inner);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let suffix = stem.rsplit_once('.').and_then(|(stem, code)| {
            let tag = language_tag(code)?;
            folder.languages.contains(&tag).then_some((stem, tag))
        });
        let (name, language) = match suffix {
            Some((stem, tag)) => (stem, Some(tag)),
            None => (stem, language),
        };
        let first = dir.split('/').next().unwrap_or_default();
        let is_index = name == "_index";
        let role = match (role, Self::taxonomy(folder, first)) {
            (Role::Story, _) if AUTHOR_FOLDERS.contains(&first) && !(is_index && dir == first) => {
                Role::Author
            }
            (Role::Story, Some(taxonomy)) if is_index && dir != first => Role::Term(taxonomy),
            (Role::Story, _) if is_index => Role::Section,
            (role, _) => role,
        };
        TextPlace { role, folder: dir.to_owned(), name: name.to_owned(), language }
    }

    /// Returns the slug of a text, if it has one of its own.
    ///
    /// It is that of the front matter, or the name behind a day if the configuration reads
    /// dates from names.
    fn slug(folder: &Folder, text: &Text) -> Option<String> {
        let by_name = || {
            let sources = super::fields::list_of(folder.config.at("frontmatter.date")?);
            let is_read = sources.iter().any(|source| source == ":filename");
            (is_read && text.named_day.is_some()).then(|| hugo_slug(text.known_name()))
        };
        text.slug.as_deref().map(hugo_slug).or_else(by_name)
    }

    /// Returns the pattern of the configuration for a folder.
    fn pattern(folder: &Folder, text: &Text) -> Option<String> {
        let permalinks = folder.config.get("permalinks")?;
        let tables = [member(permalinks, "page"), Some(permalinks)];
        let inner = &text.place.folder;
        // The innermost folder that has a pattern counts.
        let mut key = inner.as_str();
        loop {
            for table in tables.into_iter().flatten() {
                let found = member(table, key).or_else(|| member(table, &format!("/{key}")));
                if let Some(Value::String(pattern)) = found {
                    return Some(pattern.clone());
                }
            }
            key = key.rsplit_once('/')?.0;
        }
    }

    /// Returns the ending of addresses: a slash, or that of a file.
    fn finish(folder: &Folder, address: &str) -> String {
        let ugly = folder.config.get("uglyURLs").is_some_and(|value| value.as_bool() == Some(true));
        let bare = address.trim_end_matches('/');
        if bare.is_empty() || matches!(ending(address).as_str(), "html" | "htm") {
            return address.to_owned();
        }
        if ugly { format!("{bare}.html") } else { format!("{bare}/") }
    }
}

impl Rules for Hugo {
    fn heading_ids(&self) -> Option<&'static str> {
        Some("hugo")
    }

    fn syntax(&self) -> Syntax {
        Syntax::Hugo
    }

    fn place(&self, folder: &Folder, path: &str) -> Place {
        let name = split_path(path).1;
        for (language, dir) in content_folders(folder) {
            let Some(inner) = path.strip_prefix(&dir).and_then(|inner| inner.strip_prefix('/')) else {
                continue;
            };
            if name.starts_with('.') {
                return Place::Nothing;
            }
            return match text_role(path) {
                Some(role) => Place::Text(Self::text_place(folder, inner, language, role)),
                None => Place::Resource,
            };
        }
        let statics = folder.config.list("staticDir");
        let statics = if statics.is_empty() { vec!["static".to_owned()] } else { statics };
        for dir in statics {
            if let Some(inner) = path.strip_prefix(&dir).and_then(|inner| inner.strip_prefix('/')) {
                return Place::Asset(format!("/{inner}"));
            }
        }
        Place::Nothing
    }

    fn inherited(&self, folder: &Folder, text: &Text) -> Fields {
        let mut inherited = Fields::default();
        let content = content_folders(folder);
        let mut dir = text.place.folder.as_str();
        loop {
            for (_, root) in &content {
                let path = format!("{root}/{dir}/_index.md").replace("//", "/");
                let Some(bytes) = folder.tree.has(&path).then(|| folder.tree.read(&path).ok()).flatten()
                else {
                    continue;
                };
                let document = super::fields::read(&bytes).unwrap_or_default();
                if let Some(cascade) = document.fields.get("cascade") {
                    inherited.fill(&cascaded(cascade));
                }
            }
            match dir.rsplit_once('/') {
                Some((above, _)) => dir = above,
                None if dir.is_empty() => break,
                None => dir = "",
            }
        }
        if let Some(cascade) = folder.config.get("cascade") {
            inherited.fill(&cascaded(cascade));
        }
        inherited
    }

    fn set_address(
        &self,
        folder: &Folder,
        text: &Text,
        fields: &Fields,
        decisions: &Decisions,
    ) -> Result<Option<String>, String> {
        let values = self.values(folder, text);
        let prefix = self.language_prefix(folder, text);
        if let Some(url) = fields.text("url") {
            let path = super::links::path_of(&url);
            let address = expand(&path, &values)?;
            let is_prefixed =
                prefix.is_empty() || address.starts_with(&format!("/{prefix}/")) || url.starts_with('/');
            let address = if is_prefixed { address } else { format!("/{prefix}{address}") };
            return Ok(Some(address));
        }
        if text.place.role == Role::Section {
            return Ok(None);
        }
        let pattern = decisions.permalinks.get(text.group()).cloned().or_else(|| Self::pattern(folder, text));
        let Some(pattern) = pattern else { return Ok(None) };
        let address = expand(&format!("/{prefix}/{pattern}"), &values)?;
        Ok(Some(Self::finish(folder, &address)))
    }

    fn default_address(&self, folder: &Folder, text: &Text) -> String {
        let values = self.values(folder, text);
        let prefix = self.language_prefix(folder, text);
        let mut folders = values.folders;
        if text.place.role != Role::Section && text.place.name != "_index" {
            let own = Self::slug(folder, text);
            if text.is_index() && own.is_some() {
                folders.pop();
            }
            if !text.is_index() || own.is_some() {
                folders.push(own.unwrap_or(values.filename));
            }
        }
        Self::finish(folder, &pattern::tidy(&format!("/{prefix}/{}/", folders.join("/"))))
    }

    fn values(&self, folder: &Folder, text: &Text) -> Values {
        let folders: Vec<String> =
            text.place.folder.split('/').filter(|part| !part.is_empty()).map(hugo_slug).collect();
        let last = folders.last().cloned().unwrap_or_default();
        let filename = if text.place.name == "index" { last } else { hugo_slug(&text.place.name) };
        let title = hugo_slug(&text.title).replace('/', "-");
        let own = Self::slug(folder, text);
        let name = own.clone().unwrap_or_else(|| hugo_slug(text.known_name()));
        Values {
            time: text.date.and_then(|date| super::dates::local_time(date, None)),
            slug: own.unwrap_or_else(|| title.clone()),
            title,
            filename,
            name,
            folders,
            output_ext: ".html",
            ..Values::default()
        }
    }

    fn needs_front_matter(&self) -> bool {
        false
    }

    fn globals(&self, tree: &Tree, config: &Fields) -> Map<String, Value> {
        let mut site = config.0.clone();
        site.insert("data".to_owned(), Value::Object(rules::data(tree, "data/")));
        Map::from_iter([("site".to_owned(), Value::Object(site))])
    }

    fn language_prefix(&self, folder: &Folder, text: &Text) -> String {
        let config = &folder.config;
        let default = text_at(config, "defaultContentLanguage").and_then(|code| language_tag(&code));
        let in_folder = config.flag("defaultContentLanguageInSubdir") == Some(true);
        match (&text.place.language, default) {
            (Some(language), default) if in_folder || default.as_ref().is_some_and(|it| it != language) => {
                language.to_ascii_lowercase()
            }
            (Some(language), None) if language != "en" => language.to_ascii_lowercase(),
            (None, default) if in_folder && !folder.languages.is_empty() => {
                default.unwrap_or_else(|| "en".to_owned()).to_ascii_lowercase()
            }
            _ => String::new(),
        }
    }
}

/// Returns the folders of texts, with the language of each.
fn content_folders(folder: &Folder) -> Vec<(Option<String>, String)> {
    let mut folders = Vec::new();
    if let Some(languages) = folder.config.get("languages").and_then(Value::as_object) {
        for (code, language) in languages {
            if let Some(dir) = member(language, "contentDir").and_then(Value::as_str) {
                folders.push((language_tag(code), dir.trim_matches('/').to_owned()));
            }
        }
    }
    let dir = text_at(&folder.config, "contentDir").unwrap_or_else(|| "content".to_owned());
    folders.push((None, dir.trim_matches('/').to_owned()));
    folders
}

/// Returns the front matter that a cascade passes on to all texts.
fn cascaded(cascade: &Value) -> Fields {
    let tables: Vec<&Value> = match cascade {
        Value::Array(tables) => tables.iter().collect(),
        table => vec![table],
    };
    let mut fields = Fields::default();
    for table in tables {
        // A target names only some of the texts.
        if member(table, "_target").is_some() || member(table, "target").is_some() {
            continue;
        }
        if let Value::Object(table) = table {
            fields.fill(&Fields(table.clone()));
        }
    }
    fields
}
