//! Pagination with permanent pages.
//!
//! A list of *n* items with *p* per page is split from its oldest end: page 1 has the *p* oldest
//! items, page 2 the next *p*, and so on. Numbered pages are always full and never change. The
//! list's own address shows the remaining, latest items: all of them up to 2*p* − 1, and between
//! *p* and 2*p* − 1 after that. Every item is on exactly one page.
//!
//! A page's link to newer items leads to the next number even if that page doesn't exist yet: the
//! plan puts a redirect to the list's own address there. Otherwise the link would change when the
//! next page fills.

use std::ops::Range;

use super::ListPage;

/// Division of a list into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    total: usize,
    per_page: usize,
}

impl Pagination {
    /// Creates the pagination of `total` items.
    pub fn new(total: usize, per_page: usize) -> Self {
        debug_assert!(per_page > 0, "the config allows no empty pages");
        Self { total, per_page: per_page.max(1) }
    }

    /// Returns the number of full, numbered pages.
    pub fn full_pages(self) -> usize {
        (self.total / self.per_page).saturating_sub(1)
    }

    /// Returns the items of a page, as indices from the oldest.
    pub fn range(self, page: ListPage) -> Range<usize> {
        match page {
            ListPage::Latest => self.latest(),
            ListPage::Numbered(number) => self.numbered(number),
        }
    }

    /// Returns the items of a numbered page, as indices from the oldest.
    pub fn numbered(self, number: usize) -> Range<usize> {
        (number - 1) * self.per_page..number * self.per_page
    }

    /// Returns the items at the list's own address.
    pub fn latest(self) -> Range<usize> {
        self.full_pages() * self.per_page..self.total
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_parts_meet_without_a_gap_or_a_double(total in 0usize..5_000, per_page in 1usize..120) {
            let pagination = Pagination::new(total, per_page);
            let full = (1..=pagination.full_pages()).flat_map(|number| pagination.numbered(number));
            let all: Vec<usize> = full.chain(pagination.latest()).collect();
            prop_assert_eq!(all, (0..total).collect::<Vec<_>>());
        }

        #[test]
        fn the_lists_own_address_shows_between_one_and_two_pages_worth(total in 0usize..5_000, per_page in 1usize..120) {
            let latest = Pagination::new(total, per_page).latest().len();
            prop_assert!(latest < 2 * per_page);
            prop_assert!(latest >= per_page.min(total));
        }

        #[test]
        fn an_article_at_the_end_changes_no_full_page(total in 0usize..5_000, per_page in 1usize..120) {
            let (before, after) = (Pagination::new(total, per_page), Pagination::new(total + 1, per_page));
            prop_assert!(after.full_pages() >= before.full_pages());
            for number in 1..=before.full_pages() {
                prop_assert_eq!(before.numbered(number), after.numbered(number));
            }
        }
    }

    #[test]
    fn as_a_list_of_two_to_a_page_grows() {
        let cut = |total| {
            let pagination = Pagination::new(total, 2);
            (pagination.full_pages(), pagination.latest())
        };
        assert_eq!(cut(0), (0, 0..0));
        assert_eq!(cut(1), (0, 0..1));
        assert_eq!(cut(3), (0, 0..3));
        assert_eq!(cut(4), (1, 2..4));
        assert_eq!(cut(5), (1, 2..5));
        assert_eq!(cut(6), (2, 4..6));
    }
}
