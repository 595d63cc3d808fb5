//! Index of articles by date: days, months and years with their stories, and days of the year with
//! the stories of that day in every year.
//!
//! Days are in the site's time zone. A story known only to the month or year is the last of that
//! period, and belongs to no day.

use std::collections::BTreeMap;

use jiff::civil::{self, Date};

use super::ArticleId;
use crate::moment::Extent;

/// Days, months and years that have stories, in order.
#[derive(Debug, Default)]
pub struct Calendar {
    days: Vec<Day>,
    months: Vec<Month>,
    years: Vec<Year>,
    anniversaries: Vec<Anniversary>,
}

/// Day that has stories.
#[derive(Debug)]
pub struct Day {
    /// Date.
    pub date: Date,
    /// Stories, oldest first.
    pub members: Vec<ArticleId>,
}

/// Month that has stories.
#[derive(Debug)]
pub struct Month {
    /// First day.
    pub first: Date,
    /// Stories, oldest first.
    pub members: Vec<ArticleId>,
}

/// Year that has stories.
#[derive(Debug)]
pub struct Year {
    /// Number of the year.
    pub number: i16,
    /// Number of stories in each month, from January.
    pub counts: [usize; 12],
    /// Stories known only to the year.
    pub members: Vec<ArticleId>,
    /// Oldest story.
    pub first: ArticleId,
}

/// Day of the year that has stories in any year.
#[derive(Debug)]
pub struct Anniversary {
    /// Month, from 1.
    pub month: i8,
    /// Day of the month, from 1.
    pub day: i8,
    /// Stories of that day in every year, oldest first.
    pub members: Vec<ArticleId>,
}

impl Calendar {
    /// Builds the calendar from the articles' dates, oldest article first.
    ///
    /// The days are nearly in order: where clocks are set back, a story can be older than another
    /// of the day before.
    pub(super) fn of(extents: &[Extent]) -> Self {
        let dated = extents.iter().zip(super::ids());
        let mut dated: Vec<(Date, u8, ArticleId)> =
            dated.map(|(extent, id)| (extent.last(), extent.rank(), id)).collect();
        dated.sort_unstable();
        let mut calendar = Self::default();
        for same in dated.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let members: Vec<ArticleId> = same.iter().map(|(_, _, id)| *id).collect();
            calendar.add(extents[members[0].index()], members);
        }
        calendar.anniversaries = anniversaries(&calendar.days);
        calendar
    }

    /// Adds the stories of a period that ends after all others, or is longer than those that end
    /// with it.
    fn add(&mut self, extent: Extent, members: Vec<ArticleId>) {
        let number = extent.year();
        if self.years.last().is_none_or(|year| year.number != number) {
            let first = members[0];
            self.years.push(Year { number, counts: [0; 12], members: Vec::new(), first });
        }
        let Some(year) = self.years.last_mut() else { return };
        let Some(first) = extent.month().map(|month| civil::date(number, month, 1)) else {
            year.members = members;
            return;
        };
        year.counts[month_index(first)] += members.len();
        if self.months.last().is_none_or(|month| month.first != first) {
            self.months.push(Month { first, members: Vec::new() });
        }
        if let Some(month) = self.months.last_mut() {
            month.members.extend(&members);
        }
        if let Extent::Day(date) = extent {
            self.days.push(Day { date, members });
        }
    }

    /// Returns the days that have stories, in order.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Returns the months that have stories, in order.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    /// Returns the years that have stories, in order.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// Returns the days of the year that have stories, from January 1.
    pub fn anniversaries(&self) -> &[Anniversary] {
        &self.anniversaries
    }

    /// Returns the stories of a day of the year, in every year.
    pub fn on_every(&self, month: i8, day: i8) -> &[ArticleId] {
        let found = self.anniversaries.binary_search_by_key(&(month, day), |one| (one.month, one.day));
        found.map_or(&[], |index| &self.anniversaries[index].members)
    }

    /// Returns the stories of a day.
    pub fn on(&self, date: Date) -> &[ArticleId] {
        self.days.binary_search_by_key(&date, |day| day.date).map_or(&[], |index| &self.days[index].members)
    }

    /// Returns the days of a month that have stories, in order.
    pub fn days_of(&self, first: Date) -> &[Day] {
        let start = self.days.partition_point(|day| day.date < first);
        let end = self.days.partition_point(|day| day.date <= first.last_of_month());
        &self.days[start..end]
    }
}

