//! Model of a page of a list. A numbered page never changes, so its model has no counts and nothing
//! else that a later article changes.

use jiff::civil::Date;

use crate::address::Address;
use crate::archive::{Anniversary, Calendar, TermKind};
use crate::article::TermFile;
use crate::digest::Digested;
use crate::model::SiteModel;
use crate::model::cards::Cards;
use crate::model::images::LinkedImage;
use crate::model::term_links::TermLink;
use crate::moment::{ArticleDate, Moment};
use crate::path::SitePath;
use crate::plan::{
    ListId, ListPage, Pagination, day_address, members, month_address, on_this_day_address, year_address,
};

use super::Inputs;
use super::dates::{MonthDay, YearCounts, beside_in_circle};

/// Inputs of a page of a list.
pub(crate) type ListPageModel<'m> = Inputs<ListText<'m>, Cards<'m>, ListNeighbors<'m>>;

/// List and the number of its page.
#[derive(Hash)]
pub(crate) struct ListText<'m> {
    /// Subject of the list.
    pub(crate) subject: ListSubject<'m>,
    /// Address of the list's latest page.
    pub(crate) address: Address,
    /// Number of the page, from 1, the oldest; `None` for the latest page.
    pub(crate) number: Option<usize>,
    /// Content of the term's own file.
    pub(crate) about: Option<AboutTerm<'m>>,
}

/// Subject of a list.
#[derive(Clone, Copy, Hash)]
pub(crate) enum ListSubject<'m> {
    /// All articles in a language.
    Front,
    /// Day.
    Day(Date),
    /// Month, by its first day.
    Month(Date),
    /// Year: articles dated only by year.
    Year(i16),
    /// Day of the year across all years.
    OnThisDay(MonthDay),
    /// Term.
    Term(TermKind, TermLink<'m>),
}

/// Term's own file.
#[derive(Hash)]
pub(crate) struct AboutTerm<'m> {
    /// Path of the file.
    pub(crate) file: &'m SitePath,
    /// Term, hashed by its file: path, bytes and settings determine all fields.
    pub(crate) term: Digested<&'m TermFile>,
    /// Time of the last change, unless it is in the future.
    pub(crate) updated: Option<Moment>,
    /// Image, if it is on the site or elsewhere on the web.
    pub(crate) image: Option<LinkedImage<'m>>,
}

/// Neighbors of a page of a list.
#[derive(Hash)]
pub(crate) struct ListNeighbors<'m> {
    /// Other pages of the list.
    pub(crate) pages: PageNeighbors,
    /// Counts and neighbors of the whole list, on the latest page.
    pub(crate) latest: Option<LatestNeighbors<'m>>,
}

/// Numbers of the pages next to a page of a list.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct PageNeighbors {
    /// Page with the next newer items, if it has a number.
    pub(crate) newer: Option<usize>,
    /// Page with the next older items.
    pub(crate) older: Option<usize>,
}

/// Counts and neighbors of a whole list.
#[derive(Hash)]
pub(crate) struct LatestNeighbors<'m> {
    /// Number of articles.
    pub(crate) total: usize,
    /// Date of the oldest article.
    pub(crate) first: Option<ArticleDate>,
    /// Date of the newest article.
    pub(crate) last: Option<ArticleDate>,
    /// Nearest earlier day, month or year that has articles.
    pub(crate) previous: Option<ListSubject<'m>>,
    /// Nearest later day, month or year that has articles.
    pub(crate) next: Option<ListSubject<'m>>,
    /// Calendar of a month or year.
    pub(crate) calendar: Option<Counts<'m>>,
}

/// Numbers of articles in a calendar.
#[derive(Hash)]
pub(crate) enum Counts<'m> {
    /// Days of a month that have articles.
    Month(Vec<DayCount>),
    /// Months of a year.
    Year(YearCounts<'m>),
}

/// Day with its number of articles.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct DayCount {
    /// Day.
    pub(crate) date: Date,
    /// Number of articles.
    pub(crate) count: usize,
}

impl ListText<'_> {
    /// Returns true for the list's latest page, at the list's own address.
    pub(crate) fn is_latest(&self) -> bool {
        self.number.is_none()
    }
}

