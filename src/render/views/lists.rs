//! What the templates of lists are given. On a numbered page, which never changes, nothing is told that a later story
//! could change.

use tera::Context;

use crate::address::Address;
use crate::archive::{ArticleId, Kind, Term};
use crate::plan::{
    Feed, Format, ListId, Pagination, Part, members, month_address, on_this_day_address, year_address,
};
use crate::render::body::Bodies;
use crate::render::shelf::feed_view;
use crate::render::words;
use crate::render::world::World;
use crate::theme::view;

use super::{
    About, ON_THIS_DAY, archive_link, article::cards, crumbs, dates, index_link, kind_title, link, list_kind,
    on_this_day_link, part_title, term,
};

/// Fills the variable `list`; and `month`, where the list is a month's newest part.
pub(super) fn fill<'w>(
    list: ListId,
    part: Part,
    world: &'w World,
    bodies: &mut Bodies<'_>,
    context: &mut Context,
) -> About<'w> {
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
    let (newer, older) = around(part, pagination, &address, world);
    let about = term::file_shown(list, part, world).map(|file| term::made(file, world, bodies));
    let view = view::List {
        title: &title,
        url: &world.href(&address),
        feed: feed(list, &title, world),
        entries: cards(world, all[range].iter().rev().copied()),
        number: part.number(),
        newer,
        older,
        total: is_newest.then_some(all.len()),
        first: oldest.as_deref(),
        last: newest.as_deref(),
        previous,
        next,
        about: about.as_ref().map(|about| about.view()),
        on_this_day: on_this_day(list, world),
    };
    context.insert("list", &view);
    if let (ListId::Month(index), Part::Newest) = (list, part) {
        dates::month(index, world, context);
    }
    let above = above(list, part, &title, world);
    let description = match list {
        ListId::Front if is_newest => world.site.description.as_deref(),
        _ => term::file_shown(list, part, world).map(|file| &*file.summary),
    };
    About::new(list_kind(list), title + &part_title(part))
        .described(description.unwrap_or_default())
        .below(above)
}

/// The pages with the next newer and the next older things than a part's.
pub(super) fn around(
    part: Part,
    pagination: Pagination,
    address: &Address,
    world: &World,
) -> (Option<String>, Option<String>) {
    let (newer, older) = match part {
        Part::Newest => (None, pagination.full_pages()),
        Part::Full(number) => (Some(number + 1), number - 1),
    };
    let numbered = |number: usize| world.href(&address.numbered(number));
    (newer.map(numbered), (older > 0).then(|| numbered(older)))
}

/// The link from a day to the same day in every year.
fn on_this_day(list: ListId, world: &World) -> Option<view::Link<'_>> {
    let ListId::Day(index) = list else { return None };
    let date = world.archive.calendar().days()[index].date;
    let (month, day) = (date.month(), date.day());
    Some(link(world, words::day_of_year(month, day), &on_this_day_address(month, day)))
}

/// The feed of a list that is not the whole site's.
fn feed(list: ListId, title: &str, world: &World) -> Option<view::Feed> {
    let feed = Feed::of(list, Format::Atom).filter(|_| list != ListId::Front)?;
    Some(feed_view(feed, title, &world.site, &world.archive))
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
    let date_of = |id: Option<&ArticleId>| id.map(|id| world.archive.article(*id).date.to_string());
    let owned: Vec<(&Term, String, Option<String>, Option<String>)> = world
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
        first: first.as_deref(),
        last: last.as_deref(),
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
