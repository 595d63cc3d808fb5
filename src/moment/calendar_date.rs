//! Dates known to the day, the month or the year, with an optional qualifier for uncertainty.
//!
//! The syntax is the part of EDTF level 1 for single dates (ISO 8601-2,
//! <https://www.loc.gov/standards/datetime/>).

use std::fmt;

use jiff::civil::{self, Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Day, month or year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Day.
    Day(Date),
    /// Month, as its first day.
    Month(Date),
    /// Year.
    Year(i16),
}

/// Qualifier of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Qualifier {
    /// `~`: approximate.
    Approximate,
    /// `?`: uncertain.
    Uncertain,
    /// `%`: uncertain and approximate.
    Both,
}

/// Day, month or year with an optional qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalendarDate {
    /// Day, month or year.
    pub extent: Extent,
    /// Qualifier, if there is one.
    pub doubt: Option<Qualifier>,
}

impl Extent {
    /// Returns the year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(date) | Self::Month(date) => date.year(),
            Self::Year(year) => year,
        }
    }

    /// Returns the month, from 1, unless only the year is known.
    pub fn month(self) -> Option<i8> {
        match self {
            Self::Day(date) | Self::Month(date) => Some(date.month()),
            Self::Year(_) => None,
        }
    }

    /// Returns the day, if it is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month(_) | Self::Year(_) => None,
        }
    }

    /// Returns the first day.
    pub fn first(self) -> Date {
        match self {
            Self::Day(date) | Self::Month(date) => date,
            Self::Year(year) => civil::date(year, 1, 1),
        }
    }

    /// Returns the last day.
    pub fn last(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Month(first) => first.last_of_month(),
            Self::Year(year) => civil::date(year, 12, 31),
        }
    }

    /// Returns the rank among periods that end on the same day; the longest is last.
    pub fn rank(self) -> u8 {
        match self {
            Self::Day(_) => 0,
            Self::Month(_) => 1,
            Self::Year(_) => 2,
        }
    }
}

impl Qualifier {
    /// Symbols of all qualifiers.
    pub const SYMBOLS: [char; 3] = ['~', '?', '%'];

    /// Returns the EDTF symbol.
    fn symbol(self) -> char {
        match self {
            Self::Approximate => '~',
            Self::Uncertain => '?',
            Self::Both => '%',
        }
    }
}

impl CalendarDate {
    /// Returns a day without a qualifier.
    pub fn of_day(day: Date) -> Self {
        Self { extent: Extent::Day(day), doubt: None }
    }

    /// Parses `1974-05-03`, `1974-05` or `1974`, with an optional qualifier.
    ///
    /// The first year is 1.
    pub fn parse(text: &str) -> Option<Self> {
        let doubts = [Qualifier::Approximate, Qualifier::Uncertain, Qualifier::Both];
        let doubt = doubts.into_iter().find(|doubt| text.ends_with(doubt.symbol()));
        let bare = if doubt.is_some() { &text[..text.len() - 1] } else { text };
        let extent = parse_extent(bare)?;
        (extent.year() > 0).then_some(Self { extent, doubt })
    }

    /// Returns the date without its qualifier, for formats that have none: `1974-05`.
    #[must_use]
    pub fn without_doubt(self) -> Self {
        Self { doubt: None, ..self }
    }
}

fn parse_extent(text: &str) -> Option<Extent> {
    let is_shaped =
        |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if !text.bytes().enumerate().all(is_shaped) {
        return None;
    }
    let year = || text[..4].parse().ok();
    let month = || text[5..7].parse().ok();
    match text.len() {
        4 => Some(Extent::Year(year()?)),
        7 => Some(Extent::Month(Date::new(year()?, month()?, 1).ok()?)),
        10 => Some(Extent::Day(Date::new(year()?, month()?, text[8..].parse().ok()?).ok()?)),
        _ => None,
    }
}

/// Formats as EDTF: `1974-05~`.
impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.extent {
            Extent::Day(date) => date.fmt(f)?,
            Extent::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month())?,
            Extent::Year(year) => write!(f, "{year:04}")?,
        }
        self.doubt.map_or(Ok(()), |doubt| write!(f, "{}", doubt.symbol()))
    }
}

/// Form in the cache: year, month and day; 0 stands for an unknown part.
impl Serialize for Extent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept: (i16, i8, i8) = (self.year(), self.month().unwrap_or(0), self.day().map_or(0, Date::day));
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (year, month, day) = <(i16, i8, i8)>::deserialize(deserializer)?;
        let date = |day| Date::new(year, month, day).map_err(de::Error::custom);
        Ok(match (month, day) {
            (0, _) => Self::Year(year),
            (_, 0) => Self::Month(date(1)?),
            (_, day) => Self::Day(date(day)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_is_written() {
        for text in [
            "1974",
            "1974~",
            "1974?",
            "1974%",
            "1974-05",
            "1974-05~",
            "1974-05-03",
            "1974-05-03~",
            "0001-01",
            "9999",
        ] {
            let date = CalendarDate::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(date.to_string(), text);
            let kept = postcard::to_stdvec(&date).expect("it is kept");
            assert_eq!(postcard::from_bytes(&kept), Ok(date));
        }
    }

    #[test]
    fn other_edtf_is_no_date_here() {
        for text in [
            "",
            "~",
            "197X",
            "197x",
            "19XX",
            "1974-XX",
            "1974-13",
            "1974-21",
            "1974-02-30",
            "1974/1975",
            "1974-05/..",
            "Y17000",
            "-1974",
            "1974~~",
            "~1974",
            "1974-5",
            "74",
            "0000",
            "0000-05",
            "1974-05-03T10:00",
            "١٩٧٤",
            "1974—05",
        ] {
            assert_eq!(CalendarDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_extent_has_a_first_and_a_last_day() {
        let ends = |text: &str| {
            let extent = CalendarDate::parse(text).expect("a date").extent;
            (extent.first().to_string(), extent.last().to_string())
        };
        assert_eq!(ends("1976-02"), ("1976-02-01".to_owned(), "1976-02-29".to_owned()));
        assert_eq!(ends("1974"), ("1974-01-01".to_owned(), "1974-12-31".to_owned()));
    }
}
