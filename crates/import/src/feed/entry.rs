//! Entry of a feed, in the terms that all forms share.

use crate::dates::{self, ReadDate};

/// Feed with its entries.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Feed {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) link: String,
    pub(super) language: String,
    /// Addresses of the documents with older entries (RFC 5005, sections 3 and 4).
    pub(super) older: Vec<String>,
    pub(super) entries: Vec<Entry>,
    /// Fault after which the document could not be read.
    pub(super) fault: Option<Fault>,
}

/// Fault of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) message: String,
}

/// Entry of a feed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Entry {
    /// Line in the document, counted from 1.
    pub(super) line: u64,
    pub(super) id: String,
    pub(super) link: String,
    /// Headline as HTML.
    pub(super) title: String,
    pub(super) published: String,
    pub(super) updated: String,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    /// Summary as HTML.
    pub(super) summary: String,
    /// Text as HTML.
    pub(super) content: String,
    pub(super) language: String,
    pub(super) image: String,
    pub(super) enclosures: Vec<String>,
    pub(super) comments: String,
}

impl Entry {
    /// Returns the identifier, otherwise the address, otherwise the headline.
    pub(super) fn key(&self) -> &str {
        [&self.id, &self.link, &self.title]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// Returns the date of publication.
    pub(super) fn date(&self) -> Option<ReadDate> {
        dates::parse(&self.published).or_else(|| dates::parse(&self.updated))
    }
}

/// Returns text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
