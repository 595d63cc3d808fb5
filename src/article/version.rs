//! Which of the site's languages a text is in. On a site in several, a file's name may end with one: `talks.ar.md` is
//! the Arabic version of what `talks.md` says, and stands below `/ar/`. Otherwise the front matter's `language` says
//! it, and the address stays as it is.

use crate::address::{Address, AddressError};
use crate::config::{EditionId, Site};
use crate::fields::{At, Problems};
use crate::path::SitePath;

use crate::language::Language;

/// What a file's name says of its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version<'f> {
    /// The name without its extension, and without the language where it ends with one.
    pub(super) stem: &'f str,
    /// The language that it ends with.
    pub(super) named: Option<EditionId>,
}

impl<'f> Version<'f> {
    /// A file of whose text there is one version, whatever its name ends with.
    pub(super) fn only(file: &'f SitePath) -> Self {
        Self { stem: file.stem(), named: None }
    }

    /// Takes apart the name of a text's file. On a site in one language, no name ends with one.
    pub(super) fn of(file: &'f SitePath, site: &Site) -> Self {
        let stem = file.stem();
        let parts = stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && site.is_multilingual());
        let named = parts.and_then(|(stem, tag)| {
            let edition = site.editions().find(|edition| edition.language.is(tag))?;
            Some((stem, edition.id))
        });
        match named {
            Some((stem, edition)) => Self { stem, named: Some(edition) },
            None => Self::only(file),
        }
    }

    /// The file that would say the same without a language in its name.
    pub(super) fn unmarked(&self, file: &SitePath) -> Option<SitePath> {
        self.named?;
        let extension = file.extension().unwrap_or_default();
        file.resolve(&format!("{}.{extension}", self.stem))
    }

    /// The text's address: below its language's front page, where its name ends with a language.
    pub(super) fn place(&self, address: Address, site: &Site) -> Result<Address, AddressError> {
        match self.named {
            None | Some(EditionId::OWN) => Ok(address),
            Some(edition) => address.below(&site.edition(edition).home()),
        }
    }

    /// The text's language, where that is not the site's own, and which of the site's languages that makes it one of.
    pub(super) fn resolve(
        &self,
        written: Option<&At<&str>>,
        site: &Site,
        problems: &mut Problems<'_>,
    ) -> (Option<Language>, EditionId) {
        let chosen = written.and_then(|tag| parse(tag, problems));
        let (language, edition) = match (self.named, chosen) {
            (Some(named), chosen) => {
                let by_name = site.edition(named).language;
                if let (Some(chosen), Some(tag)) = (&chosen, written)
                    && !chosen.primary().eq_ignore_ascii_case(by_name.primary())
                {
                    let message = format!("this says `{chosen}`, and the file's name says `{by_name}`");
                    let hint = "take this out, or rename the file: which of the two is the text's language?";
                    problems.error(tag.span.clone(), message, hint);
                }
                (chosen.unwrap_or_else(|| by_name.clone()), named)
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

fn parse(tag: &At<&str>, problems: &mut Problems<'_>) -> Option<Language> {
    let language = Language::parse(tag.value);
    if language.is_none() {
        let message = format!("`{}` is not a language tag", tag.value);
        problems.error(tag.span.clone(), message, "write it as language = \"en\", \"pt-BR\" or \"zh-Hant\"");
    }
    language
}
