//! Variables of the templates of months, years and the archive.

use jiff::civil::{self, Date};
use tera::Context;

use crate::archive::{Anniversary, ArticleId, Year};
use crate::i18n::DateFormats;
use crate::model::SiteModel;
use crate::model::language_context::LanguageContext;
use crate::plan::{ListId, day_address, month_address, on_this_day_address, year_address};
use crate::theme::view;

use super::page_variable::{PageVariable, crumbs, link};

/// The days, months or years before and after a list's own, of those that have stories.
pub(super) fn around<'w>(
    list: ListId,
    model: &'w SiteModel,
    lang: &LanguageContext,
) -> (Option<view::Link<'w>>, Option<view::Link<'w>>) {
    let dates = lang.catalog.dates();
    let calendar = model.archive.calendar();
    let day = |index: usize| {
        let date = calendar.days().get(index)?.date;
        Some(link(model, dates.day(date), &day_address(date)))
    };
    let month = |index: usize| {
        let first = calendar.months().get(index)?.first;
        Some(link(model, dates.month_and_year(first), &month_address(first)))
    };
    let year = |index: usize| {
        let number = calendar.years().get(index)?.number;
        Some(link(model, number.to_string(), &year_address(number)))
    };
    match list {
        ListId::Year(index) => (index.checked_sub(1).and_then(year), year(index + 1)),
        ListId::Day(index) => (index.checked_sub(1).and_then(day), day(index + 1)),
        ListId::OnThisDay(index) => {
            let anniversaries = calendar.anniversaries();
            let [before, after] = beside_in_circle(index, anniversaries.len());
            let link = |index: usize| day_of_year_link(&anniversaries[index], model, dates);
            (before.map(link), after.map(link))
        }
        ListId::Month(index) => (index.checked_sub(1).and_then(month), month(index + 1)),
        ListId::Front | ListId::Edition(_) | ListId::Term(..) => (None, None),
    }
}

/// Returns the previous and the next position in a circle: after 31 December comes 1 January.
pub(crate) fn beside_in_circle(index: usize, length: usize) -> [Option<usize>; 2] {
    if length < 2 {
        return [None, None];
    }
    [Some((index + length - 1) % length), Some((index + 1) % length)]
}

fn day_of_year_link(day: &Anniversary, model: &SiteModel, dates: &DateFormats) -> view::Link<'static> {
    link(model, dates.day_of_year(day.month, day.day), &on_this_day_address(day.month, day.day))
}

/// Fills the variables `calendar` and `terms`: every day of the year, and those that have stories.
pub(super) fn days_of_the_year<'w>(
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let title = lang.catalog.text("on_this_day");
    let dates = lang.catalog.dates();
    let calendar = model.archive.calendar();
    let months = (1..=12).map(|month| view::MonthOfAnyYear {
        number: month,
        name: dates.month_name(month),
        days: days_of_any(month, model, dates),
    });
    context.insert("calendar", &view::YearCalendar { months: months.collect() });
    let date_of = |id: Option<&ArticleId>| {
        id.map_or_else(String::new, |id| model.archive.article(*id).date.to_string())
    };
    let days: Vec<(view::Link<'_>, String, String)> = calendar
        .anniversaries()
        .iter()
        .map(|day| {
            (day_of_year_link(day, model, dates), date_of(day.members.first()), date_of(day.members.last()))
        })
        .collect();
    let rows = calendar.anniversaries().iter().zip(&days).map(|(day, (link, first, last))| view::TermRow {
        name: &link.name,
        url: &link.url,
        language: None,
        direction: None,
        letter: dates.month_name(day.month).to_owned(),
        count: day.members.len(),
        first: Some(first),
        last: Some(last),
    });
    context.insert("terms", &view::Terms { title: &title, rows: rows.collect() });
    PageVariable::new("all-days", title).with_breadcrumbs(crumbs(model, lang, []))
}

/// Every day of a month, 29 February included.
fn days_of_any(month: i8, model: &SiteModel, dates: &DateFormats) -> Vec<view::DayOfAnyYear> {
    let leap_year = civil::date(2000, month, 1);
    let days = 1..=leap_year.days_in_month();
    days.map(|day| {
        let count = model.archive.calendar().on_every(month, day).len();
        let url = (count > 0).then(|| model.href(&on_this_day_address(month, day)));
        view::DayOfAnyYear { number: day, name: dates.day_of_year(month, day), url, count }
    })
    .collect()
}

/// Fills the variable `month`.
pub(super) fn month(index: usize, model: &SiteModel, lang: &LanguageContext, context: &mut Context) {
    let first = model.archive.calendar().months()[index].first;
    let (previous, next) = around(ListId::Month(index), model, lang);
    let view = view::Month {
        year: first.year(),
        number: first.month(),
        url: &model.href(&month_address(first)),
        weekdays: lang.catalog.dates().weekdays(),
        short_weekdays: lang.catalog.dates().short_weekdays(),
        weeks: weeks(first, model),
        previous,
        next,
    };
    context.insert("month", &view);
}

/// A month's days in weeks of seven, Monday first, with gaps where a day is another month's.
fn weeks(first: Date, model: &SiteModel) -> Vec<Vec<Option<view::CalendarDay>>> {
    let gap = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut cells: Vec<Option<view::CalendarDay>> = (0..gap).map(|_| None).collect();
    for number in 1..=first.days_in_month() {
        let date = civil::date(first.year(), first.month(), number);
        let count = model.archive.calendar().on(date).len();
        cells.push(Some(view::CalendarDay {
            number,
            date: date.to_string(),
            url: (count > 0).then(|| model.href(&day_address(date))),
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
pub(super) fn year(index: usize, model: &SiteModel, lang: &LanguageContext, context: &mut Context) {
    let year = &model.archive.calendar().years()[index];
    let (previous, next) = around(ListId::Year(index), model, lang);
    let view = view::Year {
        number: year.number,
        url: &model.href(&year_address(year.number)),
        total: year.total(),
        months: months(year, model, lang),
        previous,
        next,
    };
    context.insert("year", &view);
}

fn months<'w>(year: &Year, model: &SiteModel, lang: &'w LanguageContext) -> Vec<view::YearMonth<'w>> {
    let dates = lang.catalog.dates();
    let months = year.months().zip(year.counts);
    months
        .map(|(first, count)| view::YearMonth {
            number: first.month(),
            name: dates.month_name(first.month()),
            short_name: dates.short_month_name(first.month()),
            url: (count > 0).then(|| model.href(&month_address(first))),
            count,
        })
        .collect()
}

/// Fills the variable `archive`.
pub(super) fn archive<'w>(
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let years = model.archive.calendar().years();
    let view = view::Archive {
        total: model.archive.len(),
        years: years
            .iter()
            .rev()
            .map(|year| view::ArchiveYear {
                number: year.number,
                url: model.href(&year_address(year.number)),
                count: year.total(),
                months: months(year, model, lang),
            })
            .collect(),
        busiest_month: years.iter().flat_map(|year| year.counts).max().unwrap_or(0),
    };
    context.insert("archive", &view);
    PageVariable::new("archive", lang.catalog.text("archive")).with_breadcrumbs(crumbs(model, lang, []))
}
