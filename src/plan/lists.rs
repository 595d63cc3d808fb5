//! The lists of the archive, and the pages that each is cut into.

use jiff::civil::Date;
use rayon::prelude::*;

use super::{ListPage, Page, PageKind, Pagination};
use crate::address::Address;
use crate::archive::{Archive, ArticleId, Kind, TermId};
use crate::config::EditionId;

/// A list of stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListId {
    /// All stories in the site's own language: the front page.
    Front,
    /// All stories in another of the site's languages: that one's front page.
    Edition(EditionId),
    /// A day's, by its place in the calendar.
    Day(usize),
    /// A month's, by its place in the calendar.
    Month(usize),
    /// A year's, by its place in the calendar: the stories of which no more than the year is known.
    Year(usize),
    /// A day of the year's, in every year, by its place in the calendar.
    OnThisDay(usize),
    /// A term's.
    Term(Kind, TermId),
}

/// The stories of a list, oldest first.
pub fn members(list: ListId, archive: &Archive) -> &[ArticleId] {
    match list {
        ListId::Front => archive.edition(EditionId::OWN),
        ListId::Edition(edition) => archive.edition(edition),
        ListId::Day(index) => &archive.calendar().days()[index].members,
        ListId::Month(index) => &archive.calendar().months()[index].members,
        ListId::Year(index) => &archive.calendar().years()[index].members,
        ListId::OnThisDay(index) => &archive.calendar().anniversaries()[index].members,
        ListId::Term(kind, id) => &archive.terms(kind).term(id).members,
    }
}

impl ListId {
    /// The list of all stories in one of the site's languages.
    pub fn front(edition: EditionId) -> Self {
        if edition == EditionId::OWN { Self::Front } else { Self::Edition(edition) }
    }

    /// Whether it is that of a front page.
    pub fn is_front(self) -> bool {
        matches!(self, Self::Front | Self::Edition(_))
    }

    /// The list's own address.
    pub fn address(self, archive: &Archive) -> Address {
        match self {
            Self::Front => Address::root(),
            Self::Edition(edition) => archive.home(edition),
            Self::Day(index) => day_address(archive.calendar().days()[index].date),
            Self::Month(index) => month_address(archive.calendar().months()[index].first),
            Self::Year(index) => year_address(archive.calendar().years()[index].number),
            Self::OnThisDay(index) => {
                let anniversary = &archive.calendar().anniversaries()[index];
                on_this_day_address(anniversary.month, anniversary.day)
            }
            Self::Term(kind, id) => archive.terms(kind).term(id).address.clone(),
        }
    }
}

/// The address of a day's page.
pub fn day_address(date: Date) -> Address {
    Address::known(&format!("/{:04}/{:02}/{:02}/", date.year(), date.month(), date.day()))
}

/// The address of the stories of one day of the year, in every year.
pub fn on_this_day_address(month: i8, day: i8) -> Address {
    Address::known(&format!("/on-this-day/{month:02}-{day:02}/"))
}

/// The address of a month's page.
pub fn month_address(first: Date) -> Address {
    Address::known(&format!("/{:04}/{:02}/", first.year(), first.month()))
}

/// The address of a year's page.
pub fn year_address(year: i16) -> Address {
    Address::known(&format!("/{year:04}/"))
}

/// The address of the list of corrections.
pub fn corrections_address() -> Address {
    Address::known("/corrections/")
}

/// How many pages of a list are made in one go. One list may have all stories of the archive.
pub(super) const MIN_PAGES_PER_TASK: usize = 256;

/// Adds the pages of these lists, one list after the other.
pub(super) fn pages(lists: &[ListId], archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    pages.par_extend(lists.par_iter().flat_map(|list| {
        let total = members(*list, archive).len();
        cut(list.address(archive), total, per_page, |page| PageKind::List(*list, page))
    }));
}

/// The pages of so many stories, or corrections, at an address: the full ones, and, where there are any, the redirect that
/// stands for the one that is not full yet; then the list's own.
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
