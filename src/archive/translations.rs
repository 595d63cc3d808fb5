//! The archive by language. On a site in several, each article belongs to one of them, and what says the same in
//! another is its translation: `talks.md` and `talks.ar.md`. A site in one language has nothing of this, and pays
//! nothing for it.

use std::collections::HashMap;
use std::sync::Arc;

use super::ArticleId;
use crate::address::Address;
use crate::article::{Article, StandingPage};
use crate::config::EditionId;
use crate::path::SitePath;

/// The articles of each language, and which texts translate one another.
#[derive(Debug, Default)]
pub(super) struct Translations {
    /// Each language's front page, the site's own first.
    homes: Vec<Address>,
    /// Each language's articles, oldest first; empty on a site in one language, whose articles are all there are.
    members: Vec<Vec<ArticleId>>,
    groups: Vec<Vec<Translation>>,
    articles: HashMap<ArticleId, usize>,
    standing: HashMap<usize, usize>,
}

/// A text in one of the site's languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Translation {
    /// The language.
    pub edition: EditionId,
    /// The text.
    pub text: TextId,
}

/// A text that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextId {
    /// An article.
    Article(ArticleId),
    /// A standing page, by its place among them.
    Standing(usize),
}

impl Translations {
    /// Whether the site is in one language.
    pub(super) fn is_monolingual(&self) -> bool {
        self.homes.len() < 2
    }

    /// Sorts the texts of a site by language. `homes` are the front pages of its languages, its own first.
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
        // What has no language in its name is one of a group only if another has.
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

    /// A language's front page.
    pub(super) fn home(&self, edition: EditionId) -> Option<&Address> {
        self.homes.get(edition.index())
    }

    /// How many languages there are.
    pub(super) fn len(&self) -> usize {
        self.homes.len().max(1)
    }

    /// A language's articles, oldest first; `None` where there is only one language.
    pub(super) fn members(&self, edition: EditionId) -> Option<&[ArticleId]> {
        self.members.get(edition.index()).map(Vec::as_slice)
    }

    /// A text in each of the languages in which it is there; nothing where it is in one.
    pub(super) fn group(&self, text: TextId) -> &[Translation] {
        let group = match text {
            TextId::Article(id) => self.articles.get(&id),
            TextId::Standing(index) => self.standing.get(&index),
        };
        group.map_or(&[], |index| &self.groups[*index])
    }
}

/// Groups of translations while they are being gathered, by the file without a language in its name.
#[derive(Default)]
struct Groups {
    by_file: HashMap<SitePath, usize>,
    all: Vec<Vec<Translation>>,
}

impl Groups {
    /// Adds a text with a language in its name to the group of those that say the same.
    fn gather(&mut self, translation_key: Option<&SitePath>, edition: EditionId, text: TextId) {
        let Some(file) = translation_key else { return };
        let index = *self.by_file.entry(file.clone()).or_insert(self.all.len());
        if index == self.all.len() {
            self.all.push(Vec::new());
        }
        self.all[index].push(Translation { edition, text });
    }

    /// Adds a text without a language in its name to the group that is gathered round it, if there is one.
    fn join(&mut self, file: &SitePath, edition: EditionId, text: TextId) {
        if let Some(index) = self.by_file.get(file) {
            self.all[*index].push(Translation { edition, text });
        }
    }

    /// Those of more than one language, each language once.
    fn finish(self) -> impl Iterator<Item = Vec<Translation>> {
        self.all.into_iter().filter_map(|mut group| {
            group.sort_unstable();
            group.dedup_by_key(|version| version.edition);
            (group.len() > 1).then_some(group)
        })
    }
}
