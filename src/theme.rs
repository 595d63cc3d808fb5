//! How pages look. In goes the theme's name; out comes a [`Theme`]: its templates, with the site's own overrides
//! before them and its parents behind, its files, and what changes when one of them does. Files are read here and
//! nothing is rendered; the [`view`] types say what a template is given.

mod builtin;
mod css;
mod dependencies;
mod hashed_names;
mod load;
mod settings;
mod translations;
pub mod view;

use std::borrow::Cow;

use crate::path::SitePath;
use crate::sources::FileStat;

pub use builtin::{builtin_themes, starter_files};
pub use dependencies::TemplateDependencies;
pub use hashed_names::{AssetContents, HashedAsset, has_hashed_name, hash_names};
pub use load::load;

/// A theme with all that stands before and behind it.
#[derive(Debug, Default)]
pub struct Theme {
    /// Where templates are looked for, the first that has one wins: the site, the theme, its parents.
    pub layers: Vec<String>,
    /// Every template of every layer.
    pub templates: Vec<Template>,
    /// Every translation file of every layer, in the layers' order; the program's own come last.
    pub translations: Vec<Translation>,
    /// Every file that is published as it is, each once: a layer's own before those behind it.
    pub files: Vec<ThemeFile>,
}

/// The layer of the site's own templates.
pub const SITE_LAYER: &str = "templates";

/// The folder of the site's own translation files.
pub const SITE_TRANSLATIONS: &str = "i18n";

/// A template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its name with its layer's: `broadsheet/article.html`.
    pub name: String,
    /// The file, as an editor knows it.
    pub file: SitePath,
    /// Its text.
    pub text: String,
}

/// A translation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The tag of its language: `ar` of `i18n/ar.toml`.
    pub language: String,
    /// The file, as an editor knows it.
    pub file: SitePath,
    /// Its text.
    pub text: String,
}

/// A theme's file.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// Its path below `static/`, which is its address.
    pub path: String,
    /// The file, as an editor knows it.
    pub file: SitePath,
    /// Where its bytes are.
    pub bytes: FileBytes,
}

/// Where a theme's file's bytes are.
#[derive(Debug, Clone)]
pub enum FileBytes {
    /// In the site's folder.
    Disk(FileStat),
    /// In the program.
    Program(Cow<'static, [u8]>),
}

impl Theme {
    /// The templates that a theme must have, by itself or through a parent.
    pub const REQUIRED: [&'static str; 11] = [
        "404.html",
        "archive.html",
        "article.html",
        "corrections.html",
        "list.html",
        "month.html",
        "page.html",
        "redirect.html",
        "terms.html",
        "withdrawn.html",
        "year.html",
    ];

    /// The templates that a theme may have: without `search.html` a site has no search, and `404.html` stands in for
    /// `old-address.html`.
    pub const OPTIONAL: [&'static str; 2] = ["old-address.html", "search.html"];

    /// The template that a name stands for: that of the first layer which has one.
    pub fn template(&self, name: &str) -> Option<&Template> {
        let in_layer = |layer: &String| {
            let full = format!("{layer}/{name}");
            self.templates.iter().find(|template| template.name == full)
        };
        self.templates
            .iter()
            .find(|template| template.name == name)
            .or_else(|| self.layers.iter().find_map(in_layer))
    }
}
