//! Which of the site's languages a page belongs to, and where the same page is in the others.

use crate::address::Address;
use crate::archive::{Archive, Text};
use crate::config::EditionId;
use crate::plan::{ListId, ListPage, Page, PageKind, Plan, search_address};

/// The language that a page belongs to.
pub(super) fn edition_of(page: &Page, archive: &Archive, plan: &Plan) -> EditionId {
    match &page.kind {
        PageKind::Article(id) => archive.article(*id).edition,
        PageKind::Standing(index) => archive.standing()[*index].edition,
        PageKind::Gone(index) => archive.gone()[*index].edition,
        PageKind::List(list, _) => edition_of_list(*list, archive),
        PageKind::Feed(feed) => edition_of_list(feed.list, archive),
        PageKind::SearchPage(edition) => *edition,
        PageKind::Redirect(to) => match plan.find(to) {
            Some(target) if !matches!(target.kind, PageKind::Redirect(_)) => {
                edition_of(target, archive, plan)
            }
            _ => EditionId::OWN,
        },
        PageKind::Archive
        | PageKind::TermIndex(_)
        | PageKind::Corrections(_)
        | PageKind::OnThisDayIndex
        | PageKind::Sitemap(_)
        | PageKind::Robots
        | PageKind::HostFile(_)
        | PageKind::NotFound
        | PageKind::QueryPage
        | PageKind::QueryFile(_)
        | PageKind::GoneAddress
        | PageKind::SearchFile(_)
        | PageKind::ImageVariant(_)
        | PageKind::File(_) => EditionId::OWN,
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
    let text = match &page.kind {
        PageKind::Article(id) => Text::Article(*id),
        PageKind::Standing(index) => Text::Standing(*index),
        PageKind::List(list, ListPage::Latest) if list.is_front() => {
            return in_each_language(archive, |home| home);
        }
        PageKind::SearchPage(_) => return in_each_language(archive, |home| search_address(&home)),
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
