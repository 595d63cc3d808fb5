//! What became of each Markdown file of the site. In go the articles, and all else that has a file of its own; out comes
//! [`Files`], which finds a file's whereabouts.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::clock::Sorted;
use super::{ArticleId, Terms, Whereabouts};
use crate::article::Article;
use crate::path::SitePath;
use crate::position_index::PositionIndex;

/// What became of each file.
#[derive(Debug)]
pub(super) struct Files {
    /// The files that are no article's. They come before the articles: of one file, the first is meant.
    others: Vec<(SitePath, Whereabouts)>,
    /// Made when a file is first asked for: most builds of one story more ask for none.
    index: OnceLock<PositionIndex>,
    /// Files whose paths are not in composed form, by their composed paths; made when one is asked for.
    composed: OnceLock<HashMap<SitePath, SitePath>>,
}

impl Files {
    /// Takes in the files of all that was sorted.
    pub(super) fn of(sorted: &Sorted, terms: &[Terms]) -> Self {
        Self { others: others(sorted, terms), index: OnceLock::new(), composed: OnceLock::new() }
    }

    /// What became of a file, or of an article's. The articles are the same each time.
    pub(super) fn find(&self, wanted: &SitePath, articles: &[Arc<Article>]) -> Option<Whereabouts> {
        let file = |place| file(place, &self.others, articles);
        let index = self
            .index
            .get_or_init(|| PositionIndex::new_sequential(self.others.len() + articles.len(), file).0);
        let place = index.find(&wanted, file)?;
        if let Some((_, whereabouts)) = self.others.get(place) {
            return Some(*whereabouts);
        }
        let article = u32::try_from(place - self.others.len()).ok()?;
        Some(Whereabouts::Article(ArticleId(article)))
    }

    /// Finds a file whose path differs in Unicode composition alone, where there is none of the very same path.
    pub(super) fn find_composed(&self, wanted: &SitePath, articles: &[Arc<Article>]) -> Option<Whereabouts> {
        let exact = self.find(wanted, articles);
        if exact.is_some() || wanted.as_str().is_ascii() {
            return exact;
        }
        let composed = wanted.composed();
        let wanted = composed.as_ref().unwrap_or(wanted);
        self.find(wanted, articles).or_else(|| {
            let by_composed = self.composed.get_or_init(|| {
                let all = (0..self.others.len() + articles.len()).rev();
                let files = all.map(|place| file(place, &self.others, articles));
                files.filter_map(|file| Some((file.composed()?, file.clone()))).collect()
            });
            self.find(by_composed.get(wanted)?, articles)
        })
    }
}

/// The file at a place.
fn file<'a>(
    place: usize,
    others: &'a [(SitePath, Whereabouts)],
    articles: &'a [Arc<Article>],
) -> &'a SitePath {
    match others.get(place) {
        Some((file, _)) => file,
        None => &articles[place - others.len()].file,
    }
}

/// The files that are no article's. That of a story whose time is over is among those left out as well as among those that
/// are gone; the former comes first.
fn others(sorted: &Sorted, terms: &[Terms]) -> Vec<(SitePath, Whereabouts)> {
    let described = terms.iter().flat_map(|terms| {
        let described = terms.described();
        described.map(|(id, own)| (&own.file.file, Whereabouts::Term(terms.kind(), id)))
    });
    let left_out = sorted.left_out.iter();
    let left_out = left_out.map(|left_out| (&left_out.file, Whereabouts::Absent(left_out.absence)));
    let gone = sorted.gone.iter().enumerate();
    let gone = gone.map(|(index, gone)| (&gone.file, Whereabouts::Gone(index)));
    let standing = sorted.standing.iter().enumerate();
    let standing = standing.map(|(index, page)| (&page.file, Whereabouts::Standing(index)));
    let all = described.chain(left_out).chain(gone).chain(standing);
    all.map(|(file, whereabouts)| (file.clone(), whereabouts)).collect()
}
