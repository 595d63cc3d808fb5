//! Turns the times of a front matter into moments in the site's zone, and compares them with each other.

use jiff::tz::TimeZone;

use crate::fields::{At, Problems, Written, WrittenDate};
use crate::moment::{ArticleDate, Moment, Precision};

/// The fault of a time that can't be counted, and the times that can.
const BEYOND: &str = "this is beyond the time that can be counted";
const COUNTABLE: &str = "choose a year from 1 to 9998";

/// Returns the date of a story; notes an error where it can't be counted.
pub(super) fn story_date(
    written: &At<WrittenDate>,
    zone: &TimeZone,
    problems: &mut Problems<'_>,
) -> Option<ArticleDate> {
    let span = written.span.clone();
    match written.value {
        WrittenDate::Exactly(value) => {
            moment(&At { value, span }, zone, problems).map(|date| date.value.into())
        }
        WrittenDate::Within(date) => {
            let date = ArticleDate::new(date, zone).ok().filter(|date| date.extent().year() > 0);
            if date.is_none() {
                problems.error(span, BEYOND, COUNTABLE);
            }
            date
        }
    }
}

/// Returns the moment that was written, seen from the site's place; notes an error where it can't be counted.
pub(super) fn moment(
    written: &At<Written>,
    zone: &TimeZone,
    problems: &mut Problems<'_>,
) -> Option<At<Moment>> {
    // Many programs can't read the year 0, and W3C's form of dates has none.
    let Some(value) = seen(written.value, zone).ok().filter(|moment| moment.date().year() > 0) else {
        problems.error(written.span.clone(), BEYOND, COUNTABLE);
        return None;
    };
    Some(At { value, span: written.span.clone() })
}

/// Returns the moment at which an article expires; `None` also where that is later than can be counted, since many
/// systems write "never" as 9999-12-31.
pub(super) fn expiry(
    written: &At<Written>,
    zone: &TimeZone,
    problems: &mut Problems<'_>,
) -> Option<At<Moment>> {
    // What a date can say that can't be counted lies at the end of the year 9999.
    seen(written.value, zone).ok().and_then(|_| moment(written, zone, problems))
}

fn seen(written: Written, zone: &TimeZone) -> Result<Moment, jiff::Error> {
    match written {
        Written::Day(day) => Moment::day(day, zone),
        Written::Local(at) => Moment::local(at, zone),
        Written::Fixed { at, offset } => Ok(Moment::at(offset.to_timestamp(at)?, zone)),
    }
}

/// Warns when a time comes before the article's date. `so` says what follows from that.
pub(super) fn warn_if_before(
    date: ArticleDate,
    later: Option<&At<Moment>>,
    (key, so): (&str, &str),
    problems: &mut Problems<'_>,
) {
    if let Some(later) = later.filter(|later| is_before(later.value, date.begins())) {
        let message = format!("`{key}` ({}) is before the article's date ({date})", later.value);
        problems.warning(later.span.clone(), message, so);
    }
}

/// Whether one moment is before the other, as far as both are known: on the same day, a moment of which only the day is
/// known is before no other.
fn is_before(one: Moment, other: Moment) -> bool {
    if [one.precision(), other.precision()].contains(&Precision::Day) {
        one.date() < other.date()
    } else {
        one.instant() < other.instant()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use jiff::tz::Offset;

    use super::*;
    use crate::path::SitePath;

    #[test]
    fn an_expiry_that_can_not_be_counted_is_never_and_a_date_there_is_an_error() {
        let last = civil::date(9999, 12, 31);
        let file = SitePath::known("content/a.md");
        for value in [
            Written::Day(last),
            Written::Local(last.at(23, 59, 59, 0)),
            Written::Fixed { at: last.at(23, 59, 59, 0), offset: Offset::UTC },
        ] {
            let mut problems = Problems::new(&file, "date = 9999-12-31", 0);
            let written = At { value, span: 7..17 };
            assert_eq!(expiry(&written, &TimeZone::UTC, &mut problems), None);
            assert!(!problems.has_errors());
            assert_eq!(moment(&written, &TimeZone::UTC, &mut problems), None);
            assert!(problems.has_errors());
        }
    }

    #[test]
    fn a_day_is_before_no_time_on_it() {
        let day = |number| Moment::day(civil::date(2025, 11, number), &TimeZone::UTC).expect("a day");
        let noon = Moment::local(civil::date(2025, 11, 1).at(12, 0, 0, 0), &TimeZone::UTC).expect("a time");
        let one = Moment::local(civil::date(2025, 11, 1).at(13, 0, 0, 0), &TimeZone::UTC).expect("a time");
        assert!(is_before(noon, one) && !is_before(one, noon));
        assert!(!is_before(day(1), noon) && !is_before(noon, day(1)));
        assert!(is_before(noon, day(2)) && is_before(day(1), day(2)));
    }
}
