//! A page of the plan: an address and a kind.

use std::borrow::Cow;

use crate::address::Address;
use crate::archive::{ArticleId, Kind};
use crate::config::EditionId;
use crate::path::SitePath;
use crate::sources::FileStat;

use super::{Feed, HostFile, ImageVariant, ListId, QueryFile, SearchFile, Sitemap};

/// Planned page or file.
#[derive(Debug, Clone)]
pub struct Page {
    /// Address.
    pub address: Address,
    /// Kind of the page.
    pub kind: PageKind,
}

/// Kind of a page, with the ids of its content.
#[derive(Debug, Clone)]
pub enum PageKind {
    /// An article.
    Article(ArticleId),
    /// Standing page, by its index in the archive.
    Standing(usize),
    /// Notice of a removed article, by its index in the archive.
    Gone(usize),
    /// Page of a list.
    List(ListId, ListPage),
    /// Overview of all years.
    Archive,
    /// Index of all terms of a kind.
    TermIndex(Kind),
    /// Page of the list of corrections.
    Corrections(ListPage),
    /// Index of all days of the year.
    OnThisDayIndex,
    /// Feed document.
    Feed(Feed),
    /// Redirect.
    Redirect(Box<Address>),
    /// Page for unknown addresses.
    NotFound,
    /// Notice at a path that only existed with a query: its page has moved.
    QueryPage,
    /// File of the lookup table for addresses with a query.
    QueryFile(QueryFile),
    /// Notice that an old address is gone.
    GoneAddress,
    /// Search page in a language.
    SearchPage(EditionId),
    /// File of the search index.
    SearchFile(SearchFile),
    /// Sitemap.
    Sitemap(Sitemap),
    /// `robots.txt`.
    Robots,
    /// Configuration file for a host.
    HostFile(HostFile),
    /// Smaller variant of an image.
    ImageVariant(Box<ImageVariant>),
    /// Copied file.
    File(Box<CopiedFile>),
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
        !matches!(
            self.kind,
            PageKind::Feed(_)
                | PageKind::QueryFile(_)
                | PageKind::SearchFile(_)
                | PageKind::Sitemap(_)
                | PageKind::Robots
                | PageKind::HostFile(_)
                | PageKind::ImageVariant(_)
                | PageKind::File(_)
        )
    }

    /// Returns true if the page's file is the `index.html` of its own folder.
    pub fn is_folder(&self) -> bool {
        let is_html = matches!(
            self.kind,
            PageKind::Article(_)
                | PageKind::Standing(_)
                | PageKind::Gone(_)
                | PageKind::Redirect(_)
                | PageKind::QueryPage
                | PageKind::GoneAddress
        );
        self.address.is_page() || (is_html && !self.address.has_page_ending())
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
