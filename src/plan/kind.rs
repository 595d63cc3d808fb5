//! Kinds of pages, and the facts about each kind that need no rendering: its template, language,
//! upload group, and membership in the sitemap and the ledger.
//!
//! A new kind of page is added here; the compiler then lists the code that has to handle it.

use super::{CopiedFile, Feed, ImageVariant, ListId, ListPage, Plan, UploadGroup};
use crate::address::Address;
use crate::archive::{Archive, ArticleId, TermKind};
use crate::config::EditionId;

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
    TermIndex(TermKind),
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

/// File of the lookup table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFile {
    /// Script that looks up the table.
    Script,
    /// Number of parts, for programs at a host.
    Count,
    /// Part of the table, by number.
    Part(u16),
}

/// File of the search index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchFile {
    /// List of the parts and their numbers of files.
    Parts,
    /// Words of a part, by the number of their prefix.
    Words(ListPage, u16),
    /// Articles of a part, by file number.
    Stories(ListPage, u16),
}

/// Kind of sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitemap {
    /// Pages of the set at this index of [`super::Plan::sitemaps`].
    Urls(usize),
    /// Index of the sitemaps.
    Index,
    /// Articles of the last two days.
    News,
}

/// Configuration file for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    /// `_redirects` for Netlify.
    NetlifyRedirects,
    /// `_redirects` for Cloudflare.
    CloudflareRedirects,
    /// `_headers` for both.
    Headers,
    /// `.htaccess` for Apache.
    Htaccess,
    /// Maps for the `http` block of nginx.
    NginxMaps,
    /// Directives for the `server` block of nginx.
    NginxServer,
    /// Configuration of a bucket website.
    S3Website,
}

impl PageKind {
    /// Returns the template of an HTML page; `None` for other files.
    pub fn template(&self) -> Option<&'static str> {
        Some(match self {
            Self::Article(_) => "article.html",
            Self::Standing(_) => "page.html",
            Self::Gone(_) => "withdrawn.html",
            Self::List(ListId::Month(_), ListPage::Latest) => "month.html",
            Self::List(ListId::Year(_), ListPage::Latest) => "year.html",
            Self::List(..) => "list.html",
            Self::Archive => "archive.html",
            Self::Corrections(_) => "corrections.html",
            Self::TermIndex(_) | Self::OnThisDayIndex => "terms.html",
            Self::Redirect(_) => "redirect.html",
            Self::QueryPage | Self::GoneAddress => "old-address.html",
            Self::NotFound => "404.html",
            Self::SearchPage(_) => "search.html",
            Self::Feed(_)
            | Self::QueryFile(_)
            | Self::SearchFile(_)
            | Self::Sitemap(_)
            | Self::Robots
            | Self::HostFile(_)
            | Self::ImageVariant(_)
            | Self::File(_) => return None,
        })
    }

    /// Returns the language of a page. A redirect has the language of its target.
    pub fn edition(&self, archive: &Archive, plan: &Plan) -> EditionId {
        match self {
            Self::Article(id) => archive.article(*id).edition,
            Self::Standing(index) => archive.standing()[*index].edition,
            Self::Gone(index) => archive.tombstones()[*index].edition,
            Self::List(list, _) => list.edition(archive),
            Self::Feed(feed) => feed.list.edition(archive),
            Self::SearchPage(edition) => *edition,
            Self::Redirect(to) => match plan.find(to) {
                Some(target) if !matches!(target.kind, Self::Redirect(_)) => {
                    target.kind.edition(archive, plan)
                }
                _ => EditionId::OWN,
            },
            Self::Archive
            | Self::TermIndex(_)
            | Self::Corrections(_)
            | Self::OnThisDayIndex
            | Self::NotFound
            | Self::QueryPage
            | Self::QueryFile(_)
            | Self::GoneAddress
            | Self::SearchFile(_)
            | Self::Sitemap(_)
            | Self::Robots
            | Self::HostFile(_)
            | Self::ImageVariant(_)
            | Self::File(_) => EditionId::OWN,
        }
    }

    /// Returns the upload group.
    pub fn upload_group(&self) -> UploadGroup {
        match self {
            Self::ImageVariant(_) => UploadGroup::Hashed,
            Self::File(file) if file.plain_address.is_some() => UploadGroup::Hashed,
            Self::File(_) => UploadGroup::Asset,
            Self::Article(_) | Self::Standing(_) | Self::Gone(_) => UploadGroup::Article,
            Self::List(list, ListPage::Latest) if list.is_front() => UploadGroup::Front,
            // The target of a redirect is an article or a list, and has to be uploaded first.
            Self::List(..)
            | Self::Archive
            | Self::TermIndex(_)
            | Self::Corrections(_)
            | Self::OnThisDayIndex
            | Self::Redirect(_)
            | Self::SearchPage(_)
            | Self::QueryPage
            | Self::GoneAddress
            | Self::NotFound => UploadGroup::List,
            Self::Feed(_)
            | Self::QueryFile(_)
            | Self::SearchFile(_)
            | Self::Sitemap(_)
            | Self::Robots
            | Self::HostFile(_) => UploadGroup::Feed,
        }
    }

    /// Returns true if sitemaps list pages of this kind.
    pub fn is_in_sitemap(&self) -> bool {
        match self {
            Self::Article(_)
            | Self::Standing(_)
            | Self::List(..)
            | Self::Archive
            | Self::TermIndex(_)
            | Self::Corrections(_)
            | Self::OnThisDayIndex => true,
            Self::Gone(_)
            | Self::Feed(_)
            | Self::Redirect(_)
            | Self::NotFound
            | Self::QueryPage
            | Self::QueryFile(_)
            | Self::GoneAddress
            | Self::SearchPage(_)
            | Self::SearchFile(_)
            | Self::Sitemap(_)
            | Self::Robots
            | Self::HostFile(_)
            | Self::ImageVariant(_)
            | Self::File(_) => false,
        }
    }

    /// Returns true if an editor chooses the address, which may then look like a file's.
    pub(super) fn has_chosen_address(&self) -> bool {
        matches!(
            self,
            Self::Article(_)
                | Self::Standing(_)
                | Self::Gone(_)
                | Self::Redirect(_)
                | Self::QueryPage
                | Self::GoneAddress
        )
    }
}
