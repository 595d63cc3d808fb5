//! Language tags (BCP 47), with the direction and the case rules of a language.

use std::fmt;

use icu_locale::{LanguageIdentifier, Locale, LocaleDirectionality, LocaleExpander};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Language, as a tag in BCP 47: `en`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Box<str>")]
pub struct Language(Box<str>);

/// Error of a text that is no language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no language tag")]
pub struct InvalidTag;

/// Validates a tag of the cache, which may come with a stranger's site.
impl TryFrom<Box<str>> for Language {
    type Error = InvalidTag;

    fn try_from(tag: Box<str>) -> Result<Self, Self::Error> {
        if Self::is_tag(&tag) { Ok(Self(tag)) } else { Err(InvalidTag) }
    }
}

impl Language {
    /// Parses a language tag (RFC 5646, section 2.1).
    ///
    /// A tag consists of letters and digits in subtags of at most eight, joined by hyphens; the
    /// first has two or three letters.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::is_tag(tag).then(|| Self(tag.into()))
    }

    fn is_tag(tag: &str) -> bool {
        let mut parts = tag.split('-');
        let primary = parts.next().unwrap_or_default();
        let is_primary = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        let is_part =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        is_primary && parts.all(is_part)
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether the language has this tag, regardless of case.
    pub fn is(&self, tag: &str) -> bool {
        self.0.eq_ignore_ascii_case(tag)
    }

    /// Returns the primary subtag, without script or region: `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Returns the language's rules for lower case.
    pub fn casing(&self) -> Casing {
        let is = |tag: &str| self.primary().eq_ignore_ascii_case(tag);
        if is("tr") || is("az") { Casing::Turkic } else { Casing::Common }
    }

    /// Returns `rtl` or `ltr`, the values of HTML's `dir`.
    pub fn direction(&self) -> &'static str {
        let is_right_to_left =
            self.identifier().is_some_and(|id| LocaleDirectionality::new_extended().is_right_to_left(&id));
        if is_right_to_left { "rtl" } else { "ltr" }
    }

    /// Returns the territory of the tag, or the one with most speakers
    /// ([CLDR](https://www.unicode.org/cldr/charts/latest/supplemental/likely_subtags.html)).
    pub fn territory(&self) -> Option<String> {
        let mut id = self.identifier()?;
        LocaleExpander::new_extended().maximize(&mut id);
        // `001` is the world.
        id.region.map(|region| region.to_string()).filter(|region| region.len() == 2)
    }

    /// Returns the identifier of the tag.
    ///
    /// A tag that CLDR can't read counts as its primary subtag.
    fn identifier(&self) -> Option<LanguageIdentifier> {
        let locale = self.0.parse::<Locale>().map(|locale| locale.id);
        locale.or_else(|_| self.primary().parse()).ok()
    }
}

/// Rules of a language for lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Casing {
    /// Unicode's rules, except that `İ` becomes `i` without a combining dot.
    #[default]
    Common,
    /// Rules of Turkish and Azerbaijani: `I` is the capital of `ı`.
    Turkic,
}

impl Casing {
    /// Returns a text in lower case and composed form.
    ///
    /// The result is independent of context: a final Greek sigma becomes the one used inside words.
    pub fn lower(self, text: &str) -> String {
        // Most names are ASCII and need no normalization; the Unicode tables are slow.
        if text.is_ascii() && (self == Self::Common || !text.contains('I')) {
            return text.to_ascii_lowercase();
        }
        let mut small = String::with_capacity(text.len());
        for c in text.nfc() {
            match c {
                'İ' => small.push('i'),
                'I' if self == Self::Turkic => small.push('ı'),
                // Combining dot of an `İ` that another program made lower case.
                '\u{307}' if small.ends_with('i') => {}
                c => small.extend(c.to_lowercase()),
            }
        }
        small.nfc().collect()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_that_of_the_script() {
        let direction = |tag: &str| Language::parse(tag).expect("a language tag").direction();
        for tag in ["ar", "AR-eg", "he", "fa", "ur", "ps", "ckb", "azb", "dv", "yi", "az-Arab", "pa-PK", "ks"]
        {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["en", "tr", "az", "ur-Latn", "pa", "ku", "zh-min-nan", "xx", "en-a"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn letters_become_small_by_the_rules_of_their_language() {
        let casing = |tag: &str| Language::parse(tag).expect("a language tag").casing();
        assert_eq!(["tr", "TR-tr", "az-Latn", "en", "tk"].map(casing), {
            use Casing::{Common, Turkic};
            [Turkic, Turkic, Turkic, Common, Common]
        });
        for (text, common, turkic) in [
            ("İzmir", "izmir", "izmir"),
            ("I\u{307}zmir", "izmir", "izmir"),
            ("i\u{307}zmir", "izmir", "izmir"),
            ("ISPARTA", "isparta", "ısparta"),
            ("IĞDIR", "iğdir", "ığdır"),
            ("ışık", "ışık", "ışık"),
            ("ΟΔΟΣ", "οδοσ", "οδοσ"),
            ("Straße", "straße", "straße"),
            ("STRAẞE", "straße", "straße"),
            ("Ǆ Ⅷ É", "ǆ ⅷ é", "ǆ ⅷ é"),
            ("\u{1e3e}\u{307}", "\u{1e3f}\u{307}", "\u{1e3f}\u{307}"),
        ] {
            assert_eq!(
                (Casing::Common.lower(text), Casing::Turkic.lower(text)),
                (common.into(), turkic.into())
            );
        }
    }
}
