//! Variables of the templates of lists. Numbered pages never change, so they contain no counts and
//! nothing else that a later article changes.

use tera::Context;

use crate::address::Address;
use crate::archive::{ArticleId, Term, TermKind};
use crate::language::Language;
use crate::model::SiteModel;
use crate::model::feed_links::feed_view;
use crate::model::language_context::LanguageContext;
use crate::model::site_variable::terms_key;
use crate::plan::{
    Feed, Format, ListId, ListPage, Pagination, members, month_address, on_this_day_address, year_address,
};
use crate::theme::view;

use super::article::cards;
use super::body::BodyRenderer;
use super::page_variable::{
    PageVariable, archive_link, crumbs, index_link, link, list_kind, on_this_day_link, part_title,
};
use super::{dates, term};

/// Fills the variable `list`; and `month` or `year`, where the list is a month's or a year's newest
/// part.
pub(super) fn fill<'w>(
    list: ListId,
    part: ListPage,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    bodies: &mut BodyRenderer<'_>,
    context: &mut Context,
) -> PageVariable<'w> {
    let all = members(list, &model.archive);
    let pagination = Pagination::new(all.len(), model.plan.per_page());
    let range = pagination.range(part);
    let title = title(list, model, lang);
    let address = list.address(&model.archive);
    let date = |id: &ArticleId| model.archive.article(*id).date.to_string();
    let is_latest = part == ListPage::Latest;
    let (oldest, newest) =
        (all.first().filter(|_| is_latest).map(date), all.last().filter(|_| is_latest).map(date));
    let (previous, next) = if is_latest { dates::around(list, model, lang) } else { (None, None) };
    let (newer, older) = around(part, pagination, &address, model);
    let about = model.term_file(list, part).map(|file| term::made(file, model, bodies));
    let view = view::List {
        title: &title,
        url: &model.href(&address),
        feed: feed(list, &title, model),
        entries: cards(model, all[range].iter().rev().copied()),
        number: part.number(),
        newer,
        older,
        total: is_latest.then_some(all.len()),
        first: oldest.as_deref(),
        last: newest.as_deref(),
        previous,
        next,
        about: about.as_ref().map(|about| about.view()),
        on_this_day: on_this_day(list, model, lang),
    };
    context.insert("list", &view);
    match (list, part) {
        (ListId::Month(index), ListPage::Latest) => dates::month(index, model, lang, context),
        (ListId::Year(index), ListPage::Latest) => dates::year(index, model, lang, context),
        _ => {}
    }
    let above = above(list, part, &title, model, lang);
    let description = match list {
        ListId::Front | ListId::Edition(_) if is_latest => lang.description.as_deref(),
        _ => model.term_file(list, part).map(|file| &*file.summary),
    };
    PageVariable::new(list_kind(list), part_title(&title, part, lang))
        .with_description(description.unwrap_or_default())
        .with_breadcrumbs(above)
}

/// Returns the links to the next newer and the next older page.
pub(super) fn around(
    part: ListPage,
    pagination: Pagination,
    address: &Address,
    model: &SiteModel,
) -> (Option<String>, Option<String>) {
    let (newer, older) = match part {
        ListPage::Latest => (None, pagination.full_pages()),
        ListPage::Numbered(number) => (Some(number + 1), number - 1),
    };
    let numbered = |number: usize| model.href(&address.numbered(number));
    (newer.map(numbered), (older > 0).then(|| numbered(older)))
}

/// The link from a day to the same day in every year.
fn on_this_day<'w>(list: ListId, model: &'w SiteModel, lang: &LanguageContext) -> Option<view::Link<'w>> {
    let ListId::Day(index) = list else { return None };
    let date = model.archive.calendar().days()[index].date;
    let (month, day) = (date.month(), date.day());
    Some(link(model, lang.catalog.dates().day_of_year(month, day), &on_this_day_address(month, day)))
}

/// The feed of a list that is not the whole site's.
fn feed(list: ListId, title: &str, model: &SiteModel) -> Option<view::Feed> {
    let feed = Feed::of(list, Format::Atom).filter(|_| !list.is_front())?;
    Some(feed_view(feed, title, &model.site, &model.archive))
}

/// Returns the title of a list.
fn title(list: ListId, model: &SiteModel, lang: &LanguageContext) -> String {
    let calendar = model.archive.calendar();
    match list {
        ListId::Front | ListId::Edition(_) => lang.title.clone(),
        ListId::Day(index) => lang.catalog.dates().day(calendar.days()[index].date),
        ListId::Month(index) => lang.catalog.dates().month_and_year(calendar.months()[index].first),
        ListId::Year(index) => calendar.years()[index].number.to_string(),
        ListId::OnThisDay(index) => {
            let day = &calendar.anniversaries()[index];
            let day = lang.catalog.dates().day_of_year(day.month, day.day);
            lang.catalog.format("on_this_day_of", &[("day", &day)]).into_owned()
        }
        ListId::Term(kind, id) => model.archive.terms(kind).term(id).name.to_string(),
    }
}

/// The pages above a list.
fn above<'w>(
    list: ListId,
    part: ListPage,
    title: &str,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
) -> Vec<view::Link<'w>> {
    let mut above = match list {
        ListId::Front | ListId::Edition(_) => Vec::new(),
        ListId::Term(kind, _) => vec![index_link(model, lang, kind)],
        ListId::OnThisDay(_) => vec![on_this_day_link(model, lang)],
        ListId::Year(_) => vec![archive_link(model, lang)],
        ListId::Month(index) => {
            let first = model.archive.calendar().months()[index].first;
            vec![
                archive_link(model, lang),
                link(model, first.year().to_string(), &year_address(first.year())),
            ]
        }
        ListId::Day(index) => {
            let date = model.archive.calendar().days()[index].date;
            let month = date.first_of_month();
            vec![
                archive_link(model, lang),
                link(model, date.year().to_string(), &year_address(date.year())),
                link(model, lang.catalog.dates().month_and_year(month), &month_address(month)),
            ]
        }
    };
    if !list.is_front() && part != ListPage::Latest {
        above.push(link(model, title.to_owned(), &list.address(&model.archive)));
    }
    if list.is_front() && part == ListPage::Latest { above } else { crumbs(model, lang, above) }
}

/// Fills the variable `terms`.
pub(super) fn terms<'w>(
    kind: TermKind,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    context: &mut Context,
) -> PageVariable<'w> {
    let title = lang.catalog.text(terms_key(kind));
    let date_of = |id: Option<&ArticleId>| id.map(|id| model.archive.article(*id).date.to_string());
    let language = |term: &Term| {
        let edition = model.archive.edition_of_term(term);
        model.site.is_multilingual().then(|| &model.language_context(edition).language)
    };
    let owned: Vec<(&Term, String, Option<String>, Option<String>)> = model
        .archive
        .terms(kind)
        .iter()
        .map(|(_, term)| {
            (term, model.href(&term.address), date_of(term.members.first()), date_of(term.members.last()))
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
        TermKind::Tag => "tags",
        TermKind::Author => "authors",
        TermKind::Section => "sections",
        TermKind::Series => "all-series",
    };
    PageVariable::new(page_kind, title).with_breadcrumbs(crumbs(model, lang, []))
}

/// The letter that a name is sorted under.
fn letter(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}
