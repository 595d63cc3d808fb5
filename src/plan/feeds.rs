//! Feed documents: their addresses and articles.
//!
//! The feeds of all articles exist in every format, with complete history (RFC 5005). Older
//! articles are in numbered, permanent documents, split like list pages ([`Pagination`]); the
//! subscription document has the rest. A new article changes only the subscription document, and
//! adds a document when one is full.
//!
//! A numbered document links to its older and newer neighbors and to the subscription document. The
//! document after the last full one exists as well, so that links to it never change: until it is
//! full, its content equals the subscription document's. JSON Feed has no link to newer documents,
//! and no such document.

use std::collections::HashMap;

use rayon::prelude::*;

use super::lists::MIN_PAGES_PER_TASK;
use super::{ListId, ListPage, Page, PageKind, Pagination, members};
use crate::address::Address;
use crate::archive::{Archive, ArticleId, TermKind};
use crate::config::{Feeds, History};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, quoted};
use crate::path::SitePath;

/// Feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All formats, in display order.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// Returns the display name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    /// Returns the media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// Returns true if documents can link to newer ones.
    fn has_next(self) -> bool {
        self != Self::Json
    }

    /// Returns the file name of subscription documents.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "atom.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }
}

/// Document of a list's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// List of articles.
    pub list: ListId,
    /// Format.
    pub format: Format,
    /// The subscription document (`Latest`), or a document of older articles.
    pub page: ListPage,
}

impl Feed {
    /// Returns the subscription document of a list, if it has this format.
    ///
    /// The lists of all articles have every format; terms have Atom.
    pub fn of(list: ListId, format: Format) -> Option<Self> {
        let has_one = match list {
            ListId::Front | ListId::Edition(_) => true,
            ListId::Term(..) => format == Format::Atom,
            ListId::Day(_) | ListId::Month(_) | ListId::Year(_) | ListId::OnThisDay(_) => false,
        };
        has_one.then_some(Self { list, format, page: ListPage::Latest })
    }

    /// Returns the address: `/atom.xml`, `/tags/peace/atom.xml`, `/atom/3.xml`.
    ///
    /// # Panics
    /// Never: file names of feeds are valid.
    pub fn address(self, archive: &Archive) -> Address {
        let name = self.format.file_name();
        let file = match (self.page, name.split_once('.')) {
            (ListPage::Numbered(number), Some((stem, extension))) => format!("{stem}/{number}.{extension}"),
            _ => name.to_owned(),
        };
        self.list.address(archive).with_file(&file).expect("the program's own names are well formed")
    }

    /// Returns the subscription document of the same feed.
    #[must_use]
    pub fn current(self) -> Self {
        Self { page: ListPage::Latest, ..self }
    }

    /// Returns the document with the next older articles.
    pub fn older(self, archive: &Archive, settings: &Feeds) -> Option<Self> {
        let number = match self.page {
            ListPage::Latest => self.full_documents(archive, settings),
            ListPage::Numbered(number) => number - 1,
        };
        (number > 0).then_some(Self { page: ListPage::Numbered(number), ..self })
    }

    /// Returns the document with the next newer articles, which may not be full yet.
    pub fn newer(self, archive: &Archive, settings: &Feeds) -> Option<Self> {
        let number =
            self.page.number().filter(|_| self.format.has_next() && !self.is_filling(archive, settings))?;
        Some(Self { page: ListPage::Numbered(number + 1), ..self })
    }

    /// Returns true if this is the numbered document that isn't full yet.
    pub fn is_filling(self, archive: &Archive, settings: &Feeds) -> bool {
        self.page.number().is_some_and(|number| number > self.full_documents(archive, settings))
    }

    /// Returns the articles, oldest first.
    pub fn stories<'a>(self, archive: &'a Archive, settings: &Feeds) -> &'a [ArticleId] {
        let all = members(self.list, archive);
        match self.page {
            ListPage::Numbered(number) if !self.is_filling(archive, settings) => {
                &all[Pagination::new(all.len(), settings.limit).numbered(number)]
            }
            ListPage::Numbered(_) => self.current().stories(archive, settings),
            ListPage::Latest if self.has_history(settings) => {
                &all[Pagination::new(all.len(), settings.limit).latest()]
            }
            ListPage::Latest => &all[all.len().saturating_sub(settings.limit)..],
        }
    }

    /// Returns true if older articles have documents of their own.
    fn has_history(self, settings: &Feeds) -> bool {
        self.list.is_front() && settings.history == History::Whole
    }

    fn full_documents(self, archive: &Archive, settings: &Feeds) -> usize {
        if !self.has_history(settings) {
            return 0;
        }
        Pagination::new(members(self.list, archive).len(), settings.limit).full_pages()
    }
}

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
