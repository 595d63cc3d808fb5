//! The words that the program and its themes put on a page, in one language. In go translation files, the one that
//! counts first before the others; out come [`Words`]: a message for every key, with the form that goes with a number,
//! and the names and forms of dates. What a language lacks is said in English, with a warning that names the file in
//! which it should stand.

mod dates;
mod gather;
mod message;
mod plural;
mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::digest::Digest;

pub use dates::Dates;
pub use gather::{Lack, Layer, gather};
pub use message::{Message, Piece};

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    messages: BTreeMap<Box<str>, Message>,
    dates: Dates,
    digest: Digest,
}

impl Words {
    /// Every message, by its key.
    pub fn messages(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.messages.iter().map(|(key, message)| (&**key, message))
    }

    /// A message that has nothing to fill in; its key where there is none.
    pub fn say<'w>(&'w self, key: &'w str) -> Cow<'w, str> {
        self.fill(key, &[])
    }

    /// A message with what is to be filled in; its key where there is none.
    pub fn fill<'w>(&'w self, key: &'w str, slots: &[(&str, &str)]) -> Cow<'w, str> {
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
    pub fn dates(&self) -> &Dates {
        &self.dates
    }

    /// The same, with days told in this form.
    #[must_use]
    pub fn with_days_as(mut self, form: Option<&str>) -> Self {
        if let Some(form) = form {
            self.dates.tell_days_as(form);
        }
        self
    }

    /// The digest of all that the words were made from.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}
