//! Builds the term index: the terms of every kind, and the terms of each article.

use std::sync::Arc;

use rayon::prelude::*;

use super::collect_terms::{CollectedTerm, collect_terms};
use super::similar_terms;
use super::term::{ArticleTerms, TermId, Terms};
use super::term_usage::TermUsage;
use crate::article::{Article, TermFile, TermKind};
use crate::diagnostic::Diagnostics;
use crate::language::Casing;

/// Builds the terms of every kind, in the order of [`TermKind::ALL`], and the terms of each
/// article.
///
/// The articles come oldest first, the files in the order of their paths. `casing` is that of the
/// site's main language.
pub(super) fn build(
    articles: &[Arc<Article>],
    mut files: Vec<TermFile>,
    casing: Casing,
    found: &mut Diagnostics,
) -> ([Terms; TermKind::ALL.len()], Vec<ArticleTerms>) {
    let kinds = TermKind::ALL.map(|kind| (kind, files.extract_if(.., |file| file.kind == kind).collect()));
    let mut built = kinds
        .into_par_iter()
        .map(|(kind, files): (_, Vec<TermFile>)| {
            let mut found = Diagnostics::new();
            let (terms, usage) = terms_of_kind(kind, articles, files, casing, &mut found);
            similar_terms::warn(&terms, articles, &mut found);
            ((terms, usage), found)
        })
        .collect::<Vec<_>>()
        .into_iter();
    let [tags, authors, sections, series] = TermKind::ALL.map(|_| {
        let (terms, diagnostics) = built.next().expect("the terms of each kind were built");
        found.extend(diagnostics);
        terms
    });
    let mut by_article = tags_and_authors(&tags.1, &authors.1);
    for_each_member(&sections.0, &mut by_article, |terms, id, _| terms.section = Some(id));
    for_each_member(&series.0, &mut by_article, |terms, id, position| terms.series = Some((id, position)));
    ([tags.0, authors.0, sections.0, series.0], by_article)
}

/// Builds the terms of one kind, and the ids of the terms that each article uses.
fn terms_of_kind<'a>(
    kind: TermKind,
    articles: &'a [Arc<Article>],
    files: Vec<TermFile>,
    casing: Casing,
    found: &mut Diagnostics,
) -> (Terms, TermUsage<'a, TermId>) {
    let (collected, usage) = collect_terms(kind, articles, files, casing, found);
    let mut sorted: Vec<(usize, CollectedTerm)> = collected.into_iter().enumerate().collect();
    sorted.sort_unstable_by(|(_, a), (_, b)| a.keys[0].cmp(&b.keys[0]));
    let mut ids = vec![TermId(0); sorted.len()];
    let mut terms = Terms::new(kind, casing, sorted.len());
    for (index, CollectedTerm { keys, term }) in sorted {
        ids[index] = terms.push(keys, term);
    }
    (terms, usage.map(|index| ids[index]))
}

/// Returns the tags and authors of each article; section and series are still empty.
fn tags_and_authors(tags: &TermUsage<'_, TermId>, authors: &TermUsage<'_, TermId>) -> Vec<ArticleTerms> {
    let (tags, authors) = rayon::join(|| tags.per_article(), || authors.per_article());
    let pairs = tags.into_par_iter().zip(authors);
    pairs.map(|(tags, authors)| ArticleTerms { tags, authors, section: None, series: None }).collect()
}

/// Calls `set` for each article of each term, with the article's position in the term's list.
fn for_each_member(
    terms: &Terms,
    by_article: &mut [ArticleTerms],
    set: impl Fn(&mut ArticleTerms, TermId, u32),
) {
    for (id, term) in terms.iter() {
        for (position, member) in (0..).zip(&term.members) {
            set(&mut by_article[member.index()], id, position);
        }
    }
}
