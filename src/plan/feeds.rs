//! The documents of the site's feeds. In go the archive and the settings; out comes, for each list that has a feed and
//! each format, which documents there are, and which stories each has.
//!
//! All stories have a feed in every format, each with its whole history behind it (RFC 5005): older stories are in
//! numbered documents that are permanent, cut as lists are cut into pages ([`Pagination`]), and the document that
//! readers subscribe to has the rest, between one and two documents' worth. So walking from there to the first finds
//! every story once, and a new story changes that one document, and adds one when one is full.
//!
//! A numbered document links to the older one, to the newer one and to the one that readers subscribe to. What comes
//! after the last full one is there as well, so that the link to it is right from the first day and never has to change:
//! until it is full it holds the newest stories, as the document that readers subscribe to does. JSON Feed has no word
//! for the newer document, and no such document.

use std::collections::HashMap;

use rayon::prelude::*;

use super::lists::MIN_PAGES_PER_TASK;
use super::{ListId, ListPage, Page, PageKind, Pagination, members};
use crate::address::Address;
use crate::archive::{Archive, ArticleId, Kind};
use crate::config::{Feeds, History};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, quoted};
use crate::path::SitePath;

/// The form of a feed.
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
    /// Each form, in the order in which a site names them.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// What readers know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// Whether it has a word for the document with the next newer stories.
    fn has_next(self) -> bool {
        self != Self::Json
    }

    /// Its file's name, in two parts.
    fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Atom => ("atom", "xml"),
            Self::Rss => ("rss", "xml"),
            Self::Json => ("feed", "json"),
        }
    }
}

/// A document of a list's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// The list whose stories the feed has.
    pub list: ListId,
    /// Its form.
    pub format: Format,
    /// The newest stories, which is the document that readers subscribe to; or a full document of older ones.
    pub page: ListPage,
}

impl Feed {
    /// The document of a list's newest stories, if the list has a feed of this form: all stories in a language have
    /// one in every form, a term's stories have one in Atom.
    pub fn of(list: ListId, format: Format) -> Option<Self> {
        let has_one = match list {
            ListId::Front | ListId::Edition(_) => true,
            ListId::Term(..) => format == Format::Atom,
            ListId::Day(_) | ListId::Month(_) | ListId::Year(_) | ListId::OnThisDay(_) => false,
        };
        has_one.then_some(Self { list, format, page: ListPage::Latest })
    }

    /// Where the document is: `/atom.xml`, `/tags/peace/atom.xml`; a full one at `/atom/3.xml`.
    ///
    /// # Panics
    /// Never: the names of feeds are well formed.
    pub fn address(self, archive: &Archive) -> Address {
        let (name, ending) = self.format.file();
        let file = match self.page {
            ListPage::Latest => format!("{name}.{ending}"),
            ListPage::Numbered(number) => format!("{name}/{number}.{ending}"),
        };
        self.list.address(archive).with_file(&file).expect("the program's own names are well formed")
    }

    /// The document that readers subscribe to.
    #[must_use]
    pub fn current(self) -> Self {
        Self { page: ListPage::Latest, ..self }
    }

    /// The document with the next older stories.
    pub fn older(self, archive: &Archive, settings: &Feeds) -> Option<Self> {
        let number = match self.page {
            ListPage::Latest => self.full_documents(archive, settings),
            ListPage::Numbered(number) => number - 1,
        };
        (number > 0).then_some(Self { page: ListPage::Numbered(number), ..self })
    }

    /// The document with the next newer stories, which may not be full yet.
    pub fn newer(self, archive: &Archive, settings: &Feeds) -> Option<Self> {
        let number =
            self.page.number().filter(|_| self.format.has_next() && !self.is_filling(archive, settings))?;
        Some(Self { page: ListPage::Numbered(number + 1), ..self })
    }

    /// Whether this is the numbered document that is not full yet.
    pub fn is_filling(self, archive: &Archive, settings: &Feeds) -> bool {
        self.page.number().is_some_and(|number| number > self.full_documents(archive, settings))
    }

    /// Its stories, oldest first.
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

    /// Whether the list's older stories have documents of their own.
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

/// Adds every document of every feed, and notes each id that two articles have.
pub(super) fn pages(archive: &Archive, settings: &Feeds, pages: &mut Vec<Page>, found: &mut Diagnostics) {
    let terms = Kind::ALL
        .into_iter()
        .flat_map(|kind| archive.terms(kind).iter().map(move |(id, _)| ListId::Term(kind, id)));
    let lists: Vec<ListId> = archive.editions().map(ListId::front).chain(terms).collect();
    pages.par_extend(lists.par_iter().flat_map(|list| {
        let documents = documents(*list, archive, settings);
        documents.map(|feed| Page::new(feed.address(archive), PageKind::Feed(feed)))
    }));
    ids(archive, found);
}

/// The documents of a list's feeds. What has the same stories stands together, so that two threads seldom want one story
/// at once.
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

/// Two articles of one id are one to a reader of feeds, who then never sees the second.
fn ids(archive: &Archive, found: &mut Diagnostics) {
    let all = archive.everything().par_iter().map(|id| archive.article(*id));
    let articles: Vec<(&str, &SitePath)> =
        all.filter_map(|article| Some((article.id.as_deref()?, &article.file))).collect();
    let gone = archive.gone().iter().filter_map(|gone| Some((gone.id.as_deref()?, &gone.file)));
    let mut first: HashMap<&str, &SitePath> = HashMap::new();
    for (id, file) in articles.into_iter().chain(gone) {
        let other = *first.entry(id).or_insert(file);
        if other != file {
            let message = format!("this has the id of {other}: {}", quoted(id));
            let hint = "an id is one article's alone: leave it out of the copy";
            found.push(Diagnostic::error(Place::File(file.clone()), message).hint(hint));
        }
    }
}
