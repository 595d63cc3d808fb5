//! Redirects from aliases of texts, and from the former addresses of terms' lists with their
//! numbered pages.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{Page, PageKind, Pagination};
use crate::address::Address;
use crate::archive::{Archive, Term, TermDefinition};
use crate::path::SitePath;

/// Adds the redirects.
pub(super) fn pages(archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    let articles = archive.all_ids().par_iter().map(|id| archive.article(*id));
    pages.par_extend(articles.flat_map_iter(|article| from_aliases(&article.address, &article.aliases)));
    for (_, address, aliases) in others(archive) {
        pages.extend(from_aliases(address, aliases));
    }
    for (kind, id, own) in archive.terms_with_file() {
        lists(archive.terms(kind).term(id), own, per_page, pages);
    }
}

/// Returns the redirects from the aliases of a text.
///
/// If several aliases map to one file on some systems, only the first is used; an alias that is
/// another spelling of the text's own address is skipped.
fn from_aliases(address: &Address, aliases: &[Address]) -> Vec<Page> {
    if aliases.is_empty() {
        return Vec::new();
    }
    let mut taken = HashSet::from([address.key()]);
    let first = aliases.iter().filter(|alias| taken.insert(alias.key()));
    first.map(|alias| redirect(alias.clone(), address)).collect()
}

/// Returns the aliases without a redirect page, with the addresses of their texts.
///
/// Another alias of the text maps to the same file on some systems. Host rules can still redirect
/// them.
pub fn respelled_aliases(archive: &Archive) -> Vec<(&Address, &Address)> {
    let mut respelled = Vec::new();
    for (_, address, aliases) in texts(archive).filter(|(.., aliases)| aliases.len() > 1) {
        let own = address.key();
        let mut taken = HashSet::new();
        let others = aliases.iter().filter(|alias| alias.key() != own && !taken.insert(alias.key()));
        respelled.extend(others.map(|alias| (alias, address)));
    }
    respelled
}

/// Adds the redirects from former addresses of a term's list.
fn lists(term: &Term, own: &TermDefinition, per_page: usize, pages: &mut Vec<Page>) {
    let has = Pagination::new(term.members.len(), per_page).full_pages();
    for moved in &own.former_addresses {
        pages.push(redirect(moved.address.clone(), &term.address));
        let had = Pagination::new(moved.stories, per_page).full_pages();
        // Includes the redirect for the page that was not full.
        let last = if had > 0 { had + 1 } else { 0 };
        for number in 1..=last {
            let to = if number <= has { term.address.numbered(number) } else { term.address.clone() };
            pages.push(redirect(moved.address.numbered(number), &to));
        }
    }
}

fn redirect(from: Address, to: &Address) -> Page {
    Page::new(from, PageKind::Redirect(Box::new(to.clone())))
}

/// Returns all aliases of all texts.
pub fn all_aliases(archive: &Archive) -> impl Iterator<Item = &Address> {
    texts(archive).flat_map(|(_, _, aliases)| aliases)
}

/// Returns the file, address and aliases of every text.
fn texts(archive: &Archive) -> impl Iterator<Item = (&SitePath, &Address, &[Address])> {
    let articles = archive.articles().map(|(_, it)| (&it.file, &it.address, it.aliases.as_slice()));
    articles.chain(others(archive))
}

/// Returns the file, address and aliases of texts other than articles.
fn others(archive: &Archive) -> impl Iterator<Item = (&SitePath, &Address, &[Address])> {
    let standing = archive.standing().iter().map(|it| (&it.file, &it.address, it.aliases.as_slice()));
    let gone = archive.tombstones().iter().map(|it| (&it.file, &it.address, it.aliases.as_slice()));
    let terms = archive
        .terms_with_file()
        .map(|(_, _, TermDefinition { file: it, .. })| (&it.file, &it.address, it.aliases.as_slice()));
    standing.chain(gone).chain(terms)
}

/// Returns the file that declares a redirect, and how it does so.
pub(super) fn declared_by<'a>(
    archive: &'a Archive,
    from: &Address,
    to: &Address,
) -> Option<(&'static str, &'a SitePath)> {
    if let Some((file, ..)) =
        texts(archive).find(|(_, address, aliases)| *address == to && aliases.contains(from))
    {
        return Some(("the alias in", file));
    }
    let is_there = |own: &TermDefinition| {
        own.former_addresses
            .iter()
            .any(|moved| moved.address == *from || from.above().any(|above| above == moved.address))
    };
    let (_, _, own) = archive.terms_with_file().find(|(_, _, own)| is_there(own))?;
    Some(("another name in", &own.file.file))
}
