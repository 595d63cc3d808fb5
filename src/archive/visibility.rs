//! Sorts entries by visibility at a moment.
//!
//! Drafts are hidden unless requested. An article with a future date is under embargo. An expired
//! or withdrawn article leaves a tombstone at its address.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::address::{Address, QueryAddress};
use crate::article::{
    Article, AssetRef, Entry, StandingPage, TermFile, TermHashes, TermNames, WithdrawnArticle,
};
use crate::config::EditionId;
use crate::moment::{ArticleDate, Moment};
use crate::path::SitePath;

/// Moment of the site, and the treatment of drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Moment.
    pub now: Timestamp,
    /// Treatment of drafts.
    pub drafts: Drafts,
}

/// Treatment of drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// Drafts are left out.
    Hidden,
    /// Drafts are shown like other texts.
    Shown,
}

/// Entry that is not on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Source file.
    pub file: SitePath,
    /// Reason.
    pub absence: HiddenReason,
}

/// Reason why an entry is not on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HiddenReason {
    /// Draft.
    Draft,
    /// Embargo until this time.
    Embargoed(Moment),
    /// Expired at this time. A tombstone is at the address.
    Expired(Moment),
}

/// Use of a content file by texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetUse {
    /// A visible text shows it or links to it.
    Visible,
    /// Only hidden texts use it; publishing it would reveal them.
    HiddenOnly,
}

/// Notice in place of an article that was removed.
///
/// It holds nothing of the article's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Tombstone {
    /// Source file.
    pub file: SitePath,
    /// Address of the article and of the notice.
    pub address: Address,
    /// Feed id from the front matter, if any.
    pub id: Option<Box<str>>,
    /// Old addresses that redirect there.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that redirect there.
    pub queries: Box<[QueryAddress]>,
    /// Date of the article.
    pub date: ArticleDate,
    /// Hashes of the article's terms.
    pub former_terms: TermHashes,
    /// Language of the article.
    pub edition: EditionId,
    /// Time from which the notice is shown.
    pub since: Moment,
    /// Reason.
    pub reason: TombstoneReason,
}

/// Reason for a tombstone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TombstoneReason {
    /// Withdrawn, optionally with an explanation.
    Withdrawn(Option<Box<str>>),
    /// Expired.
    Expired,
}

/// Entries by visibility.
pub(super) struct Partition {
    pub(super) articles: Vec<Arc<Article>>,
    pub(super) standing: Vec<StandingPage>,
    pub(super) terms: Vec<TermFile>,
    pub(super) tombstones: Vec<Tombstone>,
    pub(super) hidden: Vec<Hidden>,
    pub(super) next_change: Option<Timestamp>,
    pub(super) assets: HashMap<AssetRef, AssetUse>,
}

/// Sorts the entries by visibility at the clock's moment.
pub(super) fn partition(entries: Vec<Entry>, clock: Clock) -> Partition {
    let articles = Vec::with_capacity(entries.len());
    let mut partition = Partition {
        articles,
        standing: Vec::new(),
        terms: Vec::new(),
        tombstones: Vec::new(),
        hidden: Vec::new(),
        next_change: None,
        assets: HashMap::new(),
    };
    for entry in entries {
        match entry {
            Entry::Article(article) => partition.article(article, clock),
            Entry::Withdrawn(notice) => partition.notice(*notice, clock),
            Entry::Standing(page) if page.draft && clock.drafts == Drafts::Hidden => {
                partition.hide(page.file, &page.assets, HiddenReason::Draft);
            }
            Entry::Standing(page) => {
                partition.schedule(page.updated, clock);
                partition.record_assets(&page.assets, AssetUse::Visible);
                partition.standing.push(*page);
            }
            Entry::Term(term) if term.draft && clock.drafts == Drafts::Hidden => {
                partition.hide(term.file, &term.assets, HiddenReason::Draft);
            }
            Entry::Term(term) => {
                partition.schedule(term.updated, clock);
                partition.record_assets(&term.assets, AssetUse::Visible);
                partition.terms.push(*term);
            }
        }
    }
    partition.standing.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    partition.terms.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    partition.tombstones.sort_unstable_by(|a, b| a.address.cmp(&b.address));
    partition.hidden.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    partition
}

