//! Converts the dates of a front matter to moments in the site's time zone, and compares them.

use jiff::tz::TimeZone;

use crate::fields::{DateLiteral, DiagnosticSink, Spanned, StoryDateLiteral};
use crate::moment::{ArticleDate, Moment, Precision};

/// Message and hint for a date outside the supported range.
const OUT_OF_RANGE: &str = "this is beyond the time that can be counted";
const RANGE_HINT: &str = "choose a year from 1 to 9998";

/// Converts the date of a story. Reports a date outside the supported range.
pub(super) fn story_date(
    written: &Spanned<StoryDateLiteral>,
    zone: &TimeZone,
    problems: &mut DiagnosticSink<'_>,
) -> Option<ArticleDate> {
    let span = written.span.clone();
    match written.value {
        StoryDateLiteral::Exact(value) => {
            moment(&Spanned { value, span }, zone, problems).map(|date| date.value.into())
        }
        StoryDateLiteral::Imprecise(date) => {
            let date = ArticleDate::new(date, zone).ok().filter(|date| date.extent().year() > 0);
            if date.is_none() {
                problems.error(span, OUT_OF_RANGE, RANGE_HINT);
            }
            date
        }
    }
}

/// Converts a date to a moment in the site's zone.
///
/// Reports a date outside the supported range.
pub(super) fn moment(
    written: &Spanned<DateLiteral>,
    zone: &TimeZone,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Spanned<Moment>> {
    // Many programs can't parse the year 0, and W3C-DTF (https://www.w3.org/TR/NOTE-datetime)
    // does not have it.
    let Some(value) = in_zone(written.value, zone).ok().filter(|moment| moment.date().year() > 0) else {
        problems.error(written.span.clone(), OUT_OF_RANGE, RANGE_HINT);
        return None;
    };
    Some(Spanned { value, span: written.span.clone() })
}

/// Converts the date on which an article expires.
///
/// Returns `None` also for a date above the supported range: many systems write "never" as
/// 9999-12-31.
pub(super) fn expiry(
    written: &Spanned<DateLiteral>,
    zone: &TimeZone,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Spanned<Moment>> {
    // Only dates at the end of the year 9999 fail to convert.
    in_zone(written.value, zone).ok().and_then(|_| moment(written, zone, problems))
}

fn in_zone(written: DateLiteral, zone: &TimeZone) -> Result<Moment, jiff::Error> {
    match written {
        DateLiteral::Day(day) => Moment::day(day, zone),
        DateLiteral::Local(at) => Moment::local(at, zone),
        DateLiteral::Fixed { at, offset } => Ok(Moment::at(offset.to_timestamp(at)?, zone)),
    }
}

/// Date that should not be before the article's date.
pub(super) struct Later<'a> {
    pub(super) key: &'static str,
    pub(super) moment: Option<&'a Spanned<Moment>>,
    /// Hint of the warning.
    pub(super) hint: &'static str,
}

impl Later<'_> {
    /// Warns if this date is before the article's date.
    pub(super) fn warn_if_before(&self, date: ArticleDate, problems: &mut DiagnosticSink<'_>) {
        let Self { key, moment, hint } = *self;
        if let Some(later) = moment.filter(|later| is_before(later.value, date.begins())) {
            let message = format!("`{key}` ({}) is before the article's date ({date})", later.value);
            problems.warning(later.span.clone(), message, hint);
        }
    }
}

/// Returns whether one moment is certainly before another.
///
/// A moment of which only the day is known is not before any moment of that day.
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
    fn an_expiry_beyond_the_range_is_never_and_a_date_beyond_it_is_an_error() {
        let last = civil::date(9999, 12, 31);
        let file = SitePath::known("content/a.md");
        for value in [
            DateLiteral::Day(last),
            DateLiteral::Local(last.at(23, 59, 59, 0)),
            DateLiteral::Fixed { at: last.at(23, 59, 59, 0), offset: Offset::UTC },
        ] {
            let mut problems = DiagnosticSink::new(&file, "date = 9999-12-31", 0);
            let written = Spanned { value, span: 7..17 };
            assert_eq!(expiry(&written, &TimeZone::UTC, &mut problems), None);
            assert!(!problems.has_errors());
            assert_eq!(moment(&written, &TimeZone::UTC, &mut problems), None);
            assert!(problems.has_errors());
        }
    }

    #[test]
    fn a_day_is_not_before_a_time_on_that_day() {
        let day = |number| Moment::day(civil::date(2025, 11, number), &TimeZone::UTC).expect("a day");
        let noon = Moment::local(civil::date(2025, 11, 1).at(12, 0, 0, 0), &TimeZone::UTC).expect("a time");
        let one = Moment::local(civil::date(2025, 11, 1).at(13, 0, 0, 0), &TimeZone::UTC).expect("a time");
        assert!(is_before(noon, one) && !is_before(one, noon));
        assert!(!is_before(day(1), noon) && !is_before(noon, day(1)));
        assert!(is_before(noon, day(2)) && is_before(day(1), day(2)));
    }
}
