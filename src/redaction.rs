//! Redacts names that a court or an editor ordered to be forgotten (`anonymise`) from the texts of
//! an article.
//!
//! A name matches as a whole word, regardless of case and Unicode form. Its parts may be joined by
//! a space, a line break, a hyphen or an invisible character. A match may precede a possessive ’s,
//! and may span the pieces into which markup cuts a text ([`Matcher`]).

mod matcher;
mod normalize;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use matcher::{Edit, Matcher};
pub(crate) use matcher::{by_piece, edited};

use normalize::{Syntax, normalize};

/// Names to redact from one article; empty for most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Redactions(Option<Box<NamePatterns>>);

/// Names with their replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NamePatterns {
    /// Names as written; the longest is first, so that a full name wins over its parts.
    names: Vec<Box<str>>,
    /// Text inserted in place of a name.
    replacement: Box<str>,
}

impl Redactions {
    /// Returns the redactions that replace `names` by `replacement`.
    pub fn new(names: &[&str], replacement: &str) -> Self {
        if names.is_empty() {
            return Self::default();
        }
        let mut names: Vec<Box<str>> = names.iter().map(|name| Box::from(*name)).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self(Some(Box::new(NamePatterns { names, replacement: replacement.into() })))
    }

    /// Returns whether a name can be matched: it contains a letter or a digit.
    pub fn is_valid_name(name: &str) -> bool {
        name.contains(char::is_alphanumeric)
    }

    /// Returns whether there are no names to redact.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the names as written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|names| names.names.iter().map(|name| &**name))
    }

    /// Returns the text inserted in place of a name.
    pub fn replacement(&self) -> &str {
        self.0.as_ref().map_or("", |names| &names.replacement)
    }

    /// Replaces the names in a text.
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

    /// Returns whether a text contains one of the names.
    pub fn matches(&self, text: &str) -> bool {
        matches!(self.redact(text), Cow::Owned(_))
    }

    /// Returns whether a text consists of one name and nothing else.
    pub fn matches_whole(&self, text: &str) -> bool {
        let bare =
            |text: &str| normalize(text, Syntax::Prose).iter().map(|chars| chars.c).collect::<String>();
        !self.is_empty() && self.names().any(|name| bare(name).trim() == bare(text).trim())
    }

    /// Returns whether an address contains one of the names.
    ///
    /// Addresses spell names as `jo-doe`, `jo_doe` or `Jo%20Doe`. HTML may be passed too.
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
