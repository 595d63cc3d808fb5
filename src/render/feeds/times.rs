//! Times as feeds tell them. In goes a moment; out comes RFC 3339 for Atom and JSON Feed, RFC 822 (with the year in
//! four digits) for RSS. A day whose hour is not known begins at the site's place.

use std::fmt::Write;

use jiff::civil::DateTime;

use crate::moment::{Moment, Written};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `2025-11-01T09:30:00+03:00`
pub(super) fn rfc3339(moment: Moment) -> String {
    let (at, sign, hours, minutes) = told(moment);
    let mut text = String::with_capacity(25);
    text.push_str(Written::new(at).day_and_time());
    let _ = write!(text, "{sign}{hours:02}:{minutes:02}");
    text
}

/// `Sat, 01 Nov 2025 09:30:00 +0300`
pub(super) fn rfc822(moment: Moment) -> String {
    let (at, sign, hours, minutes) = told(moment);
    let (date, time) = (at.date(), at.time());
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} {sign}{hours:02}{minutes:02}",
        WEEKDAYS[weekday],
        date.day(),
        MONTHS[month],
        date.year(),
        time.hour(),
        time.minute(),
        time.second(),
    )
}

/// A moment as the clocks at the place showed it, with their offset. Neither form knows offsets with seconds, which
/// local mean time has: such a moment is told in UTC, so that the instant stays true.
fn told(moment: Moment) -> (DateTime, char, i32, i32) {
    let seconds = moment.offset().seconds();
    if seconds % 60 != 0 {
        return (jiff::tz::Offset::UTC.to_datetime(moment.instant()), '+', 0, 0);
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    (moment.datetime(), sign, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn times_are_told_as_the_clocks_at_the_place_showed_them() {
        let zone = |name: &str| TimeZone::get(name).expect("a zone");
        let istanbul = Moment::day(date(2025, 11, 1), &zone("Europe/Istanbul")).expect("a day");
        assert_eq!(rfc3339(istanbul), "2025-11-01T00:00:00+03:00");
        assert_eq!(rfc822(istanbul), "Sat, 01 Nov 2025 00:00:00 +0300");
        let newfoundland = date(2025, 1, 2).at(23, 5, 6, 0);
        let newfoundland = Moment::local(newfoundland, &zone("America/St_Johns")).expect("a time");
        assert_eq!(rfc3339(newfoundland), "2025-01-02T23:05:06-03:30");
        assert_eq!(rfc822(newfoundland), "Thu, 02 Jan 2025 23:05:06 -0330");
    }

    #[test]
    fn local_mean_time_is_told_in_utc() {
        let paris = Moment::day(date(1899, 12, 31), &TimeZone::get("Europe/Paris").expect("a zone"));
        assert_eq!(rfc3339(paris.expect("a day")), "1899-12-30T23:50:39+00:00");
    }
}
