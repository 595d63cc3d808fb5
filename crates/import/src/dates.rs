//! Reads dates in the forms that archives use.
//!
//! [`parse`] reads a text that is a date and nothing else: ISO 8601, RFC 2822,
//! `Nov 1, 2025`, `1. November 2025`, `01/11/2025`, `2025年11月1日`, with a weekday, a time,
//! an offset or a word such as “Published” beside it. A date that two orders of day and
//! month give stays open until [`ReadDate::resolve`] gets an order, which [`Evidence`]
//! finds in the other dates of the archive.

mod address;
mod names;
mod time;
mod tokens;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::decisions::DateOrder;
use crate::story::StoryDate;
use crate::survey::Observations;

pub use address::from_address;
use tokens::{Kind, Token};

/// Years that a date can have.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2199;
/// First year of a date with two digits for the year, as POSIX sets it.
const FIRST_SHORT_YEAR: u64 = 69;
/// Most characters of a date with all that may stand beside it.
const LONGEST_BYTES: usize = 120;

/// Form of a date whose day is above 12 and stands first.
const DAY_FIRST: &str = "31/12/2004";
/// Form of a date whose day is above 12 and stands second.
const MONTH_FIRST: &str = "12/31/2004";
/// Form of a date that both orders give.
const EITHER: &str = "03/04/2005";

/// Date as a text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadDate {
    /// Day, month or year.
    pub day: ReadDay,
    /// Time of the day.
    pub time: Option<ReadTime>,
    /// Form of the date, for the survey: `Nov 1, 2025`.
    pub form: &'static str,
    /// Event that a word beside the date names.
    pub event: Event,
}

/// Day, month or year as a text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadDay {
    /// Year.
    Year(i16),
    /// Month of a year.
    Month(i16, i8),
    /// Day.
    Day(Date),
    /// Day that depends on the order of day and month.
    EitherOrder {
        /// Day if the day stands first.
        day_month: Date,
        /// Day if the month stands first.
        month_day: Date,
    },
}

/// Time as a text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadTime {
    /// Time of the day.
    pub time: Time,
    /// Offset from UTC.
    pub offset: Option<Offset>,
}

/// Event of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Event {
    /// Publication, or no word about the event.
    #[default]
    Published,
    /// Last change.
    Updated,
}

impl ReadDate {
    /// Returns the date; `None` if it depends on an order that is not known.
    pub fn resolve(&self, order: Option<DateOrder>) -> Option<StoryDate> {
        let day = match (self.day, order) {
            (ReadDay::Year(year), _) => return Some(StoryDate::Year(year)),
            (ReadDay::Month(year, month), _) => return Some(StoryDate::Month(year, month)),
            (ReadDay::Day(day), _)
            | (ReadDay::EitherOrder { day_month: day, .. }, Some(DateOrder::DayMonth))
            | (ReadDay::EitherOrder { month_day: day, .. }, Some(DateOrder::MonthDay)) => day,
            (ReadDay::EitherOrder { .. }, None) => return None,
        };
        let Some(ReadTime { time, offset }) = self.time else { return Some(StoryDate::Day(day)) };
        let local = DateTime::from_parts(day, time);
        Some(match offset {
            Some(offset) => match offset.to_timestamp(local) {
                Ok(instant) => StoryDate::Instant(instant, offset),
                Err(_) => StoryDate::Day(day),
            },
            None => StoryDate::Local(local),
        })
    }

    /// Reports that the date depends on the order of day and month.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.day, ReadDay::EitherOrder { .. })
    }

    /// Returns the year, which no order changes.
    pub fn year(&self) -> i16 {
        match self.day {
            ReadDay::Year(year) | ReadDay::Month(year, _) => year,
            ReadDay::Day(day) | ReadDay::EitherOrder { day_month: day, .. } => day.year(),
        }
    }

    /// Counts the date's form in a survey.
    pub fn observe(&self, text: &str, observations: &mut Observations) {
        observations.date_forms.add(self.form, text.trim());
        if self.is_ambiguous() {
            observations.ambiguous_dates.add(text.trim(), "");
        }
    }
}

/// Numbers of dates that show the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Dates whose day is above 12 and stands first.
    pub day_month: u64,
    /// Dates whose day is above 12 and stands second.
    pub month_day: u64,
}

