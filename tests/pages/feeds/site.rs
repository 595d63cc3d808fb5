//! A site in a folder of its own, whose feeds are read back.

use crate::site;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A site.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site with this config below its title and address.
    pub(crate) fn new(config: &str) -> Self {
        let mut site = site::Site::new("");
        site.set_now("2025-12-01T00:00:00Z");
        fs::create_dir(site.path("content")).expect("a folder is made");
        Self(site).configured(config)
    }

    /// The same site with another config.
    pub(crate) fn configured(self, config: &str) -> Self {
        let head = "title = \"News\"\nbase_url = \"https://n.example\"\n";
        self.write("config.toml", format!("{head}{config}"));
        self
    }

    /// Adds a story that is newer than those of lower numbers.
    pub(crate) fn add(&self, number: usize) {
        let (month, day) = (1 + number / 20, 1 + number % 20);
        let text = format!(
            "+++\ntitle = \"Story {number}\"\ndate = 2025-{month:02}-{day:02}\ntags = [\"all\"]\n+++\nText {number}.\n"
        );
        self.write(&format!("content/story-{number}.md"), &text);
    }

    /// What is wrong with the site.
    pub(crate) fn faults(&self) -> Vec<String> {
        let found = self.try_build().expect_err("the site is wrong");
        found.iter().map(ToString::to_string).collect()
    }

    /// A JSON file of the output, laid out for the eye.
    pub(crate) fn json(&self, file: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(&self.file(file)).expect("JSON");
        serde_json::to_string_pretty(&value).expect("JSON")
    }

    /// The feeds of all stories, each document by its file.
    pub(crate) fn feeds(&self) -> BTreeMap<String, String> {
        let folders = ["", "atom", "rss", "feed"].into_iter();
        let files = folders.flat_map(|folder| {
            let entries = fs::read_dir(self.path("public").join(folder)).into_iter().flatten().flatten();
            entries.map(move |entry| Path::new(folder).join(entry.file_name()).to_string_lossy().into_owned())
        });
        let feeds = files.filter(|file| file.ends_with("xml") || file.ends_with("json"));
        feeds.map(|file| (file.clone(), self.file(&file))).collect()
    }

    /// The ids of a document's stories, in its order.
    pub(crate) fn ids(&self, file: &str) -> Vec<String> {
        let text = self.file(file);
        let (before, after) = match file {
            _ if file.ends_with("json") => ("\"id\":\"", '"'),
            _ if file.starts_with("rss") => ("<guid isPermaLink=\"false\">", '<'),
            _ => ("<entry>\n<id>", '<'),
        };
        let parts = text.split(before).skip(1);
        parts.map(|part| part.split(after).next().unwrap_or_default().to_owned()).collect()
    }

    /// The ids of all stories from the oldest document on, as `next-archive` leads, the oldest first; none where there is no
    /// archive.
    pub(crate) fn walk_forward(&self, format: &str) -> Vec<String> {
        let first = format!("{format}/1.xml");
        let mut ids = Vec::new();
        let mut next = Some(first).filter(|first| self.feeds().contains_key(first));
        while let Some(file) = next {
            ids.extend(self.ids(&file).into_iter().rev());
            let text = self.file(&file);
            let newer = text.split_once("rel=\"next-archive\"").map(|(_, rest)| rest);
            let newer = newer.and_then(|rest| rest.split_once("https://n.example/"));
            next = newer.and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
            assert!(ids.len() < 1000, "the walk goes in a circle");
        }
        ids
    }

    /// The ids of all stories, from a newest document to the oldest.
    pub(crate) fn walk(&self, newest: &str) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = Some(newest.to_owned());
        while let Some(file) = next {
            ids.extend(self.ids(&file));
            let text = self.file(&file);
            let older = text.split_once("rel=\"prev-archive\"").map(|(_, rest)| rest);
            let older = older.or_else(|| text.split_once("\"next_url\":").map(|(_, rest)| rest));
            let older = older.and_then(|rest| rest.split_once("https://n.example/"));
            next = older.and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
            assert!(ids.len() < 1000, "the walk goes in a circle");
        }
        ids
    }
}