/// Groups days by day of the year.
fn anniversaries(days: &[Day]) -> Vec<Anniversary> {
    let mut by_day_of_year: BTreeMap<(i8, i8), Vec<ArticleId>> = BTreeMap::new();
    for day in days {
        by_day_of_year.entry((day.date.month(), day.date.day())).or_default().extend(&day.members);
    }
    let all = by_day_of_year.into_iter();
    all.map(|((month, day), members)| Anniversary { month, day, members }).collect()
}

impl Year {
    /// Returns the number of stories.
    pub fn total(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.members.len()
    }

    /// Returns the first day of each month, from January.
    pub fn months(&self) -> impl Iterator<Item = Date> {
        let number = self.number;
        (1..=12).map(move |month| civil::date(number, month, 1))
    }
}

/// Returns the index of a month in its year, from 0.
fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs()) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_story_is_on_its_day_whatever_day_the_one_before_it_is_on(
            days in prop::collection::vec((2024i16..2026, 1i8..4, 1i8..4), 0..40),
        ) {
            let days: Vec<Date> = days.into_iter().map(|(year, month, day)| civil::date(year, month, day)).collect();
            let extents: Vec<Extent> = days.iter().copied().map(Extent::Day).collect();
            let calendar = Calendar::of(&extents);
            let of = |is_meant: &dyn Fn(Date) -> bool| -> Vec<ArticleId> {
                super::super::ids().zip(&days).filter(|(_, day)| is_meant(**day)).map(|(id, _)| id).collect()
            };
            for date in &days {
                prop_assert_eq!(calendar.on(*date), of(&|day| day == *date));
                let same = |day: Date| (day.month(), day.day()) == (date.month(), date.day());
                let mut every = calendar.on_every(date.month(), date.day()).to_vec();
                every.sort_unstable();
                prop_assert_eq!(every, of(&same));
            }
            prop_assert!(calendar.days().is_sorted_by(|one, other| one.date < other.date));
            let total: usize = calendar.years().iter().map(Year::total).sum();
            prop_assert_eq!(total, days.len());
        }

        #[test]
        fn what_is_known_to_the_month_or_the_year_is_the_last_of_it_and_of_no_day(
            dates in prop::collection::vec((2024i16..2026, 1i8..4, 1i8..4, 0u8..3), 0..40),
        ) {
            let extents: Vec<Extent> = dates
                .into_iter()
                .map(|(year, month, day, rank)| match rank {
                    0 => Extent::Day(civil::date(year, month, day)),
                    1 => Extent::Month(civil::date(year, month, 1)),
                    _ => Extent::Year(year),
                })
                .collect();
            let calendar = Calendar::of(&extents);
            let of = |id: &ArticleId| extents[id.index()];
            let on_days: usize = calendar.days().iter().map(|day| day.members.len()).sum();
            prop_assert_eq!(on_days, extents.iter().filter(|extent| extent.day().is_some()).count());
            for month in calendar.months() {
                prop_assert!(month.members.iter().map(of).is_sorted_by_key(Extent::rank));
                prop_assert!(month.members.iter().map(of).all(|extent| extent.first().first_of_month() == month.first));
            }
            for year in calendar.years() {
                prop_assert!(year.members.iter().map(of).all(|extent| extent == Extent::Year(year.number)));
                let of_year = extents.iter().filter(|extent| extent.year() == year.number);
                prop_assert_eq!(year.total(), of_year.count());
            }
            let total: usize = calendar.years().iter().map(Year::total).sum();
            prop_assert_eq!(total, extents.len());
        }
    }
}
