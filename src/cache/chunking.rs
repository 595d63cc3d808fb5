//! Content-defined chunking of sorted lists.
//!
//! Each item's own key decides whether it starts a chunk, so inserting or removing an item changes
//! only the chunk that contains it.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use rayon::prelude::*;

/// Average number of items in a chunk.
const ITEMS_PER_CHUNK: u64 = 512;

/// Splits a list into chunks. `text` returns the key of an item.
pub(super) fn split_into_chunks<T: Sync>(list: &[T], text: impl Fn(&T) -> &str + Sync) -> Vec<&[T]> {
    let cuts = list.par_iter().enumerate().skip(1).filter(|(_, thing)| starts_chunk(text(thing)));
    let cuts: Vec<usize> = cuts.map(|(place, _)| place).collect();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([list.len()]);
    starts.zip(ends).map(|(start, end)| &list[start..end]).filter(|part| !part.is_empty()).collect()
}

/// Returns whether an item with this key starts a chunk.
///
/// The hash is fixed, not secret. An author who chooses keys that make all chunks long or short
/// only slows down builds of their own site.
fn starts_chunk(text: &str) -> bool {
    FixedState::default().hash_one(text).is_multiple_of(ITEMS_PER_CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_is_one_part_that_differs() {
        let names: Vec<String> = (0..20_000).map(|n| format!("content/{n:05}.md")).collect();
        let mut more = names.clone();
        more.insert(10_000, "content/09999-and-one.md".to_owned());
        let parts: Vec<&[String]> = split_into_chunks(&names, |name| name);
        let after: Vec<&[String]> = split_into_chunks(&more, |name| name);
        assert!((10..120).contains(&parts.len()), "{}", parts.len());
        assert_eq!(parts.concat(), names);
        let differ = after.iter().filter(|part| !parts.contains(part)).count();
        assert!((1..=2).contains(&differ), "{differ}");
    }
}
