//! Related articles: older articles that share tags. Newer ones are left out, and rarity counts
//! older articles only, so that a new article changes no old page. The number of articles
//! considered for each tag is limited, so that the cost does not grow with the archive.

use crate::archive::{Archive, ArticleId, TermKind};

/// Maximum number of an article's tags that are considered.
const MAX_TAGS: usize = 16;

/// Maximum number of articles considered for each tag: the newest of those older than the article.
const MAX_ARTICLES_PER_TAG: usize = 64;

/// Returns older articles of the same language that share tags, best match first.
///
/// More and rarer shared tags make a better match; of equal matches, the newer comes first.
pub(super) fn related(id: ArticleId, count: usize, archive: &Archive) -> Vec<ArticleId> {
    let edition = archive.article(id).edition;
    // Article and weight of one tag, packed: every build sorts these lists for all articles, and
    // whole numbers are compared at once.
    let mut shared: Vec<u64> = Vec::with_capacity(4 * MAX_ARTICLES_PER_TAG);
    for tag in archive.article_terms(id).tags.iter().take(MAX_TAGS) {
        let members = &archive.terms(TermKind::Tag).term(*tag).members;
        let older = &members[..members.partition_point(|member| *member < id)];
        let weight = rarity(older.len(), id.0);
        shared.extend(older.iter().rev().take(MAX_ARTICLES_PER_TAG).map(|member| packed(member.0, weight)));
    }
    shared.sort_unstable();
    let mut scored: Vec<u64> = shared
        .chunk_by(|one, other| one >> 32 == other >> 32)
        .map(|of_one| (ArticleId(high(of_one[0])), of_one.iter().map(|entry| low(*entry)).sum()))
        .filter(|(member, _)| archive.article(*member).edition == edition)
        .map(|(member, weight)| packed(weight, member.0))
        .collect();
    scored.sort_unstable();
    scored.into_iter().rev().take(count).map(|entry| ArticleId(low(entry))).collect()
}

/// Returns a number that is compared by `high`, then by `low`.
fn packed(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

fn high(packed: u64) -> u32 {
    u32::try_from(packed >> 32).unwrap_or(u32::MAX)
}

fn low(packed: u64) -> u32 {
    u32::try_from(packed & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// Returns the weight of a tag that `tagged` of `all` older articles have: 1 plus log₂(`all` /
/// `tagged`), rounded down.
fn rarity(tagged: usize, all: u32) -> u32 {
    let tagged = u32::try_from(tagged).unwrap_or(u32::MAX).max(1);
    1 + (all / tagged).max(1).ilog2()
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
