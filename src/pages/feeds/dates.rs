//! Formats moments for feeds: RFC 3339 for Atom and JSON Feed, RFC 822 with a year of four digits
//! for RSS. A day whose hour is not known is written as its beginning at the site's place.

use std::fmt::Write;

use crate::moment::Moment;

/// `2025-11-01T09:30:00+03:00`
pub(super) fn rfc3339(moment: Moment) -> String {
    let mut text = String::with_capacity(25);
    let _ = write!(text, "{:.0}", moment.datetime());
    let _ = write!(text, "{}", moment.shown_offset(":"));
    text
}

/// `Sat, 01 Nov 2025 09:30:00 +0300`
pub(super) fn rfc822(moment: Moment) -> String {
    // `jiff::fmt::rfc2822` writes `1 Nov`, which would change the feeds of every site.
    format!("{} {}", moment.datetime().strftime("%a, %d %b %Y %H:%M:%S"), moment.shown_offset(""))
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
    fn local_mean_time_keeps_the_day_of_the_place() {
        for (zone, day, atom, rss) in [
            (
                "Europe/Paris",
                date(1900, 7, 14),
                "1900-07-14T00:00:00+00:09",
                "Sat, 14 Jul 1900 00:00:00 +0009",
            ),
            (
                "Europe/Amsterdam",
                date(1, 1, 1),
                "0001-01-01T00:00:00+00:17",
                "Mon, 01 Jan 0001 00:00:00 +0017",
            ),
            (
                "America/New_York",
                date(1, 1, 1),
                "0001-01-01T00:00:00-04:56",
                "Mon, 01 Jan 0001 00:00:00 -0456",
            ),
            (
                "Africa/Monrovia",
                date(1960, 1, 1),
                "1960-01-01T00:00:00-00:44",
                "Fri, 01 Jan 1960 00:00:00 -0044",
            ),
        ] {
            let moment = Moment::day(day, &TimeZone::get(zone).expect("a zone")).expect("a day");
            assert_eq!((rfc3339(moment), rfc822(moment)), (atom.to_owned(), rss.to_owned()), "{zone}");
        }
    }
}
