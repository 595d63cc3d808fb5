//! Somebody who reads the site all the while that it is deployed: each page has to be the old one or the new one, and each
//! file that it names has to be there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::site::Tree;

/// What is allowed at each path.
pub(crate) struct Reader {
    old: Tree,
    new: Tree,
    /// The files that a page names, by the page's bytes.
    parts: BTreeMap<Vec<u8>, BTreeSet<String>>,
}

impl Reader {
    pub(crate) fn new(old: &Tree, new: &Tree) -> Self {
        let pages = old.iter().chain(new).filter(|(path, _)| is_page(path));
        let parts = pages.map(|(_, bytes)| (bytes.clone(), parts(bytes))).collect();
        Self { old: old.clone(), new: new.clone(), parts }
    }

    /// Reads every page of the site.
    ///
    /// # Panics
    /// When one is missing that both have, is neither the old nor the new one, or names a file that is not there.
    pub(crate) fn read(&self, folder: &Path) {
        let paths: BTreeSet<&String> = self.old.keys().chain(self.new.keys()).collect();
        for path in paths {
            let (old, new) = (self.old.get(path), self.new.get(path));
            let Ok(bytes) = fs::read(folder.join(path)) else {
                assert!(old.is_none() || new.is_none(), "{path} is missing");
                continue;
            };
            assert!(
                old == Some(&bytes) || new == Some(&bytes),
                "{path} is neither the old one nor the new one"
            );
            for part in self.parts.get(&bytes).into_iter().flatten() {
                assert!(folder.join(part).is_file(), "{path} names {part}, which is not there");
            }
        }
    }

    /// How many files pages name, so that a test can see that it looks at something.
    pub(crate) fn watched(&self) -> usize {
        self.parts.values().map(BTreeSet::len).sum()
    }
}

fn is_page(path: &str) -> bool {
    path.strip_suffix(".html").is_some()
}

/// The files of the site that a page names.
fn parts(page: &[u8]) -> BTreeSet<String> {
    const ENDINGS: [&str; 10] =
        [".css", ".js", ".png", ".svg", ".webp", ".jpg", ".woff2", ".ico", ".webmanifest", ".json"];
    let text = String::from_utf8_lossy(page);
    let quoted = text.split('"').flat_map(|text| text.split([' ', ','])).map(str::trim);
    let below =
        quoted.filter_map(|text| text.strip_prefix("https://town.example").unwrap_or(text).strip_prefix('/'));
    let files = below.filter(|path| ENDINGS.iter().any(|ending| path.ends_with(ending)));
    files.map(str::to_owned).collect()
}
