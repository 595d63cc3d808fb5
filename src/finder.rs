//! Finding one of many things by its name. In go the names of things that stand in a row; out comes a [`Finder`], which
//! knows their places and holds no names: whoever has the things says what each is called. An archive has hundreds of
//! thousands of addresses and files, and needs no second copy of them to look one up.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

/// The places of things, by their names.
#[derive(Debug, Default)]
pub struct Finder {
    places: HashTable<u32>,
    state: RandomState,
}

/// A thing that has the name of one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// The place of the first of that name, which is the one that is found.
    pub first: usize,
    /// Its own place.
    pub other: usize,
}

impl Finder {
    /// Takes in so many things, of which each has the name that `name` gives for its place. Beside it, those that can't
    /// be found by their names, in order.
    pub fn of<N: Hash + Eq>(count: usize, name: impl Fn(usize) -> N + Sync) -> (Self, Vec<Double>) {
        let state = RandomState::default();
        let hashes: Vec<u64> = (0..count).into_par_iter().map(|place| state.hash_one(name(place))).collect();
        Self::with(state, &hashes, name)
    }

    /// The same, on this core alone: for whoever makes others wait meanwhile, on whom it may not wait in turn.
    pub fn of_alone<N: Hash + Eq>(count: usize, name: impl Fn(usize) -> N) -> (Self, Vec<Double>) {
        let state = RandomState::default();
        let hashes: Vec<u64> = (0..count).map(|place| state.hash_one(name(place))).collect();
        Self::with(state, &hashes, name)
    }

    fn with<N: Eq>(state: RandomState, hashes: &[u64], name: impl Fn(usize) -> N) -> (Self, Vec<Double>) {
        let mut places = HashTable::with_capacity(hashes.len());
        let mut doubles = Vec::new();
        for (place, hash) in (0..).zip(hashes) {
            let hash_of = |other: &u32| hashes[*other as usize];
            let is_same =
                |other: &u32| hash_of(other) == *hash && name(*other as usize) == name(place as usize);
            match places.entry(*hash, is_same, hash_of) {
                Entry::Vacant(free) => {
                    free.insert(place);
                }
                Entry::Occupied(first) => {
                    doubles.push(Double { first: *first.get() as usize, other: place as usize });
                }
            }
        }
        (Self { places, state }, doubles)
    }

    /// The place of the first thing of this name. `name_of` gives the same names as when they were taken in.
    pub fn find<N: Hash + Eq>(&self, name: &N, name_of: impl Fn(usize) -> N) -> Option<usize> {
        let is_it = |place: &u32| name_of(*place as usize) == *name;
        self.places.find(self.state.hash_one(name), is_it).map(|place| *place as usize)
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
            let (finder, doubles) = Finder::of(names.len(), |place| names[place].as_str());
            let (mut first, mut again) = (HashMap::new(), Vec::new());
            for (other, name) in names.iter().enumerate() {
                let first = *first.entry(name.as_str()).or_insert(other);
                if first != other {
                    again.push(Double { first, other });
                }
            }
            prop_assert_eq!(&doubles, &again);
            prop_assert_eq!(Finder::of_alone(names.len(), |place| names[place].as_str()).1, again);
            for name in names.iter().chain(&others) {
                let found = finder.find(&name.as_str(), |place| names[place].as_str());
                prop_assert_eq!(found, first.get(name.as_str()).copied());
            }
        }
    }
}
