//! What the templates of months, years and the whole archive are given.

use jiff::civil::{self, Date};
use tera::Context;

use crate::archive::Year;
use crate::plan::{ListId, day_address, month_address, year_address};
use crate::render::words::{self, WEEKDAYS, month_and_year, month_name};
use crate::render::world::World;
use crate::theme::view;

use super::{About, archive_link, crumbs, link};

/// The days or months before and after a list's own, of those that have stories.
pub(super) fn around(list: ListId, world: &World) -> (Option<view::Link<'_>>, Option<view::Link<'_>>) {
    let calendar = world.archive.calendar();
    let day = |index: usize| {
        let date = calendar.days().get(index)?.date;
        Some(link(world, words::day(date, &world.site.date_format), &day_address(date)))
    };
    let month = |index: usize| {
        let first = calendar.months().get(index)?.first;
        Some(link(world, month_and_year(first), &month_address(first)))
    };
    match list {
        ListId::Day(index) => (index.checked_sub(1).and_then(day), day(index + 1)),
        ListId::Month(index) => (index.checked_sub(1).and_then(month), month(index + 1)),
        ListId::Front | ListId::Term(..) => (None, None),
    }
}

/// Fills the variable `month`.
pub(super) fn month(index: usize, world: &World, context: &mut Context) {
    let first = world.archive.calendar().months()[index].first;
    let (previous, next) = around(ListId::Month(index), world);
    let view = view::Month {
        year: first.year(),
        number: first.month(),
        url: &world.href(&month_address(first)),
        weekdays: &WEEKDAYS,
        weeks: weeks(first, world),
        previous,
        next,
    };
    context.insert("month", &view);
}

/// A month's days in weeks of seven, Monday first, with gaps where a day is another month's.
fn weeks(first: Date, world: &World) -> Vec<Vec<Option<view::CalendarDay>>> {
    let gap = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut cells: Vec<Option<view::CalendarDay>> = (0..gap).map(|_| None).collect();
    for number in 1..=first.days_in_month() {
        let date = civil::date(first.year(), first.month(), number);
        let count = world.archive.calendar().on(date).len();
        cells.push(Some(view::CalendarDay {
            number,
            date: date.to_string(),
            url: (count > 0).then(|| world.href(&day_address(date))),
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
pub(super) fn year<'w>(index: usize, world: &'w World, context: &mut Context) -> About<'w> {
    let years = world.archive.calendar().years();
    let year = &years[index];
    let other = |index: usize| {
        let number = years.get(index)?.number;
        Some(link(world, number.to_string(), &year_address(number)))
    };
    let view = view::Year {
        number: year.number,
        url: &world.href(&year_address(year.number)),
        total: year.total(),
        months: months(year, world),
        previous: index.checked_sub(1).and_then(other),
        next: other(index + 1),
    };
    context.insert("year", &view);
    About::new("year", year.number.to_string()).below(crumbs(world, [archive_link(world)]))
}

fn months(year: &Year, world: &World) -> Vec<view::YearMonth> {
    let months = year.months().zip(year.counts);
    months
        .map(|(first, count)| view::YearMonth {
            number: first.month(),
            name: month_name(first.month()),
            url: (count > 0).then(|| world.href(&month_address(first))),
            count,
        })
        .collect()
}

/// Fills the variable `archive`.
pub(super) fn archive<'w>(world: &'w World, context: &mut Context) -> About<'w> {
    let years = world.archive.calendar().years();
    let view = view::Archive {
        total: world.archive.len(),
        years: years
            .iter()
            .rev()
            .map(|year| view::ArchiveYear {
                number: year.number,
                url: world.href(&year_address(year.number)),
                count: year.total(),
                months: months(year, world),
            })
            .collect(),
        busiest_month: years.iter().flat_map(|year| year.counts).max().unwrap_or(0),
    };
    context.insert("archive", &view);
    About::new("archive", "Archive").below(crumbs(world, []))
}
