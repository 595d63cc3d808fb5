//! All corrections of the site, ordered by time.
//!
//! A new correction is the last, so that full list pages never change.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::ArticleId;
use crate::article::Article;

/// Position of a correction: its article, and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorrectionId {
    /// Article.
    pub article: ArticleId,
    /// Index among the article's corrections, of which the latest is the first.
    pub index: u32,
}

/// Returns all corrections, oldest first.
///
/// Of two corrections of one moment, the one of the older story comes first.
pub(super) fn all(articles: &[Arc<Article>]) -> Vec<CorrectionId> {
    let of_each = super::par_ids().zip(articles).flat_map_iter(|(id, article)| {
        let corrections = (0..).zip(&article.corrections);
        corrections.map(move |(index, correction)| (correction.date.instant(), id, Reverse(index)))
    });
    let mut all: Vec<_> = of_each.collect();
    all.sort_unstable();
    all.into_iter().map(|(_, article, Reverse(index))| CorrectionId { article, index }).collect()
}