impl Evidence {
    /// Returns the evidence of a survey.
    pub fn of(observations: &Observations) -> Self {
        Self {
            day_month: observations.date_forms.count(DAY_FIRST),
            month_day: observations.date_forms.count(MONTH_FIRST),
        }
    }

    /// Adds a date.
    pub fn add(&mut self, date: &ReadDate) {
        match date.form {
            DAY_FIRST => self.day_month += 1,
            MONTH_FIRST => self.month_day += 1,
            _ => {}
        }
    }

    /// Returns the order, if all dates that show one agree.
    pub fn order(self) -> Option<DateOrder> {
        match (self.day_month, self.month_day) {
            (1.., 0) => Some(DateOrder::DayMonth),
            (0, 1..) => Some(DateOrder::MonthDay),
            _ => None,
        }
    }
}

/// Reads a text that is a date and nothing else.
pub fn parse(text: &str) -> Option<ReadDate> {
    let text = text.trim();
    if text.len() > LONGEST_BYTES || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut tokens = tokens::split(text)?;
    let time = time::take(&mut tokens);
    let mut event = Event::default();
    let rest = significant(&tokens, &mut event)?;
    let (day, form) = match rest.month {
        Some(month) => with_month_name(month, &rest)?,
        None => numeric(&rest)?,
    };
    let (time, day) = match (time, rest.numbers.as_slice()) {
        (None, [one]) if one.digits >= 10 => {
            let (date, time) = from_digits(one)?;
            (Some(time), ReadDay::Day(date))
        }
        (time, _) => (time, day),
    };
    Some(ReadDate { day, time, form, event })
}

/// Reads the first part of a line that is a date: `By Ann Author | Nov 1, 2025`.
pub fn in_line(line: &str) -> Option<ReadDate> {
    parse(line).or_else(|| {
        let parts = line.split(['|', '•', '·', '–', '—', '\t', ';']).chain(line.split(" - "));
        parts.filter(|part| part.len() < line.len()).find_map(parse)
    })
}

/// Number of a date.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u64,
    digits: usize,
}

/// Parts of a date without its time.
struct Rest {
    month: Option<i8>,
    month_stands_first: bool,
    numbers: Vec<Number>,
    /// Signs between the first and the last number.
    signs: Vec<char>,
}

/// Returns the parts that carry a meaning; `None` if a word is no part of a date.
fn significant(tokens: &[Token], event: &mut Event) -> Option<Rest> {
    let months: Vec<_> = tokens.iter().filter_map(|token| token.word().and_then(names::month)).collect();
    let mut rest = Rest { month: None, month_stands_first: false, numbers: Vec::new(), signs: Vec::new() };
    for token in tokens {
        match &token.kind {
            Kind::Number { value, digits } => rest.numbers.push(Number { value: *value, digits: *digits }),
            Kind::Sign(sign) if !rest.numbers.is_empty() => rest.signs.push(*sign),
            Kind::Sign(_) => {}
            Kind::Word(word) => {
                // “mar. 4 nov. 2025” has a weekday that is also a month.
                let is_weekday = names::is_weekday(word);
                let new_month =
                    names::month(word).filter(|_| rest.month.is_none() && !(is_weekday && months.len() > 1));
                if new_month.is_some() {
                    rest.month_stands_first = rest.numbers.is_empty();
                    rest.month = new_month;
                } else if names::means_updated(word) {
                    *event = Event::Updated;
                } else if !is_weekday && !names::is_filler(word) {
                    return None;
                }
            }
        }
    }
    (!rest.numbers.is_empty() && rest.numbers.len() <= 3).then_some(rest)
}

/// Returns the day of a date with the name of a month.
fn with_month_name(month: i8, rest: &Rest) -> Option<(ReadDay, &'static str)> {
    match rest.numbers.as_slice() {
        [year] => Some((ReadDay::Month(full_year(*year)?, month), "Nov 2025")),
        [year, day] if year.digits == 4 => {
            Some((ReadDay::Day(date(full_year(*year)?, month, *day)?), "2025 Nov 1"))
        }
        [day, year] => {
            let form = if rest.month_stands_first { "Nov 1, 2025" } else { "1 Nov 2025" };
            Some((ReadDay::Day(date(any_year(*year)?, month, *day)?), form))
        }
        _ => None,
    }
}

