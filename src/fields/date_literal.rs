//! Dates as written, before the site's time zone is applied: a day, a local time or an instant.

use jiff::civil;
use jiff::tz::Offset;
use toml::value::Datetime;

use crate::moment::CalendarDate;

/// Point in time as written, without the site's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLiteral {
    /// `2025-11-01`
    Day(civil::Date),
    /// `2025-11-01T09:30:00`, in the site's time zone.
    Local(civil::DateTime),
    /// `2025-11-01T09:30:00+03:00`
    Fixed {
        /// Local day and time.
        at: civil::DateTime,
        /// Offset from UTC.
        offset: Offset,
    },
}

/// Date of a story as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryDateLiteral {
    /// Point in time.
    Exact(DateLiteral),
    /// `1974-05`, `"1974~"`: a day, month or year that may be uncertain.
    Imprecise(CalendarDate),
}

/// Names the EDTF form of a text that can't be the date of a story; `None` for others.
pub(super) fn unsupported_edtf(text: &str) -> Option<&'static str> {
    let has = |c: char| c.is_ascii_digit() || "-/.XxuY~?%".contains(c);
    if !text.starts_with(|c: char| c.is_ascii_digit() || "-/.Y".contains(c)) || !text.chars().all(has) {
        return None;
    }
    if text.contains('/') || text.contains("..") {
        return Some("a span of time");
    }
    if text.contains(['X', 'x', 'u']) {
        return Some("a date of which a digit is not known");
    }
    let month: Option<u8> = text.get(5..7).and_then(|month| month.parse().ok());
    let is_season =
        text.as_bytes().get(4) == Some(&b'-') && month.is_some_and(|month| (21..=41).contains(&month));
    is_season.then_some("a season")
}

/// Converts a TOML date; `None` if the calendar lacks the day.
pub(crate) fn date_literal(datetime: Datetime) -> Option<DateLiteral> {
    let date = datetime.date?;
    let year = i16::try_from(date.year).ok()?;
    let date = civil::Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
    let Some(time) = datetime.time else { return Some(DateLiteral::Day(date)) };
    let time = civil::Time::new(
        i8::try_from(time.hour).ok()?,
        i8::try_from(time.minute).ok()?,
        i8::try_from(time.second.unwrap_or(0).min(59)).ok()?,
        i32::try_from(time.nanosecond.unwrap_or(0)).ok()?,
    )
    .ok()?;
    let local = date.to_datetime(time);
    match datetime.offset {
        None => Some(DateLiteral::Local(local)),
        Some(offset) => {
            let minutes = match offset {
                toml::value::Offset::Z => 0,
                toml::value::Offset::Custom { minutes } => i32::from(minutes),
            };
            Some(DateLiteral::Fixed { at: local, offset: Offset::from_seconds(minutes * 60).ok()? })
        }
    }
}
