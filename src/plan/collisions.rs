//! Two pages that want one address. However they came to it (case, Unicode form, a slash at the end, an alias, a
//! static file, a file where another page needs a folder), it is one error that names both.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{Feed, ListId, Page, Part, Shows, Sitemap, moved};
use crate::address::{Address, AddressKey};
use crate::archive::Archive;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::finder::{Double, Finder};
use crate::path::SitePath;
use crate::redirects;

const WHAT_TO_DO: &str = "give one of them another slug, name or date, or take one away";

/// Notes an error for each address that two pages want, and gives what finds each page by its address's key.
pub(super) fn check(archive: &Archive, pages: &[Page], found: &mut Diagnostics) -> Finder {
    let keys: Vec<AddressKey<'_>> = pages.par_iter().map(|page| page.address.key()).collect();
    let (by_key, doubles) = Finder::of(keys.len(), |page| &keys[page]);
    for Double { first, other } in doubles {
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

/// A page that is to be below a file, which is no folder.
struct WithinFile {
    file: usize,
    page: usize,
}

/// The pages that are to be below a file, in the order of the plan: seldom any. A file such as `/news` can't be where
/// another page needs the folder `/news/`. One such page of each folder is given, and none of a file that wants another
/// page's address in the first place.
fn within_files(pages: &[Page], keys: &[AddressKey<'_>], by_key: &Finder) -> Vec<WithinFile> {
    let is_file = |page: &usize| !pages[*page].is_folder();
    let file_at = |key: AddressKey<'_>| by_key.find(&&key, |page| &keys[page]).filter(is_file);
    let root = Address::root();
    let below = keys.par_iter().enumerate().flat_map_iter(|(page, key)| {
        // What is in one folder mostly stands together, and its first page is enough.
        let before = page.checked_sub(1).map_or(root.key(), |before| keys[before].clone());
        let new = key.above_but_not_of(&before).filter_map(file_at);
        new.map(|file| WithinFile { file, page }).collect::<Vec<_>>()
    });
    below.collect()
}

fn file_for_folder(archive: &Archive, file: &Page, page: &Page) -> Diagnostic {
    let (a, b) = (origin(archive, file), origin(archive, page));
    let message = format!(
        "{} is to be the file {}, and {} at {} needs a folder of that name",
        a.name, file.address, b.name, page.address
    );
    Diagnostic::error(a.file.or(b.file).map_or(Place::Site, Place::File), message).hint(WHAT_TO_DO)
}

fn collision(archive: &Archive, first: &Page, second: &Page) -> Diagnostic {
    let (a, b) = (origin(archive, first), origin(archive, second));
    let message = if first.address == second.address {
        format!("two pages want the address {}: {} and {}", second.address, a.name, b.name)
    } else {
        format!(
            "two pages want one address: {} wants {}, and {} wants {}; file systems and servers take the two for one",
            a.name, first.address, b.name, second.address
        )
    };
    let place = b.file.or(a.file).map_or(Place::Site, Place::File);
    Diagnostic::error(place, message).hint(WHAT_TO_DO)
}

/// Where a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What an editor would call it.
    pub name: String,
    /// The file that it is written in, where there is one.
    pub file: Option<SitePath>,
}

impl Origin {
    fn of_file(file: &SitePath) -> Self {
        Self { name: file.to_string(), file: Some(file.clone()) }
    }

    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), file: None }
    }
}

/// Where a page comes from.
pub fn origin(archive: &Archive, page: &Page) -> Origin {
    match &page.shows {
        Shows::Article(id) => Origin::of_file(&archive.article(*id).file),
        Shows::Standing(index) => Origin::of_file(&archive.standing()[*index].file),
        Shows::Gone(index) => Origin::of_file(&archive.gone()[*index].file),
        Shows::File(file) => Origin::of_file(&file.file),
        Shows::Picture(derived) => Origin {
            name: format!("a smaller picture of {}", derived.file),
            file: Some(derived.file.clone()),
        },
        Shows::List(list, Part::Newest) => {
            Origin { name: list_name(archive, *list), file: term_file(archive, *list).cloned() }
        }
        Shows::List(list, Part::Full(number)) => {
            Origin::named(format!("page {number} of {}", list_name(archive, *list)))
        }
        Shows::Archive => Origin::named("the archive of all years"),
        Shows::Index(kind) => Origin::named(format!("the index of {}", kind.plural())),
        Shows::Corrections(_) => Origin::named("the list of all corrections"),
        Shows::DaysOfTheYear => Origin::named("the page of all days of the year"),
        Shows::Feed(feed) => Origin::named(feed_name(archive, *feed)),
        Shows::NotFound => Origin::named("the page for what is not found"),
        Shows::QueryPage => Origin::named("the page at the path of old addresses with a query"),
        Shows::QueryFile(_) => Origin::named("the table of old addresses with a query"),
        Shows::GoneAddress => Origin::named(format!("the address that {} lists as gone", redirects::FILE)),
        Shows::Search(_) => Origin::named("the page of searching"),
        Shows::SearchFile(_) => Origin::named("the index of those who search"),
        Shows::Sitemap(Sitemap::News) => Origin::named("the sitemap of the latest news"),
        Shows::Sitemap(_) => Origin::named("the sitemap"),
        Shows::Robots => Origin::named("what search engines are told"),
        Shows::Hosting(file) => Origin::named(format!("the file {} for the site's host", file.path())),
        Shows::Redirect(to) => redirect_origin(archive, &page.address, to),
    }
}

/// An alias, or another name of a term, has the file that it is written in; the redirect at the end of a list has none.
fn redirect_origin(archive: &Archive, from: &Address, to: &Address) -> Origin {
    match moved::said_by(archive, from, to) {
        Some((how, file)) => Origin { name: format!("{how} {file}"), file: Some(file.clone()) },
        None if from.is_numbered() => Origin::named(format!("the next page of the list {to}")),
        None => Origin::named(format!("the old address {from} in {}", redirects::FILE)),
    }
}

fn feed_name(archive: &Archive, feed: Feed) -> String {
    let (format, list) = (feed.format.name(), list_name(archive, feed.list));
    match feed.part {
        Part::Newest => format!("the {format} feed of {list}"),
        Part::Full(number) => format!("document {number} of the {format} feed of {list}"),
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

/// The file that is about a list's term, if there is one.
fn term_file(archive: &Archive, list: ListId) -> Option<&SitePath> {
    let ListId::Term(kind, id) = list else { return None };
    archive.terms(kind).term(id).file().map(|own| &own.file)
}