/// Returns the day of a date in numbers alone.
fn numeric(rest: &Rest) -> Option<(ReadDay, &'static str)> {
    let sign = rest.signs.first().copied();
    match rest.numbers.as_slice() {
        [one] => single_number(one),
        [year, month] if year.digits == 4 && joins(sign) => {
            Some((ReadDay::Month(full_year(*year)?, month_number(*month)?), "2025-11"))
        }
        [month, year] if year.digits == 4 && joins(sign) => {
            Some((ReadDay::Month(full_year(*year)?, month_number(*month)?), "11/2025"))
        }
        [year, month, day] if year.digits == 4 && joins(sign) => {
            Some((ReadDay::Day(date(full_year(*year)?, month_number(*month)?, *day)?), "2025-11-01"))
        }
        [first, second, year] if joins(sign) && matches!(year.digits, 2 | 4) => {
            in_either_order(*first, *second, any_year(*year)?, sign)
        }
        _ => None,
    }
}

/// Reports that a sign joins the numbers of a date.
fn joins(sign: Option<char>) -> bool {
    matches!(sign, Some('/' | '-' | '.' | '年' | '년'))
}

/// Returns the day of `first/second/year`.
fn in_either_order(
    first: Number,
    second: Number,
    year: i16,
    sign: Option<char>,
) -> Option<(ReadDay, &'static str)> {
    let day_month = month_number(second).and_then(|month| date(year, month, first));
    let month_day = month_number(first).and_then(|month| date(year, month, second));
    match (day_month, month_day) {
        (Some(day), _) if sign == Some('.') => Some((ReadDay::Day(day), "31.12.2004")),
        (Some(day), Some(same)) if day == same => Some((ReadDay::Day(day), EITHER)),
        (Some(day_month), Some(month_day)) => Some((ReadDay::EitherOrder { day_month, month_day }, EITHER)),
        (Some(day), None) => Some((ReadDay::Day(day), DAY_FIRST)),
        (None, Some(day)) => Some((ReadDay::Day(day), MONTH_FIRST)),
        (None, None) => None,
    }
}

/// Returns the day of a number that is a year, a day or an instant.
fn single_number(number: &Number) -> Option<(ReadDay, &'static str)> {
    match number.digits {
        4 => Some((ReadDay::Year(full_year(*number)?), "2004")),
        8 => Some((ReadDay::Day(compact_day(number.value)?), "20041231")),
        10 | 13 => Some((ReadDay::Day(from_digits(number)?.0), "seconds since 1970")),
        14 => Some((ReadDay::Day(from_digits(number)?.0), "20041231235959")),
        _ => None,
    }
}

/// Returns day and time of a number with ten or more digits.
fn from_digits(number: &Number) -> Option<(Date, ReadTime)> {
    let part = |divisor: u64| i8::try_from(number.value / divisor % 100).ok();
    if number.digits == 14 {
        let time = Time::new(part(10_000)?, part(100)?, part(1)?, 0).ok()?;
        return Some((compact_day(number.value / 1_000_000)?, ReadTime { time, offset: None }));
    }
    let seconds = if number.digits == 13 { number.value / 1000 } else { number.value };
    let instant = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    let local = Offset::UTC.to_datetime(instant);
    Some((local.date(), ReadTime { time: local.time(), offset: Some(Offset::UTC) }))
}

/// Returns the day of `20041231`.
fn compact_day(value: u64) -> Option<Date> {
    let year = full_year(Number { value: value / 10_000, digits: 4 })?;
    let month = month_number(Number { value: value / 100 % 100, digits: 2 })?;
    date(year, month, Number { value: value % 100, digits: 2 })
}

/// Returns a year of four digits.
fn full_year(number: Number) -> Option<i16> {
    let year = i16::try_from(number.value).ok().filter(|_| number.digits == 4)?;
    YEARS.contains(&year).then_some(year)
}

/// Returns a year of two or four digits.
fn any_year(number: Number) -> Option<i16> {
    if number.digits != 2 {
        return full_year(number);
    }
    let century = if number.value < FIRST_SHORT_YEAR { 2000 } else { 1900 };
    i16::try_from(century + number.value).ok()
}

/// Returns a month of one or two digits.
fn month_number(number: Number) -> Option<i8> {
    i8::try_from(number.value).ok().filter(|month| number.digits <= 2 && (1..=12).contains(month))
}

/// Returns a day that the calendar has.
fn date(year: i16, month: i8, day: Number) -> Option<Date> {
    let day = i8::try_from(day.value).ok().filter(|_| day.digits <= 2)?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests;
