//! Rules of Jekyll.

use serde_json::{Map, Value};

use super::fields::{Fields, member, text_of};
use super::pattern::{self, Values, expand, jekyll_slug, plain_slug};
use super::rules::{self, Folder, Rules};
use super::tags::Syntax;
use super::text::{Place, Role, Text, TextPlace, is_media, language_tag, split_path, text_at, text_role};
use super::tree::Tree;
use crate::decisions::Decisions;

/// Folders whose texts are authors.
const AUTHOR_COLLECTIONS: [&str; 4] = ["authors", "author", "people", "staff"];

/// Files of the root that belong to tools.
const TOOLS: [&str; 8] =
    ["README", "LICENSE", "CONTRIBUTING", "CHANGELOG", "CODE_OF_CONDUCT", "SECURITY", "CLAUDE", "AGENTS"];

/// Rules of Jekyll.
pub(super) struct Jekyll;

impl Jekyll {
    /// Returns the pattern of a style, or a pattern as it is.
    ///
    /// Source: <https://jekyllrb.com/docs/permalinks/>.
    fn style(name: &str) -> String {
        match name {
            "date" => "/:categories/:year/:month/:day/:title:output_ext",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
            "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
            "none" => "/:categories/:title:output_ext",
            pattern => pattern,
        }
        .to_owned()
    }

    /// Returns the permalink of the configuration.
    fn permalink(folder: &Folder) -> Option<String> {
        text_at(&folder.config, "permalink")
    }

    /// Returns the ending that the permalink gives to pages and collections.
    fn suffix(folder: &Folder) -> &'static str {
        match Self::permalink(folder).as_deref() {
            Some("pretty") => "/",
            Some(pattern) if pattern.ends_with('/') => "/",
            Some(pattern)
                if pattern.contains(':') && !pattern.ends_with(":output_ext") && !pattern.contains('.') =>
            {
                ""
            }
            _ => ".html",
        }
    }

    /// Returns the collection of a path, and the path in it.
    fn collection<'p>(folder: &Folder, path: &'p str) -> Option<(String, &'p str)> {
        let dir = text_at(&folder.config, "collections_dir").unwrap_or_default();
        let inner = path.strip_prefix(&dir).unwrap_or(path).trim_start_matches('/');
        let (name, inner) = inner.strip_prefix('_')?.split_once('/')?;
        let is_known = match folder.config.get("collections")? {
            Value::Object(collections) => collections.contains_key(name),
            Value::Array(collections) => collections.iter().any(|it| text_of(it) == name),
            _ => false,
        };
        is_known.then(|| (name.to_owned(), inner))
    }

    /// Returns a setting of a text's collection.
    fn collection_setting(folder: &Folder, text: &Text, name: &str) -> Option<Value> {
        let (collection, _) = Self::collection(folder, &text.path)?;
        let collections = folder.config.get("collections")?;
        member(member(collections, &collection)?, name).cloned()
    }

    /// Reports that a text is a post.
    fn is_post(path: &str) -> bool {
        path.split('/').any(|part| part == "_posts" || part == "_drafts")
    }

    /// Returns the path in the site of a text that is no post.
    fn page_path(folder: &Folder, text: &Text) -> String {
        let dir = split_path(&text.path).0;
        let dir = dir.trim_start_matches('/');
        if text.place.name == "index" {
            return pattern::tidy(&format!("/{dir}/"));
        }
        pattern::tidy(&format!("/{dir}/{}{}", text.place.name, Self::suffix(folder)))
    }

    /// Reports that the configuration excludes a path.
    fn is_excluded(folder: &Folder, path: &str) -> bool {
        let stem = path.split('.').next().unwrap_or(path);
        let named = |item: &String| {
            let item = item.trim_matches('/');
            path == item || path.strip_prefix(item).is_some_and(|rest| rest.starts_with('/'))
        };
        TOOLS.contains(&stem) || folder.config.list("exclude").iter().any(named)
    }
}

