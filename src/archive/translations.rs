//! Index of articles by language, and of translations.
//!
//! On a site in several languages each article belongs to one, and `talks.ar.md` is a translation
//! of `talks.md`. On a site in one language the index is empty and costs nothing.

use std::collections::HashMap;
use std::sync::Arc;

use super::ArticleId;
use crate::address::Address;
use crate::article::{Article, StandingPage};
use crate::config::EditionId;
use crate::path::SitePath;

/// Articles of each language, and groups of translations.
#[derive(Debug, Default)]
pub(super) struct Translations {
    /// Home page of each language, the main language first.
    homes: Vec<Address>,
    /// Articles of each language, oldest first; empty on a site in one language.
    members: Vec<Vec<ArticleId>>,
    groups: Vec<Vec<Translation>>,
    articles: HashMap<ArticleId, usize>,
    standing: HashMap<usize, usize>,
}

/// Text in one of the site's languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Translation {
    /// Language.
    pub edition: EditionId,
    /// Text.
    pub text: TextId,
}

/// Visible text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextId {
    /// Article.
    Article(ArticleId),
    /// Standing page, by its index.
    Standing(usize),
}

impl Translations {
    /// Returns true if the site has one language.
    pub(super) fn is_monolingual(&self) -> bool {
        self.homes.len() < 2
    }

    /// Sorts the texts of a site by language.
    ///
    /// `homes` are the home pages of the languages, the main language first.
    pub(super) fn of(homes: Vec<Address>, articles: &[Arc<Article>], standing: &[StandingPage]) -> Self {
        if homes.len() < 2 {
            return Self { homes, ..Self::default() };
        }
        let mut members = vec![Vec::new(); homes.len()];
        let mut groups = Groups::default();
        for (id, article) in super::ids().zip(articles) {
            if let Some(members) = members.get_mut(article.edition.index()) {
                members.push(id);
            }
            groups.gather(article.translation_key.as_ref(), article.edition, TextId::Article(id));
        }
        for (index, page) in standing.iter().enumerate() {
            groups.gather(page.translation_key.as_ref(), page.edition, TextId::Standing(index));
        }
        // A text without a language in its file name joins a group only if another text has one.
        for (id, article) in super::ids().zip(articles) {
            groups.join(&article.file, article.edition, TextId::Article(id));
        }
        for (index, page) in standing.iter().enumerate() {
            groups.join(&page.file, page.edition, TextId::Standing(index));
        }
        let groups = groups.finish();
        let mut translations = Self { homes, members, ..Self::default() };
        for group in groups {
            translations.add(group);
        }
        translations
    }

    fn add(&mut self, group: Vec<Translation>) {
        let index = self.groups.len();
        for version in &group {
            match version.text {
                TextId::Article(id) => self.articles.insert(id, index),
                TextId::Standing(page) => self.standing.insert(page, index),
            };
        }
        self.groups.push(group);
    }

    /// Returns the home page of a language.
    pub(super) fn home(&self, edition: EditionId) -> Option<&Address> {
        self.homes.get(edition.index())
    }

    /// Returns the number of languages.
    pub(super) fn len(&self) -> usize {
        self.homes.len().max(1)
    }

    /// Returns the articles of a language, oldest first; `None` on a site in one language.
    pub(super) fn members(&self, edition: EditionId) -> Option<&[ArticleId]> {
        self.members.get(edition.index()).map(Vec::as_slice)
    }

    /// Returns all language versions of a text; an empty list for a text in one language.
    pub(super) fn group(&self, text: TextId) -> &[Translation] {
        let group = match text {
            TextId::Article(id) => self.articles.get(&id),
            TextId::Standing(index) => self.standing.get(&index),
        };
        group.map_or(&[], |index| &self.groups[*index])
    }
}

/// Groups of translations, by file name without the language.
#[derive(Default)]
struct Groups {
    by_file: HashMap<SitePath, usize>,
    all: Vec<Vec<Translation>>,
}

impl Groups {
    /// Adds a text with a language in its file name to its group.
    fn gather(&mut self, translation_key: Option<&SitePath>, edition: EditionId, text: TextId) {
        let Some(file) = translation_key else { return };
        let index = *self.by_file.entry(file.clone()).or_insert(self.all.len());
        if index == self.all.len() {
            self.all.push(Vec::new());
        }
        self.all[index].push(Translation { edition, text });
    }

    /// Adds a text without a language in its file name to its group, if there is one.
    fn join(&mut self, file: &SitePath, edition: EditionId, text: TextId) {
        if let Some(index) = self.by_file.get(file) {
            self.all[*index].push(Translation { edition, text });
        }
    }

    /// Returns the groups of more than one language, with each language once.
    fn finish(self) -> impl Iterator<Item = Vec<Translation>> {
        self.all.into_iter().filter_map(|mut group| {
            group.sort_unstable();
            group.dedup_by_key(|version| version.edition);
            (group.len() > 1).then_some(group)
        })
    }
}
