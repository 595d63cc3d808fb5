//! Models of the files of the search index.

use std::ops::Range;

use serde::Serialize;

use crate::archive::{ArticleId, TermKind};
use crate::digest::{Digest, Digested};
use crate::model::SiteModel;
use crate::model::cards::Card;
use crate::model::language_context::LanguageContext;
use crate::model::term_links::{TermLink, TermLinks};
use crate::plan::{ListPage, SearchFile, SearchSizes, part_name};

use super::Inputs;

/// Inputs of a file of the search index.
pub(crate) type SearchFilePage<'m> = Inputs<(), SearchContent<'m>, ()>;

/// Content of a file of the search index.
#[derive(Hash)]
pub(crate) enum SearchContent<'m> {
    /// Nothing: the site has no search.
    Nothing,
    /// List of the parts.
    Parts(SearchParts),
    /// One of the files with the words of a part.
    Words(WordFile<'m>),
    /// Shown fields of articles.
    Stories(Vec<FoundStory<'m>>),
}

/// List of the parts, the newest first.
#[derive(Debug, Hash, Serialize)]
pub(crate) struct SearchParts {
    /// Number of articles in a file.
    pub(crate) stories_in_a_file: usize,
    pub(crate) parts: Vec<SearchPart>,
}

/// Part of the index.
#[derive(Debug, Hash, Serialize)]
pub(crate) struct SearchPart {
    pub(crate) name: String,
    /// Number of articles.
    pub(crate) stories: usize,
    pub(crate) word_files: u16,
}

/// One of the files with the words of a part.
#[derive(Hash)]
pub(crate) struct WordFile<'m> {
    /// Number of the file.
    pub(crate) number: u16,
    /// Number of files of the part.
    pub(crate) files: u16,
    /// Articles of the part. Their digest is computed once for all files of the part.
    pub(crate) part: Digested<PartStories<'m>>,
}

/// Articles of a part.
#[derive(Clone)]
pub(crate) struct PartStories<'m> {
    model: &'m SiteModel,
    part: ListPage,
    range: Range<usize>,
}

/// Article whose words are indexed.
#[derive(Hash)]
pub(crate) struct IndexedStory<'m> {
    /// Card of the article.
    pub(crate) card: Card<'m>,
    /// Tags.
    pub(crate) tags: TermLinks<'m>,
    /// Series.
    pub(crate) series: Option<TermLink<'m>>,
}

/// Article that a search shows.
#[derive(Hash)]
pub(crate) struct FoundStory<'m> {
    /// Card of the article.
    pub(crate) card: Card<'m>,
    /// Translations in the article's language.
    pub(crate) lang: &'m LanguageContext,
}

/// Returns the inputs of a file.
pub(super) fn inputs(file: SearchFile, model: &SiteModel) -> SearchFilePage<'_> {
    let content = model.plan.search_sizes().map(|sizes| content(file, sizes, model));
    Inputs::of_stories(content.unwrap_or(SearchContent::Nothing))
}

fn content<'m>(file: SearchFile, sizes: &SearchSizes, model: &'m SiteModel) -> SearchContent<'m> {
    let total = model.archive.len();
    match file {
        SearchFile::Parts => SearchContent::Parts(parts(sizes, total)),
        SearchFile::Words(part, number) => {
            let range = sizes.range(part, total);
            SearchContent::Words(WordFile {
                number,
                files: sizes.word_files(range.len()),
                part: PartStories { model, part, range }.digested(),
            })
        }
        SearchFile::Stories(part, number) => {
            let ids = ids(sizes.range_of_file(part, number, total));
            let story = |id| FoundStory {
                card: model.card(id),
                lang: model.language_context(model.archive.article(id).edition),
            };
            SearchContent::Stories(ids.map(story).collect())
        }
    }
}

fn parts(sizes: &SearchSizes, total: usize) -> SearchParts {
    let parts = sizes.parts(total).into_iter().rev().map(|(part, stories)| SearchPart {
        name: part_name(part),
        stories: stories.len(),
        word_files: sizes.word_files(stories.len()),
    });
    SearchParts { stories_in_a_file: sizes.stories, parts: parts.collect() }
}

impl<'m> PartStories<'m> {
    fn digested(self) -> Digested<Self> {
        let all = || Digest::of_value(&self.stories().collect::<Vec<_>>());
        let cell = self.model.search_index.part(self.part).map(|cached| &cached.digest);
        let digest = cell.map_or_else(all, |cell| *cell.get_or_init(all));
        Digested::new(digest, self)
    }

    /// Returns the number of articles.
    pub(crate) fn len(&self) -> usize {
        self.range.len()
    }

    /// Iterates over the articles, the oldest first.
    pub(crate) fn stories(&self) -> impl Iterator<Item = IndexedStory<'m>> {
        let (model, parts) = (self.model, self.model.parts());
        ids(self.range.clone()).map(move |id| {
            let labels = model.archive.article_terms(id);
            IndexedStory {
                card: model.card(id),
                tags: parts.terms(TermKind::Tag, &labels.tags),
                series: labels.series.map(|(series, _)| parts.term(TermKind::Series, series)),
            }
        })
    }

    /// Returns one of the part's files.
    ///
    /// All of them are made by `make` when the first is needed.
    pub(crate) fn file(&self, number: u16, make: impl FnOnce() -> Vec<Vec<u8>>) -> Vec<u8> {
        let cached = self.model.search_index.part(self.part);
        let files = cached.map(|cached| cached.word_files.get_or_init(make));
        files.and_then(|files| files.get(usize::from(number)).cloned()).unwrap_or_default()
    }
}

fn ids(range: Range<usize>) -> impl Iterator<Item = ArticleId> {
    range.filter_map(|place| u32::try_from(place).ok()).map(ArticleId)
}
