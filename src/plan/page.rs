//! A page of the plan: an address and a kind.

use std::borrow::Cow;

use super::PageKind;
use crate::address::Address;
use crate::path::SitePath;
use crate::sources::{CONTENT, FileStat, STATIC};

/// Files for hosts and robots.
const MACHINE_FILES: [&str; 4] = ["/robots.txt", "/CNAME", "/favicon.ico", "/humans.txt"];

/// Extensions of page assets.
const ASSET_EXTENSIONS: [&str; 9] = ["css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "webmanifest"];

/// Planned page or file.
#[derive(Debug, Clone)]
pub struct Page {
    /// Address.
    pub address: Address,
    /// Kind of the page.
    pub kind: PageKind,
}

/// Page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPage {
    /// The latest items, at the list's own address.
    Latest,
    /// Full, permanent page, numbered from 1, the oldest.
    Numbered(usize),
}

impl ListPage {
    /// Returns the number of a full page; `None` for the latest page.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Latest => None,
            Self::Numbered(number) => Some(number),
        }
    }
}

/// File that is published unchanged.
#[derive(Debug, Clone)]
pub struct CopiedFile {
    /// Path of the source file.
    pub file: SitePath,
    /// Address.
    pub address: Address,
    /// Contents.
    pub contents: FileContents,
    /// Address without the content hash, if `address` has one.
    pub plain_address: Option<Address>,
}

/// Contents of a file.
#[derive(Debug, Clone)]
pub enum FileContents {
    /// On disk, in the site's folder.
    Disk(FileStat),
    /// In memory.
    Memory(Cow<'static, [u8]>),
}

impl Page {
    /// Creates a page.
    pub fn new(address: Address, kind: PageKind) -> Self {
        Self { address, kind }
    }

    /// Returns the path of the page's file in the output.
    ///
    /// A text or redirect at an address such as `/story.asp` is written to `story.asp/index.html`:
    /// servers would serve a file `story.asp` as a download, but redirect a folder to its index.
    pub fn file(&self) -> String {
        if self.is_folder() && !self.address.is_page() {
            return format!("{}/index.html", &self.address.as_str()[1..]);
        }
        self.address.file()
    }

    /// Returns true if this is an HTML page.
    pub fn is_html(&self) -> bool {
        self.kind.template().is_some()
    }

    /// Returns true if the page's file is the `index.html` of its own folder.
    pub fn is_folder(&self) -> bool {
        self.address.is_page() || (self.kind.has_chosen_address() && !self.address.has_page_ending())
    }

    /// Returns true if `file` is the page's [file](Self::file).
    pub fn is_answered_by(&self, file: &str) -> bool {
        if self.address.is_page() {
            return self.address.is_answered_by(file);
        }
        let path = if self.is_folder() { file.strip_suffix("/index.html") } else { Some(file) };
        path == Some(&self.address.as_str()[1..])
    }
}

impl CopiedFile {
    /// Returns true if readers may have linked to the file.
    ///
    /// Files with a hash in their name are excluded, because the name changes by itself.
    pub(super) fn is_linkable(&self) -> bool {
        let is_hidden = self.plain_address.is_some()
            || self.address.as_str().split('/').any(|part| part.starts_with(['.', '_']));
        let extension = self.file.extension().map(str::to_ascii_lowercase);
        let is_asset = extension.is_some_and(|ending| ASSET_EXTENSIONS.contains(&ending.as_str()));
        if is_hidden || is_asset || MACHINE_FILES.contains(&self.address.as_str()) {
            return false;
        }
        self.file.beneath(CONTENT).is_some() || self.is_static_at_own_path()
    }

    fn is_static_at_own_path(&self) -> bool {
        let below = self.file.beneath(STATIC);
        below.and_then(|below| Address::root().with_file(below).ok()).as_ref() == Some(&self.address)
    }
}
