//! Index of Markdown files, which returns the [`FileStatus`] of a path.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::visibility::Partition;
use super::{ArticleId, FileStatus, Terms};
use crate::article::Article;
use crate::path::SitePath;
use crate::position_index::PositionIndex;

/// Status of each file.
#[derive(Debug)]
pub(super) struct FileIndex {
    /// Files of other texts than articles.
    ///
    /// They are checked first, so a duplicate path resolves to them.
    others: Vec<(SitePath, FileStatus)>,
    /// Built on the first lookup: most builds after one new story need none.
    index: OnceLock<PositionIndex>,
    /// Files whose paths are not in composed form, by composed path.
    ///
    /// Built on first use.
    composed: OnceLock<HashMap<SitePath, SitePath>>,
}

impl FileIndex {
    /// Adds the files of a partition.
    pub(super) fn of(partition: &Partition, terms: &[Terms]) -> Self {
        Self { others: others(partition, terms), index: OnceLock::new(), composed: OnceLock::new() }
    }

    /// Returns the status of a file. `articles` are the same at each call.
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

    /// Finds a file whose path differs only in Unicode composition.
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

/// Returns the file at an index.
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

/// Returns the files of other texts than articles.
///
/// The file of an expired story is both hidden and a tombstone; the hidden entry comes first.
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
