//! Matches planned pages with the records of the previous build.
//!
//! Both lists are in the order of their plans, and a typical edit moves few pages, so a page's
//! record is usually next to the record of the previous page. A window is searched first, and a map
//! holds only the leftovers: a map of all records would cost a build after one new article more
//! than rendering its pages.

use foldhash::HashMap;
use rayon::prelude::*;

use crate::cache::PreviousRecord;
use crate::plan::Page;

/// Size of the window in which the record of a page is searched.
const WINDOW_RECORDS: usize = 64;

/// Size of the window in which the record of a chunk's first page is searched.
const FIRST_WINDOW: usize = 1024;

/// Number of pages that a task matches.
const PAGES_PER_TASK: usize = if cfg!(test) { 50 } else { 8192 };

/// Records of the previous build, matched with the pages of this one.
#[derive(Debug)]
pub(super) struct MatchedRecords<'b> {
    /// Record of each page, in the order of the pages.
    pub(super) by_page: Vec<Option<PreviousRecord<'b>>>,
    /// Records without a page.
    pub(super) removed: Vec<PreviousRecord<'b>>,
}

impl<'b> MatchedRecords<'b> {
    /// Matches pages with records.
    pub(super) fn of(pages: &[Page], files: impl Iterator<Item = PreviousRecord<'b>>) -> Self {
        let files: Vec<PreviousRecord<'b>> = files.collect();
        // A file belongs to at most one page, so no two tasks find the same record.
        let places: Vec<Vec<Option<usize>>> = pages
            .par_chunks(PAGES_PER_TASK)
            .enumerate()
            .map(|(chunk, some)| follow(some, start(&some[0], chunk * PAGES_PER_TASK, &files), &files))
            .collect();
        let mut is_taken = vec![false; files.len()];
        let mut by_page = Vec::with_capacity(pages.len());
        let mut missed = Vec::new();
        for place in places.into_iter().flatten() {
            match place {
                Some(place) => is_taken[place] = true,
                None => missed.push(by_page.len()),
            }
            by_page.push(place.map(|place| files[place]));
        }
        let left = files.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken);
        let mut removed: Vec<PreviousRecord<'b>> = left.map(|(file, _)| *file).collect();
        let mut left: HashMap<&str, PreviousRecord<'b>> =
            removed.iter().map(|file| (&*file.record.file, *file)).collect();
        for index in missed {
            by_page[index] = left.remove(pages[index].file().as_str());
        }
        // In the order of the records.
        removed.retain(|file| left.contains_key(&*file.record.file));
        Self { by_page, removed }
    }
}

/// Returns the position of the record of a chunk's first page.
///
/// It can differ from the page's position by the number of added or removed pages before it.
fn start(first: &Page, before: usize, files: &[PreviousRecord<'_>]) -> usize {
    let (low, high) = (before.saturating_sub(FIRST_WINDOW), files.len().min(before + FIRST_WINDOW));
    (low..high).find(|at| first.is_answered_by(&files[*at].record.file)).unwrap_or(before.min(files.len()))
}

/// Returns the position of each page's record, starting at `next`.
fn follow(pages: &[Page], mut next: usize, files: &[PreviousRecord<'_>]) -> Vec<Option<usize>> {
    let mut places = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let found = near(page, next, files);
        places.push(found);
        match found {
            Some(at) => next = at + 1,
            // This record may belong to a later page.
            None if is_wanted_soon(files.get(next), &pages[index + 1..]) => {}
            None => next = (next + 1).min(files.len()),
        }
    }
    places
}

/// Returns the position of a page's record in the window from `next`.
fn near(page: &Page, next: usize, files: &[PreviousRecord<'_>]) -> Option<usize> {
    let end = files.len().min(next + WINDOW_RECORDS);
    (next..end).find(|at| page.is_answered_by(&files[*at].record.file))
}

/// Returns whether one of the next pages has this file.
fn is_wanted_soon(file: Option<&PreviousRecord<'_>>, pages: &[Page]) -> bool {
    file.is_some_and(|file| {
        pages.iter().take(WINDOW_RECORDS).any(|page| page.is_answered_by(&file.record.file))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::address::Address;
    use crate::cache::{FileRecord, FileStamp, InputFingerprint, UploadGroup};
    use crate::digest::Digest;
    use crate::plan::PageKind;

    fn page(number: u16) -> Page {
        Page::new(Address::known(&format!("/{number}/")), PageKind::NotFound)
    }

    fn file(number: u16) -> FileRecord {
        FileRecord {
            file: format!("{number}/index.html").into(),
            inputs: InputFingerprint::File(Digest::default()),
            dependencies: [].into(),
            digest: Digest::default(),
            size: number.into(),
            stamp: FileStamp::default(),
            upload_group: UploadGroup::List,
            warnings: [].into(),
            removed: 0,
        }
    }

    proptest! {
        /// Each page gets its record, and the remaining records are those without a page.
        #[test]
        fn it_finds_what_a_map_would(
            before in prop::collection::hash_set(0..400_u16, 0..300),
            after in prop::collection::hash_set(0..400_u16, 0..300),
            moved in 0..4_usize,
        ) {
            let sorted = |numbers: &std::collections::HashSet<u16>| {
                let mut numbers: Vec<u16> = numbers.iter().copied().collect();
                numbers.sort_unstable();
                numbers
            };
            let (before, mut after) = (sorted(&before), sorted(&after));
            let third = after.len() / 3;
            after.rotate_left(third * moved.min(2));
            let files: Vec<_> = before.iter().copied().map(file).collect();
            let pages: Vec<_> = after.iter().copied().map(page).collect();
            let recorded = files.iter().zip(0..).map(|(record, index)| PreviousRecord { index, record });
            let matched = MatchedRecords::of(&pages, recorded);
            for (number, found) in after.iter().zip(&matched.by_page) {
                let expected = before.contains(number).then_some(u64::from(*number));
                prop_assert_eq!(found.map(|found| found.record.size), expected);
            }
            let removed: Vec<u64> = matched.removed.iter().map(|removed| removed.record.size).collect();
            let expected = before.iter().filter(|number| !after.contains(number)).map(|number| u64::from(*number));
            prop_assert_eq!(removed, expected.collect::<Vec<_>>());
        }
    }
}
