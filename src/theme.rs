//! Themes: templates, static files and translations that decide how pages look.
//!
//! A theme is loaded with the site's overrides before it and its parent themes behind it. This
//! module reads files and renders nothing; [`view`] documents the data that each template receives.

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

/// A theme with its overrides and parents.
#[derive(Debug, Default)]
pub struct Theme {
    /// Template folders in order of precedence: the site's, the theme's, its parents'.
    pub layers: Vec<String>,
    /// All templates of all layers.
    pub templates: Vec<Template>,
    /// Every translation file of every layer, in the layers' order; the program's own come last.
    pub translations: Vec<Translation>,
    /// Static files, each path once. The first layer that has a path wins.
    pub files: Vec<ThemeFile>,
}

/// Layer of the site's own templates.
pub const SITE_LAYER: &str = "templates";

/// Folder of the site's own translation files.
pub const SITE_TRANSLATIONS: &str = "i18n";

/// Template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Name, with its layer: `broadsheet/article.html`.
    pub name: String,
    /// Path of the file.
    pub file: SitePath,
    /// Text of the file.
    pub text: String,
}

/// Translation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// Language tag: `ar` for `i18n/ar.toml`.
    pub language: String,
    /// Path of the file.
    pub file: SitePath,
    /// Text of the file.
    pub text: String,
}

/// Static file of a theme.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// Path below `static/`, which is also its address.
    pub path: String,
    /// Path of the file.
    pub file: SitePath,
    /// Contents of the file.
    pub bytes: FileBytes,
}

/// Contents of a theme's file.
#[derive(Debug, Clone)]
pub enum FileBytes {
    /// On disk, in the site's folder.
    Disk(FileStat),
    /// Compiled into the program.
    Program(Cow<'static, [u8]>),
}

impl Theme {
    /// Templates that a theme must have, by itself or through a parent.
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

    /// Templates that a theme may have.
    ///
    /// Without `search.html` a site has no search; without `old-address.html`, `404.html` is used.
    pub const OPTIONAL: [&'static str; 2] = ["old-address.html", "search.html"];

    /// Returns the template of this name from the first layer that has it.
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
