//! The date of a story: a moment where the day is known for certain, otherwise a day, month or year of the calendar with
//! the moments at which it begins and ends at the site's place.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{CalendarDate, Doubt, Extent, Moment, Precision};
use crate::digest::Digester;

/// The date of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryDate(Known);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Known {
    /// The day or the time, without doubt.
    Exactly(Moment),
    /// No more than a period, or a day in doubt.
    Within(Period),
}

/// A period in which a story appeared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Period {
    date: CalendarDate,
    /// Its first day.
    begins: Moment,
    /// Its last moment. Of periods that end together, the longest ends by a nanosecond later than the next shorter.
    ends: Moment,
}

impl From<Moment> for StoryDate {
    fn from(moment: Moment) -> Self {
        Self(Known::Exactly(moment))
    }
}

impl StoryDate {
    /// A date of the calendar, at the site's place.
    ///
    /// # Errors
    /// When the zone can't count the time up to its end.
    pub fn new(date: CalendarDate, zone: &TimeZone) -> Result<Self, jiff::Error> {
        let CalendarDate { extent, doubt } = date;
        let begins = Moment::day(extent.first(), zone)?;
        if let (Extent::Day(_), None) = (extent, doubt) {
            return Ok(begins.into());
        }
        let next = extent.last().tomorrow()?.to_zoned_datetime(zone.clone())?;
        let before_next = i64::from(3 - extent.rank());
        let ends = next.checked_sub(jiff::SignedDuration::from_nanos(before_next))?;
        let ends = Moment { precision: Precision::Day, ..Moment::at(ends.timestamp(), zone) };
        Ok(Self(Known::Within(Period { date, begins, ends })))
    }

    /// The instant by which stories are sorted: the last of a period, so that a story stands after all others of it.
    pub fn instant(&self) -> Timestamp {
        match &self.0 {
            Known::Exactly(moment) => moment.instant(),
            Known::Within(period) => period.ends.instant(),
        }
    }

    /// The first moment at which the story may have appeared. Until then it is under embargo.
    pub fn begins(&self) -> Moment {
        match &self.0 {
            Known::Exactly(moment) => *moment,
            Known::Within(period) => period.begins,
        }
    }

    /// The last moment at which the story may have appeared, where that is not certain.
    pub fn ends(&self) -> Option<Moment> {
        match &self.0 {
            Known::Exactly(_) => None,
            Known::Within(period) => Some(period.ends),
        }
    }

    /// The moment for formats that need a day: the last of a period that is over by `now`, otherwise its first. So no
    /// story is told to have appeared in the future, and the moment changes once, when the period ends.
    pub fn told_at(&self, now: Timestamp) -> Moment {
        match &self.0 {
            Known::Exactly(moment) => *moment,
            Known::Within(period) if period.ends.instant() <= now => period.ends,
            Known::Within(period) => period.begins,
        }
    }

    /// The moment, where the day or the time is known without doubt.
    pub fn exactly(&self) -> Option<Moment> {
        match &self.0 {
            Known::Exactly(moment) => Some(*moment),
            Known::Within(_) => None,
        }
    }

    /// The date in the calendar.
    pub fn calendar_date(&self) -> CalendarDate {
        match &self.0 {
            Known::Exactly(moment) => CalendarDate::of_day(moment.date()),
            Known::Within(period) => period.date,
        }
    }

    /// The part of the calendar that it names.
    pub fn extent(&self) -> Extent {
        self.calendar_date().extent
    }

    /// Its day; the last of a period.
    pub fn last_day(&self) -> Date {
        self.extent().last()
    }

    /// Takes in all that is known of it.
    pub fn digest_into(&self, digester: &mut Digester) {
        match &self.0 {
            Known::Exactly(moment) => moment.digest_into(digester),
            Known::Within(Period { date: CalendarDate { extent, doubt }, begins, ends }) => {
                begins.digest_into(digester);
                ends.digest_into(digester);
                let doubt = match doubt {
                    None => 0,
                    Some(Doubt::About) => 1,
                    Some(Doubt::Unsure) => 2,
                    Some(Doubt::UnsureAbout) => 3,
                };
                digester.number(u64::from(extent.rank()) << 8 | doubt);
            }
        }
    }
}

/// As a [`Moment`], or as EDTF writes it: `1974-05~`.
impl fmt::Display for StoryDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Known::Exactly(moment) => moment.fmt(f),
            Known::Within(period) => period.date.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use proptest::prelude::*;

    use super::*;

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").expect("a zone")
    }

    fn date(text: &str) -> StoryDate {
        StoryDate::new(CalendarDate::parse(text).expect("a date"), &paris()).expect("it is counted")
    }

    #[test]
    fn a_period_begins_and_ends_at_the_place() {
        // Clocks were put forward within the month.
        let month = date("2025-03");
        assert_eq!(month.begins().to_string(), "2025-03-01");
        assert_eq!(month.begins().instant(), "2025-02-28T23:00:00Z".parse().unwrap());
        let ends = month.ends().unwrap();
        assert_eq!(ends.to_string(), "2025-03-31");
        assert_eq!(ends.datetime().to_string(), "2025-03-31T23:59:59.999999998");
    }

    #[test]
    fn a_format_that_needs_a_day_is_told_the_first_until_the_period_is_over() {
        let at = |now: &str| date("2025-03").told_at(now.parse().unwrap()).to_string();
        assert_eq!(at("2025-03-31T21:59:59Z"), "2025-03-01");
        assert_eq!(at("2025-03-31T22:00:00Z"), "2025-03-31");
    }

    #[test]
    fn of_what_ends_together_the_longest_is_last() {
        let last = civil::date(2025, 12, 31).at(23, 59, 59, 999_999_990);
        let dates: Vec<StoryDate> = vec![
            date("2025-12-31"),
            Moment::local(last, &paris()).unwrap().into(),
            date("2025-12-31~"),
            date("2025-12"),
            date("2025~"),
            date("2026-01-01"),
        ];
        assert!(dates.is_sorted_by(|one, other| one.instant() < other.instant()));
        assert_eq!(date("2025").instant(), date("2025~").instant());
    }

    proptest! {
        #[test]
        fn whatever_is_kept_is_read_again(year in 1i16..9999, month in 1i8..=12, rank in 0u8..3, sign in 0usize..4) {
            let first = civil::date(year, month, 1);
            let extent = [Extent::Day(first), Extent::Month(first), Extent::Year(year)][usize::from(rank)];
            let doubt = [None, Some(Doubt::About), Some(Doubt::Unsure), Some(Doubt::UnsureAbout)][sign];
            let date = StoryDate::new(CalendarDate { extent, doubt }, &paris()).expect("it is counted");
            let kept = postcard::to_stdvec(&date).expect("it is kept");
            prop_assert_eq!(postcard::from_bytes(&kept), Ok(date));
            prop_assert!(date.begins().instant() <= date.instant());
            prop_assert_eq!(date.last_day(), extent.last());
        }
    }
}
