//! Slugs: names as address components, readable in every script and stable across versions.
//!
//! Letters, digits and marks are kept, in lower case and NFC; everything between them becomes one
//! hyphen. Nothing is transliterated: names that differ in a letter have different slugs, and no
//! library's next transliteration table can move a page.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

use crate::language::Casing;

/// Address component made from a name, or validated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Box<str>")]
pub struct Slug(Box<str>);

/// Validates a slug of the cache, which may come with a stranger's site.
///
/// The length is checked with that of the whole address.
impl TryFrom<Box<str>> for Slug {
    type Error = super::AddressError;

    fn try_from(text: Box<str>) -> Result<Self, Self::Error> {
        if text.contains('/') {
            return Err(super::AddressError::Slash);
        }
        super::check_name(&text)?;
        super::check_folders(&text)?;
        Ok(Self(text))
    }
}

impl Slug {
    /// Validates a slug written by an editor, and normalizes it to NFC.
    ///
    /// # Errors
    /// Returns an error if it is not a single valid address component.
    pub fn chosen(text: &str) -> Result<Self, super::AddressError> {
        if text.contains('/') {
            return Err(super::AddressError::Slash);
        }
        let composed: String = text.trim().nfc().collect();
        super::check_part(&composed)?;
        super::check_folders(&composed)?;
        Ok(Self(composed.into()))
    }

    /// Appends a short hash of `name`, to tell apart two names with the same slug.
    #[must_use]
    pub fn marked(&self, name: &str) -> Self {
        let hash = blake3::hash(name.as_bytes()).to_hex();
        Self(format!("{}-{}", self.0, &hash[..6]).into())
    }

    /// Checks that a hash suffix still fits.
    ///
    /// # Errors
    /// Returns an error if the slug would be too long for a file system.
    pub fn as_term(&self) -> Result<&Self, super::AddressError> {
        const MARK_BYTES: usize = "-000000".len();
        let most = super::MAX_PART_BYTES - MARK_BYTES;
        if self.0.len() > most { Err(super::AddressError::TooLong(self.0.len(), most)) } else { Ok(self) }
    }

    /// Returns the slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes a slug from a name, lowercased by the rules of its language.
/// A name without letters or digits is spelled by its code points, so that the slug is never empty.
pub fn slugify(name: &str, casing: Casing) -> Slug {
    let slug = joined(casing.lower(name).chars(), name.len());
    if !slug.is_empty() {
        return Slug(slug.into());
    }
    let points: Vec<String> = name.trim().nfc().take(16).map(|c| format!("u{:x}", u32::from(c))).collect();
    Slug(if points.is_empty() { "unnamed".into() } else { points.join("-").into() })
}

/// Keeps the characters of a slug, with one hyphen for each gap.
fn joined(name: impl Iterator<Item = char>, length: usize) -> String {
    let mut slug = String::with_capacity(length);
    let mut gap = false;
    let mut before = ' ';
    for c in name {
        match role(c, before) {
            Role::Kept => {
                if std::mem::take(&mut gap) && !slug.is_empty() {
                    slug.push('-');
                }
                slug.push(c);
            }
            Role::Spelled(word) => {
                if !slug.is_empty() {
                    slug.push('-');
                }
                slug.push_str(word);
                gap = true;
            }
            Role::Gap => gap = true,
            Role::Dropped => continue,
        }
        before = c;
    }
    slug
}

/// Role of a character in a slug.
enum Role {
    Kept,
    /// A significant sign (`C`, `C++`, `C#`), which is spelled out.
    Spelled(&'static str),
    Gap,
    Dropped,
}

fn role(c: char, before: char) -> Role {
    use GeneralCategory as G;
    if c.is_ascii_alphanumeric() {
        return Role::Kept;
    }
    match c {
        '+' => return Role::Spelled("plus"),
        // After a letter it is a name's (C#, F#), before one it is a hashtag's.
        '#' if before.is_alphanumeric() => return Role::Spelled("sharp"),
        '\'' | '\u{2019}' | '\u{2BC}' | '\u{200D}' | '\u{AD}' => return Role::Dropped,
        _ => {}
    }
    match get_general_category(c) {
        G::UppercaseLetter
        | G::LowercaseLetter
        | G::TitlecaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::NonspacingMark
        | G::SpacingMark
        | G::DecimalNumber
        | G::LetterNumber
        | G::OtherNumber => Role::Kept,
        _ => Role::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_stay_readable() {
        for (name, slug) in [
            ("Istanbul talks end without an agreement", "istanbul-talks-end-without-an-agreement"),
            ("São Paulo", "são-paulo"),
            ("Halley’s Comet", "halleys-comet"),
            ("U.S. politics", "u-s-politics"),
            ("东京 2020", "东京-2020"),
            ("Владимир", "владимир"),
            ("हिन्दी", "हिन्दी"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("#MeToo", "metoo"),
            ("  — spaced —  ", "spaced"),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(slugify(name, Casing::Common).as_str(), slug, "{name}");
        }
    }

    #[test]
    fn a_name_without_letters_is_spelled_by_its_code_points() {
        assert_eq!(slugify("!!!", Casing::Common).as_str(), "u21-u21-u21");
        let slugify = |name| slugify(name, Casing::Common);
        assert_eq!(slugify("🎉").as_str(), "u1f389");
        assert_ne!(slugify("🎉"), slugify("🎊"));
    }

    #[test]
    fn a_chosen_slug_is_one_part_of_an_address() {
        assert!(Slug::chosen("talks").is_ok());
        for bad in ["", "..", ".", "a/b", "a\\b", "a:b", "a\0"] {
            assert!(Slug::chosen(bad).is_err(), "{bad}");
        }
    }
}
