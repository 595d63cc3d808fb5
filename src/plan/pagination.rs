//! Pages that are permanent. A list of n stories with p to a page is cut from its oldest end: page 1 has the p oldest,
//! page 2 the p next, and so on. Every numbered page is full, and a full page never changes. The list's own address
//! shows what is left, the newest stories: all of them while there are fewer than 2p, and from p to 2p − 1 from then
//! on. The parts meet without a gap and without a double.
//!
//! A page's link to the newer stories leads to the next number even where there is no such page yet: there the plan
//! puts a redirect to the list's own address. Otherwise that link would have to change when the next page fills.

use std::ops::Range;

use super::ListPage;

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    total: usize,
    per_page: usize,
}

impl Pagination {
    /// A list of `total` stories, `per_page` to a page.
    pub fn new(total: usize, per_page: usize) -> Self {
        debug_assert!(per_page > 0, "the config allows no empty pages");
        Self { total, per_page: per_page.max(1) }
    }

    /// How many full, numbered pages there are.
    pub fn full_pages(self) -> usize {
        (self.total / self.per_page).saturating_sub(1)
    }

    /// The stories of a part, by their places from the oldest, 0.
    pub fn range(self, page: ListPage) -> Range<usize> {
        match page {
            ListPage::Latest => self.latest(),
            ListPage::Numbered(number) => self.numbered(number),
        }
    }

    /// The stories of a full page, by their places from the oldest, 0.
    pub fn numbered(self, number: usize) -> Range<usize> {
        (number - 1) * self.per_page..number * self.per_page
    }

    /// The stories at the list's own address.
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
