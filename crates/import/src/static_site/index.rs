//! Index of the texts and files of a static site, with their addresses.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::fields::{self, Fields};
use super::links::{decoded, path_of};
use super::observe::{self, Links};
use super::rules::{Folder, Rules};
use super::text::{Place, Role, Text, TextPlace, language_of, split_path};
use super::{addresses, dates, mapping, pattern};
use crate::decisions::Decisions;
use crate::story::Notice;

/// Texts and files of a site.
#[derive(Default)]
pub(super) struct Index {
    /// Texts, sorted by path.
    pub(super) texts: Vec<Text>,
    /// Index of each text by its path.
    by_path: HashMap<String, usize>,
    /// Indexes of the texts by the name of their file.
    by_file: HashMap<String, Vec<usize>>,
    /// Path in the source of each file that is published unchanged, by its address.
    pub(super) files: BTreeMap<String, String>,
    /// Patterns that were learned from links, by group.
    pub(super) observed: BTreeMap<observe::Group, String>,
}

/// What an index is made with.
pub(super) struct Maker<'a> {
    /// Folder.
    pub(super) folder: &'a Folder,
    /// Rules.
    pub(super) rules: &'a dyn Rules,
    /// Decisions.
    pub(super) decisions: &'a Decisions,
    /// Hosts of the old site.
    pub(super) hosts: &'a [String],
    /// Language of the site.
    pub(super) language: Option<&'a str>,
}

impl Index {
    /// Reads all texts, and finds their addresses.
    pub(super) fn make(maker: &Maker<'_>) -> Self {
        let mut index = Self::default();
        let mut all_fields = Vec::new();
        let mut resources = Vec::new();
        let mut links = Links::default();
        for path in maker.folder.tree.files() {
            match maker.rules.place(maker.folder, path) {
                Place::Text(place) => {
                    let read = maker.read(path, place);
                    links.add(&read.body, maker.hosts);
                    index.texts.push(read.text);
                    all_fields.push(read.fields);
                }
                Place::Asset(address) => _ = index.files.insert(address, path.to_owned()),
                Place::Resource => resources.push(path),
                Place::Nothing => {}
            }
        }
        index.set_addresses(maker, &all_fields, &links);
        for (number, text) in index.texts.iter().enumerate() {
            index.by_path.insert(text.path.clone(), number);
            index.by_file.entry(split_path(&text.path).1.to_owned()).or_default().push(number);
        }
        for path in resources {
            let address = index.resource_address(path);
            index.files.insert(address, path.to_owned());
        }
        addresses::settle(&mut index.texts, maker.language);
        index
    }

    /// Sets the addresses of all texts.
    fn set_addresses(&mut self, maker: &Maker<'_>, all_fields: &[Fields], links: &Links) {
        let mut undecided: Vec<Option<String>> = Vec::with_capacity(self.texts.len());
        for (text, fields) in self.texts.iter_mut().zip(all_fields) {
            let set = maker.rules.set_address(maker.folder, text, fields, maker.decisions);
            match set {
                Ok(Some(address)) => {
                    text.address = Some(address);
                    undecided.push(None);
                    continue;
                }
                Ok(None) => {}
                Err(part) => {
                    let message = format!("`{part}` in the pattern of its address can't be evaluated");
                    text.notices.push(Notice { kind: "address", message });
                }
            }
            undecided.push(Some(maker.rules.default_address(maker.folder, text)));
        }
        self.observed = observe::patterns(links, &self.texts, &undecided);
        for ((text, fields), default) in self.texts.iter_mut().zip(all_fields).zip(undecided) {
            let values = maker.rules.values(maker.folder, text);
            if let Some(default) = default {
                let observed = match text.place.role {
                    Role::Story | Role::Draft => self.observed.get(&observe::group(text)),
                    _ => None,
                };
                let expanded = observed.and_then(|pattern| pattern::expand(pattern, &values).ok());
                text.address = Some(expanded.unwrap_or(default));
            }
            let address = decoded(text.address.as_deref().unwrap_or("/"));
            text.aliases = mapping::aliases(fields, &address);
            if let Some(alias) = addresses::by_named_day(text, &address, &values) {
                text.aliases.push(alias);
            }
            if text.date.is_none() {
                text.date = crate::dates::from_address(&address);
            }
            text.address = Some(address);
        }
    }

    /// Returns the address of a file beside a text: below the nearest bundle's.
    fn resource_address(&self, path: &str) -> String {
        let mut dir = split_path(path).0;
        while !dir.is_empty() {
            for name in ["index.md", "_index.md", "index.html", "index.markdown"] {
                let Some(text) = self.by_path.get(&format!("{dir}/{name}")).map(|at| &self.texts[*at]) else {
                    continue;
                };
                let base = text.address.as_deref().unwrap_or("/");
                let base = base.strip_suffix(".html").unwrap_or(base).trim_end_matches('/');
                return format!("{base}{}", &path[dir.len()..]);
            }
            dir = split_path(dir).0;
        }
        let inner = path.split_once('/').map_or(path, |(_, inner)| inner);
        format!("/{inner}")
    }

