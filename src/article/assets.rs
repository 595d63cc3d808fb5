//! Collects the files that a text shows or links to.
//!
//! A reference may be relative to the text's file or to its page, relative to the site's root, or a
//! complete URL of the site, percent-encoded or not. Nothing here checks whether the files exist.

use std::borrow::{Borrow, Cow};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::{HasAssets, asset_path};
use crate::address::{Address, AddressError, alike};
use crate::config::Site;
use crate::fields::scheme;
use crate::path::{SitePath, is_text_ending};
use crate::sources::{CONTENT, PAGES};

/// Maximum length of a file name's extension.
const MAX_EXTENSION_BYTES: usize = 10;

/// Reference to a file that a text shows or links to.
///
/// Holds the path (`content/2025/map.svg`) or address (`/2025/map.svg`) in the normalized form of
/// [`alike`], which ignores the differences that some file system or server ignores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AssetRef(Arc<str>);

impl AssetRef {
    /// Creates a reference to the file at a path.
    fn of_file(file: &SitePath) -> Self {
        Self(alike(file.as_str()).into())
    }

    /// Creates a reference to the file at an address.
    pub fn of_address(address: &Address) -> Self {
        Self(address.key().as_str().into())
    }

    /// Returns the references that may lead to a file of `content/`: its path, and its address if
    /// it is next to texts that share a folder.
    pub fn keys(file: &SitePath) -> impl Iterator<Item = Cow<'_, str>> {
        let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT));
        let address = below.map(|below| {
            let address = alike(&["/", below].concat()).into_owned();
            Cow::Owned(address.strip_suffix("/index.html").map_or(address.clone(), str::to_owned))
        });
        std::iter::once(alike(file.as_str())).chain(address)
    }

    /// Parses a reference in a setting or template: an address relative to the site's root, or a
    /// complete URL of the site.
    pub fn from_url(written: &str, site: &Site) -> Option<Self> {
        let path = without_query(path_within_site(written.trim(), site)?);
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        decoded
            .starts_with('/')
            .then(|| Address::root().resolve(&decoded).ok())?
            .map(|address| Self::of_address(&address))
    }
}

impl Borrow<str> for AssetRef {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Collects the files that one text uses.
pub(super) struct AssetCollector<'a> {
    file: &'a SitePath,
    page: &'a Address,
    site: &'a Site,
    has_assets: HasAssets,
    found: Vec<AssetRef>,
}

impl<'a> AssetCollector<'a> {
    /// Creates a collector for the text of `file`, whose page is at `page`.
    pub(super) fn new(file: &'a SitePath, page: &'a Address, site: &'a Site, has_assets: HasAssets) -> Self {
        Self { file, page, site, has_assets, found: Vec::new() }
    }

    /// Adds a file.
    pub(super) fn add_file(&mut self, file: &SitePath) {
        self.found.push(AssetRef::of_file(file));
    }

    /// Adds a link, which may be percent-encoded.
    pub(super) fn add_link(&mut self, written: &str) {
        let Some(path) = path_within_site(written.trim(), self.site).map(without_query) else { return };
        if let Ok(decoded) = percent_decode_str(path).decode_utf8() {
            self.add_path(&decoded);
        }
    }

    /// Adds a value of the front matter or an argument of a component, if it can be a file's path
    /// or a link to a file.
    pub(super) fn add_value(&mut self, written: &str) {
        let written = written.trim();
        let can_be = written.len() < 2048 && !written.contains(char::is_control);
        if !can_be || (!has_extension(without_query(written)) && self.has_assets != HasAssets::PageLike) {
            return;
        }
        self.add_link(written);
        if written.contains(['%', '?', '#']) && scheme(written).is_none() {
            self.add_path(written);
        }
    }

    /// Adds every string in a value of `[extra]`.
    pub(super) fn add_toml_value(&mut self, value: &toml::Value) {
        match value {
            toml::Value::String(text) => self.add_value(text),
            toml::Value::Array(values) => values.iter().for_each(|value| self.add_toml_value(value)),
            toml::Value::Table(table) => table.values().for_each(|value| self.add_toml_value(value)),
            _ => {}
        }
    }

