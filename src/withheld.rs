//! Names that a court or an editor lets be forgotten (`anonymise`): the story stays, the name goes. In go the names and
//! the words that stand in their place; out comes a text without them, or that they are in it.
//!
//! A name is found as a whole word, whatever its case and Unicode form, with a space, a line break, a hyphen or nothing
//! that shows between its parts, before a possessive ’s, and across the pieces that markup cuts a text into ([`Flow`]).

mod flow;
mod fold;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use flow::{Edit, Flow};

use fold::{Reading, fold};

/// The names that are withheld in one text; none in most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Withheld(Option<Box<Names>>);

/// Some names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Names {
    /// As written, the longest first, so that a whole name goes before a part of it.
    names: Vec<Box<str>>,
    /// What stands in their place.
    instead: Box<str>,
}

impl Withheld {
    /// These names, with `instead` in their place.
    pub fn new(names: &[&str], instead: &str) -> Self {
        if names.is_empty() {
            return Self::default();
        }
        let mut names: Vec<Box<str>> = names.iter().map(|name| Box::from(*name)).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self(Some(Box::new(Names { names, instead: instead.into() })))
    }

    /// Whether a name is one that can be found: it has a letter or a digit.
    pub fn is_name(name: &str) -> bool {
        name.contains(char::is_alphanumeric)
    }

    /// Whether nothing is withheld.
    pub fn is_nothing(&self) -> bool {
        self.0.is_none()
    }

    /// The names, as written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|names| names.names.iter().map(|name| &**name))
    }

    /// What stands in their place.
    pub fn instead(&self) -> &str {
        self.0.as_ref().map_or("", |names| &names.instead)
    }

    /// A text without the names.
    pub fn taken_from<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_nothing() {
            return Cow::Borrowed(text);
        }
        let mut flow = Flow::new(self);
        flow.text(0, text);
        let edits = flow.edits();
        if edits.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut pieces = [text.to_owned()];
        flow::apply(&edits, self.instead(), &mut pieces);
        let [text] = pieces;
        Cow::Owned(text)
    }

    /// Whether a text has one of the names in it.
    pub fn are_in(&self, text: &str) -> bool {
        matches!(self.taken_from(text), Cow::Owned(_))
    }

    /// Whether a text is one of the names, and nothing else.
    pub fn are_all_of(&self, text: &str) -> bool {
        let bare = |text: &str| fold(text, Reading::Text).iter().map(|folded| folded.c).collect::<String>();
        !self.is_nothing() && self.names().any(|name| bare(name).trim() == bare(text).trim())
    }

    /// Whether an address, or HTML, has one of the names in it, as addresses do: `jo-doe`, `jo_doe`, `Jo%20Doe`.
    pub fn are_in_address(&self, address: &str) -> bool {
        if self.is_nothing() {
            return false;
        }
        let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
        let mut flow = Flow::reading(self, Reading::Address);
        flow.text(0, &decoded);
        !flow.edits().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld() -> Withheld {
        Withheld::new(&["Doe", "Jo Doe", "José Núñez", "O'Neil", "李明", "علي"], "[N]")
    }

    #[test]
    fn names_go_whatever_their_form() {
        for (text, left) in [
            ("Jo Doe came", "[N] came"),
            ("jo\n doe", "[N]"),
            ("JO DOE’s house", "[N]’s house"),
            ("Jo-Doe, Jo\u{a0}Doe", "[N], [N]"),
            ("Mr Doe", "Mr [N]"),
            ("Does a doeskin undo Doepfer?", "Does a doeskin undo Doepfer?"),
            ("Jose\u{301} Nu\u{301}n\u{303}ez", "[N]"),
            ("JOSÉ NÚÑEZ", "[N]"),
            ("Jose Nunez", "Jose Nunez"),
            ("O’Neil, O'NEIL", "[N], [N]"),
            ("J\u{ad}o Doe", "[N]"),
            ("昨日李明来了", "昨日[N]来了"),
            ("وعلي هنا", "و[N] هنا"),
            ("علينا", "علينا"),
            ("", ""),
        ] {
            assert_eq!(withheld().taken_from(text), left, "{text}");
        }
    }

    #[test]
    fn names_are_seen_in_addresses() {
        for address in [
            "/2025/jo-doe/",
            "jo_doe.jpg",
            "https://x.example/?q=Jo%20Doe",
            "/n%C3%BA/jos%C3%A9-n%C3%BA%C3%B1ez",
        ] {
            assert!(withheld().are_in_address(address), "{address}");
        }
        for address in ["/2025/undone/", "does.jpg", "/"] {
            assert!(!withheld().are_in_address(address), "{address}");
        }
    }

    #[test]
    fn a_name_alone_is_told_from_a_name_in_a_text() {
        assert!(withheld().are_all_of("jo doe") && !withheld().are_all_of("The trial of Jo Doe"));
        assert!(!Withheld::default().are_all_of("") && !Withheld::default().are_in("Jo Doe"));
    }
}
