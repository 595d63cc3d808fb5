//! Moments on the command line. The same three forms as in the front matter.

use dateline::moment::Moment;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

/// Reads a moment: a day, a day and time at the site's place, or one with an offset.
pub(super) fn parse(written: &str, zone: &TimeZone) -> Result<Moment, String> {
    let wrong = || {
        format!("`{written}` is not a time: write 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00Z")
    };
    if let Ok(instant) = written.parse::<Timestamp>() {
        return Ok(Moment::at(instant, zone));
    }
    if written.len() <= 10 {
        let day: civil::Date = written.parse().map_err(|_| wrong())?;
        return Moment::day(day, zone).map_err(|_| wrong());
    }
    let local: civil::DateTime = written.parse().map_err(|_| wrong())?;
    Moment::local(local, zone).map_err(|_| wrong())
}

/// The build's moment where the command line says none: `SOURCE_DATE_EPOCH`, so that a build can be repeated byte for
/// byte (<https://reproducible-builds.org/specs/source-date-epoch/>), otherwise now.
pub(super) fn now() -> Result<Timestamp, String> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse::<i64>().ok());
    let instant = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    instant.ok_or_else(|| {
        format!("SOURCE_DATE_EPOCH is `{}`, which is not a number of seconds since 1970", epoch.display())
    })
}
