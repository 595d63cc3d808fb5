//! The site in each of its languages: the main one, set by the config's first keys, and those under
//! `[languages]`.

use serde::{Deserialize, Serialize};

use super::{MenuLink, Site};
use crate::address::Address;
use crate::language::Language;

/// Index of a language; the main language is the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EditionId(pub u16);

impl EditionId {
    /// Main language of the site.
    pub const OWN: Self = Self(0);

    /// Returns the position among the site's languages.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Settings of a table under `[languages]`.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherLanguage {
    /// Language.
    pub language: Language,
    /// Site name in this language.
    pub title: Option<String>,
    /// Description of the site in one sentence.
    pub description: Option<String>,
    /// Place in the masthead.
    pub place: Option<String>,
    /// Date format (strftime).
    pub date_format: Option<String>,
    /// Links in the masthead.
    pub menu: Option<Vec<MenuLink>>,
    /// Links in the footer.
    pub footer: Option<Vec<MenuLink>>,
}

/// The site in one of its languages.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'s> {
    /// Index of the language.
    pub id: EditionId,
    /// Language.
    pub language: &'s Language,
    /// Site name in this language.
    pub title: &'s str,
    /// Description of the site in one sentence.
    pub description: Option<&'s str>,
    /// Place in the masthead.
    pub place: Option<&'s str>,
    /// Date format (strftime); `None` selects the format of the language's translation.
    pub date_format: Option<&'s str>,
    /// Links in the masthead; `None` leaves them to the theme.
    pub menu: Option<&'s [MenuLink]>,
    /// Links in the footer; `None` leaves them to the theme.
    pub footer: Option<&'s [MenuLink]>,
}

impl Edition<'_> {
    /// Returns the address of the home page: `/`, or `/ar/`.
    pub fn home(&self) -> Address {
        if self.id == EditionId::OWN {
            return Address::root();
        }
        Address::known(&format!("/{}/", self.language.as_str().to_ascii_lowercase()))
    }
}

impl Site {
    /// Iterates over the site's languages, the main one first.
    pub fn editions(&self) -> impl Iterator<Item = Edition<'_>> {
        let ids = (0..=u16::MAX).map(EditionId);
        ids.zip(std::iter::once(None).chain(self.languages.iter().map(Some)))
            .map(|(id, other)| self.edition_of(id, other))
    }

    /// Returns the site in one of its languages.
    pub fn edition(&self, id: EditionId) -> Edition<'_> {
        self.edition_of(id, id.index().checked_sub(1).and_then(|index| self.languages.get(index)))
    }

    fn edition_of<'s>(&'s self, id: EditionId, other: Option<&'s OtherLanguage>) -> Edition<'s> {
        match other {
            None => Edition {
                id,
                language: &self.language,
                title: &self.title,
                description: self.description.as_deref(),
                place: self.place.as_deref(),
                date_format: self.date_format.as_deref(),
                menu: self.menu.as_deref(),
                footer: self.footer.as_deref(),
            },
            Some(other) => Edition {
                id,
                language: &other.language,
                title: other.title.as_ref().unwrap_or(&self.title),
                description: other.description.as_deref(),
                place: other.place.as_deref(),
                date_format: other.date_format.as_deref(),
                menu: other.menu.as_deref(),
                footer: other.footer.as_deref(),
            },
        }
    }

    /// Returns whether the site has more than one language.
    pub fn is_multilingual(&self) -> bool {
        !self.languages.is_empty()
    }

    /// Finds a site language: by the whole tag, otherwise by the primary language
    /// subtag.
    pub fn edition_in(&self, language: &Language) -> Option<EditionId> {
        let is_same = |edition: &Edition<'_>| edition.language.is(language.as_str());
        let is_near =
            |edition: &Edition<'_>| edition.language.primary().eq_ignore_ascii_case(language.primary());
        self.editions().find(is_same).or_else(|| self.editions().find(is_near)).map(|edition| edition.id)
    }
}