impl Rules for Jekyll {
    fn heading_ids(&self) -> Option<&'static str> {
        Some("kramdown")
    }

    fn syntax(&self) -> Syntax {
        Syntax::Liquid
    }

    fn place(&self, folder: &Folder, path: &str) -> Place {
        if Self::is_excluded(folder, path) {
            return Place::Nothing;
        }
        let (dir, file) = split_path(path);
        let name = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
        let (before, after) = match dir.split_once("_posts").or_else(|| dir.split_once("_drafts")) {
            Some((before, after)) => (before.trim_matches('/'), after.trim_matches('/')),
            None => (dir, ""),
        };
        let collection = Self::collection(folder, path);
        let is_hidden = before.split('/').any(|part| part.starts_with(['_', '.']));
        if is_hidden && collection.is_none() {
            return Place::Nothing;
        }
        let Some(role) = text_role(path) else {
            return match (is_media(path), Self::is_post(path)) {
                (true, false) => Place::Asset(format!("/{}", path.trim_start_matches('_'))),
                _ => Place::Nothing,
            };
        };
        let role = match &collection {
            Some((collection, _)) if AUTHOR_COLLECTIONS.contains(&collection.as_str()) => Role::Author,
            _ if role == Role::Story && dir.contains("_drafts") => Role::Draft,
            _ => role,
        };
        let first = before.split('/').next().unwrap_or_default();
        let language = language_tag(first).filter(|tag| folder.languages.contains(tag));
        let inner = if language.is_some() { before[first.len()..].trim_matches('/') } else { before };
        let inner = match (inner, after) {
            ("", after) => after.to_owned(),
            (before, "") => before.to_owned(),
            (before, after) => format!("{before}/{after}"),
        };
        Place::Text(TextPlace { role, folder: inner.trim_start_matches('_').to_owned(), name, language })
    }

    fn inherited(&self, folder: &Folder, text: &Text) -> Fields {
        let kind = match Self::collection(folder, &text.path) {
            Some((collection, _)) => collection,
            None if Self::is_post(&text.path) => "posts".to_owned(),
            None => "pages".to_owned(),
        };
        let mut fitting: Vec<(usize, &Value)> = Vec::new();
        for default in folder.config.get("defaults").and_then(Value::as_array).into_iter().flatten() {
            let scope = |name| member(default, "scope").and_then(|scope| member(scope, name)).map(text_of);
            let path = scope("path").unwrap_or_default();
            let path = path.split('*').next().unwrap_or_default();
            let fits_kind = scope("type").is_none_or(|it| it.is_empty() || it == kind);
            if let Some(values) = member(default, "values")
                && fits_kind
                && text.path.starts_with(path)
            {
                fitting.push((path.len(), values));
            }
        }
        // The longest path counts.
        fitting.sort_by_key(|(len, _)| std::cmp::Reverse(*len));
        let mut inherited = Fields::default();
        for (_, values) in fitting {
            if let Value::Object(table) = values {
                inherited.fill(&Fields(table.clone()));
            }
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
        if let Some(permalink) = fields.text("permalink") {
            return expand(&Self::style(&permalink), &values).map(Some);
        }
        if let Some(pattern) = decisions.permalinks.get(text.group()) {
            return expand(&Self::style(pattern), &values).map(Some);
        }
        if Self::is_post(&text.path) {
            let of_posts = folder.config.at("collections.posts.permalink").map(text_of);
            let Some(pattern) = of_posts.or_else(|| Self::permalink(folder)) else { return Ok(None) };
            return expand(&Self::style(&pattern), &values).map(Some);
        }
        if let Some(pattern) = Self::collection_setting(folder, text, "permalink") {
            return expand(&Self::style(&text_of(&pattern)), &values).map(Some);
        }
        if let Some((collection, inner)) = Self::collection(folder, &text.path) {
            let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
            return Ok(Some(format!("/{collection}/{stem}{}", Self::suffix(folder))));
        }
        Ok(Some(Self::page_path(folder, text)))
    }

    fn default_address(&self, folder: &Folder, text: &Text) -> String {
        let pattern = Self::style("date");
        if !Self::is_post(&text.path) {
            return Self::page_path(folder, text);
        }
        expand(&pattern, &self.values(folder, text)).unwrap_or_else(|_| format!("/{}.html", text.bare_name))
    }

    fn values(&self, folder: &Folder, text: &Text) -> Values {
        let zone = text_at(&folder.config, "timezone").and_then(|name| jiff::tz::TimeZone::get(&name).ok());
        let name = text.slug.as_deref().unwrap_or(&text.bare_name);
        let collection = Self::collection(folder, &text.path);
        let folders = match &collection {
            Some((_, inner)) => inner.rsplit_once('.').map_or(*inner, |(stem, _)| stem).to_owned(),
            None => split_path(&text.path).0.to_owned(),
        };
        let mut categories: Vec<String> = Vec::new();
        for category in &text.categories {
            let category = category.to_lowercase();
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        let named = || Some(text.named_day?.to_datetime(jiff::civil::Time::midnight()));
        Values {
            time: text.date.and_then(|date| super::dates::local_time(date, zone.as_ref())).or_else(named),
            title: jekyll_slug(name),
            slug: plain_slug(name),
            filename: text.place.name.clone(),
            name: name.to_owned(),
            folders: folders.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            categories,
            collection: collection.map(|(name, _)| name).unwrap_or_default(),
            output_ext: ".html",
        }
    }

    fn needs_front_matter(&self) -> bool {
        true
    }

    fn globals(&self, tree: &Tree, config: &Fields) -> Map<String, Value> {
        let mut site = config.0.clone();
        site.insert("data".to_owned(), Value::Object(rules::data(tree, "_data/")));
        Map::from_iter([("site".to_owned(), Value::Object(site))])
    }

    fn language_prefix(&self, _folder: &Folder, _text: &Text) -> String {
        String::new()
    }
}
