//! Reads the dates that `import.toml` gives to texts without one.

use jiff::civil::{Date, DateTime};

use crate::story::StoryDate;

/// Parses a date: `1974`, `1974-05`, `1974-05-31`, `1974-05-31T09:30:00`.
///
/// A time may have an offset.
pub(super) fn parse(text: &str) -> Option<StoryDate> {
    let text = text.trim();
    let number =
        |part: &str| part.parse::<i16>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    match text.len() {
        4 => number(text).map(StoryDate::Year),
        7 => {
            let (year, month) = text.split_once('-')?;
            let month = i8::try_from(number(month)?).ok().filter(|month| (1..=12).contains(month))?;
            Some(StoryDate::Month(number(year)?, month))
        }
        10 => text.parse::<Date>().ok().map(StoryDate::Day),
        _ => {
            let has_offset =
                text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
            if has_offset {
                let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).ok()?;
                let offset = pieces.to_numeric_offset().unwrap_or(jiff::tz::Offset::UTC);
                return Some(StoryDate::Instant(text.parse().ok()?, offset));
            }
            text.replacen(' ', "T", 1).parse::<DateTime>().ok().map(StoryDate::Local)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_they_are_given() {
        for (text, expected) in [
            ("1974", "\"1974\""),
            ("1974-05", "\"1974-05\""),
            ("1974-05-31", "1974-05-31"),
            ("1974-05-31 09:30:00", "1974-05-31T09:30:00"),
            ("1974-05-31T09:30:00+02:00", "1974-05-31T09:30:00+02:00"),
        ] {
            assert_eq!(parse(text).map(StoryDate::to_toml).as_deref(), Some(expected));
        }
        assert_eq!(parse("May"), None);
        assert_eq!(parse("1974-13"), None);
    }
}
