//! Collects the files that a text shows or links to, in whatever way they are written: relative to the text's file or to
//! its page, from the root of the site, as a whole address of the site, percent-encoded or not. Nothing here looks
//! whether the files exist.

use std::borrow::{Borrow, Cow};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::{Beside, files};
use crate::address::{Address, AddressError, alike};
use crate::config::Site;
use crate::fields::scheme;
use crate::path::{SitePath, is_text_ending};
use crate::sources::{CONTENT, PAGES};

/// The most characters of a file's ending.
const LONGEST_ENDING: usize = 10;

/// A file that a text shows or links to: its path (`content/2025/map.svg`) or its address (`/2025/map.svg`), without what
/// some file system or server ignores in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Use(Arc<str>);

impl Use {
    /// Returns the use of the file at a path.
    fn of_file(file: &SitePath) -> Self {
        Self(alike(file.as_str()).into())
    }

    /// Returns the use of the file at an address.
    pub fn of_address(address: &Address) -> Self {
        Self(address.key().as_str().into())
    }

    /// Returns the keys under which a file of `content/` may be in use: its path, and its address where it is beside
    /// texts that share a folder.
    pub fn keys(file: &SitePath) -> impl Iterator<Item = Cow<'_, str>> {
        let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT));
        let address = below.map(|below| {
            let address = alike(&["/", below].concat()).into_owned();
            Cow::Owned(address.strip_suffix("/index.html").map_or(address.clone(), str::to_owned))
        });
        std::iter::once(alike(file.as_str())).chain(address)
    }

    /// Returns the use of a file that a setting or a template names by its address: from the root of the site, or as a
    /// whole address of the site.
    pub fn by_address(written: &str, site: &Site) -> Option<Self> {
        let path = bare(own_path(written.trim(), site)?);
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        decoded
            .starts_with('/')
            .then(|| Address::root().resolve(&decoded).ok())?
            .map(|address| Self::of_address(&address))
    }
}

impl Borrow<str> for Use {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Collector of the uses of one text.
pub(super) struct Uses<'a> {
    file: &'a SitePath,
    page: &'a Address,
    site: &'a Site,
    beside: Beside,
    found: Vec<Use>,
}

impl<'a> Uses<'a> {
    /// Creates a collector for the text of `file`, whose page is at `page`.
    pub(super) fn new(file: &'a SitePath, page: &'a Address, site: &'a Site, beside: Beside) -> Self {
        Self { file, page, site, beside, found: Vec::new() }
    }

    /// Adds a file.
    pub(super) fn file(&mut self, file: &SitePath) {
        self.found.push(Use::of_file(file));
    }

    /// Adds a link, which may be percent-encoded.
    pub(super) fn link(&mut self, written: &str) {
        let Some(path) = own_path(written.trim(), self.site).map(bare) else { return };
        if let Ok(decoded) = percent_decode_str(path).decode_utf8() {
            self.path(&decoded);
        }
    }

    /// Adds what a key of the front matter or an argument of a component says, if it can be a file: its path as it is
    /// called, or a link.
    pub(super) fn value(&mut self, written: &str) {
        let written = written.trim();
        let can_be = written.len() < 2048 && !written.contains(char::is_control);
        if !can_be || (!has_ending(bare(written)) && self.beside != Beside::AnyAddress) {
            return;
        }
        self.link(written);
        if written.contains(['%', '?', '#']) && scheme(written).is_none() {
            self.path(written);
        }
    }

    /// Adds every text in a value of `[extra]`.
    pub(super) fn values(&mut self, value: &toml::Value) {
        match value {
            toml::Value::String(text) => self.value(text),
            toml::Value::Array(values) => values.iter().for_each(|value| self.values(value)),
            toml::Value::Table(table) => table.values().for_each(|value| self.values(value)),
            _ => {}
        }
    }

    /// Adds what an attribute, or an argument of a component, says: a file, or several as `srcset` lists them.
    pub(super) fn mention(&mut self, written: &str) {
        self.value(written);
        if written.contains(',') {
            let pieces: Vec<&str> = written.split(',').filter_map(listed).collect();
            if pieces.len() == written.split(',').filter(|piece| !piece.trim().is_empty()).count() {
                for piece in pieces {
                    self.value(piece);
                }
            }
        } else if let Some(file) = listed(written) {
            self.value(file);
        }
    }

