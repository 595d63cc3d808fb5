//! Cache of the search index: values that all files of one part share, computed when the first is
//! rendered.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::archive::Archive;
use crate::digest::Digest;
use crate::plan::{ListPage, Plan};

/// Cached values of each part of the search index.
#[derive(Debug, Default)]
pub(crate) struct SearchIndex {
    parts: BTreeMap<usize, IndexPart>,
}

/// Cached values of one part.
#[derive(Debug, Default)]
pub(crate) struct IndexPart {
    /// Digest of all that the part's word files are made from.
    pub(crate) digest: OnceLock<Digest>,
    /// Bytes of the part's word files.
    pub(crate) word_files: OnceLock<Vec<Vec<u8>>>,
}

impl SearchIndex {
    /// Returns an empty cache, with a slot for each part of the plan's search.
    pub(super) fn new(archive: &Archive, plan: &Plan) -> Self {
        let parts = plan.search_sizes().map(|sizes| sizes.parts(archive.len())).unwrap_or_default();
        Self { parts: parts.into_iter().map(|(part, _)| (key(part), IndexPart::default())).collect() }
    }

    /// Returns the cached values of a part.
    pub(crate) fn part(&self, part: ListPage) -> Option<&IndexPart> {
        self.parts.get(&key(part))
    }
}

/// Returns the key of a part: its number, or 0 for the newest part, which has none.
fn key(part: ListPage) -> usize {
    part.number().unwrap_or(0)
}
