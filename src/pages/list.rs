//! Variables of the templates of lists. Numbered pages never change, so they contain no counts and
//! nothing else that a later article changes.

use std::borrow::Cow;

use crate::address::Address;
use crate::archive::TermKind;
use crate::model::cards::Card;
use crate::model::feed_links::feed_view;
use crate::page_model::LocalSite;
use crate::page_model::dates::MonthDay;
use crate::page_model::list::{Counts, ListPageModel, ListSubject, ListText, PageNeighbors};
use crate::plan::{Format, month_address, on_this_day_address, year_address};
use crate::templates::metadata::Described;
use crate::theme::view;

use super::body::BodyRenderer;
use super::page_variable::{
    PageVariable, archive_link, crumbs, index_link, link, numbered_title, on_this_day_link,
};
use super::variables::Variables;
use super::{dates, term};

/// Returns the contents of the variable `page`.
pub(super) fn page_variable<'m>(text: &ListText<'m>, local: LocalSite<'m>) -> PageVariable<'m> {
    let title = title(text.subject, local);
    let description = match &text.about {
        Some(about) => Some(&*about.term.value().summary),
        None if text.subject.is_front() && text.is_latest() => local.lang.description.as_deref(),
        None => None,
    };
    PageVariable::new(kind(text.subject), numbered_title(&title, text.number, local))
        .with_description(description.unwrap_or_default())
        .with_breadcrumbs(above(text, title, local))
}

/// Fills the variable `list`.
///
/// On the latest page of a month's or a year's list, also fills `month` or `year`.
pub(super) fn fill(inputs: &ListPageModel<'_>, bodies: &mut BodyRenderer<'_>, variables: &mut Variables<'_>) {
    let (text, beside, local) = (&inputs.text, &inputs.beside, variables.local);
    let latest = beside.latest.as_ref();
    let title = title(text.subject, local);
    let (newer, older) = around(beside.pages, &text.address, local);
    let about = text.about.as_ref().map(|about| term::made(about, bodies));
    let view = view::List {
        title: &title,
        url: &local.href(&text.address),
        feed: feed(text, &title, local),
        entries: inputs.stories.newest_first().map(Card::value).collect(),
        number: text.number,
        newer,
        older,
        total: latest.map(|latest| latest.total),
        first: latest.and_then(|latest| latest.first).map(|date| date.to_string()),
        last: latest.and_then(|latest| latest.last).map(|date| date.to_string()),
        previous: latest.and_then(|latest| latest.previous).and_then(|list| subject_link(list, local)),
        next: latest.and_then(|latest| latest.next).and_then(|list| subject_link(list, local)),
        about: about.as_ref().map(|about| about.view(local)),
        on_this_day: on_this_day(text.subject, local),
    };
    variables.insert("list", &view);
    match (latest.and_then(|latest| latest.calendar.as_ref()), text.subject) {
        (Some(Counts::Month(days)), ListSubject::Month(first)) => dates::month(first, days, &view, variables),
        (Some(Counts::Year(counts)), _) => dates::year(counts, &view, variables),
        _ => {}
    }
    variables.describe(&match text.subject {
        ListSubject::OnThisDay(_) => Described::Page { updated: None },
        _ => Described::List(inputs),
    });
}

/// Returns the value of `page.kind` for a list.
fn kind(list: ListSubject<'_>) -> &'static str {
    match list {
        ListSubject::Front => "front",
        ListSubject::Day(_) => "day",
        ListSubject::Month(_) => "month",
        ListSubject::Year(_) => "year",
        ListSubject::OnThisDay(_) => "on-this-day",
        ListSubject::Term(TermKind::Tag, _) => "tag",
        ListSubject::Term(TermKind::Author, _) => "author",
        ListSubject::Term(TermKind::Section, _) => "section",
        ListSubject::Term(TermKind::Series, _) => "series",
    }
}

/// Returns the links to the next newer and the next older page.
pub(super) fn around(
    pages: PageNeighbors,
    address: &Address,
    local: LocalSite<'_>,
) -> (Option<String>, Option<String>) {
    let numbered = |number: usize| local.href(&address.numbered(number));
    (pages.newer.map(numbered), pages.older.map(numbered))
}

/// Returns the link to the list of another day, month or year.
fn subject_link(list: ListSubject<'_>, local: LocalSite<'_>) -> Option<view::Link<'static>> {
    let name = match list {
        ListSubject::OnThisDay(MonthDay { month, day }) => local.lang.catalog.dates().day_of_year(month, day),
        other => title(other, local).into_owned(),
    };
    Some(link(local, name, &list.address()?))
}

/// The link from a day to the same day in every year.
fn on_this_day(list: ListSubject<'_>, local: LocalSite<'_>) -> Option<view::Link<'static>> {
    let ListSubject::Day(date) = list else { return None };
    let (month, day) = (date.month(), date.day());
    Some(link(local, local.lang.catalog.dates().day_of_year(month, day), &on_this_day_address(month, day)))
}

/// The feed of a list that is not the whole site's: only terms have one.
fn feed(text: &ListText<'_>, title: &str, local: LocalSite<'_>) -> Option<view::Feed> {
    matches!(text.subject, ListSubject::Term(..))
        .then(|| feed_view(Format::Atom, title, &text.address, local.site))
}

/// Returns the title of a list.
fn title<'m>(list: ListSubject<'m>, local: LocalSite<'m>) -> Cow<'m, str> {
    let catalog = &local.lang.catalog;
    match list {
        ListSubject::Front => local.lang.title.as_str().into(),
        ListSubject::Day(date) => catalog.dates().day(date).into(),
        ListSubject::Month(first) => catalog.dates().month_and_year(first).into(),
        ListSubject::Year(year) => year.to_string().into(),
        ListSubject::OnThisDay(MonthDay { month, day }) => {
            let day = catalog.dates().day_of_year(month, day);
            catalog.format("on_this_day_of", &[("day", &day)]).into_owned().into()
        }
        ListSubject::Term(_, term) => term.name().into(),
    }
}

/// The pages above a page of a list.
fn above<'m>(text: &ListText<'m>, title: Cow<'m, str>, local: LocalSite<'m>) -> Vec<view::Link<'m>> {
    let year = |year: i16| link(local, year.to_string(), &year_address(year));
    let mut above = match text.subject {
        ListSubject::Front => Vec::new(),
        ListSubject::Term(kind, _) => vec![index_link(local, kind)],
        ListSubject::OnThisDay(_) => vec![on_this_day_link(local)],
        ListSubject::Year(_) => vec![archive_link(local)],
        ListSubject::Month(first) => vec![archive_link(local), year(first.year())],
        ListSubject::Day(date) => {
            let month = date.first_of_month();
            let name = local.lang.catalog.dates().month_and_year(month);
            vec![archive_link(local), year(date.year()), link(local, name, &month_address(month))]
        }
    };
    let is_front = text.subject.is_front();
    if !is_front && !text.is_latest() {
        above.push(link(local, title, &text.address));
    }
    if is_front && text.is_latest() { above } else { crumbs(local, above) }
}
