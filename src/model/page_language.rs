//! Language of each page, and its translations.

use crate::address::Address;
use crate::archive::{Archive, Text};
use crate::config::EditionId;
use crate::plan::{ListId, ListPage, Page, PageKind, Plan, search_address};

/// Returns the language of a page.
pub(crate) fn language_of(page: &Page, archive: &Archive, plan: &Plan) -> EditionId {
    match &page.kind {
        PageKind::Article(id) => archive.article(*id).edition,
        PageKind::Standing(index) => archive.standing()[*index].edition,
        PageKind::Gone(index) => archive.gone()[*index].edition,
        PageKind::List(list, _) => language_of_list(*list, archive),
        PageKind::Feed(feed) => language_of_list(feed.list, archive),
        PageKind::SearchPage(edition) => *edition,
        PageKind::Redirect(to) => match plan.find(to) {
            Some(target) if !matches!(target.kind, PageKind::Redirect(_)) => {
                language_of(target, archive, plan)
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

/// Returns the language of a list.
pub(crate) fn language_of_list(list: ListId, archive: &Archive) -> EditionId {
    match list {
        ListId::Edition(edition) => edition,
        ListId::Term(kind, id) => archive.edition_of_term(archive.terms(kind).term(id)),
        ListId::Front | ListId::Day(_) | ListId::Month(_) | ListId::Year(_) | ListId::OnThisDay(_) => {
            EditionId::OWN
        }
    }
}

/// Returns a page's address in each language in which it exists, including its own. The result is
/// empty if there is only one, and for numbered pages, which never change.
pub(crate) fn translations(page: &Page, archive: &Archive) -> Vec<(EditionId, Address)> {
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

/// Returns the addresses of a page that exists once in each language, made from those of the front
/// pages.
fn in_each_language(archive: &Archive, of: impl Fn(Address) -> Address) -> Vec<(EditionId, Address)> {
    let all: Vec<_> = archive.editions().map(|edition| (edition, of(archive.home(edition)))).collect();
    if all.len() > 1 { all } else { Vec::new() }
}
