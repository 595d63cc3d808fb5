//! Publication date of an article: an exact moment, or a calendar period with its start and end in
//! the site's time zone.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{CalendarDate, Extent, Moment, Precision};

/// Publication date of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArticleDate(DateKind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum DateKind {
    /// Day or time, without a qualifier.
    Exact(Moment),
    /// Month, year, or day with a qualifier.
    Period(Period),
}

/// Period in which an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Period {
    date: CalendarDate,
    /// Start of the first day.
    begins: Moment,
    /// Last moment.
    ///
    /// Of periods that end on the same day, a longer one ends a nanosecond later.
    ends: Moment,
}

impl From<Moment> for ArticleDate {
    fn from(moment: Moment) -> Self {
        Self(DateKind::Exact(moment))
    }
}

impl ArticleDate {
    /// Returns a calendar date in the site's zone.
    ///
    /// # Errors
    /// Fails if the end of the period is outside of the supported range.
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
        Ok(Self(DateKind::Period(Period { date, begins, ends })))
    }

    /// Returns the sort key of articles: the end of a period, so that an article sorts after all
    /// others of it.
    pub fn instant(&self) -> Timestamp {
        match &self.0 {
            DateKind::Exact(moment) => moment.instant(),
            DateKind::Period(period) => period.ends.instant(),
        }
    }

    /// Returns the first moment at which the article may have appeared; until then it is under
    /// embargo.
    pub fn begins(&self) -> Moment {
        match &self.0 {
            DateKind::Exact(moment) => *moment,
            DateKind::Period(period) => period.begins,
        }
    }

    /// Returns the last moment at which the article may have appeared, if that is not exact.
    pub fn ends(&self) -> Option<Moment> {
        match &self.0 {
            DateKind::Exact(_) => None,
            DateKind::Period(period) => Some(period.ends),
        }
    }

    /// Returns the moment for formats that need a day.
    ///
    /// That is the last moment of a period that is over by `now`, otherwise the first. So no
    /// article appears to come from the future, and the moment changes only once, when the period
    /// ends.
    pub fn shown_at(&self, now: Timestamp) -> Moment {
        match &self.0 {
            DateKind::Exact(moment) => *moment,
            DateKind::Period(period) if period.ends.instant() <= now => period.ends,
            DateKind::Period(period) => period.begins,
        }
    }

    /// Returns the moment, if it is exact.
    pub fn exactly(&self) -> Option<Moment> {
        match &self.0 {
            DateKind::Exact(moment) => Some(*moment),
            DateKind::Period(_) => None,
        }
    }

    /// Returns the calendar date.
    pub fn calendar_date(&self) -> CalendarDate {
        match &self.0 {
            DateKind::Exact(moment) => CalendarDate::of_day(moment.date()),
            DateKind::Period(period) => period.date,
        }
    }

    /// Returns the day, month or year.
    pub fn extent(&self) -> Extent {
        self.calendar_date().extent
    }

    /// Returns the day, or the last day of a period.
    pub fn last_day(&self) -> Date {
        self.extent().last()
    }
}

/// Formats as a [`Moment`], or as EDTF: `1974-05~`.
impl fmt::Display for ArticleDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            DateKind::Exact(moment) => moment.fmt(f),
            DateKind::Period(period) => period.date.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use proptest::prelude::*;

    use super::super::Qualifier;
    use super::*;

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").expect("a zone")
    }

    fn date(text: &str) -> ArticleDate {
        ArticleDate::new(CalendarDate::parse(text).expect("a date"), &paris()).expect("it is counted")
    }

    #[test]
    fn a_period_begins_and_ends_at_the_place() {
        // Daylight saving time began within the month.
        let month = date("2025-03");
        assert_eq!(month.begins().to_string(), "2025-03-01");
        assert_eq!(month.begins().instant(), "2025-02-28T23:00:00Z".parse().unwrap());
        let ends = month.ends().unwrap();
        assert_eq!(ends.to_string(), "2025-03-31");
        assert_eq!(ends.datetime().to_string(), "2025-03-31T23:59:59.999999998");
    }

    #[test]
    fn a_format_that_needs_a_day_is_told_the_first_until_the_period_is_over() {
        let at = |now: &str| date("2025-03").shown_at(now.parse().unwrap()).to_string();
        assert_eq!(at("2025-03-31T21:59:59Z"), "2025-03-01");
        assert_eq!(at("2025-03-31T22:00:00Z"), "2025-03-31");
    }

    #[test]
    fn of_what_ends_together_the_longest_is_last() {
        let last = civil::date(2025, 12, 31).at(23, 59, 59, 999_999_990);
        let dates: Vec<ArticleDate> = vec![
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
            let doubt = [None, Some(Qualifier::Approximate), Some(Qualifier::Uncertain), Some(Qualifier::Both)][sign];
            let date = ArticleDate::new(CalendarDate { extent, doubt }, &paris()).expect("it is counted");
            let kept = postcard::to_stdvec(&date).expect("it is kept");
            prop_assert_eq!(postcard::from_bytes(&kept), Ok(date));
            prop_assert!(date.begins().instant() <= date.instant());
            prop_assert_eq!(date.last_day(), extent.last());
        }
    }
}
