//! Detects address collisions.
//!
//! Two pages collide if their addresses differ only in what some servers or file systems ignore
//! (case, Unicode form, trailing slash), or if one needs a folder where the other is a file. Each
//! collision is one error that names both pages.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{Feed, ListId, ListPage, Page, PageKind, Sitemap, aliases};
use crate::address::{Address, AddressKey};
use crate::archive::Archive;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;
use crate::position_index::{Duplicate, PositionIndex};
use crate::redirects;

const HINT: &str = "change the slug, name or date of one of them, or remove it";

/// Reports all collisions, and returns the index of pages by address key.
pub(super) fn check(archive: &Archive, pages: &[Page], found: &mut Diagnostics) -> PositionIndex {
    let keys: Vec<AddressKey<'_>> = pages.par_iter().map(|page| page.address.key()).collect();
    let (by_key, duplicates) = PositionIndex::new(keys.len(), |page| &keys[page]);
    for Duplicate { first, other } in duplicates {
        found.push(collision(archive, &pages[first], &pages[other]));
    }
    let mut told = HashSet::new();
    for WithinFile { file, page } in within_files(pages, &keys, &by_key) {
        if told.insert(file) {
            found.push(file_for_folder(archive, &pages[file], &pages[page]));
        }
    }
    by_key
}

/// A page below an address that is a file.
struct WithinFile {
    file: usize,
    page: usize,
}

/// Returns the pages below files, in the order of the plan.
///
/// A file such as `/news` can't coexist with the folder `/news/`. One page per folder is returned.
fn within_files(pages: &[Page], keys: &[AddressKey<'_>], by_key: &PositionIndex) -> Vec<WithinFile> {
    let is_file = |page: &usize| !pages[*page].is_folder();
    let file_at = |key: AddressKey<'_>| by_key.find(&&key, |page| &keys[page]).filter(is_file);
    let root = Address::root();
    let below = keys.par_iter().enumerate().flat_map_iter(|(page, key)| {
        // Pages in one folder are mostly adjacent, and the first one is enough.
        let before = page.checked_sub(1).map_or(root.key(), |before| keys[before].clone());
        let new = key.above_but_not_of(&before).filter_map(file_at);
        new.map(|file| WithinFile { file, page }).collect::<Vec<_>>()
    });
    below.collect()
}

fn file_for_folder(archive: &Archive, file: &Page, page: &Page) -> Diagnostic {
    let (a, b) = (page_source(archive, file), page_source(archive, page));
    let message = format!(
        "address conflict: {} is the file {}, but {} at {} needs a folder there",
        a.name, file.address, b.name, page.address
    );
    Diagnostic::error(a.file.or(b.file).map_or(Place::Site, Place::File), message).hint(HINT)
}

fn collision(archive: &Archive, first: &Page, second: &Page) -> Diagnostic {
    let (a, b) = (page_source(archive, first), page_source(archive, second));
    let message = if first.address == second.address {
        format!("two pages have the address {}: {} and {}", second.address, a.name, b.name)
    } else {
        format!(
            "two pages have equivalent addresses: {} has {}, and {} has {}; some servers and file systems treat them as equal",
            a.name, first.address, b.name, second.address
        )
    };
    let place = b.file.or(a.file).map_or(Place::Site, Place::File);
    Diagnostic::error(place, message).hint(HINT)
}

/// Origin of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSource {
    /// Description for editors.
    pub name: String,
    /// File that defines the page, if there is one.
    pub file: Option<SitePath>,
}

impl PageSource {
    fn of_file(file: &SitePath) -> Self {
        Self { name: file.to_string(), file: Some(file.clone()) }
    }

    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), file: None }
    }
}

