//! Hash index from names to positions in a list.
//!
//! The index stores positions and no names: the caller provides the name of a position, both when
//! the index is built and when it is searched. An archive has hundreds of thousands of addresses
//! and files, and needs no second copy of them to look one up.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

/// Positions of items, by name.
#[derive(Debug, Default)]
pub struct PositionIndex {
    positions: HashTable<u32>,
    state: RandomState,
}

/// Item with the same name as an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Position of the first item with the name, which is the one that a search finds.
    pub first: usize,
    /// Position of the duplicate.
    pub other: usize,
}

impl PositionIndex {
    /// Indexes `count` items, and returns the duplicates in order.
    ///
    /// `name` returns the name at a position.
    pub fn new<N: Hash + Eq>(count: usize, name: impl Fn(usize) -> N + Sync) -> (Self, Vec<Duplicate>) {
        let state = RandomState::default();
        let hashes: Vec<u64> =
            (0..count).into_par_iter().map(|position| state.hash_one(name(position))).collect();
        Self::index(state, &hashes, name)
    }

    /// Indexes `count` items on the current thread only.
    ///
    /// Safe to call while other threads wait for the caller, for example inside a `OnceLock`:
    /// rayon could run one of the waiting tasks here and deadlock.
    pub fn new_sequential<N: Hash + Eq>(count: usize, name: impl Fn(usize) -> N) -> (Self, Vec<Duplicate>) {
        let state = RandomState::default();
        let hashes: Vec<u64> = (0..count).map(|position| state.hash_one(name(position))).collect();
        Self::index(state, &hashes, name)
    }

    fn index<N: Eq>(state: RandomState, hashes: &[u64], name: impl Fn(usize) -> N) -> (Self, Vec<Duplicate>) {
        let mut positions = HashTable::with_capacity(hashes.len());
        let mut duplicates = Vec::new();
        for (position, hash) in (0..).zip(hashes) {
            let hash_of = |other: &u32| hashes[*other as usize];
            let has_same_name =
                |other: &u32| hash_of(other) == *hash && name(*other as usize) == name(position as usize);
            match positions.entry(*hash, has_same_name, hash_of) {
                Entry::Vacant(free) => {
                    free.insert(position);
                }
                Entry::Occupied(first) => {
                    let first = *first.get() as usize;
                    duplicates.push(Duplicate { first, other: position as usize });
                }
            }
        }
        (Self { positions, state }, duplicates)
    }

    /// Returns the position of the first item with a name.
    ///
    /// `name_of` must return the same names as when the index was built.
    pub fn find<N: Hash + Eq>(&self, name: &N, name_of: impl Fn(usize) -> N) -> Option<usize> {
        let matches = |position: &u32| name_of(*position as usize) == *name;
        self.positions.find(self.state.hash_one(name), matches).map(|position| *position as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_map_of_the_names_would_find(
            names in prop::collection::vec("[ab]{0,5}", 0..60),
            others in prop::collection::vec("[ab]{0,5}", 0..20),
        ) {
            let (index, duplicates) = PositionIndex::new(names.len(), |position| names[position].as_str());
            let (mut first, mut expected) = (HashMap::new(), Vec::new());
            for (other, name) in names.iter().enumerate() {
                let first = *first.entry(name.as_str()).or_insert(other);
                if first != other {
                    expected.push(Duplicate { first, other });
                }
            }
            prop_assert_eq!(&duplicates, &expected);
            let sequential = PositionIndex::new_sequential(names.len(), |position| names[position].as_str());
            prop_assert_eq!(sequential.1, expected);
            for name in names.iter().chain(&others) {
                let found = index.find(&name.as_str(), |position| names[position].as_str());
                prop_assert_eq!(found, first.get(name.as_str()).copied());
            }
        }
    }
}
