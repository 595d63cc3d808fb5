//! The stories that a story's readers may want next: in goes an article, out come older ones that share its tags, the
//! nearest first. Only older ones, and nothing is weighed but what is older, so that a new story changes the page of
//! no old one; and only so many of each tag, so that an archive of a century costs a page no more than one of a year.

use crate::archive::{ArticleId, Kind};

use super::world::World;

/// How many of an article's tags are looked at.
const TAGS: usize = 16;

/// How many stories of each tag are looked at: the newest of those that are older than the article.
const STORIES_OF_EACH: usize = 64;

/// Older stories that share an article's tags, the nearest first: those that share more and rarer tags, and of equals
/// the newest. They are in the article's own of the site's languages.
pub(super) fn related(id: ArticleId, count: usize, world: &World) -> Vec<ArticleId> {
    let archive = &world.archive;
    let edition = archive.article(id).edition;
    let mut shared: Vec<(ArticleId, u32)> = Vec::new();
    for tag in archive.labels(id).tags.iter().take(TAGS) {
        let members = &archive.terms(Kind::Tag).term(*tag).members;
        let older = &members[..members.partition_point(|member| *member < id)];
        let weight = rarity(older.len(), id.0);
        shared.extend(older.iter().rev().take(STORIES_OF_EACH).map(|member| (*member, weight)));
    }
    shared.sort_unstable();
    let mut scored: Vec<(u32, ArticleId)> = shared
        .chunk_by(|(one, _), (other, _)| one == other)
        .map(|of_one| (of_one.iter().map(|(_, weight)| weight).sum(), of_one[0].0))
        .filter(|(_, member)| archive.article(*member).edition == edition)
        .collect();
    scored.sort_unstable_by(|one, other| other.cmp(one));
    scored.into_iter().take(count).map(|(_, member)| member).collect()
}

/// What it says of two stories that they share a tag which so many of so many older stories bear: how often all must
/// be halved to be as few as those.
fn rarity(bearers: usize, all: u32) -> u32 {
    let bearers = u32::try_from(bearers).unwrap_or(u32::MAX).max(1);
    1 + (all / bearers).max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rarer_tag_says_more_and_every_tag_says_something() {
        assert_eq!(rarity(100, 100), 1);
        assert_eq!(rarity(0, 0), 1);
        assert_eq!(rarity(50, 100), 2);
        assert!(rarity(1, 100_000) > 2 * rarity(1_000, 100_000));
    }
}
