//! Pages of lists: the full ones, a redirect in place of the next, and the latest.

use rayon::prelude::*;

use super::{ListId, ListPage, Page, PageKind, Pagination, members};
use crate::address::Address;
use crate::archive::Archive;

/// Minimum number of pages per parallel task. One list may contain all articles.
pub(super) const MIN_PAGES_PER_TASK: usize = 256;

/// Adds the pages of these lists, list by list.
pub(super) fn pages(lists: &[ListId], archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    pages.par_extend(lists.par_iter().flat_map(|list| {
        let total = members(*list, archive).len();
        cut(list.address(archive), total, per_page, |page| PageKind::List(*list, page))
    }));
}

/// Returns the pages of a list of `total` items.
///
/// These are the full pages, a redirect in place of the next one (if there are any), and the list's
/// own address.
pub(super) fn cut(
    address: Address,
    total: usize,
    per_page: usize,
    kind: impl Fn(ListPage) -> PageKind + Send + Sync,
) -> impl ParallelIterator<Item = Page> {
    let full = Pagination::new(total, per_page).full_pages();
    let not_full = (full > 0).then_some(full + 1);
    let numbers: Vec<Option<usize>> = (1..=full).chain(not_full).map(Some).chain([None]).collect();
    numbers.into_par_iter().with_min_len(MIN_PAGES_PER_TASK).map(move |number| match number {
        Some(number) if number <= full => {
            Page::new(address.numbered(number), kind(ListPage::Numbered(number)))
        }
        Some(number) => Page::new(address.numbered(number), PageKind::Redirect(Box::new(address.clone()))),
        None => Page::new(address.clone(), kind(ListPage::Latest)),
    })
}
