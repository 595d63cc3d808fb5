//! Every correction of the site, by the time at which it was made. In go the articles, oldest first; out comes a list
//! in which a new correction stands last, so that it can be cut into pages that never change.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::ArticleId;
use crate::article::Article;

/// A correction's place: its article, and which of its corrections it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorrectionId {
    /// The article.
    pub article: ArticleId,
    /// Its place among the article's corrections, of which the latest is the first.
    pub index: u32,
}

/// All corrections, the oldest first. Of two of one moment, that of the older story comes first.
pub(super) fn all(articles: &[Arc<Article>]) -> Vec<CorrectionId> {
    let of_each = super::par_ids().zip(articles).flat_map_iter(|(id, article)| {
        let corrections = (0..).zip(&article.corrections);
        corrections.map(move |(index, correction)| (correction.date.instant(), id, Reverse(index)))
    });
    let mut all: Vec<_> = of_each.collect();
    all.sort_unstable();
    all.into_iter().map(|(_, article, Reverse(index))| CorrectionId { article, index }).collect()
}
