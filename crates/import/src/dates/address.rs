//! Reads the date that an address or a file's name begins with.

use jiff::civil::Date;

use crate::story::StoryDate;

/// Returns the date in an address or the path of a file.
///
/// ```
/// use dateline_import::dates::from_address;
/// let date = from_address("/news/2014/05/31/cats.html").expect("a date");
/// assert_eq!(date.file_prefix(), "2014-05-31");
/// assert_eq!(from_address("/2014/05/cats/").expect("a month").file_prefix(), "2014-05");
/// let date = from_address("2014-05-31-cats.txt").expect("a date");
/// assert_eq!(date.file_prefix(), "2014-05-31");
/// assert_eq!(from_address("/cats-of-1984/"), None);
/// ```
pub fn from_address(address: &str) -> Option<StoryDate> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let parts: Vec<&str> = path.split('/').collect();
    let in_folders = parts.iter().enumerate().find_map(|(index, part)| {
        let year = year(part)?;
        let month = parts.get(index + 1).and_then(|part| below(part, 12));
        let day = parts.get(index + 2).and_then(|part| below(part, 31));
        match (month, day) {
            (Some(month), Some(day)) => Date::new(year, month, day).ok().map(StoryDate::Day),
            (Some(month), None) => Some(StoryDate::Month(year, month)),
            // A year alone is often that of a section: `/election/2004/`.
            (None, _) => None,
        }
    });
    let in_name = || parts.iter().rev().find_map(|part| at_start(part));
    match in_folders {
        Some(StoryDate::Month(..)) => in_name().or(in_folders),
        Some(_) => in_folders,
        None => in_name(),
    }
}

/// Returns the day with which a name begins: `2014-05-31-cats`, `20140531_cats`.
fn at_start(name: &str) -> Option<StoryDate> {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let after = |length: usize| !name[length..].starts_with(|char: char| char.is_ascii_digit());
    if digits.len() == 8 {
        let day = Date::new(year(&digits[..4])?, below(&digits[4..6], 12)?, below(&digits[6..], 31)?);
        return day.ok().map(StoryDate::Day);
    }
    let day = name.get(..10).filter(|_| digits.len() == 4 && after(10))?;
    let sign = day.as_bytes()[4];
    if !matches!(sign, b'-' | b'_' | b'.') || day.as_bytes()[7] != sign {
        return None;
    }
    let day = Date::new(year(&day[..4])?, below(day.get(5..7)?, 12)?, below(day.get(8..)?, 31)?);
    day.ok().map(StoryDate::Day)
}

/// Returns a year of four digits.
fn year(text: &str) -> Option<i16> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1700..2100).contains(year))
}

/// Returns a number of one or two digits from 1 to `most`.
fn below(text: &str, most: i8) -> Option<i8> {
    let is_number = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (1..=most).contains(number))
}
