//! What became of each Markdown file of the site. In go the articles, and all else that has a file of its own; out comes
//! [`FileIndex`], which finds a file's whereabouts.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::visibility::Partition;
use super::{ArticleId, FileStatus, Terms};
use crate::article::Article;
use crate::path::SitePath;
use crate::position_index::PositionIndex;

/// What became of each file.
#[derive(Debug)]
pub(super) struct FileIndex {
    /// The files that are no article's. They come before the articles: of one file, the first is meant.
    others: Vec<(SitePath, FileStatus)>,
    /// Made when a file is first asked for: most builds of one story more ask for none.
    index: OnceLock<PositionIndex>,
    /// Files whose paths are not in composed form, by their composed paths. Made on first use.
    composed: OnceLock<HashMap<SitePath, SitePath>>,
}

impl FileIndex {
    /// Takes in the files of all that was partition.
    pub(super) fn of(partition: &Partition, terms: &[Terms]) -> Self {
        Self { others: others(partition, terms), index: OnceLock::new(), composed: OnceLock::new() }
    }

    /// What became of a file, or of an article's. The articles are the same each time.
    pub(super) fn find(&self, wanted: &SitePath, articles: &[Arc<Article>]) -> Option<FileStatus> {
        let file = |place| file(place, &self.others, articles);
        let index = self
            .index
            .get_or_init(|| PositionIndex::new_sequential(self.others.len() + articles.len(), file).0);
        let place = index.find(&wanted, file)?;
        if let Some((_, file_status)) = self.others.get(place) {
            return Some(*file_status);
        }
        let article = u32::try_from(place - self.others.len()).ok()?;
        Some(FileStatus::Article(ArticleId(article)))
    }

    /// Finds a file whose path differs in Unicode composition alone, where there is none of the very same path.
    pub(super) fn find_normalized(&self, wanted: &SitePath, articles: &[Arc<Article>]) -> Option<FileStatus> {
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
    others: &'a [(SitePath, FileStatus)],
    articles: &'a [Arc<Article>],
) -> &'a SitePath {
    match others.get(place) {
        Some((file, _)) => file,
        None => &articles[place - others.len()].file,
    }
}

/// The files that are no article's. That of a story whose time is over is among those left out as well as among those that
/// are tombstones; the former comes first.
fn others(partition: &Partition, terms: &[Terms]) -> Vec<(SitePath, FileStatus)> {
    let with_file = terms.iter().flat_map(|terms| {
        let with_file = terms.with_file();
        with_file.map(|(id, definition)| (&definition.file.file, FileStatus::Term(terms.kind(), id)))
    });
    let hidden = partition.hidden.iter();
    let hidden = hidden.map(|hidden| (&hidden.file, FileStatus::Hidden(hidden.absence)));
    let tombstones = partition.tombstones.iter().enumerate();
    let tombstones = tombstones.map(|(index, tombstones)| (&tombstones.file, FileStatus::Tombstone(index)));
    let standing = partition.standing.iter().enumerate();
    let standing = standing.map(|(index, page)| (&page.file, FileStatus::Standing(index)));
    let all = with_file.chain(hidden).chain(tombstones).chain(standing);
    all.map(|(file, file_status)| (file.clone(), file_status)).collect()
}
