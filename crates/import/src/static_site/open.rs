//! Opens the folder of a static site generator, and detects its kind.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::authors::Authors;
use super::eleventy::{self, Eleventy};
use super::fields::{self, Fields, member};
use super::hugo::Hugo;
use super::index::{Index, Maker};
use super::jekyll::Jekyll;
use super::links::host_of;
use super::rules::{Folder, Rules, config};
use super::text::{Role, Text, ending, language_tag, split_path, text_at, text_role, words};
use super::tree::Tree;
use super::zola::Zola;
use super::{StaticSite, dates};
use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::kind::Kind;
use crate::source::SiteFacts;

/// Folders whose name says nothing about their texts.
const NEUTRAL_FOLDERS: [&str; 9] =
    ["posts", "post", "_posts", "blog", "articles", "article", "content", "pages", "drafts"];

/// Detects the generator of a folder.
pub fn detect(folder: &Path) -> Option<Kind> {
    if !folder.is_dir() {
        return None;
    }
    let has = |name: &str| folder.join(name).exists();
    if ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default", "archetypes"]
        .into_iter()
        .any(has)
    {
        return Some(Kind::Hugo);
    }
    if has("_config.yml") || has("_config.yaml") || has("_config.toml") || has("_posts") {
        return Some(Kind::Jekyll);
    }
    if eleventy::CONFIGS.into_iter().any(has) {
        return Some(Kind::Eleventy);
    }
    let tree = Tree::open(folder).ok()?;
    if tree.files().any(|path| path.contains(".11tydata.")) {
        return Some(Kind::Eleventy);
    }
    if has("content") {
        let config = config(&tree, &["config.toml", "config.yaml", "config.yml", "config.json"]);
        // Hugo writes `baseURL`, Zola `base_url`.
        if config.0.contains_key("base_url") {
            return Some(Kind::Zola);
        }
        if config.get("baseURL").is_some() || config.get("languageCode").is_some() {
            return Some(Kind::Hugo);
        }
    }
    let package = tree.text("package.json").unwrap_or_default();
    if package.contains("@11ty/eleventy") {
        return Some(Kind::Eleventy);
    }
    if tree.files().any(|path| path.contains("/_posts/")) {
        return Some(Kind::Jekyll);
    }
    let starts_with = |fence: &str| {
        tree.below("content/")
            .filter(|path| ending(path) == "md")
            .take(20)
            .any(|path| tree.text(path).is_some_and(|text| text.starts_with(fence)))
    };
    if starts_with("+++") && !has("layouts") {
        return Some(Kind::Zola);
    }
    (starts_with("---") || has("layouts")).then_some(Kind::Hugo)
}

impl StaticSite {
    /// Opens a folder.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder can't be read.
    pub fn open(kind: Kind, paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let path = paths.first().cloned().unwrap_or_default();
        if paths.len() != 1 || !path.is_dir() {
            let message = "give the one folder that holds the site's configuration and texts".to_owned();
            return Err(ImportError::Limit { path, message });
        }
        let tree = Tree::open(&path)?;
        let (rules, config): (Box<dyn Rules>, Fields) = match kind {
            Kind::Hugo => (Box::new(Hugo), Hugo::config(&tree)),
            Kind::Zola => (Box::new(Zola), config(&tree, &["config.toml", "zola.toml"])),
            Kind::Jekyll => {
                (Box::new(Jekyll), config(&tree, &["_config.yml", "_config.yaml", "_config.toml"]))
            }
            Kind::Eleventy => (Box::new(Eleventy::of(&tree)), Eleventy::config(&tree)),
            _ => return Err(ImportError::UnknownKind { path }),
        };
        let languages = languages(&tree, &config);
        let globals = rules.globals(&tree, &config);
        let folder = Folder { tree, config, languages, globals };
        Ok(Self::of(kind, folder, rules, decisions))
    }

    /// Makes the index of a folder.
    fn of(kind: Kind, folder: Folder, rules: Box<dyn Rules>, decisions: &Decisions) -> Self {
        let mut facts = site_facts(&folder, decisions);
        facts.heading_ids = rules.heading_ids();
        let mut hosts: Vec<String> = facts.base_url.as_deref().and_then(host_of).into_iter().collect();
        hosts.extend(decisions.source.hosts.iter().map(|host| host.to_ascii_lowercase()));
        let index = Index::make(&Maker {
            folder: &folder,
            rules: rules.as_ref(),
            decisions,
            hosts: &hosts,
            language: facts.language.as_deref(),
        });
        let used: BTreeSet<&String> = index.texts.iter().filter_map(|text| text.language.as_ref()).collect();
        facts.languages = used.into_iter().cloned().collect();
        let authors = authors(&folder, &index.texts);
        let sections = sections(&index.texts);
        let files_by_source: HashMap<_, _> =
            index.files.iter().map(|(address, path)| (path.clone(), address.clone())).collect();
        let set_day = decisions.dates.expired_before.as_deref().and_then(|text| dates::parse(text, None));
        let today = set_day
            .and_then(dates::day_of)
            .unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
        let taxonomies = taxonomies(&folder.config);
        let comments = comments(&folder.globals);
        Self {
            kind,
            folder,
            rules,
            index,
            authors,
            facts,
            hosts,
            files_by_source,
            taxonomies,
            sections,
            comments,
            today,
        }
    }
}