    /// Adds every whole address of the site that stands in a text, whatever it stands in.
    pub(super) fn addresses_in(&mut self, text: &str) {
        let site = self.site;
        let Some((_, base)) = site.base_url.split_once("://") else { return };
        let host = &base[..base.find('/').unwrap_or(base.len())];
        for (at, _) in text.match_indices(host).filter(|(at, _)| text[..*at].ends_with("//")) {
            let rest = &text[at - 2..];
            let is_end = |c: char| {
                c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}' | '|' | '\\' | '`')
            };
            let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
            self.link(address.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']));
        }
    }

    /// Adds the file at a decoded path.
    fn path(&mut self, path: &str) {
        let last = path.rsplit('/').next().unwrap_or(path);
        if path.is_empty() || last.rsplit_once('.').is_some_and(|(_, ending)| is_text_ending(ending)) {
            return;
        }
        if path.starts_with('/') {
            self.address(Address::root().resolve(path));
            let base = percent_decode_str(&self.site.base_path).decode_utf8_lossy();
            let below = path.strip_prefix(&*base).filter(|below| !base.is_empty() && below.starts_with('/'));
            if let Some(below) = below {
                self.address(Address::root().resolve(below));
            }
            return;
        }
        if let Ok(file) = files::resolve(self.file, path) {
            self.file(&file);
        }
        // Of a text in a folder of its own, both are the same.
        if self.file.stem() != "index" || path.contains("..") {
            self.address(self.page.resolve(path));
        }
    }

    /// Adds the file at an address.
    pub(super) fn address(&mut self, address: Result<Address, AddressError>) {
        if let Ok(address) = address
            && (!address.is_page() || self.beside == Beside::AnyAddress)
        {
            self.found.push(Use::of_address(&address));
        }
    }

    /// Returns the uses, sorted, each once.
    pub(super) fn into_found(mut self) -> Vec<Use> {
        self.found.sort_unstable();
        self.found.dedup();
        self.found
    }
}

/// Returns the path of a link that leads into the site, relative or from the site's root; `None` for one that leads
/// elsewhere.
fn own_path<'l>(link: &'l str, site: &Site) -> Option<&'l str> {
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

/// Returns a link without what follows its path.
fn bare(link: &str) -> &str {
    &link[..link.find(['?', '#']).unwrap_or(link.len())]
}

/// Returns whether a path's last part has an ending as files have.
fn has_ending(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.rsplit_once('.').is_some_and(|(_, ending)| {
        (1..=LONGEST_ENDING).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Returns the file in a piece of a list: `map.svg`, or with a size, as `srcset` has it, `map.svg 2x`.
fn listed(piece: &str) -> Option<&str> {
    let piece = piece.trim();
    let Some((file, size)) = piece.rsplit_once(char::is_whitespace) else {
        return has_ending(bare(piece)).then_some(piece);
    };
    let number = size.strip_suffix(['w', 'x', 'h'])?;
    let is_size = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_size && has_ending(bare(file.trim()))).then_some(file.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    /// Returns what the text at `content/2020/2020-01-02-a.md` uses.
    fn uses(base: &str, add: impl FnOnce(&mut Uses<'_>)) -> Vec<String> {
        let settings = format!("title = \"Town\"\nbase_url = \"{base}\"\n");
        let site = config::read(&settings, &Overrides::default()).0.expect("the settings are right");
        let (file, page) =
            (SitePath::known("content/2020/2020-01-02-a.md"), Address::known("/2020/01/02/a/"));
        let mut uses = Uses::new(&file, &page, &site, Beside::Files);
        add(&mut uses);
        uses.into_found().into_iter().map(|used| used.0.to_string()).collect()
    }

    const BASE: &str = "https://town.example";

    #[test]
    fn every_spelling_of_a_link_is_a_use() {
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
            let found = uses(BASE, |uses| uses.link(written));
            assert!(found.contains(&"/map.svg".to_owned()), "{written}: {found:?}");
        }
        assert_eq!(
            uses(BASE, |uses| uses.link("a%20b.png")),
            ["/2020/01/02/a/a b.png", "content/2020/a b.png"]
        );
        assert_eq!(uses(BASE, |uses| uses.link("../map.svg")), ["/2020/01/02/map.svg", "content/map.svg"]);
    }

    #[test]
    fn links_to_texts_pages_and_other_sites_are_none() {
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
            assert_eq!(uses(BASE, |uses| uses.link(written)), Vec::<String>::new(), "{written}");
        }
    }

    #[test]
    fn the_sites_own_folder_is_no_part_of_an_address() {
        let base = "https://town.example/news";
        assert_eq!(uses(base, |uses| uses.link("https://town.example/news/map.svg")), ["/map.svg"]);
        assert_eq!(uses(base, |uses| uses.link("https://town.example/map.svg")), Vec::<String>::new());
        assert_eq!(uses(base, |uses| uses.link("/news/map.svg")), ["/map.svg", "/news/map.svg"]);
    }

    #[test]
    fn values_and_lists_are_uses_where_they_can_be_files() {
        let found = uses(BASE, |uses| uses.mention("/a.jpg 1x, /b.jpg 2x"));
        assert!(found.contains(&"/a.jpg".to_owned()) && found.contains(&"/b.jpg".to_owned()), "{found:?}");
        for text in ["A ship, and a map", "He left. Then it rained", "U.S.", "word"] {
            assert_eq!(uses(BASE, |uses| uses.mention(text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            uses(BASE, |uses| uses.addresses_in(
                "see https://town.example/a.pdf, (//town.example/b.pdf) or town.example/c.pdf."
            )),
            ["/a.pdf", "/b.pdf"]
        );
    }
}