    /// Adds the file in an attribute or in an argument of a component, or each file of a `srcset`.
    pub(super) fn add_attribute(&mut self, written: &str) {
        self.add_value(written);
        if written.contains(',') {
            let pieces: Vec<&str> = written.split(',').filter_map(srcset_file).collect();
            if pieces.len() == written.split(',').filter(|piece| !piece.trim().is_empty()).count() {
                for piece in pieces {
                    self.add_value(piece);
                }
            }
        } else if let Some(file) = srcset_file(written) {
            self.add_value(file);
        }
    }

    /// Adds every complete URL of the site in a text.
    pub(super) fn add_site_urls_in(&mut self, text: &str) {
        let site = self.site;
        let Some((_, base)) = site.base_url.split_once("://") else { return };
        let host = &base[..base.find('/').unwrap_or(base.len())];
        for (at, _) in text.match_indices(host).filter(|(at, _)| text[..*at].ends_with("//")) {
            let rest = &text[at - 2..];
            let is_end = |c: char| {
                c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}' | '|' | '\\' | '`')
            };
            let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
            self.add_link(address.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']));
        }
    }

    /// Adds the file at a decoded path.
    fn add_path(&mut self, path: &str) {
        let last = path.rsplit('/').next().unwrap_or(path);
        if path.is_empty() || last.rsplit_once('.').is_some_and(|(_, ending)| is_text_ending(ending)) {
            return;
        }
        if path.starts_with('/') {
            self.add_address(Address::root().resolve(path));
            let base = percent_decode_str(&self.site.base_path).decode_utf8_lossy();
            let below = path.strip_prefix(&*base).filter(|below| !base.is_empty() && below.starts_with('/'));
            if let Some(below) = below {
                self.add_address(Address::root().resolve(below));
            }
            return;
        }
        if let Ok(file) = asset_path::resolve(self.file, path) {
            self.add_file(&file);
        }
        // For an `index.md` both references are the same.
        if self.file.stem() != "index" || path.contains("..") {
            self.add_address(self.page.resolve(path));
        }
    }

    /// Adds the file at an address.
    pub(super) fn add_address(&mut self, address: Result<Address, AddressError>) {
        if let Ok(address) = address
            && (!address.is_page() || self.has_assets == HasAssets::PageLike)
        {
            self.found.push(AssetRef::of_address(&address));
        }
    }

    /// Returns the references, sorted, each once.
    pub(super) fn into_assets(mut self) -> Vec<AssetRef> {
        self.found.sort_unstable();
        self.found.dedup();
        self.found
    }
}

/// Returns the path of a link within the site, relative or rooted.
///
/// Returns `None` for external links.
fn path_within_site<'l>(link: &'l str, site: &Site) -> Option<&'l str> {
    let after = match (link.strip_prefix("//"), scheme(link)) {
        (Some(after), _) => after,
        (None, None) => return Some(link),
        (None, Some(scheme)) => {
            let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            link.get(scheme.len() + 1..).filter(|_| is_web)?.strip_prefix("//")?
        }
    };
    let (_, base) = site.base_url.split_once("://")?;
    let (host, path) = base.split_at(base.find('/').unwrap_or(base.len()));
    let rest = after
        .get(..host.len())
        .filter(|begin| begin.eq_ignore_ascii_case(host))
        .map(|_| &after[host.len()..])?;
    rest.strip_prefix(path).filter(|rest| rest.starts_with('/'))
}

/// Returns a link without query and fragment.
fn without_query(link: &str) -> &str {
    &link[..link.find(['?', '#']).unwrap_or(link.len())]
}

/// Returns whether the last part of a path has a file extension.
fn has_extension(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.rsplit_once('.').is_some_and(|(_, ending)| {
        (1..=MAX_EXTENSION_BYTES).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Returns the file in a candidate of a `srcset`: `map.svg`, `map.svg 2x`.
fn srcset_file(piece: &str) -> Option<&str> {
    let piece = piece.trim();
    let Some((file, size)) = piece.rsplit_once(char::is_whitespace) else {
        return has_extension(without_query(piece)).then_some(piece);
    };
    let number = size.strip_suffix(['w', 'x', 'h'])?;
    let is_size = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_size && has_extension(without_query(file.trim()))).then_some(file.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    /// Returns the references of the text at `content/2020/2020-01-02-a.md`.
    fn assets(base: &str, add: impl FnOnce(&mut AssetCollector<'_>)) -> Vec<String> {
        let settings = format!("title = \"Town\"\nbase_url = \"{base}\"\n");
        let site = config::read(&settings, &Overrides::default()).0.expect("the settings are right");
        let (file, page) =
            (SitePath::known("content/2020/2020-01-02-a.md"), Address::known("/2020/01/02/a/"));
        let mut assets = AssetCollector::new(&file, &page, &site, HasAssets::Yes);
        add(&mut assets);
        assets.into_assets().into_iter().map(|used| used.0.to_string()).collect()
    }

    const BASE: &str = "https://town.example";

    #[test]
    fn every_spelling_of_a_link_is_a_reference() {
        for written in [
            "/map.svg",
            " /map.svg ",
            "/map.svg?x#y",
            "/m%61p.svg",
            "/MAP.svg",
            "/x/../map.svg",
            "//town.example/map.svg",
            "http://town.example/map.svg",
            "HTTPS://Town.Example/map.svg#x",
            "../../../../map.svg",
        ] {
            let found = assets(BASE, |assets| assets.add_link(written));
            assert!(found.contains(&"/map.svg".to_owned()), "{written}: {found:?}");
        }
        assert_eq!(
            assets(BASE, |assets| assets.add_link("a%20b.png")),
            ["/2020/01/02/a/a b.png", "content/2020/a b.png"]
        );
        assert_eq!(
            assets(BASE, |assets| assets.add_link("../map.svg")),
            ["/2020/01/02/map.svg", "content/map.svg"]
        );
    }

    #[test]
    fn links_to_texts_pages_and_other_sites_are_ignored() {
        for written in [
            "b.md",
            "B.MARKDOWN",
            "/2020/b.md",
            "#end",
            "?q",
            "",
            "https://other.example/map.svg",
            "mailto:a@town.example",
            "/about/",
            "..",
            "%ff.png",
            "https://town.example.org/map.svg",
        ] {
            assert_eq!(assets(BASE, |assets| assets.add_link(written)), Vec::<String>::new(), "{written}");
        }
    }

    #[test]
    fn the_base_path_is_no_part_of_an_address() {
        let base = "https://town.example/news";
        assert_eq!(assets(base, |assets| assets.add_link("https://town.example/news/map.svg")), ["/map.svg"]);
        assert_eq!(
            assets(base, |assets| assets.add_link("https://town.example/map.svg")),
            Vec::<String>::new()
        );
        assert_eq!(assets(base, |assets| assets.add_link("/news/map.svg")), ["/map.svg", "/news/map.svg"]);
    }

    #[test]
    fn values_and_lists_are_references_if_they_can_be_files() {
        let found = assets(BASE, |assets| assets.add_attribute("/a.jpg 1x, /b.jpg 2x"));
        assert!(found.contains(&"/a.jpg".to_owned()) && found.contains(&"/b.jpg".to_owned()), "{found:?}");
        for text in ["A ship, and a map", "He left. Then it rained", "U.S.", "word"] {
            assert_eq!(assets(BASE, |assets| assets.add_attribute(text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            assets(BASE, |assets| assets.add_site_urls_in(
                "see https://town.example/a.pdf, (//town.example/b.pdf) or town.example/c.pdf."
            )),
            ["/a.pdf", "/b.pdf"]
        );
    }
}
