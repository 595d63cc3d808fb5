//! Rules of Eleventy.

use serde_json::{Map, Value};

use super::fields::{self, Fields};
use super::pattern::{self, Values, expand, plain_slug};
use super::rules::{self, Folder, Rules};
use super::tags::{PieceKind, Syntax, pieces};
use super::text::{Place, Role, Text, TextPlace, ending, is_media, language_tag, split_path, text_role};
use super::tree::Tree;
use super::values::Names;
use crate::decisions::Decisions;

/// Names of the configuration file.
pub(super) const CONFIGS: [&str; 7] = [
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.cjs",
    ".eleventy.mjs",
];

/// Rules of Eleventy.
pub(super) struct Eleventy {
    /// Folder of texts, with a slash at its end, or empty.
    input: String,
}

impl Eleventy {
    /// Finds the folder of texts.
    pub(super) fn of(tree: &Tree) -> Self {
        let script = CONFIGS.iter().find_map(|name| tree.text(name)).unwrap_or_default();
        let said = string_after(&script, "input")
            .map(|dir| dir.trim_start_matches("./").trim_matches('/').to_owned())
            .filter(|dir| dir.is_empty() || dir == "." || tree.below(&format!("{dir}/")).next().is_some());
        let has_texts = |dir: &&str| tree.below(dir).any(|path| text_role(path).is_some());
        let input = match said {
            Some(dir) if dir.is_empty() || dir == "." => String::new(),
            Some(dir) => dir + "/",
            None => ["src/", "content/"].into_iter().find(has_texts).unwrap_or_default().to_owned(),
        };
        Self { input }
    }

    /// Returns data that stands for the configuration: `site`, `metadata` and the like.
    pub(super) fn config(tree: &Tree) -> Fields {
        let mut config = Fields::default();
        for path in tree.files() {
            let (dir, file) = split_path(path);
            let stem = file.split('.').next().unwrap_or_default();
            let is_data = dir.split('/').any(|part| part == "_data" || part == "data");
            if is_data
                && matches!(stem, "site" | "metadata" | "meta" | "config")
                && let Some(Value::Object(table)) = tree.text(path).and_then(|text| fields::data(path, &text))
            {
                config.fill(&Fields(table));
            }
        }
        config
    }

    /// Returns the values of a template of an address.
    fn page(text: &Text, fields: &Fields, stem: &str) -> Map<String, Value> {
        let mut page = fields.0.clone();
        let day = text.date.and_then(super::dates::day_of).map(|day| Value::String(day.to_string()));
        page.insert("date".to_owned(), day.unwrap_or_default());
        page.insert("fileSlug".to_owned(), Value::String(text.known_name().to_owned()));
        page.insert("filePathStem".to_owned(), Value::String(stem.to_owned()));
        page.insert("title".to_owned(), Value::String(text.title.clone()));
        page
    }

    /// Returns the path of a text below the folder of texts without its ending.
    fn stem<'t>(&self, path: &'t str) -> &'t str {
        let inner = path.strip_prefix(&self.input).unwrap_or(path);
        inner.rsplit_once('.').map_or(inner, |(stem, _)| stem)
    }

    /// Expands a template of an address.
    fn expand(
        &self,
        template: &str,
        text: &Text,
        fields: &Fields,
        folder: &Folder,
    ) -> Result<String, String> {
        let stem = self.stem(&text.path);
        let (dir, _) = split_path(stem);
        let page = Self::page(text, fields, &format!("/{dir}/{}", text.bare_name));
        let names = Names { globals: Some(&folder.globals), page: Some(&page), ..Names::default() };
        let mut pattern = String::new();
        for piece in pieces(template, Syntax::Liquid) {
            match piece.kind {
                PieceKind::Text => pattern.push_str(&template[piece.at].replace(':', "")),
                PieceKind::Value(expression) => {
                    let value = names.text(expression).or_else(|| custom(expression, &names));
                    pattern.push_str(&value.ok_or_else(|| template.to_owned())?);
                }
                _ => return Err(template.to_owned()),
            }
        }
        expand(&pattern, &self.values(folder, text))
    }
}

/// Reports that a file is a page in HTML with tags.
fn is_template(path: &str) -> bool {
    matches!(ending(path).as_str(), "njk" | "liquid")
}

/// Guesses the result of a filter that the site itself defines, by its name.
fn custom(expression: &str, names: &Names<'_>) -> Option<String> {
    let (operand, filter) = expression.split_once('|')?;
    let filter = filter.trim().to_ascii_lowercase();
    if !matches!(operand.trim(), "page.date" | "date") {
        let is_slug = filter.contains("slug") || filter.contains("kebab");
        return names.text(operand).filter(|_| is_slug).map(|text| plain_slug(&text));
    }
    let pattern = match filter.as_str() {
        filter if filter.contains("path") || filter.contains('/') => ":year/:month/:day",
        filter if filter.contains("year") && !filter.contains("month") => ":year",
        filter if filter.contains("month") && !filter.contains("year") => ":month",
        filter if filter.contains("day") => ":day",
        filter if filter.contains("iso") || filter.contains("html") || filter.contains("slug") => {
            ":year-:month-:day"
        }
        _ => return None,
    };
    Some(pattern.to_owned())
}

