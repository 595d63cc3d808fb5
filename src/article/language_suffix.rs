//! Language of a text, from the suffix of its file's name or from its front matter.
//!
//! On a multilingual site, `talks.ar.md` is the Arabic translation of `talks.md`, and its address
//! is below `/ar/`. Without a suffix the key `language` decides, and the address does not change.

use crate::address::{Address, AddressError};
use crate::config::{EditionId, Site};
use crate::fields::{DiagnosticSink, Spanned};
use crate::language::Language;
use crate::path::SitePath;

/// File name of a text, split at its language suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LanguageSuffix<'f> {
    /// Name without extension and language suffix.
    pub(super) stem: &'f str,
    /// Language of the suffix.
    pub(super) edition: Option<EditionId>,
}

impl<'f> LanguageSuffix<'f> {
    /// Creates the value for a file that has no translations: nothing in its name is a suffix.
    pub(super) fn none(file: &'f SitePath) -> Self {
        Self { stem: file.stem(), edition: None }
    }

    /// Parses the name of a file. On a site in one language no name has a suffix.
    pub(super) fn parse(file: &'f SitePath, site: &Site) -> Self {
        let stem = file.stem();
        let parts = stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && site.is_multilingual());
        let suffixed = parts.and_then(|(stem, tag)| {
            let edition = site.editions().find(|edition| edition.language.is(tag))?;
            Some(Self { stem, edition: Some(edition.id) })
        });
        suffixed.unwrap_or(Self::none(file))
    }

    /// Returns the path without the suffix, by which translations of one text find each other.
    pub(super) fn translation_key(&self, file: &SitePath) -> Option<SitePath> {
        self.edition?;
        let extension = file.extension().unwrap_or_default();
        file.resolve(&format!("{}.{extension}", self.stem))
    }

    /// Moves an address below the front page of the suffix's language.
    pub(super) fn localize(&self, address: Address, site: &Site) -> Result<Address, AddressError> {
        match self.edition {
            None | Some(EditionId::OWN) => Ok(address),
            Some(edition) => address.below(&site.edition(edition).home()),
        }
    }

    /// Returns the text's language, if it is not the site's main one, and the edition it belongs
    /// to.
    pub(super) fn resolve_language(
        &self,
        written: Option<&Spanned<&str>>,
        site: &Site,
        problems: &mut DiagnosticSink<'_>,
    ) -> (Option<Language>, EditionId) {
        let chosen = written.and_then(|tag| parse_tag(tag, problems));
        let (language, edition) = match (self.edition, chosen) {
            (Some(edition), chosen) => {
                let by_name = site.edition(edition).language;
                if let (Some(chosen), Some(tag)) = (&chosen, written)
                    && !chosen.primary().eq_ignore_ascii_case(by_name.primary())
                {
                    let message = format!("this says `{chosen}`, and the file's name says `{by_name}`");
                    let hint = "take this out, or rename the file: which of the two is the text's language?";
                    problems.error(tag.span.clone(), message, hint);
                }
                (chosen.unwrap_or_else(|| by_name.clone()), edition)
            }
            (None, Some(chosen)) => {
                let edition = site.edition_in(&chosen).unwrap_or(EditionId::OWN);
                (chosen, edition)
            }
            (None, None) => return (None, EditionId::OWN),
        };
        let is_own = language.is(site.language.as_str());
        ((!is_own).then_some(language), edition)
    }
}

fn parse_tag(tag: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Language> {
    let language = Language::parse(tag.value);
    if language.is_none() {
        let message = format!("`{}` is not a language tag", tag.value);
        problems.error(tag.span.clone(), message, "write it as language = \"en\", \"pt-BR\" or \"zh-Hant\"");
    }
    language
}
