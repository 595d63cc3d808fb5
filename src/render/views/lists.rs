//! What the templates of lists are given. On a numbered page, which never changes, nothing is told that a later story
//! could change.

use tera::Context;

use crate::archive::{ArticleId, Kind, Term};
use crate::plan::{ListId, Pagination, Part, members, month_address, on_this_day_address, year_address};
use crate::render::words;
use crate::render::world::World;
use crate::theme::view;

use super::{
    About, ON_THIS_DAY, archive_link, article::cards, crumbs, dates, index_link, kind_title, link, list_kind,
    on_this_day_link, part_title,
};

/// Fills the variable `list`; and `month`, where the list is a month's newest part.
pub(super) fn fill<'w>(list: ListId, part: Part, world: &'w World, context: &mut Context) -> About<'w> {
    let all = members(list, &world.archive);
    let pagination = Pagination::new(all.len(), world.plan.per_page());
    let range = pagination.part(part);
    let title = title(list, world);
    let address = list.address(&world.archive);
    let date = |id: &ArticleId| world.archive.article(*id).date.to_string();
    let is_newest = part == Part::Newest;
    let (oldest, newest) =
        (all.first().filter(|_| is_newest).map(date), all.last().filter(|_| is_newest).map(date));
    let (previous, next) = if is_newest { dates::around(list, world) } else { (None, None) };
    let (newer, older) = match part {
        Part::Newest => (None, pagination.full_pages()),
        Part::Full(number) => (Some(number + 1), number - 1),
    };
    let numbered = |number: usize| world.href(&address.numbered(number));
    let view = view::List {
        title: &title,
        url: &world.href(&address),
        entries: cards(world, all[range].iter().rev().copied()),
        number: match part {
            Part::Newest => None,
            Part::Full(number) => Some(number),
        },
        newer: newer.map(numbered),
        older: (older > 0).then(|| numbered(older)),
        total: is_newest.then_some(all.len()),
        first: oldest.as_deref(),
        last: newest.as_deref(),
        previous,
        next,
        on_this_day: on_this_day(list, world),
    };
    context.insert("list", &view);
    if let (ListId::Month(index), Part::Newest) = (list, part) {
        dates::month(index, world, context);
    }
    let above = above(list, part, &title, world);
    let description = world.site.description.as_deref().filter(|_| list == ListId::Front && is_newest);
    About::new(list_kind(list), title + &part_title(part))
        .described(description.unwrap_or_default())
        .below(above)
}

/// The link from a day to the same day in every year.
fn on_this_day(list: ListId, world: &World) -> Option<view::Link<'_>> {
    let ListId::Day(index) = list else { return None };
    let date = world.archive.calendar().days()[index].date;
    let (month, day) = (date.month(), date.day());
    Some(link(world, words::day_of_year(month, day), &on_this_day_address(month, day)))
}

/// What a list is called.
fn title(list: ListId, world: &World) -> String {
    let calendar = world.archive.calendar();
    match list {
        ListId::Front => world.site.title.clone(),
        ListId::Day(index) => words::day(calendar.days()[index].date, &world.site.date_format),
        ListId::Month(index) => words::month_and_year(calendar.months()[index].first),
        ListId::OnThisDay(index) => {
            let day = &calendar.anniversaries()[index];
            format!("{ON_THIS_DAY}: {}", words::day_of_year(day.month, day.day))
        }
        ListId::Term(kind, id) => world.archive.terms(kind).term(id).name.to_string(),
    }
}

/// The pages above a list.
fn above<'w>(list: ListId, part: Part, title: &str, world: &'w World) -> Vec<view::Link<'w>> {
    let mut above = match list {
        ListId::Front => Vec::new(),
        ListId::Term(kind, _) => vec![index_link(world, kind)],
        ListId::OnThisDay(_) => vec![on_this_day_link(world)],
        ListId::Month(index) => {
            let first = world.archive.calendar().months()[index].first;
            vec![archive_link(world), link(world, first.year().to_string(), &year_address(first.year()))]
        }
        ListId::Day(index) => {
            let date = world.archive.calendar().days()[index].date;
            let month = date.first_of_month();
            vec![
                archive_link(world),
                link(world, date.year().to_string(), &year_address(date.year())),
                link(world, words::month_and_year(month), &month_address(month)),
            ]
        }
    };
    if list != ListId::Front && part != Part::Newest {
        above.push(link(world, title.to_owned(), &list.address(&world.archive)));
    }
    if list == ListId::Front && part == Part::Newest { above } else { crumbs(world, above) }
}

/// Fills the variable `terms`.
pub(super) fn terms<'w>(kind: Kind, world: &'w World, context: &mut Context) -> About<'w> {
    let date_of = |id: Option<&ArticleId>| {
        id.map_or_else(String::new, |id| world.archive.article(*id).date.to_string())
    };
    let owned: Vec<(&Term, String, String, String)> = world
        .archive
        .terms(kind)
        .iter()
        .map(|(_, term)| {
            (term, world.href(&term.address), date_of(term.members.first()), date_of(term.members.last()))
        })
        .collect();
    let rows = owned.iter().map(|(term, url, first, last)| view::TermRow {
        name: &term.name,
        url,
        letter: letter(&term.name),
        count: term.members.len(),
        first,
        last,
    });
    let view = view::Terms { title: kind_title(kind), rows: rows.collect() };
    context.insert("terms", &view);
    let page_kind = match kind {
        Kind::Tag => "tags",
        Kind::Author => "authors",
        Kind::Section => "sections",
        Kind::Series => "all-series",
    };
    About::new(page_kind, kind_title(kind)).below(crumbs(world, []))
}

/// The letter that a name is sorted under.
fn letter(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}

/// Fills the variable `corrections`.
pub(super) fn corrections<'w>(world: &'w World, context: &mut Context) -> About<'w> {
    let mut all: Vec<_> = world
        .archive
        .articles()
        .flat_map(|(id, article)| article.corrections.iter().map(move |correction| (correction, id)))
        .collect();
    all.sort_by_key(|(correction, id)| std::cmp::Reverse((correction.date.instant(), *id)));
    let entries = all.into_iter().map(|(correction, id)| view::CorrectionEntry {
        date: correction.date.to_string(),
        text: &correction.text,
        article: world.card(id),
    });
    context.insert("corrections", &view::Corrections { entries: entries.collect() });
    About::new("corrections", "Corrections").below(crumbs(world, []))
}
