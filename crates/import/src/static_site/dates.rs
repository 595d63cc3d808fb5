//! Reads dates of front matter and of file names.

use jiff::civil::{Date, DateTime, Time};

use crate::dates;
use crate::decisions::DateOrder;
use crate::story::StoryDate;

/// Reads a date; `None` if it has no known form.
pub(super) fn parse(text: &str, order: Option<DateOrder>) -> Option<StoryDate> {
    dates::parse(text)?.resolve(order)
}

/// Returns the day of a date, if it is known.
pub(super) fn day_of(date: StoryDate) -> Option<Date> {
    match date {
        StoryDate::Year(_) | StoryDate::Month(..) => None,
        StoryDate::Day(day) => Some(day),
        StoryDate::Local(time) => Some(time.date()),
        StoryDate::Instant(instant, offset) => Some(offset.to_datetime(instant).date()),
    }
}

/// Day at the beginning of a file's name, and the rest of the name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DatedName<'n> {
    /// Day.
    pub(super) day: Date,
    /// Name behind the day.
    pub(super) rest: &'n str,
    /// Reports that month and day have two digits.
    pub(super) is_padded: bool,
}

/// Reads the day at the beginning of a file's name: `2014-05-01-cats`.
pub(super) fn dated_name(name: &str) -> Option<DatedName<'_>> {
    let mut parts = name.splitn(3, '-');
    let (year, month) = (parts.next()?, parts.next()?);
    let third = parts.next()?;
    let digits = third.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = third.split_at(digits);
    if year.len() != 4 || month.len() > 2 || digits > 2 {
        return None;
    }
    let rest = match rest.strip_prefix(['-', '_']) {
        Some(rest) => rest,
        None if rest.is_empty() => rest,
        // `2014-05-01T10-00-00Z-cats`, as Hugo takes it.
        None => rest.strip_prefix('T')?.split_once("Z-")?.1,
    };
    let is_padded = month.len() == 2 && digits == 2;
    Some(DatedName { day: date(year, month, day)?, rest, is_padded })
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Returns the time in a time zone that a date stands for.
pub(super) fn local_time(date: StoryDate, zone: Option<&jiff::tz::TimeZone>) -> Option<DateTime> {
    match (date, zone) {
        (StoryDate::Instant(instant, _), Some(zone)) => Some(zone.to_datetime(instant)),
        (StoryDate::Instant(instant, offset), None) => Some(offset.to_datetime(instant)),
        (StoryDate::Local(time), _) => Some(time),
        (date, _) => Some(day_of(date)?.to_datetime(Time::midnight())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_in_every_form() {
        for (text, expected) in [
            ("2014-09-18", "2014-09-18"),
            ("2014/9/18", "2014-09-18"),
            ("20140918", "2014-09-18"),
            ("18.9.2014", "2014-09-18"),
            ("18/9/2014", "2014-09-18"),
            ("2014-09-18 09:00", "2014-09-18T09:00:00"),
            ("2014-09-18T09:00:00.123Z", "2014-09-18T09:00:00Z"),
            ("2015-03-17 9:00:00 -4", "2015-03-17T09:00:00-04:00"),
            ("2015-03-17 9:00:00 -0400", "2015-03-17T09:00:00-04:00"),
            ("2015-03-17 09:00 PM +09:00", "2015-03-17T21:00:00+09:00"),
            ("Thu, 18 Sep 2014 10:00:00 GMT", "2014-09-18T10:00:00Z"),
            ("September 18, 2014", "2014-09-18"),
            ("Sept 2014", "\"2014-09\""),
            ("2014", "\"2014\""),
            ("2014-09", "\"2014-09\""),
        ] {
            let date = parse(text, None).unwrap_or_else(|| unreachable!("{text} is no date"));
            assert_eq!(date.to_toml(), expected, "{text}");
        }
        for text in ["3/4/2014", "soon", "2014-13-45", ""] {
            assert_eq!(parse(text, None), None, "{text}");
        }
        assert!(parse("3/4/2014", Some(DateOrder::DayMonth)).is_some());
    }

    #[test]
    fn names_begin_with_a_day() {
        let name = dated_name("2014-5-01-cats").expect("a day");
        assert_eq!((name.day.to_string().as_str(), name.rest, name.is_padded), ("2014-05-01", "cats", false));
        assert_eq!(dated_name("2014-05-cats"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}|[0-9]{1,4}[-/ .][0-9]{1,3}[-/ .][0-9]{1,4}[ T]?[0-9:.]{0,8}.{0,6}") {
            parse(&text, None);
            dated_name(&text);
        }
    }
}
