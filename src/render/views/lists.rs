//! What the templates of lists are given. On a numbered page, which never changes, nothing is told that a later story
//! could change.

use tera::Context;

use crate::address::Address;
use crate::archive::{ArticleId, Kind, Term};
use crate::language::Language;
use crate::plan::{
    Feed, Format, ListId, ListPage, Pagination, members, month_address, on_this_day_address, year_address,
};
use crate::render::body::Bodies;
use crate::render::shelf::feed_view;
use crate::render::voice::Voice;
use crate::render::world::World;
use crate::theme::view;

use super::{
    About, archive_link, article::cards, crumbs, dates, index_link, kind_key, link, list_kind,
    on_this_day_link, part_title, term,
};

/// Fills the variable `list`; and `month` or `year`, where the list is a month's or a year's newest part.
pub(super) fn fill<'w>(
    list: ListId,
    page: ListPage,
    world: &'w World,
    voice: &'w Voice,
    bodies: &mut Bodies<'_>,
    context: &mut Context,
) -> About<'w> {
    let all = members(list, &world.archive);
    let pagination = Pagination::new(all.len(), world.plan.per_page());
    let range = pagination.range(page);
    let title = title(list, world, voice);
    let address = list.address(&world.archive);
    let date = |id: &ArticleId| world.archive.article(*id).date.to_string();
    let is_latest = page == ListPage::Latest;
    let (oldest, newest) =
        (all.first().filter(|_| is_latest).map(date), all.last().filter(|_| is_latest).map(date));
    let (previous, next) = if is_latest { dates::around(list, world, voice) } else { (None, None) };
    let (newer, older) = around(page, pagination, &address, world);
    let about = term::file_shown(list, page, world).map(|file| term::made(file, world, bodies));
    let view = view::List {
        title: &title,
        url: &world.href(&address),
        feed: feed(list, &title, world),
        entries: cards(world, all[range].iter().rev().copied()),
        number: page.number(),
        newer,
        older,
        total: is_latest.then_some(all.len()),
        first: oldest.as_deref(),
        last: newest.as_deref(),
        previous,
        next,
        about: about.as_ref().map(|about| about.view()),
        on_this_day: on_this_day(list, world, voice),
    };
    context.insert("list", &view);
    match (list, page) {
        (ListId::Month(index), ListPage::Latest) => dates::month(index, world, voice, context),
        (ListId::Year(index), ListPage::Latest) => dates::year(index, world, voice, context),
        _ => {}
    }
    let above = above(list, page, &title, world, voice);
    let description = match list {
        ListId::Front | ListId::Edition(_) if is_latest => voice.description.as_deref(),
        _ => term::file_shown(list, page, world).map(|file| &*file.summary),
    };
    About::new(list_kind(list), part_title(&title, page, voice))
        .described(description.unwrap_or_default())
        .below(above)
}

/// The pages with the next newer and the next older things than a part's.
pub(super) fn around(
    page: ListPage,
    pagination: Pagination,
    address: &Address,
    world: &World,
) -> (Option<String>, Option<String>) {
    let (newer, older) = match page {
        ListPage::Latest => (None, pagination.full_pages()),
        ListPage::Numbered(number) => (Some(number + 1), number - 1),
    };
    let numbered = |number: usize| world.href(&address.numbered(number));
    (newer.map(numbered), (older > 0).then(|| numbered(older)))
}

/// The link from a day to the same day in every year.
fn on_this_day<'w>(list: ListId, world: &'w World, voice: &Voice) -> Option<view::Link<'w>> {
    let ListId::Day(index) = list else { return None };
    let date = world.archive.calendar().days()[index].date;
    let (month, day) = (date.month(), date.day());
    Some(link(world, voice.catalog.dates().day_of_year(month, day), &on_this_day_address(month, day)))
}

/// The feed of a list that is not the whole site's.
fn feed(list: ListId, title: &str, world: &World) -> Option<view::Feed> {
    let feed = Feed::of(list, Format::Atom).filter(|_| !list.is_front())?;
    Some(feed_view(feed, title, &world.site, &world.archive))
}

/// What a list is called.
fn title(list: ListId, world: &World, voice: &Voice) -> String {
    let calendar = world.archive.calendar();
    match list {
        ListId::Front | ListId::Edition(_) => voice.title.clone(),
        ListId::Day(index) => voice.catalog.dates().day(calendar.days()[index].date),
        ListId::Month(index) => voice.catalog.dates().month_and_year(calendar.months()[index].first),
        ListId::Year(index) => calendar.years()[index].number.to_string(),
        ListId::OnThisDay(index) => {
            let day = &calendar.anniversaries()[index];
            let day = voice.catalog.dates().day_of_year(day.month, day.day);
            voice.catalog.format("on_this_day_of", &[("day", &day)]).into_owned()
        }
        ListId::Term(kind, id) => world.archive.terms(kind).term(id).name.to_string(),
    }
}

/// The pages above a list.
fn above<'w>(
    list: ListId,
    page: ListPage,
    title: &str,
    world: &'w World,
    voice: &'w Voice,
) -> Vec<view::Link<'w>> {
    let mut above = match list {
        ListId::Front | ListId::Edition(_) => Vec::new(),
        ListId::Term(kind, _) => vec![index_link(world, voice, kind)],
        ListId::OnThisDay(_) => vec![on_this_day_link(world, voice)],
        ListId::Year(_) => vec![archive_link(world, voice)],
        ListId::Month(index) => {
            let first = world.archive.calendar().months()[index].first;
            vec![
                archive_link(world, voice),
                link(world, first.year().to_string(), &year_address(first.year())),
            ]
        }
        ListId::Day(index) => {
            let date = world.archive.calendar().days()[index].date;
            let month = date.first_of_month();
            vec![
                archive_link(world, voice),
                link(world, date.year().to_string(), &year_address(date.year())),
                link(world, voice.catalog.dates().month_and_year(month), &month_address(month)),
            ]
        }
    };
    if !list.is_front() && page != ListPage::Latest {
        above.push(link(world, title.to_owned(), &list.address(&world.archive)));
    }
    if list.is_front() && page == ListPage::Latest { above } else { crumbs(world, voice, above) }
}

/// Fills the variable `terms`.
pub(super) fn terms<'w>(kind: Kind, world: &'w World, voice: &'w Voice, context: &mut Context) -> About<'w> {
    let title = voice.catalog.text(kind_key(kind));
    let date_of = |id: Option<&ArticleId>| id.map(|id| world.archive.article(*id).date.to_string());
    let language = |term: &Term| {
        let edition = world.archive.edition_of_term(term);
        world.site.is_multilingual().then(|| &world.voice(edition).language)
    };
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
        language: language(term).map(Language::as_str),
        direction: language(term).map(Language::direction),
        letter: letter(&term.name),
        count: term.members.len(),
        first: first.as_deref(),
        last: last.as_deref(),
    });
    let view = view::Terms { title: &title, rows: rows.collect() };
    context.insert("terms", &view);
    let page_kind = match kind {
        Kind::Tag => "tags",
        Kind::Author => "authors",
        Kind::Section => "sections",
        Kind::Series => "all-series",
    };
    About::new(page_kind, title).below(crumbs(world, voice, []))
}

/// The letter that a name is sorted under.
fn letter(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}
