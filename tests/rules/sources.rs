//! The repository's Rust sources, for tests that check rules about them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Source file.
pub(crate) struct Source {
    /// Path from the repository's folder, such as `src/plan/page.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// True for a module that holds tests only.
    pub(crate) is_test: bool,
}

impl Source {
    /// Returns the name of the top-level module: `plan` for `src/plan/page.rs`.
    pub(crate) fn top_module(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or(below)
    }

    /// Returns the module's path in the library: `["plan", "page"]` for `src/plan/page.rs`.
    pub(crate) fn module(&self) -> Vec<String> {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let below = below.strip_suffix(".rs").unwrap_or(below);
        below.split('/').map(str::to_owned).collect()
    }

    /// Returns true for a file of the library, false for the binary's files and for tests.
    pub(crate) fn is_library(&self) -> bool {
        !["main", "lib", "cli", "commands"].contains(&self.top_module()) && !self.is_test
    }

    /// Returns numbered lines without comments, up to the unit tests at the end of the file.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        (1..).zip(lines).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Returns the sources of the package, ordered by path.
pub(crate) fn sources() -> Vec<Source> {
    below(&["src"])
}

/// Returns the sources of all packages of the workspace, ordered by path.
pub(crate) fn workspace_sources() -> Vec<Source> {
    below(&["src", "crates"])
}

/// Returns the sources below some folders, ordered by path.
fn below(folders: &[&str]) -> Vec<Source> {
    let mut found = BTreeMap::new();
    for folder in folders {
        read_folder(Path::new(folder), &mut found);
    }
    let tests: Vec<String> = found.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| path.contains("/tests") || tests.iter().any(|test| test == path);
    found.into_iter().map(|(path, text)| Source { is_test: is_test(&path), path, text }).collect()
}

/// Returns the files that a module declares as its unit tests.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = path.strip_suffix(".rs").unwrap_or(path);
    let declared = text.split("#[cfg(test)]\nmod ").skip(1);
    declared.filter_map(|rest| Some(format!("{folder}/{}.rs", rest.split_once(';')?.0))).collect()
}

fn read_folder(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_folder(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read_to_string(&path).expect("a source"));
        }
    }
}
