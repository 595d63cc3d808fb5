//! Translations of each page.

use crate::address::Address;
use crate::archive::{Archive, TextId};
use crate::config::EditionId;
use crate::plan::{ListPage, Page, PageKind, search_address};

/// Returns a page's address in each language in which it exists, including its own.
///
/// The result is empty if there is only one, and for numbered pages, which never change.
pub(crate) fn translations(page: &Page, archive: &Archive) -> Vec<(EditionId, Address)> {
    let text = match &page.kind {
        PageKind::Article(id) => TextId::Article(*id),
        PageKind::Standing(index) => TextId::Standing(*index),
        PageKind::List(list, ListPage::Latest) if list.is_front() => {
            return in_each_language(archive, |home| home);
        }
        PageKind::SearchPage(_) => return in_each_language(archive, |home| search_address(&home)),
        _ => return Vec::new(),
    };
    let address = |text: TextId| match text {
        TextId::Article(id) => archive.article(id).address.clone(),
        TextId::Standing(index) => archive.standing()[index].address.clone(),
    };
    archive.translations(text).iter().map(|version| (version.edition, address(version.text))).collect()
}

/// Returns the addresses of a page that exists once in each language, made from those of the front
/// pages.
fn in_each_language(archive: &Archive, of: impl Fn(Address) -> Address) -> Vec<(EditionId, Address)> {
    let all: Vec<_> = archive.editions().map(|edition| (edition, of(archive.home(edition)))).collect();
    if all.len() > 1 { all } else { Vec::new() }
}
