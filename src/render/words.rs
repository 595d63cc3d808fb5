//! The words that the program itself puts on a page, and what templates make of dates.

use jiff::civil::{self, Date};
use jiff::tz::{Offset, TimeZone};
use tera::Value;

/// The months' names.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The weekdays' names, Monday first.
pub(super) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A month's name, by its number from 1.
pub(super) fn month_name(number: i8) -> &'static str {
    usize::try_from(number).ok().and_then(|number| MONTHS.get(number.wrapping_sub(1))).copied().unwrap_or("?")
}

/// A month with its year: `November 2025`.
pub(super) fn month_and_year(first: Date) -> String {
    format!("{} {}", month_name(first.month()), first.year())
}

/// A day of any year: `1 November`.
pub(super) fn day_of_year(month: i8, day: i8) -> String {
    format!("{day} {}", month_name(month))
}

/// A day, in the site's own form.
pub(super) fn day(date: Date, format: &str) -> String {
    date.strftime(format).to_string()
}

/// A date as templates have it, told in the given form. `None` when it is no date, or the form can't tell it.
pub(super) fn tell(written: &str, format: &str) -> Option<String> {
    let (date, rest) = written.split_at_checked(10)?;
    let date: Date = date.parse().ok()?;
    if rest.is_empty() {
        return civil_text(date.to_datetime(civil::Time::midnight()), format);
    }
    // `T09:30:00+03:00`: as the clocks at the site's place showed it.
    let (time, offset) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let local = date.to_datetime(time.parse().ok()?);
    let asks_for_zone = format.contains(['z', 'Z', 's', 'Q', 'c', '+']);
    if !asks_for_zone {
        return civil_text(local, format);
    }
    let zoned = local.to_zoned_datetime(zone(offset)?).ok()?;
    jiff::fmt::strtime::format(format, &zoned).ok()
}

fn civil_text(at: civil::DateTime, format: &str) -> Option<String> {
    jiff::fmt::strtime::format(format, at).ok()
}

/// The zone of an offset as RFC 3339 has it.
fn zone(offset: &str) -> Option<TimeZone> {
    if matches!(offset, "Z" | "") {
        return Some(TimeZone::UTC);
    }
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Some(Offset::from_seconds(sign * seconds).ok()?.to_time_zone())
}

/// A table of the config's or the front matter's free keys, as templates get it: dates as text.
pub(super) fn free(table: &toml::Table) -> Value {
    Value::from_serializable(&free_map(table))
}

fn free_map(table: &toml::Table) -> std::collections::BTreeMap<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), free_value(value))).collect()
}

fn free_value(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(datetime) => Value::from(datetime.to_string()),
        toml::Value::Array(values) => Value::from(values.iter().map(free_value).collect::<Vec<_>>()),
        toml::Value::Table(table) => free(table),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_as_the_clocks_at_the_place_showed_them() {
        assert_eq!(tell("2025-11-01", "%-d %B %Y"), Some("1 November 2025".to_owned()));
        assert_eq!(tell("2025-11-01T09:30:00+03:00", "%H:%M %:z"), Some("09:30 +03:00".to_owned()));
        assert_eq!(
            tell("1969-07-20T22:56:00-04:00", "%-d %B, %-I:%M %p"),
            Some("20 July, 10:56 PM".to_owned())
        );
        assert_eq!(tell("soon", "%Y"), None);
        assert_eq!(tell("2025-11-01T", "%Y"), None);
    }
}
