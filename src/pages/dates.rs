//! Variables of the templates of months, years and the archive.

use jiff::civil::{self, Date};

use crate::i18n::DateFormats;
use crate::page_model::LocalSite;
use crate::page_model::dates::{AllYears, MonthDay, MonthDayRow, YearCounts};
use crate::page_model::list::DayCount;
use crate::plan::{day_address, month_address, on_this_day_address, year_address};
use crate::templates::metadata::Described;
use crate::theme::view;

use super::variables::Variables;

/// Fills the variables `calendar` and `terms`: every day of the year, and those that have stories.
pub(super) fn days_of_the_year(days: &[MonthDayRow], variables: &mut Variables<'_>) {
    let local = variables.local;
    let dates = local.lang.catalog.dates();
    let months = (1..=12).map(|month| view::MonthOfAnyYear {
        number: month,
        name: dates.month_name(month),
        days: days_of_any(month, days, local),
    });
    variables.insert("calendar", &view::YearCalendar { months: months.collect() });
    let rows = days.iter().map(|MonthDayRow { day: MonthDay { month, day }, articles }| view::TermRow {
        name: dates.day_of_year(*month, *day).into(),
        url: local.href(&on_this_day_address(*month, *day)),
        language: None,
        direction: None,
        letter: dates.month_name(*month).to_owned(),
        count: articles.count,
        first: articles.first.map(|date| date.to_string()),
        last: articles.last.map(|date| date.to_string()),
    });
    let view = view::Terms { title: variables.page.title, rows: rows.collect() };
    variables.insert("terms", &view);
    variables.describe(&Described::Page { updated: None });
}

/// Every day of a month, 29 February included.
fn days_of_any(month: i8, days: &[MonthDayRow], local: LocalSite<'_>) -> Vec<view::DayOfAnyYear> {
    let leap_year = civil::date(2000, month, 1);
    (1..=leap_year.days_in_month())
        .map(|day| {
            let found = days.binary_search_by_key(&(month, day), |row| (row.day.month, row.day.day));
            let count = found.map_or(0, |index| days[index].articles.count);
            let url = (count > 0).then(|| local.href(&on_this_day_address(month, day)));
            let name = local.lang.catalog.dates().day_of_year(month, day);
            view::DayOfAnyYear { number: day, name, url, count }
        })
        .collect()
}

/// Fills the variable `month`.
pub(super) fn month(first: Date, days: &[DayCount], list: &view::List<'_>, variables: &mut Variables<'_>) {
    let dates = variables.local.lang.catalog.dates();
    let view = view::Month {
        year: first.year(),
        number: first.month(),
        url: list.url,
        weekdays: dates.weekdays(),
        short_weekdays: dates.short_weekdays(),
        weeks: weeks(first, days, variables.local),
        previous: list.previous.clone(),
        next: list.next.clone(),
    };
    variables.insert("month", &view);
}

/// A month's days in weeks of seven, Monday first, with gaps where a day is another month's.
fn weeks(first: Date, days: &[DayCount], local: LocalSite<'_>) -> Vec<Vec<Option<view::CalendarDay>>> {
    let gap = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut cells: Vec<Option<view::CalendarDay>> = (0..gap).map(|_| None).collect();
    for number in 1..=first.days_in_month() {
        let date = civil::date(first.year(), first.month(), number);
        let found = days.binary_search_by_key(&date, |day| day.date);
        let count = found.map_or(0, |index| days[index].count);
        cells.push(Some(view::CalendarDay {
            number,
            date: date.to_string(),
            url: (count > 0).then(|| local.href(&day_address(date))),
            count,
        }));
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(None);
    }
    let mut weeks = Vec::with_capacity(6);
    while !cells.is_empty() {
        let rest = cells.split_off(7);
        weeks.push(std::mem::replace(&mut cells, rest));
    }
    weeks
}

/// Fills the variable `year`.
pub(super) fn year(counts: &YearCounts<'_>, list: &view::List<'_>, variables: &mut Variables<'_>) {
    let local = variables.local;
    let view = view::Year {
        number: counts.number,
        url: list.url,
        total: counts.total,
        months: months(counts, local.lang.catalog.dates(), local),
        previous: list.previous.clone(),
        next: list.next.clone(),
    };
    variables.insert("year", &view);
}

fn months<'m>(
    year: &YearCounts<'_>,
    dates: &'m DateFormats,
    local: LocalSite<'_>,
) -> Vec<view::YearMonth<'m>> {
    let months = (1..=12).zip(year.months);
    months
        .map(|(month, count)| view::YearMonth {
            number: month,
            name: dates.month_name(month),
            short_name: dates.short_month_name(month),
            url: (*count > 0).then(|| local.href(&month_address(civil::date(year.number, month, 1)))),
            count: *count,
        })
        .collect()
}

/// Fills the variable `archive`.
pub(super) fn archive(all: &AllYears<'_>, variables: &mut Variables<'_>) {
    let local = variables.local;
    let dates = local.lang.catalog.dates();
    let years = all.years.iter().rev().map(|year| view::ArchiveYear {
        number: year.number,
        url: local.href(&year_address(year.number)),
        count: year.total,
        months: months(year, dates, local),
    });
    let view = view::Archive {
        total: all.total,
        years: years.collect(),
        busiest_month: all.years.iter().flat_map(|year| year.months.iter().copied()).max().unwrap_or(0),
    };
    variables.insert("archive", &view);
    variables.describe(&Described::Collection);
}
