//! Points in time as a newsroom knows them: a day, or a day and a time.
//!
//! Front matter has three forms: a date, a date and time in the site's time zone, or one with an
//! offset. Each becomes an instant, with the local day and time in the site's zone.

mod article_date;
mod calendar_date;

use std::fmt::{self, Write as _};

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

pub use article_date::ArticleDate;
pub use calendar_date::{CalendarDate, Extent, Qualifier};

/// More seconds than can lie between two times of one day, at any offsets.
const TWO_DAYS: u64 = 2 * 24 * 60 * 60;

/// Instant, with its local day and time in the site's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    instant: Timestamp,
    offset: Offset,
    precision: Precision,
}

/// Precision of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Only the day is known.
    ///
    /// The instant is the start of the day in the site's zone, or its end if the day is the last of
    /// a period.
    Day,
    /// The day and the time are known.
    Time,
}

impl Moment {
    /// Returns the start of a day in the site's zone.
    ///
    /// # Errors
    /// Fails if the day is outside of the supported range (the years −9999 to 9999).
    pub fn day(day: civil::Date, zone: &TimeZone) -> Result<Self, jiff::Error> {
        Ok(Self::new(&day.to_zoned_datetime(zone.clone())?, Precision::Day))
    }

    /// Returns a local day and time in the site's zone.
    ///
    /// Of a repeated local time, the first is taken; a skipped one moves forward by the length of
    /// the gap.
    ///
    /// # Errors
    /// Fails as [`Moment::day`] does.
    pub fn local(at: civil::DateTime, zone: &TimeZone) -> Result<Self, jiff::Error> {
        Ok(Self::new(&at.to_zoned_datetime(zone.clone())?, Precision::Time))
    }

    /// Parses a moment from the command line.
    ///
    /// The forms are a day, a local day and time, and one with an offset.
    ///
    /// # Errors
    /// Returns a message if the text has none of these forms.
    pub fn parse(written: &str, zone: &TimeZone) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{written}` is not a time: write 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00Z"
            )
        };
        if let Ok(instant) = written.parse::<Timestamp>() {
            return Ok(Self::at(instant, zone));
        }
        if written.len() <= 10 {
            let day: civil::Date = written.parse().map_err(|_| wrong())?;
            return Self::day(day, zone).map_err(|_| wrong());
        }
        let local: civil::DateTime = written.parse().map_err(|_| wrong())?;
        Self::local(local, zone).map_err(|_| wrong())
    }

    /// Returns an instant as a local time in the site's zone.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self::new(&instant.to_zoned_datetime(zone.clone()), Precision::Time)
    }

    fn new(zoned: &ZonedDateTime, precision: Precision) -> Self {
        Self { instant: zoned.timestamp(), offset: zoned.offset(), precision }
    }

    /// Returns the instant.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// Returns the local day and time.
    pub fn datetime(&self) -> civil::DateTime {
        self.offset.to_datetime(self.instant)
    }

    /// Returns the local day.
    pub fn date(&self) -> civil::Date {
        self.datetime().date()
    }

    /// Returns the offset from UTC as output formats write it.
    ///
    /// Local mean time, in use before standard time, has seconds in its offset. They are dropped,
    /// so that the local day and time stay correct; the written instant is then off by less than a
    /// minute.
    pub(crate) fn shown_offset(&self, between: &'static str) -> ShownOffset {
        ShownOffset { minutes: self.offset.seconds() / 60, between }
    }

    /// Returns the precision.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Returns the later of two moments.
    ///
    /// If both are on the same day and only the day of one is known, that one is returned, since
    /// either may be the later.
    #[must_use]
    pub fn later_of(self, other: Self) -> Self {
        let is_told_by_day = [self.precision, other.precision].contains(&Precision::Day);
        // Moments two days apart are on different days in any zone; comparing local dates is
        // slower.
        let apart = self.instant.as_second().abs_diff(other.instant.as_second());
        if is_told_by_day && apart <= TWO_DAYS && self.date() == other.date() {
            return if self.precision == Precision::Day { self } else { other };
        }
        if other.instant > self.instant { other } else { self }
    }
}

/// Formats as HTML's `datetime`: `2025-11-01`, or `2025-11-01T09:30:00+03:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.precision == Precision::Day {
            return self.date().fmt(f);
        }
        write!(f, "{:.0}", self.datetime())?;
        self.shown_offset(":").fmt(f)
    }
}

/// Offset from UTC in whole minutes, the only unit of HTML, RFC 3339 and RFC 822.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShownOffset {
    minutes: i32,
    /// Separator of hours and minutes.
    between: &'static str,
}

impl fmt::Display for ShownOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { minutes, between } = self;
        let sign = if *minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        f.write_char(sign)?;
        two_digits(minutes / 60, f)?;
        f.write_str(between)?;
        two_digits(minutes % 60, f)
    }
}

/// Writes a number below 100 as two digits.
fn two_digits(number: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    [number / 10, number % 10]
        .into_iter()
        .try_for_each(|digit| f.write_char(char::from(b'0' + u8::try_from(digit % 10).unwrap_or_default())))
}

/// Form in the cache: seconds, nanoseconds, the offset's seconds, and whether the time is known.
type Kept = (i64, i32, i32, bool);

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept: Kept = (
            self.instant.as_second(),
            self.instant.subsec_nanosecond(),
            self.offset.seconds(),
            self.precision == Precision::Time,
        );
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let (seconds, nanoseconds, offset, has_time) = Kept::deserialize(deserializer)?;
        Ok(Self {
            instant: Timestamp::new(seconds, nanoseconds).map_err(D::Error::custom)?,
            offset: Offset::from_seconds(offset).map_err(D::Error::custom)?,
            precision: if has_time { Precision::Time } else { Precision::Day },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn istanbul() -> TimeZone {
        TimeZone::get("Europe/Istanbul").expect("a zone")
    }

    #[test]
    fn says_what_is_known_and_no_more() {
        let zone = istanbul();
        let day = civil::date(2025, 11, 1);
        assert_eq!(Moment::day(day, &zone).unwrap().to_string(), "2025-11-01");
        assert_eq!(
            Moment::local(day.at(9, 30, 0, 0), &zone).unwrap().to_string(),
            "2025-11-01T09:30:00+03:00"
        );
        let instant: Timestamp = "2025-10-31T22:00:00Z".parse().unwrap();
        assert_eq!(Moment::at(instant, &zone).to_string(), "2025-11-01T01:00:00+03:00");
        assert_eq!(Moment::at(instant, &zone).date(), day);
    }

    #[test]
    fn the_later_of_two_is_no_more_exact_than_what_is_known() {
        let zone = istanbul();
        let day = |number| Moment::day(civil::date(2025, 11, number), &zone).unwrap();
        let noon = Moment::local(civil::date(2025, 11, 1).at(12, 0, 0, 0), &zone).unwrap();
        let one = Moment::local(civil::date(2025, 11, 1).at(13, 0, 0, 0), &zone).unwrap();
        for (a, b, later) in
            [(noon, one, one), (noon, day(1), day(1)), (day(2), noon, day(2)), (noon, noon, noon)]
        {
            assert_eq!((a.later_of(b), b.later_of(a)), (later, later));
        }
    }

    #[test]
    fn compares_by_the_instant() {
        let zone = istanbul();
        let midnight = Moment::day(civil::date(2025, 11, 1), &zone).unwrap();
        assert_eq!(midnight.instant(), "2025-10-31T21:00:00Z".parse().unwrap());
    }
}
