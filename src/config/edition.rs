//! The site in each of its languages: its own, which the config's first keys describe, and those under `[languages]`.

use serde::{Deserialize, Serialize};

use super::{MenuLink, Site};
use crate::address::Address;
use crate::language::Language;

/// One of the site's languages, by its place among them: its own is the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EditionId(pub u16);

impl EditionId {
    /// The site's own language.
    pub const OWN: Self = Self(0);

    /// Its place among the site's languages.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a table under `[languages]` sets.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherLanguage {
    /// The language.
    pub language: Language,
    /// The site's name in it.
    pub title: Option<String>,
    /// One sentence on what the site is.
    pub description: Option<String>,
    /// The place that the masthead names.
    pub place: Option<String>,
    /// How days are told, in strftime's terms.
    pub date_format: Option<String>,
    /// The masthead's links.
    pub menu: Option<Vec<MenuLink>>,
    /// The footer's links.
    pub footer: Option<Vec<MenuLink>>,
}

/// The site in one of its languages.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'s> {
    /// Which it is.
    pub id: EditionId,
    /// The language.
    pub language: &'s Language,
    /// The site's name in it.
    pub title: &'s str,
    /// One sentence on what the site is.
    pub description: Option<&'s str>,
    /// The place that the masthead names.
    pub place: Option<&'s str>,
    /// How days are told; what the language's words say where this says nothing.
    pub date_format: Option<&'s str>,
    /// The masthead's links; the theme's choice where there are none.
    pub menu: Option<&'s [MenuLink]>,
    /// The footer's links; the theme's choice where there are none.
    pub footer: Option<&'s [MenuLink]>,
}

impl Edition<'_> {
    /// Where its front page is: `/`, or `/ar/`.
    pub fn home(&self) -> Address {
        if self.id == EditionId::OWN {
            return Address::root();
        }
        Address::known(&format!("/{}/", self.language.as_str().to_ascii_lowercase()))
    }
}

impl Site {
    /// The site in each of its languages, its own first.
    pub fn editions(&self) -> impl Iterator<Item = Edition<'_>> {
        let ids = (0..=u16::MAX).map(EditionId);
        ids.zip(std::iter::once(None).chain(self.languages.iter().map(Some)))
            .map(|(id, other)| self.edition_of(id, other))
    }

    /// The site in one of its languages.
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

    /// Whether it has more languages than its own.
    pub fn is_multilingual(&self) -> bool {
        !self.languages.is_empty()
    }

    /// Which of the site's languages this one is: by its whole tag, otherwise by the language without its region.
    pub fn edition_in(&self, language: &Language) -> Option<EditionId> {
        let is_same = |edition: &Edition<'_>| edition.language.is(language.as_str());
        let is_near =
            |edition: &Edition<'_>| edition.language.primary().eq_ignore_ascii_case(language.primary());
        self.editions().find(is_same).or_else(|| self.editions().find(is_near)).map(|edition| edition.id)
    }
}
