//! Inputs of a page, in the three groups by which a build names the reason for a change.

use std::hash::Hash;

use crate::digest::Digest;

use super::{OtherPlaces, OwnPlace};

/// Inputs of a page's subject. All three are hashed; their types derive [`Hash`].
pub(crate) struct Inputs<Text, Stories, Beside> {
    /// Text of the page: an article's file, a notice's reason, a term's name.
    pub(crate) text: Text,
    /// Articles on the page.
    pub(crate) stories: Stories,
    /// Neighbors of the page, its position in a series, and counts.
    pub(crate) beside: Beside,
}

/// Digests of a page's inputs by group.
pub(crate) struct InputDigests {
    pub(crate) text: Digest,
    pub(crate) stories: Digest,
    pub(crate) beside: Digest,
}

impl Inputs<(), (), ()> {
    /// Inputs of a page that shows settings only.
    pub(super) const NONE: Self = Self { text: (), stories: (), beside: () };
}

impl<Text> Inputs<Text, (), ()> {
    /// Returns the inputs of a page that shows a text only.
    pub(super) fn of_text(text: Text) -> Self {
        Self { text, stories: (), beside: () }
    }
}

impl<Stories> Inputs<(), Stories, ()> {
    /// Returns the inputs of a page that shows articles only.
    pub(super) fn of_stories(stories: Stories) -> Self {
        Self { text: (), stories, beside: () }
    }
}

impl<Beside> Inputs<(), (), Beside> {
    /// Returns the inputs of a page that shows counts only.
    pub(super) fn of_counts(beside: Beside) -> Self {
        Self { text: (), stories: (), beside }
    }
}

/// Inputs of any kind of page.
pub(super) trait HasDigests {
    /// Returns the digests of the inputs, with those of the page's place.
    fn digests(&self, own: &OwnPlace<'_>, other: &OtherPlaces<'_>) -> InputDigests;
}

impl<Text: Hash, Stories: Hash, Beside: Hash> HasDigests for Inputs<Text, Stories, Beside> {
    fn digests(&self, own: &OwnPlace<'_>, other: &OtherPlaces<'_>) -> InputDigests {
        let Self { text, stories, beside } = self;
        InputDigests {
            text: Digest::of_value(&(own, text)),
            stories: Digest::of_value(stories),
            beside: Digest::of_value(&(other, beside)),
        }
    }
}
