//! The site's settings. In goes `config.toml`; out comes a [`Site`] in which nothing is left to resolve: the zone is
//! a zone, the permalink a pattern, the theme a name with its settings. Everything wrong with the file is reported in
//! one go.

// mod raw;
mod site;

// pub use raw::read;
pub use site::{Html, Markdown, MenuLink, Overrides, Punctuation, Site, ThemeChoice};