/// Returns the origin of a page.
pub fn page_source(archive: &Archive, page: &Page) -> PageSource {
    match &page.kind {
        PageKind::Article(id) => PageSource::of_file(&archive.article(*id).file),
        PageKind::Standing(index) => PageSource::of_file(&archive.standing()[*index].file),
        PageKind::Gone(index) => PageSource::of_file(&archive.tombstones()[*index].file),
        PageKind::File(file) => PageSource::of_file(&file.file),
        PageKind::ImageVariant(derived) => PageSource {
            name: format!("a smaller variant of {}", derived.file),
            file: Some(derived.file.clone()),
        },
        PageKind::List(list, ListPage::Latest) => {
            PageSource { name: list_name(archive, *list), file: term_file(archive, *list).cloned() }
        }
        PageKind::List(list, ListPage::Numbered(number)) => {
            PageSource::named(format!("page {number} of {}", list_name(archive, *list)))
        }
        PageKind::Archive => PageSource::named("the archive of all years"),
        PageKind::TermIndex(kind) => PageSource::named(format!("the index of {}", kind.plural())),
        PageKind::Corrections(_) => PageSource::named("the list of all corrections"),
        PageKind::OnThisDayIndex => PageSource::named("the index of the days of the year"),
        PageKind::Feed(feed) => PageSource::named(feed_name(archive, *feed)),
        PageKind::NotFound => PageSource::named("the 404 page"),
        PageKind::QueryPage => PageSource::named("the page for old addresses with a query"),
        PageKind::QueryFile(_) => PageSource::named("the table of old addresses with a query"),
        PageKind::GoneAddress => {
            PageSource::named(format!("the address that {} lists as gone", redirects::FILE))
        }
        PageKind::SearchPage(_) => PageSource::named("the search page"),
        PageKind::SearchFile(_) => PageSource::named("the search index"),
        PageKind::Sitemap(Sitemap::News) => PageSource::named("the news sitemap"),
        PageKind::Sitemap(_) => PageSource::named("the sitemap"),
        PageKind::Robots => PageSource::named("robots.txt"),
        PageKind::HostFile(file) => {
            PageSource::named(format!("the file {} for the site's host", file.path()))
        }
        PageKind::Redirect(to) => redirect_source(archive, &page.address, to),
    }
}

/// Returns the origin of a redirect:
///
/// its file for aliases and names, none for list pages.
fn redirect_source(archive: &Archive, from: &Address, to: &Address) -> PageSource {
    match aliases::declared_by(archive, from, to) {
        Some((how, file)) => PageSource { name: format!("{how} {file}"), file: Some(file.clone()) },
        None if from.is_numbered() => PageSource::named(format!("the next page of the list {to}")),
        None => PageSource::named(format!("the old address {from} in {}", redirects::FILE)),
    }
}

fn feed_name(archive: &Archive, feed: Feed) -> String {
    let (format, list) = (feed.format.name(), list_name(archive, feed.list));
    match feed.page {
        ListPage::Latest => format!("the {format} feed of {list}"),
        ListPage::Numbered(number) => format!("document {number} of the {format} feed of {list}"),
    }
}

fn list_name(archive: &Archive, list: ListId) -> String {
    match list {
        ListId::Front => "the front page".to_owned(),
        ListId::Edition(edition) => format!("the front page {}", archive.home(edition)),
        ListId::Day(index) => format!("the day {}", archive.calendar().days()[index].date),
        ListId::Month(index) => {
            format!("the month {}", archive.calendar().months()[index].first.strftime("%Y-%m"))
        }
        ListId::Year(index) => format!("the year {}", archive.calendar().years()[index].number),
        ListId::OnThisDay(index) => {
            let anniversary = &archive.calendar().anniversaries()[index];
            format!("the stories of every {:02}-{:02}", anniversary.month, anniversary.day)
        }
        ListId::Term(kind, id) => {
            let term = archive.terms(kind).term(id);
            let first = term.members.first().map(|id| &archive.article(*id).file);
            let from = match (term.file(), first) {
                (Some(own), _) => format!(" ({})", own.file),
                (None, Some(first)) => format!(" (first used in {first})"),
                (None, None) => String::new(),
            };
            format!("the list of the {} `{}`{from}", kind.singular(), term.name)
        }
    }
}

/// Returns the file of a list's term, if it has one.
fn term_file(archive: &Archive, list: ListId) -> Option<&SitePath> {
    let ListId::Term(kind, id) = list else { return None };
    archive.terms(kind).term(id).file().map(|own| &own.file)
}