impl ListSubject<'_> {
    /// Returns true if the list is a front page.
    pub(crate) fn is_front(self) -> bool {
        matches!(self, Self::Front)
    }

    /// Returns the address of the list; `None` for a front page.
    pub(crate) fn address(self) -> Option<Address> {
        Some(match self {
            Self::Front => return None,
            Self::Day(date) => day_address(date),
            Self::Month(first) => month_address(first),
            Self::Year(year) => year_address(year),
            Self::OnThisDay(MonthDay { month, day }) => on_this_day_address(month, day),
            Self::Term(_, term) => term.address().clone(),
        })
    }
}

impl PageNeighbors {
    /// Returns the neighbors of a page.
    pub(super) fn of(page: ListPage, pagination: Pagination) -> Self {
        let (newer, older) = match page {
            ListPage::Latest => (None, pagination.full_pages()),
            ListPage::Numbered(number) => (Some(number + 1), number - 1),
        };
        Self { newer, older: (older > 0).then_some(older) }
    }
}

/// Returns the inputs of a page of a list.
pub(super) fn inputs(list: ListId, page: ListPage, model: &SiteModel) -> ListPageModel<'_> {
    let all = members(list, &model.archive);
    let pagination = Pagination::new(all.len(), model.plan.per_page());
    Inputs {
        text: ListText {
            subject: subject(list, model),
            address: list.address(&model.archive),
            number: page.number(),
            about: model.term_file(list, page).map(|file| about(file, model)),
        },
        stories: model.cards(&all[pagination.range(page)]),
        beside: ListNeighbors {
            pages: PageNeighbors::of(page, pagination),
            latest: (page == ListPage::Latest).then(|| latest(list, model)),
        },
    }
}

fn subject(list: ListId, model: &SiteModel) -> ListSubject<'_> {
    let calendar = model.archive.calendar();
    match list {
        ListId::Front | ListId::Edition(_) => ListSubject::Front,
        ListId::Day(index) => ListSubject::Day(calendar.days()[index].date),
        ListId::Month(index) => ListSubject::Month(calendar.months()[index].first),
        ListId::Year(index) => ListSubject::Year(calendar.years()[index].number),
        ListId::OnThisDay(index) => on_this_day(&calendar.anniversaries()[index]),
        ListId::Term(kind, id) => ListSubject::Term(kind, model.parts().term(kind, id)),
    }
}

fn on_this_day(day: &Anniversary) -> ListSubject<'static> {
    ListSubject::OnThisDay(MonthDay { month: day.month, day: day.day })
}

fn about<'m>(file: &'m TermFile, model: &'m SiteModel) -> AboutTerm<'m> {
    AboutTerm {
        file: &file.file,
        term: Digested::new(file.digest, file),
        updated: model.archive.by_now(file.updated),
        image: file.image.as_ref().and_then(|image| model.parts().image(image)),
    }
}

fn latest(list: ListId, model: &SiteModel) -> LatestNeighbors<'_> {
    let (archive, calendar) = (&model.archive, model.archive.calendar());
    let all = members(list, archive);
    let [previous, next] = around(list, calendar);
    let counts = match list {
        ListId::Month(index) => Some(Counts::Month(
            calendar
                .days_of(calendar.months()[index].first)
                .iter()
                .map(|day| DayCount { date: day.date, count: day.members.len() })
                .collect(),
        )),
        ListId::Year(index) => Some(Counts::Year(YearCounts::of(&calendar.years()[index]))),
        _ => None,
    };
    LatestNeighbors {
        total: all.len(),
        first: all.first().map(|id| archive.article(*id).date),
        last: all.last().map(|id| archive.article(*id).date),
        previous,
        next,
        calendar: counts,
    }
}

/// Returns the nearest days, months or years that have articles.
fn around(list: ListId, calendar: &Calendar) -> [Option<ListSubject<'static>>; 2] {
    let both = |index: usize, of: &dyn Fn(usize) -> Option<ListSubject<'static>>| {
        [index.checked_sub(1).and_then(of), of(index + 1)]
    };
    match list {
        ListId::Day(index) => both(index, &|day| Some(ListSubject::Day(calendar.days().get(day)?.date))),
        ListId::Month(index) => {
            both(index, &|month| Some(ListSubject::Month(calendar.months().get(month)?.first)))
        }
        ListId::Year(index) => {
            both(index, &|year| Some(ListSubject::Year(calendar.years().get(year)?.number)))
        }
        ListId::OnThisDay(index) => {
            let days = calendar.anniversaries();
            beside_in_circle(index, days.len()).map(|beside| beside.map(|index| on_this_day(&days[index])))
        }
        ListId::Front | ListId::Edition(_) | ListId::Term(..) => [None, None],
    }
}
