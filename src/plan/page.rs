//! A page of the plan: its address, and what it shows.

use std::borrow::Cow;

use crate::address::Address;
use crate::archive::{ArticleId, Kind};
use crate::config::EditionId;
use crate::path::SitePath;
use crate::sources::FileStat;

use super::{Feed, HostFile, ImageVariant, ListId, QueryFile, SearchFile, Sitemap};

/// A page, or a file, that the site will have.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub address: Address,
    /// What it shows.
    pub kind: PageKind,
}

/// What a page shows.
#[derive(Debug, Clone)]
pub enum PageKind {
    /// An article.
    Article(ArticleId),
    /// A standing page, by its place among them.
    Standing(usize),
    /// That an article is gone, by its place among those.
    Gone(usize),
    /// A part of a list.
    List(ListId, ListPage),
    /// All years.
    Archive,
    /// All terms of a kind.
    TermIndex(Kind),
    /// A part of the list of all corrections.
    Corrections(ListPage),
    /// All days of the year, each leading to its stories in every year.
    OnThisDayIndex,
    /// A document of a feed.
    Feed(Feed),
    /// The way to another address.
    Redirect(Box<Address>),
    /// That there is nothing at an address.
    NotFound,
    /// Notice at a path that only had addresses with a query: what was there has moved.
    QueryPage,
    /// File of the table by which such addresses are looked up.
    QueryFile(QueryFile),
    /// Notice that what was at an old address is gone.
    GoneAddress,
    /// What readers search the site with, in one of its languages.
    SearchPage(EditionId),
    /// What that page's script asks for.
    SearchFile(SearchFile),
    /// What there is, for search engines.
    Sitemap(Sitemap),
    /// What a search engine may read, and where the sitemaps are.
    Robots,
    /// What a host is told of the site.
    HostFile(HostFile),
    /// A picture made smaller.
    ImageVariant(Box<ImageVariant>),
    /// A file as it is.
    File(Box<CopiedFile>),
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPage {
    /// The newest stories, at the list's own address.
    Latest,
    /// A full page, by its number from 1, the oldest. It never changes.
    Numbered(usize),
}

impl ListPage {
    /// The number of a full page; nothing at the list's own address.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Latest => None,
            Self::Numbered(number) => Some(number),
        }
    }
}

/// A file that is published as it is.
#[derive(Debug, Clone)]
pub struct CopiedFile {
    /// The file, as an editor knows it.
    pub file: SitePath,
    /// Where it is published.
    pub address: Address,
    /// Where its bytes are.
    pub contents: FileContents,
    /// The plain address of the file that this is under a name with a content hash.
    pub plain_address: Option<Address>,
}

/// Where a file's bytes are.
#[derive(Debug, Clone)]
pub enum FileContents {
    /// In the site's folder.
    Disk(FileStat),
    /// In memory: in the program, or made from a file.
    Memory(Cow<'static, [u8]>),
}

impl Page {
    /// A page at this address that shows this.
    pub fn new(address: Address, kind: PageKind) -> Self {
        Self { address, kind }
    }

    /// Returns the path of the page's file below the output directory. A text or redirect at an address such as
    /// `/story.asp` is written as `story.asp/index.html`: a server would send a file `story.asp` as a download, and
    /// leads the address of a folder to the page in it.
    pub fn file(&self) -> String {
        if self.is_folder() && !self.address.is_page() {
            return format!("{}/index.html", &self.address.as_str()[1..]);
        }
        self.address.file()
    }

    /// Checks whether this is a page that readers see, and no file.
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

    /// Whether the page's file is the `index.html` of a folder of its own.
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

    /// Whether `file` is the page's [file](Self::file).
    pub fn is_answered_by(&self, file: &str) -> bool {
        if self.address.is_page() {
            return self.address.is_answered_by(file);
        }
        let path = if self.is_folder() { file.strip_suffix("/index.html") } else { Some(file) };
        path == Some(&self.address.as_str()[1..])
    }
}
