//! Document of a feed: its address and articles.

use super::{ListId, ListPage, Pagination, members};
use crate::address::Address;
use crate::archive::{Archive, ArticleId};
use crate::config::{Feeds, History};

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

    /// Returns the address of a document of the list at `list`.
    ///
    /// # Panics
    /// Never: file names of feeds are valid.
    pub(crate) fn address(self, list: &Address, page: ListPage) -> Address {
        let name = self.file_name();
        let file = match (page, name.split_once('.')) {
            (ListPage::Numbered(number), Some((stem, extension))) => format!("{stem}/{number}.{extension}"),
            _ => name.to_owned(),
        };
        list.with_file(&file).expect("the program's own names are well formed")
    }

    /// Returns true if documents can link to newer ones.
    pub(super) fn has_next(self) -> bool {
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
    pub fn address(self, archive: &Archive) -> Address {
        self.format.address(&self.list.address(archive), self.page)
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

    pub(super) fn full_documents(self, archive: &Archive, settings: &Feeds) -> usize {
        if !self.has_history(settings) {
            return 0;
        }
        Pagination::new(members(self.list, archive).len(), settings.limit).full_pages()
    }
}