    /// Finds the text that a reference names: a path from the root, from the folder of
    /// texts or from the text itself, or the name of a file alone.
    pub(super) fn find(&self, from: &Text, reference: &str) -> Option<&Text> {
        let reference = reference.trim_start_matches("@/");
        let dir = split_path(&from.path).0;
        let root = from.path.split('/').next().unwrap_or_default();
        let bare = reference.trim_start_matches("./").trim_matches('/');
        let relative = super::links::join(&format!("/{dir}/"), reference);
        let mut candidates = vec![bare.to_owned(), format!("{root}/{bare}")];
        if !reference.starts_with('/') {
            candidates.insert(0, relative.unwrap_or_default().trim_start_matches('/').to_owned());
            candidates.insert(0, format!("{dir}/{bare}"));
        }
        for candidate in &candidates {
            for ending in ["", ".md", "/index.md", "/_index.md", ".markdown", ".html"] {
                if let Some(at) = self.by_path.get(&format!("{candidate}{ending}")) {
                    return Some(&self.texts[*at]);
                }
            }
        }
        let name = split_path(bare).1;
        let found = ["", ".md", ".markdown", ".html"]
            .iter()
            .find_map(|ending| self.by_file.get(&format!("{name}{ending}")));
        let same = found?.iter().find(|at| self.texts[**at].language == from.language);
        same.or_else(|| found?.first()).map(|at| &self.texts[*at])
    }
}

/// Text that was read for the index.
struct ReadText {
    text: Text,
    fields: Fields,
    body: String,
}

impl Maker<'_> {
    /// Reads a text.
    fn read(&self, path: &str, place: TextPlace) -> ReadText {
        let mut text = Text { path: path.to_owned(), place, ..Text::default() };
        let dated = dates::dated_name(&text.place.name).or_else(|| {
            let folder = split_path(&text.place.folder).1;
            text.is_index()
                .then(|| split_path(&text.place.folder).1)
                .and(dates::dated_name(folder))
                .filter(|_| text.place.name == "index")
        });
        text.named_day = dated.as_ref().map(|name| name.day);
        let rest = dates::dated_name(&text.place.name).map(|name| name.rest).filter(|rest| !rest.is_empty());
        rest.unwrap_or(&text.place.name).clone_into(&mut text.bare_name);
        let document = self
            .folder
            .tree
            .read(path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| fields::read(&bytes));
        let document = match document {
            Ok(document) => document,
            Err(fault) => {
                text.fault = Some(fault);
                return ReadText { text, fields: Fields::default(), body: String::new() };
            }
        };
        if let Role::Unsupported(format) = text.place.role {
            text.fault = Some(format!("is written in {format}, which this import can't read"));
        }
        if !document.has_front_matter && self.rules.needs_front_matter() {
            text.left_out = Some("file without front matter".to_owned());
        }
        let mut fields = document.fields;
        fields.fill(&self.rules.inherited(self.folder, &text));
        self.set_facts(&mut text, &fields);
        ReadText { text, fields, body: document.body }
    }

    /// Sets the facts that addresses need.
    fn set_facts(&self, text: &mut Text, fields: &Fields) {
        text.title = mapping::title(fields, text);
        text.slug = fields.text("slug");
        text.date = mapping::date(fields, text, self.decisions);
        text.is_draft = mapping::is_draft(fields) || text.place.role == Role::Draft;
        text.categories = mapping::categories(fields, text);
        if let Some(rule) = rule_against(fields) {
            text.left_out = Some(rule.to_owned());
        }
        let language =
            language_of(fields, &["lang", "language", "locale"]).or_else(|| text.place.language.clone());
        let is_site = |tag: &String| {
            self.language.is_some_and(|site| {
                site.eq_ignore_ascii_case(tag) || site.split('-').next() == Some(tag.as_str())
            })
        };
        text.language = language.filter(|tag| !is_site(tag));
        text.translation_key =
            ["translationKey", "translation_key", "lang-ref", "lang_ref", "page_id", "ref"]
                .iter()
                .find_map(|key| fields.text(key))
                .unwrap_or_else(|| format!("{}/{}", text.place.folder, text.place.name));
    }
}

/// Returns the setting of front matter for which a text has no page.
fn rule_against(fields: &Fields) -> Option<&'static str> {
    let is = |path: &str, value: Value| fields.at(path) == Some(&value);
    if is("permalink", Value::Bool(false)) {
        return Some("permalink: false");
    }
    if ["build.render", "_build.render"].iter().any(|path| is(path, "never".into()) || is(path, false.into()))
    {
        return Some("build.render: never");
    }
    if is("headless", Value::Bool(true)) || is("render", Value::Bool(false)) {
        return Some("text without a page");
    }
    fields.get("pagination").is_some_and(Value::is_object).then_some("template of lists")
}

/// Returns the path that an alias or redirect of front matter names.
pub(super) fn alias_path(alias: &str) -> String {
    let path = decoded(&path_of(alias.trim()));
    let path = path.split('#').next().unwrap_or_default();
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}
