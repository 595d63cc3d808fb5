//! Kinds of pages, and the facts about each kind that need no rendering: its template, language,
//! upload group, and membership in the sitemap and the ledger.
//!
//! A new kind of page is added here; the compiler then lists the code that has to handle it.

use serde::{Deserialize, Serialize};

use super::{
    CopiedFile, Feed, HostFile, ImageVariant, ListId, ListPage, Page, Plan, QueryFile, SearchFile, Sitemap,
};
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

/// Group of files that are uploaded together, in the order of uploading.
///
/// The order ensures that readers never see a page without its assets, or a list whose links lead
/// nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UploadGroup {
    /// Files with a content hash in their name, which never change.
    Hashed,
    /// Other copied files.
    Asset,
    /// Articles, standing pages and notices of removed articles.
    Article,
    /// Pages that link to others.
    List,
    /// Front pages.
    Front,
    /// Entry points for programs: feeds, sitemaps, files for hosts and search engines.
    Feed,
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

impl Page {
    /// Returns true if the page's address belongs in the ledger, because readers may link to it.
    ///
    /// These are all pages except placeholders, files added by editors except page assets and
    /// files for machines, and the feeds of all articles in each language. Feeds of terms and
    /// sitemaps are left out.
    pub fn is_in_ledger(&self) -> bool {
        match &self.kind {
            PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_) | PageKind::GoneAddress => true,
            // Support for redirects from addresses with a query.
            PageKind::NotFound | PageKind::QueryPage | PageKind::QueryFile(_) => false,
            // A placeholder for a list page that isn't full yet.
            PageKind::Redirect(to) => self.address.list_of_numbered().as_ref() != Some(&**to),
            // Feed readers find numbered documents through the feed's own links.
            PageKind::Feed(feed) => feed.list.is_front() && feed.page == ListPage::Latest,
            PageKind::File(file) => file.is_linkable(),
            PageKind::List(..)
            | PageKind::Archive
            | PageKind::TermIndex(_)
            | PageKind::Corrections(_)
            | PageKind::OnThisDayIndex
            | PageKind::SearchPage(_)
            | PageKind::SearchFile(_)
            | PageKind::Sitemap(_)
            | PageKind::Robots
            | PageKind::HostFile(_)
            | PageKind::ImageVariant(_) => self.address.is_page(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::TermId;
    use crate::path::SitePath;
    use crate::plan::{FileContents, Format};

    fn is_in_ledger(page: &Page) -> bool {
        page.is_in_ledger()
    }

    #[test]
    fn pages_are_kept_and_what_stands_in_for_one_is_not() {
        let redirect = |from: &str, to: &str| {
            is_in_ledger(&Page::new(Address::known(from), PageKind::Redirect(Box::new(Address::known(to)))))
        };
        assert!(redirect("/old/", "/new/"));
        assert!(redirect("/tags/c/page/3/", "/tags/d/"));
        assert!(!redirect("/tags/c/page/3/", "/tags/c/"));
        assert!(!redirect("/page/2/", "/"));
        assert!(!is_in_ledger(&Page::new(Address::known("/404.html"), PageKind::NotFound)));
        assert!(is_in_ledger(&Page::new(Address::known("/archive/"), PageKind::Archive)));
    }

    #[test]
    fn the_feeds_of_all_stories_are_kept_in_each_language() {
        let kept = |address: &str, list: ListId, page: ListPage| {
            let feed = Feed { list, format: Format::Atom, page };
            is_in_ledger(&Page::new(Address::known(address), PageKind::Feed(feed)))
        };
        assert!(kept("/atom.xml", ListId::Front, ListPage::Latest));
        assert!(kept("/ar/atom.xml", ListId::Edition(EditionId(1)), ListPage::Latest));
        assert!(!kept("/ar/atom/1.xml", ListId::Edition(EditionId(1)), ListPage::Numbered(1)));
        assert!(!kept("/tags/c/atom.xml", ListId::Term(TermKind::Tag, TermId(0)), ListPage::Latest));
    }

    #[test]
    fn files_are_kept_where_readers_may_link_to_them() {
        let kept = |file: &str, address: &str| {
            let file = SitePath::known(file);
            let copied = CopiedFile {
                file,
                address: Address::known(address),
                contents: FileContents::Memory(b"".into()),
                plain_address: None,
            };
            is_in_ledger(&Page::new(copied.address.clone(), PageKind::File(Box::new(copied))))
        };
        assert!(kept("content/2025/talks/map.svg", "/2025/11/01/talks/map.svg"));
        assert!(kept("static/report.pdf", "/report.pdf"));
        assert!(!kept("static/report.pdf", "/report.0a1b2c3d.pdf"));
        assert!(!kept("static/own.css", "/own.css"));
        assert!(!kept("static/_redirects", "/_redirects"));
        assert!(!kept("static/.well-known/security.txt", "/.well-known/security.txt"));
        assert!(!kept("static/robots.txt", "/robots.txt"));
        assert!(!kept("themes/broadsheet/static/logo.svg", "/logo.svg"));
    }
}
