//! Decides which addresses belong in the ledger: those that readers may have linked to.
//!
//! These are all pages except placeholders, files added by editors except page assets and files for
//! machines, and the feeds of all articles in each language. Feeds of terms and sitemaps are left
//! out.

use crate::address::Address;
use crate::path::SitePath;
use crate::plan::{CopiedFile, ListPage, Page, PageKind};
use crate::sources::{CONTENT, STATIC};

/// Files for hosts and robots.
const MACHINE_FILES: [&str; 4] = ["/robots.txt", "/CNAME", "/favicon.ico", "/humans.txt"];

/// Extensions of page assets.
const ASSET_EXTENSIONS: [&str; 9] = ["css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "webmanifest"];

/// Returns true if a page's address belongs in the ledger.
pub fn in_ledger(page: &Page) -> bool {
    let address = &page.address;
    match &page.kind {
        // Pages that only support redirects from addresses with a query.
        PageKind::NotFound | PageKind::QueryPage | PageKind::QueryFile(_) => false,
        PageKind::Redirect(to) => !is_next_page(address, to),
        PageKind::File(file) => is_linkable(address, file),
        PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_) | PageKind::GoneAddress => true,
        // Feed readers find numbered documents through the feed's own links.
        PageKind::Feed(feed) => feed.list.is_front() && feed.page == ListPage::Latest,
        _ => address.is_page(),
    }
}

/// Returns true if a redirect stands for a list page that isn't full yet.
fn is_next_page(address: &Address, list: &Address) -> bool {
    address.list_of_numbered().as_ref() == Some(list)
}

/// Returns true if readers may have linked to a copied file.
///
/// Files with a hash in their name are excluded, because the name changes by itself.
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