/// Returns the authors of data and of files.
fn authors(folder: &Folder, texts: &[Text]) -> Authors {
    let mut authors = Authors::of(&folder.globals);
    for text in texts.iter().filter(|text| text.place.role == Role::Author) {
        let place = &text.place;
        let id = if text.is_index() { split_path(&place.folder).1 } else { &place.name };
        let name = Map::from_iter([("name".to_owned(), text.title.clone().into())]);
        authors.add(id, &Value::Object(name));
    }
    authors
}

/// Returns the names of the sections, by the folder of their texts.
fn sections(texts: &[Text]) -> BTreeMap<String, String> {
    let used = used_folders(texts);
    let mut sections = BTreeMap::new();
    for text in texts.iter().filter(|text| text.place.role == Role::Section && text.language.is_none()) {
        if used.contains(text.place.folder.as_str()) {
            sections.insert(text.place.folder.clone(), text.title.clone());
        }
    }
    let has_several = used.len() > 1;
    for folder in used {
        if has_several && !NEUTRAL_FOLDERS.contains(&folder) {
            sections.entry(folder.to_owned()).or_insert_with(|| words(folder));
        }
    }
    sections
}

/// Returns the first folders that hold articles.
fn used_folders(texts: &[Text]) -> BTreeSet<&str> {
    let articles = texts.iter().filter(|text| text.place.role == Role::Story && text.date.is_some());
    articles.map(Text::group).filter(|folder| !folder.is_empty()).collect()
}

/// Returns the facts that the configuration gives.
fn site_facts(folder: &Folder, decisions: &Decisions) -> SiteFacts {
    let config = &folder.config;
    let first = |paths: &[&str]| paths.iter().find_map(|path| text_at(config, path));
    let base = first(&["baseURL", "base_url", "url", "host", "site_url", "origin"])
        .filter(|url| url.contains("://"));
    let base = base.map(|base| match text_at(config, "baseurl").filter(|path| path.starts_with('/')) {
        Some(path) if config.0.contains_key("url") => format!("{}{path}", base.trim_end_matches('/')),
        _ => base,
    });
    let given = decisions.source.language.clone();
    let said = first(&[
        "defaultContentLanguage",
        "languageCode",
        "locale",
        "default_language",
        "lang",
        "language",
        "search.fallback",
    ]);
    let language = given.or_else(|| said.and_then(|code| language_tag(&code)));
    let known = |code: &&String| folder.languages.iter().any(|tag| tag == *code);
    let fallback = || {
        let english = "en".to_owned();
        Some(&english).filter(known).cloned().or_else(|| folder.languages.first().cloned())
    };
    SiteFacts {
        title: first(&["title", "name", "params.title", "extra.title"]),
        base_url: decisions.source.base_url.clone().or(base).map(|url| url.trim_end_matches('/').to_owned()),
        description: first(&["description", "params.description", "tagline"]),
        language: language.or_else(fallback),
        time_zone: first(&["timezone", "timeZone"]).filter(|name| jiff::tz::TimeZone::get(name).is_ok()),
        heading_ids: None,
        languages: Vec::new(),
    }
}

/// Returns the languages of the configuration, or those whose folders hold texts.
fn languages(tree: &Tree, config: &Fields) -> Vec<String> {
    let mut languages: BTreeSet<String> = BTreeSet::new();
    match config.get("languages") {
        Some(Value::Object(table)) => languages.extend(table.keys().filter_map(|code| language_tag(code))),
        Some(Value::Array(list)) => {
            let code = |value: &Value| {
                let code = member(value, "code").or_else(|| member(value, "lang")).unwrap_or(value);
                language_tag(&fields::text_of(code))
            };
            languages.extend(list.iter().filter_map(code));
        }
        _ => {}
    }
    let mut by_folder: BTreeMap<String, u64> = BTreeMap::new();
    for path in tree.files().filter(|path| text_role(path).is_some()) {
        let inner =
            ["content/", "src/", "_posts/"].iter().find_map(|dir| path.strip_prefix(dir)).unwrap_or(path);
        let Some((first, _)) = inner.split_once('/') else { continue };
        // Codes of two letters, with a region or without.
        if first.split(['-', '_']).next().is_some_and(|code| code.len() == 2)
            && let Some(tag) = language_tag(first)
        {
            *by_folder.entry(tag).or_default() += 1;
        }
    }
    if by_folder.len() > 1 {
        languages.extend(by_folder.into_keys());
    }
    languages.into_iter().collect()
}

/// Returns the keys of front matter that the configuration names as taxonomies.
fn taxonomies(config: &Fields) -> Vec<String> {
    const USUAL: [&str; 12] = [
        "tags",
        "tag",
        "categories",
        "category",
        "authors",
        "author",
        "series",
        "topics",
        "topic",
        "section",
        "contributors",
        "title",
    ];
    let names: Vec<String> = match config.get("taxonomies") {
        Some(Value::Object(table)) => table.values().map(fields::text_of).collect(),
        Some(Value::Array(list)) => {
            list.iter().filter_map(|it| member(it, "name")).map(fields::text_of).collect()
        }
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| !name.is_empty() && !USUAL.contains(&name.as_str())).collect()
}

/// Returns the comments of data, by the name of the text.
fn comments(globals: &Map<String, Value>) -> Map<String, Value> {
    let data = globals.get("site").and_then(|site| member(site, "data"));
    let found = data.and_then(|data| member(data, "comments")).or_else(|| globals.get("comments"));
    found.and_then(Value::as_object).cloned().unwrap_or_default()
}
