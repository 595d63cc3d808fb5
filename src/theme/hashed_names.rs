//! Cache-busting names for a theme's static files.
//!
//! `css/broadsheet.css` is also published as `css/broadsheet.5f2c9a1b.css`, whose content never
//! changes, so browsers may cache it for a year. References in style sheets are rewritten to hashed
//! names. The plain names are published too, for references that aren't rewritten: addresses
//! written out in templates, imports in scripts, strings in style sheets.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::css;
use crate::digest::Digest;

/// Extensions of the files that get a hashed name.
const HASHED_EXTENSIONS: [&str; 17] = [
    "avif", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "mjs", "otf", "png", "svg", "ttf", "wasm",
    "webp", "woff", "woff2",
];

/// Size limit of files that get a hashed name.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// Maximum depth of imports between style sheets.
///
/// Deeper imports keep their plain names.
const MAX_IMPORT_DEPTH: usize = 16;

/// Number of hexadecimal digits of the hash in a name.
const HASH_DIGITS: usize = 8;

/// File under its hashed name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashedAsset {
    /// Path below the theme's `static/`, with the hash: `css/broadsheet.5f2c9a1b.css`.
    pub path: String,
    /// Rewritten content of a style sheet; `None` for other files, which are unchanged.
    pub bytes: Option<Vec<u8>>,
}

/// Input of the hashing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetContents {
    /// Style sheet, with its content.
    Style(Vec<u8>),
    /// Any other file, for which the digest is enough.
    Other(Digest),
}

impl AssetContents {
    /// Classifies a file by its path below `static/`.
    pub fn new(path: &str, bytes: Vec<u8>) -> Self {
        let is_style = ending(path).is_some_and(|ending| ending.eq_ignore_ascii_case("css"));
        if is_style { Self::Style(bytes) } else { Self::Other(Digest::of(&bytes)) }
    }
}

/// Returns true if a file of this path and size gets a hashed name.
pub fn has_hashed_name(path: &str, size: u64) -> bool {
    size <= MAX_FILE_BYTES
        && ending(path)
            .is_some_and(|ending| HASHED_EXTENSIONS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Returns the hashed counterpart of each file. Keys are paths below `static/`.
pub fn hash_names(files: &BTreeMap<String, AssetContents>) -> BTreeMap<String, HashedAsset> {
    let mut hasher = Hasher { files, done: BTreeMap::new(), open: Vec::new() };
    for path in files.keys() {
        hasher.hash(path);
    }
    hasher.done.into_iter().map(|(path, (_, hashed))| (path, hashed)).collect()
}

/// Hashing in progress.
struct Hasher<'f> {
    files: &'f BTreeMap<String, AssetContents>,
    done: BTreeMap<String, (Digest, HashedAsset)>,
    /// Style sheets being resolved, each imported by its predecessor.
    open: Vec<String>,
}

impl Hasher<'_> {
    /// Returns the hash of a file.
    ///
    /// Returns `None` if the file doesn't exist or is part of an import cycle: two files can't
    /// contain each other's hash.
    fn hash(&mut self, path: &str) -> Option<String> {
        if !self.done.contains_key(path) {
            let file = self.files.get(path)?;
            if self.open.len() == MAX_IMPORT_DEPTH || self.open.iter().any(|open| open == path) {
                return None;
            }
            self.open.push(path.to_owned());
            let (digest, bytes) = match file {
                AssetContents::Other(digest) => (*digest, None),
                AssetContents::Style(bytes) => {
                    let bytes = self.rewritten(path, bytes);
                    (Digest::of(&bytes), Some(bytes))
                }
            };
            self.open.pop();
            let hashed = HashedAsset { path: with_hash(path, &hash_of(digest)), bytes };
            self.done.insert(path.to_owned(), (digest, hashed));
        }
        self.done.get(path).map(|(digest, _)| hash_of(*digest))
    }

    /// Rewrites the references of a style sheet to hashed names.
    fn rewritten(&mut self, path: &str, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => css::rewrite(text, &mut |written| self.replacement(path, written)).into_bytes(),
            Err(_) => bytes.to_vec(),
        }
    }

    /// Returns a reference with the hash of its target in the file name.
    fn replacement(&mut self, path: &str, written: &str) -> Option<String> {
        let (address, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        // The hash is inserted before the extension, so the reference needs one.
        ending(address)?;
        let target = target(path, address)?;
        let hash = self.hash(&target)?;
        Some(with_hash(address, &hash) + rest)
    }
}

