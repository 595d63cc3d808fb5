//! Term names that articles use, and the terms to which the names lead.
//!
//! An archive repeats a few thousand names half a million times. Batches of consecutive articles
//! are therefore read in parallel, and each batch keeps a name only once, in order of first use.
//! Going through the batches in order visits the names in the order in which the articles first
//! use them.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::ArticleId;
use crate::article::{Article, TermKind};

/// Names of one kind that consecutive articles use.
pub(super) struct TermBatch<'a> {
    first: ArticleId,
    names: Vec<BatchName<'a>>,
    /// Indices into `names`, article by article.
    name_indices: Vec<u32>,
    /// End of each article's part of `name_indices`.
    ends: Vec<usize>,
}

/// Name of a term within a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BatchName<'a> {
    /// Spelling of the name.
    pub(super) text: &'a Arc<str>,
    /// First article of the batch that uses the name.
    pub(super) first_article: ArticleId,
}

/// Collects the names of one kind, in batches of `size` articles.
pub(super) fn batches(kind: TermKind, articles: &[Arc<Article>], size: usize) -> Vec<TermBatch<'_>> {
    let starts = super::par_ids().step_by(size);
    let batches = articles.par_chunks(size).zip(starts);
    batches
        .map(|(batch, first)| TermBatch::of(first, batch.iter().map(|article| names(kind, article))))
        .collect()
}

/// Returns an article's names of one kind, as written.
fn names(kind: TermKind, article: &Article) -> &[Arc<str>] {
    match kind {
        TermKind::Tag => &article.tags,
        TermKind::Author => &article.authors,
        TermKind::Section => article.section.as_slice(),
        TermKind::Series => article.series.as_slice(),
    }
}

impl<'a> TermBatch<'a> {
    /// Creates a batch from the names of each article, from the article `first` on.
    fn of(first: ArticleId, articles: impl Iterator<Item = &'a [Arc<str>]>) -> Self {
        let mut batch = Self { first, names: Vec::new(), name_indices: Vec::new(), ends: Vec::new() };
        let mut indices: HashMap<&str, u32> = HashMap::new();
        for (first_article, names) in first.and_later().zip(articles) {
            for text in names {
                let index = *indices.entry(text).or_insert_with(|| {
                    batch.names.push(BatchName { text, first_article });
                    u32::try_from(batch.names.len() - 1).unwrap_or(u32::MAX)
                });
                batch.name_indices.push(index);
            }
            batch.ends.push(batch.name_indices.len());
        }
        batch
    }

    /// Returns the names, each once, in order of first use.
    pub(super) fn names(&self) -> &[BatchName<'a>] {
        &self.names
    }

    /// Returns each article with its names, as indices into [`TermBatch::names`].
    pub(super) fn articles(&self) -> impl Iterator<Item = (ArticleId, &[u32])> {
        let mut start = 0;
        self.first.and_later().zip(&self.ends).map(move |(id, end)| {
            let names = &self.name_indices[start..*end];
            start = *end;
            (id, names)
        })
    }
}

/// Terms of one kind that articles use. `T` is the id of a term.
pub(super) struct TermUsage<'a, T> {
    /// Batches, each with the terms to which its names lead.
    pub(super) batches: Vec<(TermBatch<'a>, Vec<T>)>,
}

impl<'a, T: Copy + PartialEq + Send + Sync> TermUsage<'a, T> {
    /// Replaces each term id by `convert(id)`.
    pub(super) fn map<U>(self, convert: impl Fn(T) -> U) -> TermUsage<'a, U> {
        let batches = self.batches.into_iter();
        let batches =
            batches.map(|(batch, terms)| (batch, terms.into_iter().map(&convert).collect())).collect();
        TermUsage { batches }
    }

    /// Returns the terms of each article, each term once, in the article's order.
    pub(super) fn per_article(&self) -> Vec<Box<[T]>> {
        let batches = self.batches.par_iter();
        let all = batches.flat_map_iter(|(batch, terms)| {
            batch.articles().map(|(_, names)| {
                let mut distinct = Vec::with_capacity(names.len());
                for term in names.iter().map(|name| terms[*name as usize]) {
                    if !distinct.contains(&term) {
                        distinct.push(term);
                    }
                }
                distinct.into_boxed_slice()
            })
        });
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_batch_says_per_article_article_what_it_bears(
            names in prop::collection::vec(prop::collection::vec("[ab]{1,2}", 0..4), 0..20), first in 0u32..9,
        ) {
            let names: Vec<Vec<Arc<str>>> =
                names.into_iter().map(|names| names.into_iter().map(Arc::from).collect()).collect();
            let batch = TermBatch::of(ArticleId(first), names.iter().map(Vec::as_slice));
            let written = |places: &[u32]| -> Vec<Arc<str>> {
                places.iter().map(|place| Arc::clone(batch.names()[*place as usize].text)).collect()
            };
            let read: Vec<_> = batch.articles().map(|(id, places)| (id, written(places))).collect();
            prop_assert_eq!(&read, &ArticleId(first).and_later().zip(names.clone()).collect::<Vec<_>>());

            let mut once: Vec<BatchName<'_>> = Vec::new();
            for (first_article, names) in ArticleId(first).and_later().zip(&names) {
                for text in names {
                    if once.iter().all(|name| name.text != text) {
                        once.push(BatchName { text, first_article });
                    }
                }
            }
            prop_assert_eq!(batch.names(), once);
        }
    }
}
