//! The times of a front matter become moments, in the site's zone, and are looked at together.

use jiff::tz::TimeZone;

use crate::fields::{At, Problems, Written};
use crate::moment::{Moment, Precision};

/// The moment that was written, seen from the site's place.
pub(super) fn moment(
    written: &At<Written>,
    zone: &TimeZone,
    problems: &mut Problems<'_>,
) -> Option<At<Moment>> {
    let span = written.span.clone();
    let moment = match written.value {
        Written::Day(day) => Moment::day(day, zone),
        Written::Local(at) => Moment::local(at, zone),
        Written::Instant(instant) => Ok(Moment::at(instant, zone)),
    };
    let Ok(value) = moment else {
        problems.error(span, "this is beyond the time that can be counted", "choose a year from 1 to 9998");
        return None;
    };
    Some(At { value, span })
}

/// Warns when a time comes before the article's date. `so` says what follows from that.
pub(super) fn warn_if_before(
    date: Moment,
    later: Option<&At<Moment>>,
    (key, so): (&str, &str),
    problems: &mut Problems<'_>,
) {
    if let Some(later) = later.filter(|later| is_before(later.value, date)) {
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

    use super::*;

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
