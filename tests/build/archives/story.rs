//! A story of an archive as the conversion leaves it: new front matter, the body unchanged.

use std::fmt::Write as _;

/// An archive after the conversion.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// Lines of the site's `config.toml` beyond its title and theme.
    pub(crate) config: String,
    /// Its stories.
    pub(crate) stories: Vec<Story>,
}

/// One story.
#[derive(Debug)]
pub(crate) struct Story {
    /// Path below `content/`.
    pub(crate) file: String,
    /// Keys of the front matter with values in JSON, which YAML takes as they are.
    pub(crate) front: Vec<(&'static str, String)>,
    /// Text as the source has it.
    pub(crate) body: String,
    /// Addresses that its readers have.
    pub(crate) addresses: Vec<String>,
}

impl Story {
    /// Begins a story.
    pub(crate) fn new(file: impl Into<String>, body: impl Into<String>) -> Self {
        Self { file: file.into(), front: Vec::new(), body: body.into(), addresses: Vec::new() }
    }

    /// Adds a key with a text.
    pub(crate) fn text(&mut self, key: &'static str, value: &str) {
        self.front.push((key, json(value)));
    }

    /// Changes the text of a key.
    pub(crate) fn set_text(&mut self, key: &'static str, value: &str) {
        self.front.retain(|(known, _)| *known != key);
        self.text(key, value);
    }

    /// Adds a key with a list of texts, unless the list is empty.
    pub(crate) fn list(&mut self, key: &'static str, values: &[String]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| json(value)).collect();
            self.front.push((key, format!("[{}]", values.join(", "))));
        }
    }

    /// Returns the file's text.
    pub(crate) fn to_file(&self) -> String {
        let mut text = "---\n".to_owned();
        for (key, value) in &self.front {
            let _ = writeln!(text, "{key}: {value}");
        }
        text + "---\n" + &self.body
    }
}

fn json(value: &str) -> String {
    serde_json::to_string(value).expect("a text is JSON")
}
