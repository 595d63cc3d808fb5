//! What is worth keeping: the addresses that a reader may have linked to. Every page is, save those that stand in for
//! another until it is there; of the files those that an editor put there, save what only a page's looks need, and what
//! speaks to hosts and robots; of what is generated beside pages, the feeds of all stories, in each of the site's
//! languages. A term's feed comes and goes with its page, and a sitemap's parts are nobody's bookmarks.

use crate::address::Address;
use crate::path::SitePath;
use crate::plan::{CopiedFile, ListPage, Page, PageKind};
use crate::sources::{CONTENT, STATIC};

/// The files that speak to hosts and robots.
const MACHINE_FILES: [&str; 4] = ["/robots.txt", "/CNAME", "/favicon.ico", "/humans.txt"];

/// The endings of files that only a page's looks need.
const ASSET_EXTENSIONS: [&str; 9] = ["css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "webmanifest"];

/// Whether the ledger keeps a page's address.
pub fn in_ledger(page: &Page) -> bool {
    let address = &page.address;
    match &page.kind {
        // What redirects from addresses with a query need is no address of its own.
        PageKind::NotFound | PageKind::QueryPage | PageKind::QueryFile(_) => false,
        PageKind::Redirect(to) => !is_next_page(address, to),
        PageKind::File(file) => is_linkable(address, file),
        PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_) | PageKind::GoneAddress => true,
        // The numbered documents behind a feed are found by readers' programs, which follow the feed's own links.
        PageKind::Feed(feed) => feed.list.is_front() && feed.page == ListPage::Latest,
        _ => address.is_page(),
    }
}

/// Whether a redirect stands for the page of a list that is not full yet.
fn is_next_page(address: &Address, list: &Address) -> bool {
    address.list_of_numbered().as_ref() == Some(list)
}

/// Whether a copied file is one that readers may link to. One that is published under another name than its own, such as
/// one with a hash in it, is not: it changes its name by itself.
fn is_linkable(address: &Address, copied: &CopiedFile) -> bool {
    let is_hidden = copied.plain_address.is_some()
        || address.as_str().split('/').any(|part| part.starts_with(['.', '_']));
    let is_asset = extension(&copied.file).is_some_and(|ending| ASSET_EXTENSIONS.contains(&ending.as_str()));
    if is_hidden || is_asset || MACHINE_FILES.contains(&address.as_str()) {
        return false;
    }
    copied.file.beneath(CONTENT).is_some() || is_at_its_own_name(address, &copied.file)
}

fn is_at_its_own_name(address: &Address, file: &SitePath) -> bool {
    file.beneath(STATIC).and_then(|below| Address::root().with_file(below).ok()).as_ref() == Some(address)
}

fn extension(file: &SitePath) -> Option<String> {
    file.extension().map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Kind, TermId};
    use crate::config::EditionId;
    use crate::plan::{Feed, FileContents, Format, ListId};

    #[test]
    fn pages_are_kept_and_what_stands_in_for_one_is_not() {
        let redirect = |from: &str, to: &str| {
            in_ledger(&Page::new(Address::known(from), PageKind::Redirect(Box::new(Address::known(to)))))
        };
        assert!(redirect("/old/", "/new/"));
        assert!(redirect("/tags/c/page/3/", "/tags/d/"));
        assert!(!redirect("/tags/c/page/3/", "/tags/c/"));
        assert!(!redirect("/page/2/", "/"));
        assert!(!in_ledger(&Page::new(Address::known("/404.html"), PageKind::NotFound)));
        assert!(in_ledger(&Page::new(Address::known("/archive/"), PageKind::Archive)));
    }

    #[test]
    fn the_feeds_of_all_stories_are_kept_in_each_language() {
        let kept = |address: &str, list: ListId, page: ListPage| {
            let feed = Feed { list, format: Format::Atom, page };
            in_ledger(&Page::new(Address::known(address), PageKind::Feed(feed)))
        };
        assert!(kept("/atom.xml", ListId::Front, ListPage::Latest));
        assert!(kept("/ar/atom.xml", ListId::Edition(EditionId(1)), ListPage::Latest));
        assert!(!kept("/ar/atom/1.xml", ListId::Edition(EditionId(1)), ListPage::Numbered(1)));
        assert!(!kept("/tags/c/atom.xml", ListId::Term(Kind::Tag, TermId(0)), ListPage::Latest));
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
            in_ledger(&Page::new(copied.address.clone(), PageKind::File(Box::new(copied))))
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
