//! What readers search the site with: a page for it in each of the site's languages, and the files that the page's
//! script asks for. In go the archive and how much a file may hold; out come the pages.
//!
//! The index is cut as lists are ([`Pagination`]): a full part of it has so many stories, the oldest first, and never
//! changes, so a new story changes the newest part alone. Each part has the words of its stories in files by the
//! beginnings of the words, so that a search reads a few small files whatever the archive's size; and the stories
//! themselves, some to a file.
//!
//! pagefind, the usual library for this, indexes whole texts, which is more. It also holds all of them at once, makes the
//! whole index anew with every story, needs `'wasm-unsafe-eval'` of the pages' policy, and brings 57 crates, of which two
//! are no longer looked after.

use std::ops::Range;

use rayon::prelude::*;

use super::{ListPage, Page, PageKind, Pagination};
use crate::address::Address;
use crate::archive::Archive;

/// A file that the script of the page of searching asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchFile {
    /// Which parts there are, and in how many files each is.
    Parts,
    /// The words of a part whose beginnings have this number.
    Words(ListPage, u16),
    /// Stories of a part, by the number of their file.
    Stories(ListPage, u16),
}

/// How much of the index is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchSizes {
    /// How many stories a full part has.
    pub part: usize,
    /// How many stories are in a file of them.
    pub stories: usize,
    /// From how many stories on the words of a part are in 16 files, and from how many in 256.
    pub words: [usize; 2],
}

/// A word's file has a few kilobytes: of a few stories, of thousands, and with a hundred thousand of them.
impl Default for SearchSizes {
    fn default() -> Self {
        Self { part: 4096, stories: 64, words: [512, 2048] }
    }
}

impl SearchSizes {
    /// In how many files the words of so many stories are: a power of two.
    pub fn word_files(&self, stories: usize) -> u16 {
        match stories {
            few if few < self.words[0] => 1,
            more if more < self.words[1] => 16,
            _ => 256,
        }
    }

    /// In how many files so many stories are.
    pub fn story_files(&self, stories: usize) -> u16 {
        u16::try_from(stories.div_ceil(self.stories)).unwrap_or(u16::MAX)
    }

    /// The parts of the index, the oldest first, each with the places of its stories.
    pub fn parts(&self, total: usize) -> Vec<(ListPage, Range<usize>)> {
        let pagination = Pagination::new(total, self.part);
        let full = (1..=pagination.full_pages()).map(ListPage::Numbered);
        full.chain([ListPage::Latest]).map(|part| (part, pagination.range(part))).collect()
    }

    /// The places of the stories of a part.
    pub fn range(&self, part: ListPage, total: usize) -> Range<usize> {
        Pagination::new(total, self.part).range(part)
    }

    /// The places of the stories in one of a part's files.
    pub fn range_of_file(&self, part: ListPage, file: u16, total: usize) -> Range<usize> {
        let Range { start, end } = self.range(part, total);
        let first = start + usize::from(file) * self.stories;
        first.min(end)..(first + self.stories).min(end)
    }
}

/// What a part is called in its files' addresses.
pub fn part_name(part: ListPage) -> String {
    part.number().map_or_else(|| "newest".to_owned(), |number| number.to_string())
}

/// Where the site is searched, from a front page.
pub fn search_address(home: &Address) -> Address {
    Address::known(&format!("{home}search/"))
}

/// Where the file is that says which parts the index has.
pub fn search_index_address() -> Address {
    Address::known("/search/parts.json")
}

/// Adds the pages of searching and the files of the index.
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
