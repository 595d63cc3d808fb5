//! Sample of an archive, spread over years and patterns of addresses.

use std::collections::{BTreeMap, BTreeSet};

use crate::story::{Story, StoryDate};
use crate::survey::address_pattern;

/// Texts of one year and one pattern of addresses, in the order of the source.
#[derive(Debug, Default)]
pub(crate) struct Strata(BTreeMap<(Option<i16>, String), Vec<String>>);

impl Strata {
    /// Adds a text.
    pub(crate) fn add(&mut self, story: &Story) {
        let pattern = story.address.as_deref().map(address_pattern).unwrap_or_default();
        self.0.entry((story.date.map(StoryDate::year), pattern)).or_default().push(story.id.0.clone());
    }

    /// Returns `size` ids: one of each group in turn, spread over the group.
    pub(crate) fn sample(&self, size: usize) -> BTreeSet<String> {
        let mut chosen = BTreeSet::new();
        let longest = self.0.values().map(Vec::len).max().unwrap_or(0);
        // Round n takes the texts at n + 1/2 of as many parts as the largest group needs.
        let rounds = size.div_ceil(self.0.len().max(1)).min(longest);
        for round in 0..longest.max(rounds) {
            for ids in self.0.values() {
                if chosen.len() == size {
                    return chosen;
                }
                let spread =
                    if round < rounds { (2 * round + 1) * ids.len() / (2 * rounds.max(1)) } else { round };
                if let Some(id) = ids.get(spread) {
                    chosen.insert(id.clone());
                }
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Origin, SourceId, StoryKind};

    #[test]
    fn every_year_is_in_a_sample() {
        let mut strata = Strata::default();
        for number in 0..1000_i16 {
            let mut story =
                Story::new(SourceId(format!("x:{number}")), Origin::default(), StoryKind::Article);
            story.date = Some(StoryDate::Year(1990 + number % 20));
            strata.add(&story);
        }
        let sample = strata.sample(50);
        assert_eq!(sample.len(), 50);
        let years: BTreeSet<i16> = sample.iter().map(|id| id[2..].parse::<i16>().expect("id") % 20).collect();
        assert_eq!(years.len(), 20);
        assert_eq!(strata.sample(5000).len(), 1000);
    }
}
