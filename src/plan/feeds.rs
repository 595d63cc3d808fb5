//! Feed documents: their addresses and articles.
//!
//! The feeds of all articles exist in every format, with complete history (RFC 5005). Older
//! articles are in numbered, permanent documents, split like list pages ([`Pagination`](super::Pagination)); the
//! subscription document has the rest. A new article changes only the subscription document, and
//! adds a document when one is full.
//!
//! A numbered document links to its older and newer neighbors and to the subscription document. The
//! document after the last full one exists as well, so that links to it never change: until it is
//! full, its content equals the subscription document's. JSON Feed has no link to newer documents,
//! and no such document.

use std::collections::HashMap;

use rayon::prelude::*;

use super::list_pages::MIN_PAGES_PER_TASK;
use super::{Feed, Format, ListId, ListPage, Page, PageKind};
use crate::archive::{Archive, TermKind};
use crate::config::Feeds;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, quoted};
use crate::path::SitePath;

/// Adds all feed documents, and reports duplicate ids of articles.
pub(super) fn pages(archive: &Archive, settings: &Feeds, pages: &mut Vec<Page>, found: &mut Diagnostics) {
    let terms = TermKind::ALL
        .into_iter()
        .flat_map(|kind| archive.terms(kind).iter().map(move |(id, _)| ListId::Term(kind, id)));
    let lists: Vec<ListId> = archive.editions().map(ListId::front).chain(terms).collect();
    pages.par_extend(lists.par_iter().flat_map(|list| {
        let documents = documents(*list, archive, settings);
        documents.map(|feed| Page::new(feed.address(archive), PageKind::Feed(feed)))
    }));
    ids(archive, found);
}

/// Returns the documents of a list's feeds.
///
/// Documents with the same articles are adjacent, which reduces contention between threads.
fn documents(list: ListId, archive: &Archive, settings: &Feeds) -> impl ParallelIterator<Item = Feed> {
    let newest = Format::ALL.map(|format| Feed::of(list, format));
    let full = newest[0].map_or(0, |newest| newest.full_documents(archive, settings));
    let filling = (full > 0).then_some(full + 1);
    let pages: Vec<ListPage> =
        (1..=full).chain(filling).map(ListPage::Numbered).chain([ListPage::Latest]).collect();
    pages.into_par_iter().with_min_len(MIN_PAGES_PER_TASK).flat_map_iter(move |page| {
        let is_there = move |feed: &Feed| feed.format.has_next() || page.number() <= Some(full);
        newest.into_iter().flatten().map(move |newest| Feed { page, ..newest }).filter(is_there)
    })
}

/// Reports duplicate ids: feed readers would show only one of the articles.
fn ids(archive: &Archive, found: &mut Diagnostics) {
    let all = archive.all_ids().par_iter().map(|id| archive.article(*id));
    let articles: Vec<(&str, &SitePath)> =
        all.filter_map(|article| Some((article.id.as_deref()?, &article.file))).collect();
    let gone = archive.tombstones().iter().filter_map(|gone| Some((gone.id.as_deref()?, &gone.file)));
    let mut first: HashMap<&str, &SitePath> = HashMap::new();
    for (id, file) in articles.into_iter().chain(gone) {
        let other = *first.entry(id).or_insert(file);
        if other != file {
            let message = format!("this article has the id of {other}: {}", quoted(id));
            let hint = "remove the id from the copy";
            found.push(Diagnostic::error(Place::File(file.clone()), message).hint(hint));
        }
    }
}
