//! The words that the program and its themes put on a page, in one language. In go translation files, the one that
//! counts first before the others; out come [`Catalog`]: a message for every key, with the form that goes with a number,
//! and the names and forms of dates. What a language lacks is said in English, with a warning that names the file in
//! which it should stand.

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

/// The words of one language.
#[derive(Debug)]
pub struct Catalog {
    messages: BTreeMap<Box<str>, Message>,
    dates: DateFormats,
    digest: Digest,
}

impl Catalog {
    /// Every message, by its key.
    pub fn messages(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.messages.iter().map(|(key, message)| (&**key, message))
    }

    /// A message that has nothing to fill in; its key where there is none.
    pub fn text<'w>(&'w self, key: &'w str) -> Cow<'w, str> {
        self.format(key, &[])
    }

    /// A message with what is to be filled in; its key where there is none.
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

    /// How days are told.
    pub fn dates(&self) -> &DateFormats {
        &self.dates
    }

    /// The same, with days told in this form.
    #[must_use]
    pub fn with_day_pattern(mut self, pattern: Option<&str>) -> Self {
        if let Some(pattern) = pattern {
            self.dates.set_day_pattern(pattern);
        }
        self
    }

    /// The digest of all that the words were made from.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}
