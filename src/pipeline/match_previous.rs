//! What is to be published beside what was. In go the record of the last build and the pages of this one; out comes, for
//! each page, what is recorded of its file, and the files that no page has any more. Both are in the order of their
//! plans, and a day's work moves little, so most are found where the one before was: to look each up in a map would
//! cost a build after one new story more than to make its pages.

use foldhash::HashMap;
use rayon::prelude::*;

use crate::cache::PreviousRecord;
use crate::plan::Page;

/// How far away what was inserted or taken out is looked for.
const NEAR: usize = 64;

/// How far away what is recorded of the first of some pages is looked for.
const FAR: usize = 1024;

/// How many pages are gone through in one go.
const AT_ONCE: usize = if cfg!(test) { 50 } else { 8192 };

/// What is recorded of pages' files.
#[derive(Debug)]
pub(super) struct MatchedRecords<'b> {
    /// What is recorded of each page's file, in the order of the pages.
    pub(super) of_each: Vec<Option<PreviousRecord<'b>>>,
    /// What no page has any more.
    pub(super) gone: Vec<PreviousRecord<'b>>,
}

impl<'b> MatchedRecords<'b> {
    /// Finds what is recorded of each page.
    pub(super) fn of(pages: &[Page], files: impl Iterator<Item = PreviousRecord<'b>>) -> Self {
        let files: Vec<PreviousRecord<'b>> = files.collect();
        // One file is one page's at most, so no two of them find the same, wherever each begins to look.
        let places: Vec<Vec<Option<usize>>> = pages
            .par_chunks(AT_ONCE)
            .enumerate()
            .map(|(chunk, some)| follow(some, start(&some[0], chunk * AT_ONCE, &files), &files))
            .collect();
        let mut is_taken = vec![false; files.len()];
        let mut of_each = Vec::with_capacity(pages.len());
        let mut missed = Vec::new();
        for place in places.into_iter().flatten() {
            match place {
                Some(place) => is_taken[place] = true,
                None => missed.push(of_each.len()),
            }
            of_each.push(place.map(|place| files[place]));
        }
        let left = files.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken);
        let mut gone: Vec<PreviousRecord<'b>> = left.map(|(file, _)| *file).collect();
        let mut left: HashMap<&str, PreviousRecord<'b>> =
            gone.iter().map(|file| (&*file.record.file, *file)).collect();
        for index in missed {
            of_each[index] = left.remove(pages[index].file().as_str());
        }
        // In the order in which they were, whatever the map's.
        gone.retain(|file| left.contains_key(&*file.record.file));
        Self { of_each, gone }
    }
}

/// Where what is recorded of some of the pages begins. As many as have come before the first of them may be new, or gone.
fn start(first: &Page, before: usize, files: &[PreviousRecord<'_>]) -> usize {
    let (low, high) = (before.saturating_sub(FAR), files.len().min(before + FAR));
    (low..high).find(|at| first.is_answered_by(&files[*at].record.file)).unwrap_or(before.min(files.len()))
}

/// Where what is recorded of each of these pages is, if it is about where that of the one before was.
fn follow(pages: &[Page], mut next: usize, files: &[PreviousRecord<'_>]) -> Vec<Option<usize>> {
    let mut places = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let found = near(page, next, files);
        places.push(found);
        match found {
            Some(at) => next = at + 1,
            // What stands here may be what only later pages want: then it waits for them.
            None if is_wanted_soon(files.get(next), &pages[index + 1..]) => {}
            None => next = (next + 1).min(files.len()),
        }
    }
    places
}

/// Where, from `next` on, what is recorded of a page is.
fn near(page: &Page, next: usize, files: &[PreviousRecord<'_>]) -> Option<usize> {
    let end = files.len().min(next + NEAR);
    (next..end).find(|at| page.is_answered_by(&files[*at].record.file))
}

/// Whether one of the pages that come has this file.
fn is_wanted_soon(file: Option<&PreviousRecord<'_>>, pages: &[Page]) -> bool {
    file.is_some_and(|file| pages.iter().take(NEAR).any(|page| page.is_answered_by(&file.record.file)))
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
            asked: [].into(),
            digest: Digest::default(),
            size: number.into(),
            stamp: FileStamp::default(),
            upload_group: UploadGroup::List,
            warnings: [].into(),
            removed: 0,
        }
    }

    proptest! {
        /// However much was moved, taken out and put in, each page has what is recorded of it, and the rest is gone.
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
            let recorded = files.iter().zip(0..).map(|(record, place)| PreviousRecord { place, record });
            let former = MatchedRecords::of(&pages, recorded);
            for (number, found) in after.iter().zip(&former.of_each) {
                let expected = before.contains(number).then_some(u64::from(*number));
                prop_assert_eq!(found.map(|found| found.record.size), expected);
            }
            let gone: Vec<u64> = former.gone.iter().map(|gone| gone.record.size).collect();
            let expected = before.iter().filter(|number| !after.contains(number)).map(|number| u64::from(*number));
            prop_assert_eq!(gone, expected.collect::<Vec<_>>());
        }
    }
}
