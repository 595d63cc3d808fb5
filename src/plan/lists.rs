//! Lists of articles and their pages.

use jiff::civil::Date;

use crate::address::Address;
use crate::archive::{Archive, ArticleId, TermId, TermKind};
use crate::config::EditionId;

/// List of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListId {
    /// All articles in the site's main language: the front page.
    Front,
    /// All articles in another language: its front page.
    Edition(EditionId),
    /// Day, by its index in the calendar.
    Day(usize),
    /// Month, by its index in the calendar.
    Month(usize),
    /// Year, by its index in the calendar: articles dated only by year.
    Year(usize),
    /// Day of the year across all years, by its index in the calendar.
    OnThisDay(usize),
    /// Term.
    Term(TermKind, TermId),
}

/// Returns the articles of a list, oldest first.
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
    /// Returns the list of all articles in a language.
    pub fn front(edition: EditionId) -> Self {
        if edition == EditionId::OWN { Self::Front } else { Self::Edition(edition) }
    }

    /// Returns the language of the list.
    pub fn edition(self, archive: &Archive) -> EditionId {
        match self {
            Self::Edition(edition) => edition,
            Self::Term(kind, id) => archive.edition_of_term(archive.terms(kind).term(id)),
            Self::Front | Self::Day(_) | Self::Month(_) | Self::Year(_) | Self::OnThisDay(_) => {
                EditionId::OWN
            }
        }
    }

    /// Returns true if the list is a front page.
    pub fn is_front(self) -> bool {
        matches!(self, Self::Front | Self::Edition(_))
    }

    /// Returns the address of the list's latest page.
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

/// Returns the address of a day.
pub fn day_address(date: Date) -> Address {
    Address::known(&format!("/{:04}/{:02}/{:02}/", date.year(), date.month(), date.day()))
}

/// Returns the address of a day of the year.
pub fn on_this_day_address(month: i8, day: i8) -> Address {
    Address::known(&format!("/on-this-day/{month:02}-{day:02}/"))
}

/// Returns the address of a month.
pub fn month_address(first: Date) -> Address {
    Address::known(&format!("/{:04}/{:02}/", first.year(), first.month()))
}

/// Returns the address of a year.
pub fn year_address(year: i16) -> Address {
    Address::known(&format!("/{year:04}/"))
}

/// Returns the address of the list of corrections.
pub fn corrections_address() -> Address {
    Address::known("/corrections/")
}
