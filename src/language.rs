//! In what language a text is. In goes a tag as the config or a front matter has it; out comes a [`Language`] that is
//! known to have the form of one, with the direction in which it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language, by its tag (BCP 47): `en`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Language(Box<str>);

/// The languages, of those in common use, that are written from right to left.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "azb", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur"];

impl Language {
    /// Reads a language tag; `None` when it has not the form of one (RFC 5646, section 2.1: letters and digits in
    /// parts of at most eight, the first of two or three letters, joined by hyphens).
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let is_primary = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        let is_part =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        (is_primary && parts.all(is_part)).then(|| Self(tag.into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is its tag, in whatever case.
    pub fn is(&self, tag: &str) -> bool {
        self.0.eq_ignore_ascii_case(tag)
    }

    /// The language itself, without script or region: `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// `rtl` or `ltr`, as HTML's `dir` has it.
    pub fn direction(&self) -> &'static str {
        let primary = self.primary().to_ascii_lowercase();
        let is_hebrew_or_arabic_script = self.0.split('-').any(|part| part == "Arab" || part == "Hebr");
        if RIGHT_TO_LEFT.contains(&primary.as_str()) || is_hebrew_or_arabic_script { "rtl" } else { "ltr" }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
