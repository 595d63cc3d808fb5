//! When something happened, as a newsroom says it: a day, or a day and a time. Read from the three forms of the
//! front matter (a date, a date and time in the site's zone, one with an offset) and from then on an instant that can
//! be compared with any other, beside the day and time at the site's place.

mod calendar_date;
mod story_date;

use std::fmt::{self, Write as _};

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

use crate::digest::Digester;

pub use calendar_date::{CalendarDate, Doubt, Extent};
pub use story_date::StoryDate;

/// More seconds than there can be between two times of one day, whatever their offsets.
const TWO_DAYS: u64 = 2 * 24 * 60 * 60;

/// An instant, with its day and time in the site's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    instant: Timestamp,
    offset: Offset,
    precision: Precision,
}

/// How exactly a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Only the day. The instant is its beginning at the site's place, or its end where it is the last of a period.
    Day,
    /// The day and the time.
    Time,
}

impl Moment {
    /// The beginning of a day at the site's place.
    ///
    /// # Errors
    /// When the zone has no such day within the range of time that can be counted (the years −9999 to 9999).
    pub fn day(day: civil::Date, zone: &TimeZone) -> Result<Self, jiff::Error> {
        Ok(Self::new(&day.to_zoned_datetime(zone.clone())?, Precision::Day))
    }

    /// A day and time at the site's place. A time that the zone has twice is the first; one that it skips is as much
    /// later as the clocks were put forward.
    ///
    /// # Errors
    /// As for [`Moment::day`].
    pub fn local(at: civil::DateTime, zone: &TimeZone) -> Result<Self, jiff::Error> {
        Ok(Self::new(&at.to_zoned_datetime(zone.clone())?, Precision::Time))
    }

    /// Reads a moment as it is written on a command line: a day, a day and time at the site's place, or one with an
    /// offset.
    ///
    /// # Errors
    /// In words, where it is none of the three.
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

    /// An instant, seen from the site's place.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self::new(&instant.to_zoned_datetime(zone.clone()), Precision::Time)
    }

    fn new(zoned: &ZonedDateTime, precision: Precision) -> Self {
        Self { instant: zoned.timestamp(), offset: zoned.offset(), precision }
    }

    /// The instant.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The day and time, at the site's place.
    pub fn datetime(&self) -> civil::DateTime {
        self.offset.to_datetime(self.instant)
    }

    /// The day, at the site's place.
    pub fn date(&self) -> civil::Date {
        self.datetime().date()
    }

    /// Returns the clocks' offset from UTC as formats write it. Local mean time, in use before standard time, has
    /// seconds in its offset; they are dropped, so that the day and time stay those of the place. The instant is then
    /// told with an error of less than a minute.
    pub(crate) fn shown_offset(&self, between: &'static str) -> ShownOffset {
        ShownOffset { minutes: self.offset.seconds() / 60, between }
    }

    /// How exactly it is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Takes in all that is known of it.
    pub fn digest_into(self, digester: &mut Digester) {
        let Self { instant, offset, precision } = self;
        let [offset, nanoseconds] = [offset.seconds(), instant.subsec_nanosecond()];
        let precision = match precision {
            Precision::Day => 1,
            Precision::Time => 2,
        };
        digester.number(instant.as_second().cast_unsigned());
        digester.number(precision << 32 | u64::from(offset.cast_unsigned()));
        digester.number(u64::from(nanoseconds.cast_unsigned()));
    }

    /// The later of the two, as exactly as that is known: of two on one day, the one of which only the day is known may
    /// be either.
    #[must_use]
    pub fn later_of(self, other: Self) -> Self {
        let is_told_by_day = [self.precision, other.precision].contains(&Precision::Day);
        // What is days apart is not on one day, whatever the clocks show; to ask them takes longer.
        let apart = self.instant.as_second().abs_diff(other.instant.as_second());
        if is_told_by_day && apart <= TWO_DAYS && self.date() == other.date() {
            return if self.precision == Precision::Day { self } else { other };
        }
        if other.instant > self.instant { other } else { self }
    }
}

/// As HTML's `datetime` has it: `2025-11-01`, or `2025-11-01T09:30:00+03:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = Written::new(self.datetime());
        if self.precision == Precision::Day {
            return f.write_str(written.day());
        }
        f.write_str(written.day_and_time())?;
        self.shown_offset(":").fmt(f)
    }
}

/// An offset from UTC in whole minutes, the only ones that HTML, RFC 3339 and RFC 822 know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShownOffset {
    minutes: i32,
    /// The text between hours and minutes.
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

/// Writes a number below 100, with a zero before one below 10.
fn two_digits(number: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    [number / 10, number % 10]
        .into_iter()
        .try_for_each(|digit| f.write_char(char::from(b'0' + u8::try_from(digit % 10).unwrap_or_default())))
}

/// A day and time in ISO 8601's form, to the second. Made digit by digit: an archive writes a few for each of its stories
/// and their lists, and the general way of formatting takes ten times as long.
pub(crate) struct Written([u8; 19]);

impl Written {
    /// Writes a day and time; of a year before 0 the number alone.
    pub(crate) fn new(at: civil::DateTime) -> Self {
        let mut text = *b"0000-00-00T00:00:00";
        let mut put = |at: usize, digits: usize, mut number: u16| {
            for place in text[at..at + digits].iter_mut().rev() {
                *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
                number /= 10;
            }
        };
        put(0, 4, at.year().unsigned_abs());
        let rest = [at.month(), at.day(), at.hour(), at.minute(), at.second()];
        for (index, number) in rest.into_iter().enumerate() {
            put(5 + 3 * index, 2, number.unsigned_abs().into());
        }
        Self(text)
    }

    /// `2025-11-01`
    pub(crate) fn day(&self) -> &str {
        &self.day_and_time()[..10]
    }

    /// `2025-11-01T09:30:00`
    pub(crate) fn day_and_time(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and what is between them are ASCII")
    }
}

/// As the record keeps it: seconds, nanoseconds, the offset's seconds, and whether the time is known.
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
