//! A date as TOML has it, before the site's zone is known to it. In goes what the parser read; out comes a day, a
//! local time or an instant that the calendar has.

use jiff::civil;
use jiff::tz::Offset;
use toml::value::Datetime;

/// A point in time as it was written, before the site's zone is known to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `2025-11-01`
    Day(civil::Date),
    /// `2025-11-01T09:30:00`, at the site's place.
    Local(civil::DateTime),
    /// `2025-11-01T09:30:00+03:00`
    Fixed {
        /// The day and time there.
        at: civil::DateTime,
        /// How far the clocks there were ahead of UTC.
        offset: Offset,
    },
}

/// What a TOML date says; `None` when there is no such day.
pub(crate) fn written(datetime: Datetime) -> Option<Written> {
    let date = datetime.date?;
    let year = i16::try_from(date.year).ok()?;
    let date = civil::Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
    let Some(time) = datetime.time else { return Some(Written::Day(date)) };
    let time = civil::Time::new(
        i8::try_from(time.hour).ok()?,
        i8::try_from(time.minute).ok()?,
        i8::try_from(time.second.unwrap_or(0).min(59)).ok()?,
        i32::try_from(time.nanosecond.unwrap_or(0)).ok()?,
    )
    .ok()?;
    let local = date.to_datetime(time);
    match datetime.offset {
        None => Some(Written::Local(local)),
        Some(offset) => {
            let minutes = match offset {
                toml::value::Offset::Z => 0,
                toml::value::Offset::Custom { minutes } => i32::from(minutes),
            };
            Some(Written::Fixed { at: local, offset: Offset::from_seconds(minutes * 60).ok()? })
        }
    }
}
