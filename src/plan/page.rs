//! A page of the plan: an address and a kind.

use super::{ListPage, PageKind};
use crate::address::Address;

/// Planned page or file.
#[derive(Debug, Clone)]
pub struct Page {
    /// Address.
    pub address: Address,
    /// Kind of the page.
    pub kind: PageKind,
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
    use crate::archive::{TermId, TermKind};
    use crate::config::EditionId;
    use crate::path::SitePath;
    use crate::plan::{CopiedFile, Feed, FileContents, Format, ListId};

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
