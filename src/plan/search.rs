//! Search pages and index files.
//!
//! The index is split like lists ([`Pagination`]): a full part has a fixed number of articles,
//! oldest first, and never changes, so a new article changes only the latest part. Each part stores
//! its words by prefix in small files, so a search reads a few files for any size of the
//! archive, and its articles in files of a fixed number.
//!
//! pagefind, the usual library, indexes whole texts. But it holds all of them in memory, rebuilds
//! the whole index for every article, needs `'wasm-unsafe-eval'` in the pages' policy, and brings
//! 57 crates, two of them unmaintained.

use std::ops::Range;

use rayon::prelude::*;

use super::{ListPage, Page, PageKind, Pagination, SearchFile};
use crate::address::Address;
use crate::archive::Archive;

/// File sizes of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchSizes {
    /// Number of articles of a full part.
    pub part: usize,
    /// Number of articles per file.
    pub stories: usize,
    /// Numbers of articles from which a part's words take 16 and 256 files.
    pub words: [usize; 2],
}

/// Keeps a file of words at a few kilobytes for any number of articles.
impl Default for SearchSizes {
    fn default() -> Self {
        Self { part: 4096, stories: 64, words: [512, 2048] }
    }
}

impl SearchSizes {
    /// Returns the number of files for the words of a part: a power of two.
    pub fn word_files(&self, stories: usize) -> u16 {
        match stories {
            few if few < self.words[0] => 1,
            more if more < self.words[1] => 16,
            _ => 256,
        }
    }

    /// Returns the number of files for the articles of a part.
    pub fn story_files(&self, stories: usize) -> u16 {
        u16::try_from(stories.div_ceil(self.stories)).unwrap_or(u16::MAX)
    }

    /// Returns the parts of the index, oldest first, with the ranges of articles.
    pub fn parts(&self, total: usize) -> Vec<(ListPage, Range<usize>)> {
        let pagination = Pagination::new(total, self.part);
        let full = (1..=pagination.full_pages()).map(ListPage::Numbered);
        full.chain([ListPage::Latest]).map(|part| (part, pagination.range(part))).collect()
    }

    /// Returns the indices of the articles of a part.
    pub fn range(&self, part: ListPage, total: usize) -> Range<usize> {
        Pagination::new(total, self.part).range(part)
    }

    /// Returns the indices of the articles in one file of a part.
    pub fn range_of_file(&self, part: ListPage, file: u16, total: usize) -> Range<usize> {
        let Range { start, end } = self.range(part, total);
        let first = start + usize::from(file) * self.stories;
        first.min(end)..(first + self.stories).min(end)
    }
}

/// Returns the name of a part in addresses.
pub fn part_name(part: ListPage) -> String {
    part.number().map_or_else(|| "newest".to_owned(), |number| number.to_string())
}

/// Returns the address of the search page below a front page.
pub fn search_address(home: &Address) -> Address {
    Address::known(&format!("{home}search/"))
}

/// Returns the address of the file that lists the parts.
pub fn search_index_address() -> Address {
    Address::known("/search/parts.json")
}

/// Adds the search pages and the files of the index.
pub(super) fn pages(archive: &Archive, sizes: &SearchSizes, pages: &mut Vec<Page>) {
    for edition in archive.editions() {
        pages.push(Page::new(search_address(&archive.home(edition)), PageKind::SearchPage(edition)));
    }
    pages.push(SearchFile::Parts.page());
    let parts = sizes.parts(archive.len()).into_par_iter();
    pages.par_extend(parts.flat_map_iter(|(part, stories)| {
        let words = (0..sizes.word_files(stories.len())).map(move |number| SearchFile::Words(part, number));
        let files =
            (0..sizes.story_files(stories.len())).map(move |number| SearchFile::Stories(part, number));
        words.chain(files).map(SearchFile::page)
    }));
}

impl SearchFile {
    fn page(self) -> Page {
        let address = match self {
            Self::Parts => search_index_address(),
            Self::Words(part, number) => {
                Address::known(&format!("/search/{}/words-{number}.json", part_name(part)))
            }
            Self::Stories(part, number) => {
                Address::known(&format!("/search/{}/stories-{number}.json", part_name(part)))
            }
        };
        Page::new(address, PageKind::SearchFile(self))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_story_is_in_one_file_and_a_new_one_changes_only_the_newest_part(total in 0usize..3_000) {
            let sizes = SearchSizes { part: 100, stories: 7, words: [20, 150] };
            let stories = |total: usize| -> Vec<(ListPage, u16, Range<usize>)> {
                let parts = sizes.parts(total).into_iter();
                parts
                    .flat_map(|(part, range)| {
                        let files = 0..sizes.story_files(range.len());
                        files.map(move |file| (part, file, sizes.range_of_file(part, file, total)))
                    })
                    .collect()
            };
            let places: Vec<usize> = stories(total).into_iter().flat_map(|(_, _, range)| range).collect();
            prop_assert_eq!(places, (0..total).collect::<Vec<_>>());
            let after = stories(total + 1);
            for full in stories(total).into_iter().filter(|(part, ..)| *part != ListPage::Latest) {
                prop_assert!(after.contains(&full));
            }
        }
    }

    #[test]
    fn words_are_in_more_files_where_there_are_more_stories() {
        let sizes = SearchSizes::default();
        assert_eq!([0, 511, 512, 2048, 8191].map(|stories| sizes.word_files(stories)), [1, 1, 16, 256, 256]);
    }
}
