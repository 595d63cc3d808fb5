//! Models of the overview of all years and of the index of all days of the year, with the parts
//! that the lists of a month and a year share with them.

use crate::archive::{Archive, ArticleId, Year};
use crate::model::SiteModel;
use crate::moment::ArticleDate;

use super::Inputs;

/// Inputs of the overview of all years.
pub(crate) type ArchivePage<'m> = Inputs<(), (), AllYears<'m>>;

/// Inputs of the index of all days of the year.
pub(crate) type AllDaysPage = Inputs<(), (), Vec<MonthDayRow>>;

/// Years that have articles.
#[derive(Hash)]
pub(crate) struct AllYears<'m> {
    /// Number of articles.
    pub(crate) total: usize,
    /// Years, the oldest first.
    pub(crate) years: Vec<YearCounts<'m>>,
}

/// Year with its numbers of articles.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct YearCounts<'m> {
    /// Number of the year.
    pub(crate) number: i16,
    /// Number of articles.
    pub(crate) total: usize,
    /// Number of articles in each month, from January.
    pub(crate) months: &'m [usize; 12],
}

/// Day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MonthDay {
    /// Month, from 1.
    pub(crate) month: i8,
    /// Day of the month, from 1.
    pub(crate) day: i8,
}

/// Day of the year that has articles.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct MonthDayRow {
    /// Day.
    pub(crate) day: MonthDay,
    /// Articles.
    pub(crate) articles: Members,
}

/// Number of articles, with the dates of the oldest and the newest.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct Members {
    /// Number of articles.
    pub(crate) count: usize,
    /// Date of the oldest article.
    pub(crate) first: Option<ArticleDate>,
    /// Date of the newest article.
    pub(crate) last: Option<ArticleDate>,
}

impl<'m> YearCounts<'m> {
    /// Returns the counts of a year.
    pub(super) fn of(year: &'m Year) -> Self {
        Self { number: year.number, total: year.total(), months: &year.counts }
    }
}

impl Members {
    /// Counts these articles, the oldest first.
    pub(super) fn of(members: &[ArticleId], archive: &Archive) -> Self {
        let date = |id: &ArticleId| archive.article(*id).date;
        Self { count: members.len(), first: members.first().map(date), last: members.last().map(date) }
    }
}

/// Returns the inputs of the overview of all years.
pub(super) fn archive(model: &SiteModel) -> ArchivePage<'_> {
    let years = model.archive.calendar().years().iter().map(YearCounts::of).collect();
    Inputs::of_counts(AllYears { total: model.archive.len(), years })
}

/// Returns the inputs of the index of all days of the year.
pub(super) fn all_days(model: &SiteModel) -> AllDaysPage {
    let days = model.archive.calendar().anniversaries().iter();
    let row = days.map(|day| MonthDayRow {
        day: MonthDay { month: day.month, day: day.day },
        articles: Members::of(&day.members, &model.archive),
    });
    Inputs::of_counts(row.collect())
}

/// Returns the previous and the next position in a circle.
///
/// After 31 December comes 1 January.
pub(super) fn beside_in_circle(index: usize, length: usize) -> [Option<usize>; 2] {
    if length < 2 {
        return [None, None];
    }
    [Some((index + length - 1) % length), Some((index + 1) % length)]
}
