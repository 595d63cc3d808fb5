//! The themes that are in the program, so that a new site needs nothing else. In goes nothing; out come the files of
//! `themes/broadsheet/` as they were when the program was built.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "themes/broadsheet"]
struct Broadsheet;

#[derive(RustEmbed)]
#[folder = "src/theme/starter"]
struct Starter;

/// A file in the program.
#[derive(Debug, Clone)]
pub struct BuiltinFile {
    /// Its path in its folder.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// The themes that are in the program, by name.
pub fn builtin_themes() -> [&'static str; 1] {
    ["broadsheet"]
}

/// The files of a theme that is in the program; `None` where there is no such theme.
pub(super) fn files_of(theme: &str) -> Option<Vec<BuiltinFile>> {
    (theme == "broadsheet").then(all::<Broadsheet>)
}

/// The files of a new site.
pub fn starter_files() -> Vec<BuiltinFile> {
    all::<Starter>()
}

/// All files of a folder in the program, sorted by path.
fn all<E: RustEmbed>() -> Vec<BuiltinFile> {
    let mut files: Vec<BuiltinFile> = E::iter()
        .filter_map(|path| Some(BuiltinFile { bytes: E::get(&path)?.data, path: path.into_owned() }))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
