//! Imports the folders of static site generators: Hugo, Zola, Jekyll, Eleventy.
//!
//! All four keep texts in Markdown with front matter. `rules::Rules` holds the
//! differences: where texts are, and how their addresses are made. The `index::Index` of all
//! texts and files is made when the folder is opened, so that links between texts resolve.

mod addresses;
mod authors;
mod body;
mod bylines;
mod dates;
mod eleventy;
mod fields;
mod hugo;
mod index;
mod jekyll;
mod kramdown;
mod lead_image;
mod links;
mod lists;
mod local;
mod mapping;
mod observe;
mod open;
mod pattern;
mod ranges;
mod remarks;
mod rules;
mod shortcodes;
mod stories;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod values;
mod write;
mod yaml;
mod zola;

use std::io::Read;

use authors::Authors;
use index::Index;
use rules::{Folder, Rules};
use serde_json::Value;

use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::kind::Kind;
use crate::paths;
use crate::source::{SiteFacts, Source};
use crate::story::{Item, MediaFile, Redirect};
use crate::survey::Observations;

pub use open::detect;

/// Folder of a static site generator.
pub struct StaticSite {
    kind: Kind,
    folder: Folder,
    rules: Box<dyn Rules>,
    index: Index,
    authors: Authors,
    facts: SiteFacts,
    /// Hosts of the old site, in lowercase.
    hosts: Vec<String>,
    /// Address of each file in the source that is published unchanged.
    files_by_source: std::collections::HashMap<String, String>,
    /// Keys of front matter that hold tags, beside the usual ones.
    taxonomies: Vec<String>,
    /// Names of the sections, by folder.
    sections: std::collections::BTreeMap<String, String>,
    /// Readers' comments, by the name of the text.
    comments: serde_json::Map<String, Value>,
    today: jiff::civil::Date,
}

/// Text of a static site: its place in the index, or an author of the data.
pub enum Raw {
    /// Place in the index.
    Text(usize),
    /// Id of an author.
    Author(String),
}

impl StaticSite {
    /// Returns the file of an address that is published unchanged.
    fn media_file(&self, address: &str) -> Option<MediaFile> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let decoded = links::decoded(path);
        let source = self.index.files.get(&decoded);
        let base = self.facts.base_url.as_deref().unwrap_or_default();
        Some(MediaFile {
            url: format!("{base}{address}"),
            source_path: Some(
                source.map_or_else(|| decoded.trim_start_matches('/').to_owned(), Clone::clone),
            ),
            site_path: paths::static_path(path)?,
        })
    }
}

impl Source for StaticSite {
    type Raw = Raw;

    fn site(&self) -> SiteFacts {
        self.facts.clone()
    }

    fn read(&self, sink: &mut dyn FnMut(Raw) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for number in 0..self.index.texts.len() {
            sink(Raw::Text(number))?;
        }
        for id in self.authors.0.keys() {
            sink(Raw::Author(id.clone()))?;
        }
        Ok(())
    }

    fn convert(&self, raw: Raw, decisions: &Decisions) -> Item {
        match raw {
            Raw::Text(number) => self.convert_text(number, decisions),
            Raw::Author(id) => self.convert_author(&id, decisions),
        }
    }

    fn observe(&self, raw: &Raw, observations: &mut Observations) {
        if let Raw::Text(number) = raw {
            self.observe_text(*number, observations);
        }
    }

    fn suggest(&self, observations: &Observations, decisions: &mut Decisions) {
        for (id, _) in observations.authors.by_count() {
            let name = self.authors.name(id, &decisions.authors);
            if name != id {
                decisions.authors.entry(id.to_owned()).or_insert(name);
            }
        }
        for ((_, folder), pattern) in &self.index.observed {
            decisions.permalinks.entry(folder.clone()).or_insert_with(|| pattern.clone());
        }
        decisions.dates.expired_before.get_or_insert_with(|| self.today.to_string());
        if decisions.source.base_url.is_none() {
            decisions.source.base_url.clone_from(&self.facts.base_url);
        }
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        self.old_lists()
    }

    fn files(&self) -> Vec<MediaFile> {
        self.index
            .files
            .keys()
            .filter_map(|address| {
                // Pages that the site makes itself.
                const OWN: [&str; 10] = [
                    "/404.html",
                    "/index.html",
                    "/sitemap.xml",
                    "/atom.xml",
                    "/rss.xml",
                    "/feed.json",
                    "/CNAME",
                    "/_redirects",
                    "/_headers",
                    "/robots.txt",
                ];
                if OWN.contains(&address.as_str()) {
                    None
                } else {
                    self.media_file(&links::encoded(&address.replace('%', "%25")))
                }
            })
            .collect()
    }

    fn open_file(&self, path: &str) -> std::io::Result<Option<Box<dyn Read>>> {
        Ok(self.folder.tree.open_file(path)?.map(|file| Box::new(file) as Box<dyn Read>))
    }
}
