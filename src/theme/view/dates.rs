//! Variables of the templates for months, years and the archive.

use serde::Serialize;

use super::Link;

/// The variable `month` of `month.html`: a calendar. The stories themselves are in
/// `list`.
#[derive(Debug, Serialize)]
pub struct Month<'a> {
    /// Its year.
    pub year: i16,
    /// Its number, 1 to 12.
    pub number: i8,
    /// Its page's address, for links.
    pub url: &'a str,
    /// The names of the weekdays, Monday first: `Monday`.
    pub weekdays: &'a [Box<str>; 7],
    /// Their short names: `Mon`.
    pub short_weekdays: &'a [Box<str>; 7],
    /// Its weeks, Monday first, seven days each; nothing if a day is another month's.
    pub weeks: Vec<Vec<Option<CalendarDay>>>,
    /// The nearest earlier month that has stories, or nothing.
    pub previous: Option<Link<'a>>,
    /// The nearest later month that has stories, or nothing.
    pub next: Option<Link<'a>>,
}

/// A day in a calendar.
#[derive(Debug, Serialize)]
pub struct CalendarDay {
    /// Its number in the month.
    pub number: i8,
    /// The date: `2025-11-01`.
    pub date: String,
    /// Its page's address, or nothing if it has no stories.
    pub url: Option<String>,
    /// Number of stories.
    pub count: usize,
}

/// The variable `calendar` of `terms.html`, where `page.kind` is `all-days`: every
/// day of the year. The days that have stories are in `terms` as well, for a theme
/// that has no calendar.
#[derive(Debug, Serialize)]
pub struct YearCalendar<'a> {
    /// The months, from January.
    pub months: Vec<MonthOfAnyYear<'a>>,
}

/// A month of any year.
#[derive(Debug, Serialize)]
pub struct MonthOfAnyYear<'a> {
    /// Its number, 1 to 12.
    pub number: i8,
    /// Its name: `November`.
    pub name: &'a str,
    /// Its days; February has 29.
    pub days: Vec<DayOfAnyYear>,
}

/// A day of any year.
#[derive(Debug, Serialize)]
pub struct DayOfAnyYear {
    /// Its number in the month.
    pub number: i8,
    /// Its title: `1 November`.
    pub name: String,
    /// The address of its stories in every year; nothing for a day without stories.
    pub url: Option<String>,
    /// Number of stories.
    pub count: usize,
}

/// The variable `year` of `year.html`. Stories dated only by year are in `list`.
#[derive(Debug, Serialize)]
pub struct Year<'a> {
    /// Its number.
    pub number: i16,
    /// Its page's address, for links.
    pub url: &'a str,
    /// Number of stories, including those dated only by year.
    pub total: usize,
    /// Its twelve months, in order.
    pub months: Vec<YearMonth<'a>>,
    /// The nearest earlier year that has stories, or nothing.
    pub previous: Option<Link<'a>>,
    /// The nearest later year that has stories, or nothing.
    pub next: Option<Link<'a>>,
}

/// A month of a year.
#[derive(Debug, Serialize)]
pub struct YearMonth<'a> {
    /// Its number, 1 to 12.
    pub number: i8,
    /// Its name: `November`.
    pub name: &'a str,
    /// Its short name: `Nov`.
    pub short_name: &'a str,
    /// Its page's address, or nothing if it has no stories.
    pub url: Option<String>,
    /// Number of stories.
    pub count: usize,
}

/// The variable `archive` of `archive.html`: all years.
#[derive(Debug, Serialize)]
pub struct Archive<'a> {
    /// Number of stories.
    pub total: usize,
    /// The years that have stories, the newest first.
    pub years: Vec<ArchiveYear<'a>>,
    /// The largest count of any month, so that a chart can be drawn to scale.
    pub busiest_month: usize,
}

/// A year in the archive.
#[derive(Debug, Serialize)]
pub struct ArchiveYear<'a> {
    /// Its number.
    pub number: i16,
    /// Its page's address, for links.
    pub url: String,
    /// Number of stories.
    pub count: usize,
    /// Its twelve months, in order.
    pub months: Vec<ArchiveMonth<'a>>,
}

/// A month in the archive: as in a year's page.
pub type ArchiveMonth<'a> = YearMonth<'a>;
