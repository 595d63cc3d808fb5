//! Where a long list is cut, so that one thing more or less in it moves no cut but its own. In goes a list in some order;
//! out come its parts. A thing's own text says whether it begins one.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use rayon::prelude::*;

/// About how many things a part has.
const ITEMS_PER_CHUNK: u64 = 512;

/// Cuts a list; `text` is by what each of it is known.
pub(super) fn split_into_chunks<T: Sync>(list: &[T], text: impl Fn(&T) -> &str + Sync) -> Vec<&[T]> {
    let cuts = list.par_iter().enumerate().skip(1).filter(|(_, thing)| starts_chunk(text(thing)));
    let cuts: Vec<usize> = cuts.map(|(place, _)| place).collect();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([list.len()]);
    starts.zip(ends).map(|(start, end)| &list[start..end]).filter(|part| !part.is_empty()).collect()
}

/// The same on every machine of one kind, and no secret: whoever makes all stories begin a part, or none, has a slower
/// build of a site that is theirs.
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
