//! Names that a court or an editor lets be forgotten (`anonymise`): the story stays, the name goes. In go the names and
//! the words that stand in their place; out comes a text without them, or that they are in it.
//!
//! A name is found as a whole word, whatever its case and Unicode form, with a space, a line break, a hyphen or nothing
//! that shows between its parts, before a possessive ’s, and across the pieces that markup cuts a text into ([`Flow`]).

mod matcher;
mod normalize;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use matcher::{Edit, Matcher};
pub(crate) use matcher::{by_piece, edited};

use normalize::{Syntax, normalize};

/// The names that are withheld in one text; none in most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Redactions(Option<Box<NamePatterns>>);

/// Some names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NamePatterns {
    /// As written, the longest first, so that a whole name goes before a part of it.
    names: Vec<Box<str>>,
    /// What stands in their place.
    replacement: Box<str>,
}

impl Redactions {
    /// These names, with `instead` in their place.
    pub fn new(names: &[&str], replacement: &str) -> Self {
        if names.is_empty() {
            return Self::default();
        }
        let mut names: Vec<Box<str>> = names.iter().map(|name| Box::from(*name)).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self(Some(Box::new(NamePatterns { names, replacement: replacement.into() })))
    }

    /// Whether a name is one that can be found: it has a letter or a digit.
    pub fn is_valid_name(name: &str) -> bool {
        name.contains(char::is_alphanumeric)
    }

    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The names, as written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|names| names.names.iter().map(|name| &**name))
    }

    /// What stands in their place.
    pub fn replacement(&self) -> &str {
        self.0.as_ref().map_or("", |names| &names.replacement)
    }

    /// A text without the names.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut matcher = Matcher::new(self);
        matcher.push_text(0, text);
        let edits = matcher.edits();
        if edits.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut pieces = [text.to_owned()];
        matcher::apply_edits(&edits, self.replacement(), &mut pieces);
        let [text] = pieces;
        Cow::Owned(text)
    }

    /// Whether a text has one of the names in it.
    pub fn matches(&self, text: &str) -> bool {
        matches!(self.redact(text), Cow::Owned(_))
    }

    /// Whether a text is one of the names, and nothing else.
    pub fn matches_whole(&self, text: &str) -> bool {
        let bare =
            |text: &str| normalize(text, Syntax::Prose).iter().map(|chars| chars.c).collect::<String>();
        !self.is_empty() && self.names().any(|name| bare(name).trim() == bare(text).trim())
    }

    /// Whether an address, or HTML, has one of the names in it, as addresses do: `jo-doe`, `jo_doe`, `Jo%20Doe`.
    pub fn matches_address(&self, address: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
        let mut matcher = Matcher::with_syntax(self, Syntax::Address);
        matcher.push_text(0, &decoded);
        !matcher.edits().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactions() -> Redactions {
        Redactions::new(&["Doe", "Jo Doe", "José Núñez", "O'Neil", "李明", "علي"], "[N]")
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
            assert_eq!(redactions().redact(text), left, "{text}");
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
            assert!(redactions().matches_address(address), "{address}");
        }
        for address in ["/2025/undone/", "does.jpg", "/"] {
            assert!(!redactions().matches_address(address), "{address}");
        }
    }

    #[test]
    fn a_name_alone_is_told_from_a_name_in_a_text() {
        assert!(redactions().matches_whole("jo doe") && !redactions().matches_whole("The trial of Jo Doe"));
        assert!(!Redactions::default().matches_whole("") && !Redactions::default().matches("Jo Doe"));
    }
}
