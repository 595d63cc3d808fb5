//! Themes compiled into the program: the files of `themes/broadsheet/`, so that a new site needs
//! nothing else.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "themes/broadsheet"]
struct Broadsheet;

#[derive(RustEmbed)]
#[folder = "src/theme/starter"]
struct Starter;

/// File compiled into the program.
#[derive(Debug, Clone)]
pub struct BuiltinFile {
    /// Path within its folder.
    pub path: String,
    /// Contents.
    pub bytes: Cow<'static, [u8]>,
}

/// Names of the built-in themes.
pub fn builtin_themes() -> [&'static str; 1] {
    ["broadsheet"]
}

/// Returns the files of a built-in theme, or `None` if there is no such theme.
pub(super) fn files_of(theme: &str) -> Option<Vec<BuiltinFile>> {
    (theme == "broadsheet").then(all::<Broadsheet>)
}

/// Returns the files of a new site.
pub fn starter_files() -> Vec<BuiltinFile> {
    all::<Starter>()
}

/// Returns all files of an embedded folder, sorted by path.
fn all<E: RustEmbed>() -> Vec<BuiltinFile> {
    let mut files: Vec<BuiltinFile> = E::iter()
        .filter_map(|path| Some(BuiltinFile { bytes: E::get(&path)?.data, path: path.into_owned() }))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