/// Returns the text in quotes behind a key of a script: `permalink: "…"`.
fn string_after(script: &str, key: &str) -> Option<String> {
    for (at, _) in script.match_indices(key) {
        let rest = script[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let Some(value) = rest.strip_prefix(':').map(str::trim_start) else { continue };
        let Some(quote) = value.chars().next().filter(|char| matches!(char, '"' | '\'' | '`')) else {
            continue;
        };
        let Some(end) = value[1..].find(quote) else { continue };
        let text = &value[1..=end];
        if !text.contains("${") {
            return Some(text.to_owned());
        }
    }
    None
}

impl Rules for Eleventy {
    fn heading_ids(&self) -> Option<&'static str> {
        None
    }

    fn syntax(&self) -> Syntax {
        Syntax::Liquid
    }

    fn place(&self, folder: &Folder, path: &str) -> Place {
        let inner = path.strip_prefix(&self.input);
        let (dir, file) = split_path(inner.unwrap_or(path));
        if dir.split('/').any(|part| part.starts_with(['_', '.'])) || file.starts_with('.') {
            return Place::Nothing;
        }
        let role = text_role(path).or_else(|| is_template(path).then_some(Role::Story));
        let Some(role) = role.filter(|_| inner.is_some()) else {
            let inner = inner.or_else(|| path.strip_prefix("public/")).unwrap_or(path);
            return if is_media(path) { Place::Asset(format!("/{inner}")) } else { Place::Nothing };
        };
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if dir.is_empty() && stem.chars().all(|char| char.is_ascii_uppercase() || char == '_') {
            return Place::Nothing;
        }
        let first = dir.split('/').next().unwrap_or_default();
        let language = language_tag(first).filter(|tag| folder.languages.contains(tag));
        let dir = if language.is_some() { dir[first.len()..].trim_matches('/') } else { dir };
        Place::Text(TextPlace { role, folder: dir.to_owned(), name: stem.to_owned(), language })
    }

    fn inherited(&self, folder: &Folder, text: &Text) -> Fields {
        let mut inherited = Fields::default();
        let mut path = text.path.rsplit_once('.').map_or(text.path.as_str(), |(stem, _)| stem);
        loop {
            let (dir, name) = split_path(path);
            let is_text = text.path.starts_with(&format!("{path}."));
            let base = if is_text { path.to_owned() } else { format!("{path}/{name}") };
            for suffix in ["11tydata.json", "json", "11tydata.js", "11tydata.cjs", "11tydata.mjs"] {
                let file = format!("{base}.{suffix}");
                let Some(text) = folder.tree.text(&file) else { continue };
                if let Some(Value::Object(table)) = fields::data(&file, &text) {
                    inherited.fill(&Fields(table));
                    continue;
                }
                let found = ["permalink", "lang", "date"]
                    .into_iter()
                    .filter_map(|key| Some((key.to_owned(), Value::String(string_after(&text, key)?))));
                inherited.fill(&Fields(found.collect()));
            }
            if dir.is_empty() {
                return inherited;
            }
            path = dir;
        }
    }

    fn set_address(
        &self,
        folder: &Folder,
        text: &Text,
        fields: &Fields,
        decisions: &Decisions,
    ) -> Result<Option<String>, String> {
        let permalink = fields.text("permalink");
        // A template is mostly that of the folder; an address is the text's own.
        let is_own = permalink.as_ref().is_some_and(|permalink| !permalink.contains("{{"));
        if let Some(pattern) = decisions.permalinks.get(text.group()).filter(|_| !is_own) {
            return expand(pattern, &self.values(folder, text)).map(Some);
        }
        let Some(permalink) = permalink else { return Ok(None) };
        let address = self.expand(&permalink, text, fields, folder)?;
        let bare = address.strip_suffix("index.html").unwrap_or(&address);
        Ok(Some(bare.to_owned()))
    }

    fn default_address(&self, _folder: &Folder, text: &Text) -> String {
        let stem = self.stem(&text.path);
        let (dir, name) = split_path(stem);
        let last = split_path(dir).1;
        let address = if name == "index" || name == last { dir } else { stem };
        pattern::tidy(&format!("/{address}/"))
    }

    fn values(&self, _folder: &Folder, text: &Text) -> Values {
        let named = || Some(text.named_day?.to_datetime(jiff::civil::Time::midnight()));
        let utc = jiff::tz::TimeZone::UTC;
        Values {
            time: text.date.and_then(|date| super::dates::local_time(date, Some(&utc))).or_else(named),
            title: plain_slug(&text.title),
            slug: text.slug.clone().unwrap_or_else(|| text.known_name().to_owned()),
            filename: text.place.name.clone(),
            name: text.slug.clone().unwrap_or_else(|| text.known_name().to_owned()),
            folders: text
                .place
                .folder
                .split('/')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
            output_ext: ".html",
            ..Values::default()
        }
    }

    fn needs_front_matter(&self) -> bool {
        false
    }

    fn globals(&self, tree: &Tree, _config: &Fields) -> Map<String, Value> {
        let mut globals = Map::new();
        for dir in ["_data/", "data/", "src/_data/", "content/_data/"] {
            for (name, value) in rules::data(tree, dir) {
                globals.entry(name).or_insert(value);
            }
        }
        globals
    }

    fn language_prefix(&self, _folder: &Folder, _text: &Text) -> String {
        String::new()
    }
}