impl Partition {
    fn article(&mut self, article: Arc<Article>, clock: Clock) {
        if article.draft && clock.drafts == Drafts::Hidden {
            return self.hide(article.file.clone(), &article.assets, HiddenReason::Draft);
        }
        if self.is_ahead(article.date.begins().instant(), clock) {
            return self.hide(
                article.file.clone(),
                &article.assets,
                HiddenReason::Embargoed(article.date.begins()),
            );
        }
        match article.expires {
            Some(expires) if !self.is_ahead(expires.instant(), clock) => {
                self.hide(article.file.clone(), &article.assets, HiddenReason::Expired(expires));
                let former_terms = term_hashes(&article);
                let article = Arc::unwrap_or_clone(article);
                let Article { file, address, id, aliases, queries, edition, date, .. } = article;
                self.tombstones.push(Tombstone {
                    file,
                    address,
                    id,
                    aliases,
                    queries,
                    edition,
                    date,
                    former_terms,
                    since: expires,
                    reason: TombstoneReason::Expired,
                });
            }
            _ => {
                let corrections = article.corrections.iter().map(|correction| correction.date);
                self.schedule(article.updated.into_iter().chain(corrections), clock);
                // Formats that need a day show another date from then on.
                self.schedule(article.date.ends(), clock);
                self.record_assets(&article.assets, AssetUse::Visible);
                self.articles.push(article);
            }
        }
    }

    /// Adds the notice of a withdrawn article, not before the date of the article.
    fn notice(&mut self, notice: WithdrawnArticle, clock: Clock) {
        if notice.draft && clock.drafts == Drafts::Hidden {
            return self.hide(notice.file, &notice.assets, HiddenReason::Draft);
        }
        if self.is_ahead(notice.date.begins().instant(), clock) {
            return self.hide(notice.file, &notice.assets, HiddenReason::Embargoed(notice.date.begins()));
        }
        self.record_assets(&notice.assets, AssetUse::HiddenOnly);
        let WithdrawnArticle {
            file,
            address,
            id,
            aliases,
            queries,
            edition,
            date,
            withdrawal,
            former_terms,
            ..
        } = notice;
        self.schedule([withdrawal.date], clock);
        self.tombstones.push(Tombstone {
            file,
            address,
            id,
            aliases,
            queries,
            date,
            former_terms,
            edition,
            since: withdrawal.date,
            reason: TombstoneReason::Withdrawn(withdrawal.reason),
        });
    }

    /// Records future times of change, at which the site changes.
    fn schedule(&mut self, changes: impl IntoIterator<Item = Moment>, clock: Clock) {
        for change in changes {
            self.is_ahead(change.instant(), clock);
        }
    }

    /// Returns true for a future instant, and records it as a time of change.
    fn is_ahead(&mut self, instant: Timestamp, clock: Clock) -> bool {
        let is_ahead = instant > clock.now;
        if is_ahead {
            self.next_change = Some(self.next_change.map_or(instant, |next| next.min(instant)));
        }
        is_ahead
    }

    fn record_assets(&mut self, files: &[AssetRef], by: AssetUse) {
        for file in files {
            let entry = self.assets.entry(file.clone()).or_insert(by);
            if by == AssetUse::Visible {
                *entry = by;
            }
        }
    }

    /// Hides a text. Its assets stay hidden too, unless a visible text uses them.
    fn hide(&mut self, file: SitePath, assets: &[AssetRef], absence: HiddenReason) {
        self.record_assets(assets, AssetUse::HiddenOnly);
        self.hidden.push(Hidden { file, absence });
    }
}

/// Hashes the terms of a removed article.
fn term_hashes(article: &Article) -> TermHashes {
    TermHashes::of(&TermNames {
        tags: &article.tags,
        authors: &article.authors,
        section: article.section.as_ref(),
        series: article.series.as_ref(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::slugify;
    use crate::archive::TermKind;
    use crate::language::Casing;

    #[test]
    fn term_hashes_match_the_lists_of_the_archive() {
        let names = ["C#"];
        let hashes = TermHashes::of(&TermNames {
            tags: &names,
            authors: &names,
            section: names.first(),
            series: None,
        });
        let list = |kind: TermKind| kind.address().join(&slugify("C#", Casing::Common));
        assert!(
            [TermKind::Tag, TermKind::Author, TermKind::Section]
                .iter()
                .all(|kind| hashes.contains(&list(*kind)))
        );
        assert!(!hashes.contains(&list(TermKind::Series)));
        let any = TermHashes::of_any_kind(std::iter::once("C#"));
        assert!(TermKind::ALL.iter().all(|kind| any.contains(&list(*kind))));
    }
}
