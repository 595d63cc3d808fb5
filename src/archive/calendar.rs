//! The archive by date: the days, months and years that have stories, each with its stories, oldest first; and the
//! days of the year, each with the stories of that day in every year. Days are days at the site's place.

use std::collections::BTreeMap;

use jiff::civil::{self, Date};

use super::ArticleId;

/// The days, months and years that have stories, each in order.
#[derive(Debug, Default)]
pub struct Calendar {
    days: Vec<Day>,
    months: Vec<Month>,
    years: Vec<Year>,
    anniversaries: Vec<Anniversary>,
}

/// A day that has stories.
#[derive(Debug)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its stories, oldest first.
    pub members: Vec<ArticleId>,
}

/// A month that has stories.
#[derive(Debug)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// Its stories, oldest first.
    pub members: Vec<ArticleId>,
}

/// A year that has stories.
#[derive(Debug)]
pub struct Year {
    /// The year.
    pub number: i16,
    /// How many stories each of its months has, from January.
    pub counts: [usize; 12],
}

/// A day of the year that has stories, in whichever years.
#[derive(Debug)]
pub struct Anniversary {
    /// Its month, from 1.
    pub month: i8,
    /// Its day of the month, from 1.
    pub day: i8,
    /// The stories of that day in every year, oldest first.
    pub members: Vec<ArticleId>,
}

impl Calendar {
    /// The calendar of articles that are of these days. They come oldest first, so nearly in the order of their days: clocks
    /// that are put back make a story older than another of the day before.
    pub(super) fn of(days: &[Date]) -> Self {
        let mut dated: Vec<(Date, ArticleId)> = days.iter().copied().zip(super::ids()).collect();
        dated.sort();
        let mut calendar = Self::default();
        for same in dated.chunk_by(|(one, _), (other, _)| one == other) {
            calendar.add(Day { date: same[0].0, members: same.iter().map(|(_, id)| *id).collect() });
        }
        calendar.anniversaries = anniversaries(&calendar.days);
        calendar
    }

    /// Adds a day that comes after all that are there.
    fn add(&mut self, day: Day) {
        let first = day.date.first_of_month();
        if self.months.last().is_none_or(|month| month.first != first) {
            self.months.push(Month { first, members: Vec::new() });
        }
        if self.years.last().is_none_or(|year| year.number != first.year()) {
            self.years.push(Year { number: first.year(), counts: [0; 12] });
        }
        if let Some(month) = self.months.last_mut() {
            month.members.extend(&day.members);
        }
        if let Some(year) = self.years.last_mut() {
            year.counts[month_index(first)] += day.members.len();
        }
        self.days.push(day);
    }

    /// The days that have stories, in order.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The months that have stories, in order.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    /// The years that have stories, in order.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// The days of the year that have stories, from 1 January.
    pub fn anniversaries(&self) -> &[Anniversary] {
        &self.anniversaries
    }

    /// The stories of one day of the year, in every year; none where there are none.
    pub fn on_every(&self, month: i8, day: i8) -> &[ArticleId] {
        let found = self.anniversaries.binary_search_by_key(&(month, day), |one| (one.month, one.day));
        found.map_or(&[], |index| &self.anniversaries[index].members)
    }

    /// The stories of one day; none where there are none.
    pub fn on(&self, date: Date) -> &[ArticleId] {
        self.days.binary_search_by_key(&date, |day| day.date).map_or(&[], |index| &self.days[index].members)
    }

    /// The days of one month that have stories, in order.
    pub fn days_of(&self, first: Date) -> &[Day] {
        let start = self.days.partition_point(|day| day.date < first);
        let end = self.days.partition_point(|day| day.date <= first.last_of_month());
        &self.days[start..end]
    }
}

/// The days of the year that these days are.
fn anniversaries(days: &[Day]) -> Vec<Anniversary> {
    let mut by_day_of_year: BTreeMap<(i8, i8), Vec<ArticleId>> = BTreeMap::new();
    for day in days {
        by_day_of_year.entry((day.date.month(), day.date.day())).or_default().extend(&day.members);
    }
    let all = by_day_of_year.into_iter();
    all.map(|((month, day), members)| Anniversary { month, day, members }).collect()
}

impl Year {
    /// How many stories it has.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The first days of its months, from January.
    pub fn months(&self) -> impl Iterator<Item = Date> {
        let number = self.number;
        (1..=12).map(move |month| civil::date(number, month, 1))
    }
}

/// A month's place in its year, from 0.
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
            let calendar = Calendar::of(&days);
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
    }
}