/// Resolves a reference to a path; `None` if it leads out of the theme.
fn target(path: &str, address: &str) -> Option<String> {
    if address.is_empty() || address.starts_with("//") || crate::fields::scheme(address).is_some() {
        return None;
    }
    let decoded = percent_decode_str(address).decode_utf8().ok()?;
    let mut parts: Vec<&str> = match decoded.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => path.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn hash_of(digest: Digest) -> String {
    let mut hex = format!("{digest:?}");
    hex.truncate(HASH_DIGITS);
    hex
}

/// Inserts a hash before the extension of a path.
fn with_hash(path: &str, hash: &str) -> String {
    match path.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => path.to_owned(),
    }
}

fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(files: &[(&str, &str)]) -> BTreeMap<String, HashedAsset> {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), AssetContents::new(path, text.as_bytes().to_vec())));
        hash_names(&files.collect())
    }

    fn text<'s>(hashed: &'s BTreeMap<String, HashedAsset>, path: &str) -> &'s str {
        std::str::from_utf8(hashed[path].bytes.as_deref().unwrap()).unwrap()
    }

    #[test]
    fn a_name_is_the_same_for_the_same_bytes_and_another_for_others() {
        let name = |text| hashed(&[("css/a.css", text)])["css/a.css"].path.clone();
        assert_eq!(name("p {}"), "css/a.d6d7d037.css");
        assert_eq!(name("p {}"), name("p {}"));
        assert_ne!(name("p {}"), name("q {}"));
    }

    #[test]
    fn a_style_sheet_asks_for_hashed_names_and_is_another_when_one_of_them_is() {
        let site = |dot| {
            hashed(&[
                (
                    "css/a.css",
                    "@import 'b.css'; a { src: url(../fonts/my%20font.woff2?v=1#x), url(/dot.svg) }",
                ),
                (
                    "css/b.css",
                    "b { src: url(\"../dot.svg#part\") url(gone.svg) url(//x.example/dot.svg) url(../../dot.svg) }",
                ),
                ("dot.svg", dot),
                ("fonts/my font.woff2", "font"),
            ])
        };
        let (one, other) = (site("<svg/>"), site("<svg></svg>"));
        let hash = |path: &str| {
            let name = one[path].path.rsplit('/').next().unwrap();
            name.split('.').nth(1).unwrap().to_owned()
        };
        assert_eq!(
            text(&one, "css/a.css"),
            format!(
                "@import 'b.{}.css'; a {{ src: url(../fonts/my%20font.{}.woff2?v=1#x), url(/dot.{}.svg) }}",
                hash("css/b.css"),
                hash("fonts/my font.woff2"),
                hash("dot.svg")
            )
        );
        assert_eq!(
            text(&one, "css/b.css"),
            format!(
                "b {{ src: url(\"../dot.{}.svg#part\") url(gone.svg) url(//x.example/dot.svg) url(../../dot.svg) }}",
                hash("dot.svg")
            )
        );
        for path in ["css/a.css", "css/b.css", "dot.svg"] {
            assert_ne!(one[path].path, other[path].path, "{path}");
        }
        assert_eq!(one["fonts/my font.woff2"], other["fonts/my font.woff2"]);
    }

    #[test]
    fn style_sheets_that_import_each_other_keep_the_plain_name_where_the_ring_closes() {
        let ring = hashed(&[
            ("a.css", "@import 'b.css';"),
            ("b.css", "@import 'a.css';"),
            ("c.css", "@import 'c.css';"),
        ]);
        assert_eq!(text(&ring, "b.css"), "@import 'a.css';");
        assert_eq!(text(&ring, "a.css"), format!("@import '{}';", ring["b.css"].path));
        assert_eq!(text(&ring, "c.css"), "@import 'c.css';");
    }

    #[test]
    fn a_long_chain_of_imports_has_an_end() {
        let files: Vec<(String, String)> =
            (0..2000).map(|n| (format!("{n:04}.css"), format!("@import '{:04}.css';", n + 1))).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(hashed(&files).len(), 2000);
    }

    #[test]
    fn only_what_pages_show_is_stamped() {
        for path in ["css/a.css", "a.js", "fonts/a.WOFF2", "img/a.b.svg"] {
            assert!(has_hashed_name(path, 10), "{path}");
        }
        for path in ["robots.txt", "site.webmanifest", "css", "a.css/b", ".css", "film.mp4"] {
            assert!(!has_hashed_name(path, 10), "{path}");
        }
        assert!(!has_hashed_name("big.png", MAX_FILE_BYTES + 1));
    }
}
