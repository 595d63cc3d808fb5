//! The names that articles bear, and the terms that these lead to. An archive says a few thousand names half a million times,
//! so batches of articles are read on all cores, each by itself: in go the articles, oldest first; out comes, for each batch,
//! which names it has, each once, and which of them each article bears. Whoever then goes through the batches in order meets
//! the names in the order in which the articles first use them, but each only once a batch.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::ArticleId;
use super::term::Kind;
use crate::article::Article;

/// The names of one kind that some articles bear, which stand together.
pub(super) struct Batch<'a> {
    first: ArticleId,
    names: Vec<Name<'a>>,
    /// The names that the articles bear, one article after the other, by their places.
    borne: Vec<u32>,
    /// Where in it each article's names end.
    ends: Vec<usize>,
}

/// A name that articles bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As it is written.
    pub(super) text: &'a Arc<str>,
    /// The first article of the batch that bears it.
    pub(super) by: ArticleId,
}

/// The names of one kind that these articles bear, in batches of so many articles.
pub(super) fn batches(kind: Kind, articles: &[Arc<Article>], size: usize) -> Vec<Batch<'_>> {
    let starts = super::par_ids().step_by(size);
    let batches = articles.par_chunks(size).zip(starts);
    batches.map(|(some, first)| Batch::of(first, some.iter().map(|article| kind.names(article)))).collect()
}

impl<'a> Batch<'a> {
    /// Takes in the names of each article, from the first on.
    fn of(first: ArticleId, articles: impl Iterator<Item = &'a [Arc<str>]>) -> Self {
        let mut batch = Self { first, names: Vec::new(), borne: Vec::new(), ends: Vec::new() };
        let mut places: HashMap<&str, u32> = HashMap::new();
        for (by, names) in first.on().zip(articles) {
            for text in names {
                let place = *places.entry(text).or_insert_with(|| {
                    batch.names.push(Name { text, by });
                    u32::try_from(batch.names.len() - 1).unwrap_or(u32::MAX)
                });
                batch.borne.push(place);
            }
            batch.ends.push(batch.borne.len());
        }
        batch
    }

    /// Each name once, in the order of first use.
    pub(super) fn names(&self) -> &[Name<'a>] {
        &self.names
    }

    /// Each article with the names that it bears, in its own order, by their places among all.
    pub(super) fn articles(&self) -> impl Iterator<Item = (ArticleId, &[u32])> {
        let mut start = 0;
        self.first.on().zip(&self.ends).map(move |(id, end)| {
            let names = &self.borne[start..*end];
            start = *end;
            (id, names)
        })
    }
}

/// The terms of one kind that articles bear.
pub(super) struct Borne<'a, T> {
    /// The batches, each with the terms to which its names lead.
    pub(super) batches: Vec<(Batch<'a>, Vec<T>)>,
}

impl<'a, T: Copy + PartialEq + Send + Sync> Borne<'a, T> {
    /// The same, with something else in the terms' place.
    pub(super) fn map<U>(self, of: impl Fn(T) -> U) -> Borne<'a, U> {
        let batches = self.batches.into_iter();
        let batches = batches.map(|(batch, terms)| (batch, terms.into_iter().map(&of).collect())).collect();
        Borne { batches }
    }

    /// The terms of each article, each once and in the article's own order.
    pub(super) fn of_each(&self) -> Vec<Box<[T]>> {
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
        fn a_batch_says_of_each_article_what_it_bears(
            names in prop::collection::vec(prop::collection::vec("[ab]{1,2}", 0..4), 0..20), first in 0u32..9,
        ) {
            let names: Vec<Vec<Arc<str>>> =
                names.into_iter().map(|names| names.into_iter().map(Arc::from).collect()).collect();
            let batch = Batch::of(ArticleId(first), names.iter().map(Vec::as_slice));
            let written = |places: &[u32]| -> Vec<Arc<str>> {
                places.iter().map(|place| Arc::clone(batch.names()[*place as usize].text)).collect()
            };
            let said: Vec<_> = batch.articles().map(|(id, places)| (id, written(places))).collect();
            prop_assert_eq!(&said, &ArticleId(first).on().zip(names.clone()).collect::<Vec<_>>());

            let mut once: Vec<Name<'_>> = Vec::new();
            for (by, names) in ArticleId(first).on().zip(&names) {
                for text in names {
                    if once.iter().all(|name| name.text != text) {
                        once.push(Name { text, by });
                    }
                }
            }
            prop_assert_eq!(batch.names(), once);
        }
    }
}
