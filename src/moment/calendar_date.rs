//! Parses and writes dates that are known to the day, the month or the year, exactly or about: the part of EDTF's level 1
//! (ISO 8601-2, <https://www.loc.gov/standards/datetime/>) that tells one date.

use std::fmt;

use jiff::civil::{self, Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Written;

/// The part of the calendar that a date names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A day.
    Day(Date),
    /// A month, by its first day.
    Month(Date),
    /// A year.
    Year(i16),
}

/// The doubt in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// `~`: it is about that date.
    About,
    /// `?`: whoever says so is not sure.
    Unsure,
    /// `%`: both.
    UnsureAbout,
}

/// A date: a day, a month or a year, perhaps with a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDate {
    /// The part of the calendar.
    pub extent: Extent,
    /// The doubt, if there is any.
    pub doubt: Option<Doubt>,
}

impl Extent {
    /// Its year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(date) | Self::Month(date) => date.year(),
            Self::Year(year) => year,
        }
    }

    /// Its month, from 1; `None` where no more than the year is known.
    pub fn month(self) -> Option<i8> {
        match self {
            Self::Day(date) | Self::Month(date) => Some(date.month()),
            Self::Year(_) => None,
        }
    }

    /// Its day, where that is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month(_) | Self::Year(_) => None,
        }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            Self::Day(date) | Self::Month(date) => date,
            Self::Year(year) => civil::date(year, 1, 1),
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Month(first) => first.last_of_month(),
            Self::Year(year) => civil::date(year, 12, 31),
        }
    }

    /// Its place among extents that end on one day: the longest is the last.
    pub fn rank(self) -> u8 {
        match self {
            Self::Day(_) => 0,
            Self::Month(_) => 1,
            Self::Year(_) => 2,
        }
    }
}

impl Doubt {
    /// The signs of all doubts.
    pub const SIGNS: [char; 3] = ['~', '?', '%'];

    /// EDTF's sign for it.
    fn sign(self) -> char {
        match self {
            Self::About => '~',
            Self::Unsure => '?',
            Self::UnsureAbout => '%',
        }
    }
}

impl CalendarDate {
    /// A day without doubt.
    pub fn of_day(day: Date) -> Self {
        Self { extent: Extent::Day(day), doubt: None }
    }

    /// Parses `1974-05-03`, `1974-05` or `1974`, each perhaps with a sign of doubt at the end; `None` for anything else.
    /// The calendar begins with the year 1.
    pub fn parse(text: &str) -> Option<Self> {
        let doubts = [Doubt::About, Doubt::Unsure, Doubt::UnsureAbout];
        let doubt = doubts.into_iter().find(|doubt| text.ends_with(doubt.sign()));
        let bare = if doubt.is_some() { &text[..text.len() - 1] } else { text };
        let extent = extent(bare)?;
        (extent.year() > 0).then_some(Self { extent, doubt })
    }

    /// The same date with its doubt forgotten, as formats have it that know none: `1974-05`.
    #[must_use]
    pub fn without_doubt(self) -> Self {
        Self { doubt: None, ..self }
    }
}

fn extent(text: &str) -> Option<Extent> {
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

/// As EDTF writes it: `1974-05~`.
impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = Written::new(self.extent.first().at(0, 0, 0, 0));
        let length = match self.extent {
            Extent::Day(_) => 10,
            Extent::Month(_) => 7,
            Extent::Year(_) => 4,
        };
        f.write_str(&written.day()[..length])?;
        self.doubt.map_or(Ok(()), |doubt| write!(f, "{}", doubt.sign()))
    }
}

/// As the record keeps it: year, month and day; 0 where one is not known.
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
