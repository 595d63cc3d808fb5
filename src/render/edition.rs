//! Which of the site's languages a page belongs to, and where the same page is in the others.

use crate::address::Address;
use crate::archive::{Archive, Text};
use crate::config::EditionId;
use crate::plan::{ListId, Page, Part, Plan, Shows, search_address};

/// The language that a page belongs to.
pub(super) fn edition_of(page: &Page, archive: &Archive, plan: &Plan) -> EditionId {
    match &page.shows {
        Shows::Article(id) => archive.article(*id).edition,
        Shows::Standing(index) => archive.standing()[*index].edition,
        Shows::Gone(index) => archive.gone()[*index].edition,
        Shows::List(list, _) => edition_of_list(*list, archive),
        Shows::Feed(feed) => edition_of_list(feed.list, archive),
        Shows::Search(edition) => *edition,
        Shows::Redirect(to) => match plan.find(to) {
            Some(target) if !matches!(target.shows, Shows::Redirect(_)) => edition_of(target, archive, plan),
            _ => EditionId::OWN,
        },
        Shows::Archive
        | Shows::Index(_)
        | Shows::Corrections(_)
        | Shows::DaysOfTheYear
        | Shows::Sitemap(_)
        | Shows::Robots
        | Shows::Hosting(_)
        | Shows::NotFound
        | Shows::QueryPage
        | Shows::QueryFile(_)
        | Shows::GoneAddress
        | Shows::SearchFile(_)
        | Shows::Picture(_)
        | Shows::File(_) => EditionId::OWN,
    }
}

/// The language that a list belongs to.
pub(super) fn edition_of_list(list: ListId, archive: &Archive) -> EditionId {
    match list {
        ListId::Edition(edition) => edition,
        ListId::Term(kind, id) => archive.edition_of_term(archive.terms(kind).term(id)),
        ListId::Front | ListId::Day(_) | ListId::Month(_) | ListId::Year(_) | ListId::OnThisDay(_) => {
            EditionId::OWN
        }
    }
}

/// The same page in each of the languages in which it is there, itself included: its language and its address.
/// Nothing where it is in one only. Numbered pages, which never change, have none.
pub(super) fn versions(page: &Page, archive: &Archive) -> Vec<(EditionId, Address)> {
    let text = match &page.shows {
        Shows::Article(id) => Text::Article(*id),
        Shows::Standing(index) => Text::Standing(*index),
        Shows::List(list, Part::Newest) if list.is_front() => {
            return in_each_language(archive, |home| home);
        }
        Shows::Search(_) => return in_each_language(archive, |home| search_address(&home)),
        _ => return Vec::new(),
    };
    let address = |text: Text| match text {
        Text::Article(id) => archive.article(id).address.clone(),
        Text::Standing(index) => archive.standing()[index].address.clone(),
    };
    archive.versions(text).iter().map(|version| (version.edition, address(version.text))).collect()
}

/// A page that is there once in each language, by its front pages.
fn in_each_language(archive: &Archive, of: impl Fn(Address) -> Address) -> Vec<(EditionId, Address)> {
    let all: Vec<_> = archive.editions().map(|edition| (edition, of(archive.home(edition)))).collect();
    if all.len() > 1 { all } else { Vec::new() }
}
