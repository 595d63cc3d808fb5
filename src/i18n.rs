//! Message catalogs: the translated text of the program and its themes.
//!
//! Translation files are merged into one [`Catalog`] per language: a message for each key, plural
//! forms where a message depends on a number, and date formats. Keys that a language lacks fall
//! back to English, with a warning that names the file to complete.

mod date_formats;
mod merge;
mod message;
mod parse;
mod plural;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::digest::Digest;

pub use date_formats::DateFormats;
pub use merge::{MissingKeys, TranslationFile, merge};
pub use message::{Message, Piece};

/// Message catalog of one language.
#[derive(Debug)]
pub struct Catalog {
    messages: BTreeMap<Box<str>, Message>,
    dates: DateFormats,
    digest: Digest,
}

impl Catalog {
    /// Returns all messages with their keys.
    pub fn messages(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.messages.iter().map(|(key, message)| (&**key, message))
    }

    /// Returns a message that has no slots, or the key if it is unknown.
    pub fn text<'w>(&'w self, key: &'w str) -> Cow<'w, str> {
        self.format(key, &[])
    }

    /// Returns a message with its slots filled in, or the key if it is unknown.
    pub fn format<'w>(&'w self, key: &'w str, slots: &[(&str, &str)]) -> Cow<'w, str> {
        let Some(message) = self.messages.get(key) else { return Cow::Borrowed(key) };
        let pieces = message.pieces(None);
        if let [Piece::Text(text)] = pieces {
            return Cow::Borrowed(text);
        }
        let filled = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Slot(name) => slots.iter().find(|(slot, _)| *slot == &**name).map_or("", |(_, text)| text),
        });
        Cow::Owned(filled.collect())
    }

    /// Returns the date formats.
    pub fn dates(&self) -> &DateFormats {
        &self.dates
    }

    /// Replaces the day pattern, if one is given.
    #[must_use]
    pub fn with_day_pattern(mut self, pattern: Option<&str>) -> Self {
        if let Some(pattern) = pattern {
            self.dates.set_day_pattern(pattern);
        }
        self
    }

    /// Returns the digest of the translation files that the catalog was merged from.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}
