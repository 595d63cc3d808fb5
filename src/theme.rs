//! Themes.
pub mod view;
