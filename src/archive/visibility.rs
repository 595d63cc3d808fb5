//! Who is there at a moment. A draft never is, unless it is asked for; an article whose date is in the future is under
//! embargo; one whose time is over, or that was withdrawn, leaves a notice at its address.

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

/// The moment at which the site is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub now: Timestamp,
    /// What becomes of drafts.
    pub drafts: Drafts,
}

/// What becomes of drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    Hidden,
    /// They are shown as if they were finished.
    Shown,
}

/// An entry that is not on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// The file that it is written in.
    pub file: SitePath,
    /// Why it is not there.
    pub absence: HiddenReason,
}

/// Why an entry is not on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HiddenReason {
    /// It is a draft.
    Draft,
    /// It is under embargo until then.
    Embargoed(Moment),
    /// Its time was over then. A notice is at its address.
    Expired(Moment),
}

/// Whether a file beside the texts is shown by one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetUse {
    /// A text that is there shows it or links to it.
    Visible,
    /// Only texts that are not there do; it must not give them away.
    HiddenOnly,
}

/// An article that was there and is no more. Of the article itself nothing is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Tombstone {
    /// The file that it is written in.
    pub file: SitePath,
    /// Where it was, and where the notice is.
    pub address: Address,
    /// What feeds called it, where its front matter says so.
    pub id: Option<Box<str>>,
    /// The old addresses that lead there.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that lead there.
    pub queries: Box<[QueryAddress]>,
    /// When it had appeared.
    pub date: ArticleDate,
    /// What is left of the terms that it bore.
    pub former_terms: TermHashes,
    /// Which of the site's languages it belonged to.
    pub edition: EditionId,
    /// Since when it has been tombstones.
    pub since: Moment,
    /// Why.
    pub reason: TombstoneReason,
}

/// Why an article is tombstones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TombstoneReason {
    /// It was withdrawn, perhaps with a reason.
    Withdrawn(Option<Box<str>>),
    /// Its time was over.
    Expired,
}

/// The entries, by whether they are there.
pub(super) struct Partition {
    pub(super) articles: Vec<Arc<Article>>,
    pub(super) standing: Vec<StandingPage>,
    pub(super) terms: Vec<TermFile>,
    pub(super) tombstones: Vec<Tombstone>,
    pub(super) hidden: Vec<Hidden>,
    pub(super) next_change: Option<Timestamp>,
    pub(super) assets: HashMap<AssetRef, AssetUse>,
}

/// Sorts the entries by whether they are there at the clock's moment.
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
                // What formats are told that need a day changes then.
                self.schedule(article.date.ends(), clock);
                self.record_assets(&article.assets, AssetUse::Visible);
                self.articles.push(article);
            }
        }
    }

    /// A withdrawn article's notice appears where the article would have been: not before the article's own time.
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

    /// Notes the times of change that are still to come: the site will change then.
    fn schedule(&mut self, changes: impl IntoIterator<Item = Moment>, clock: Clock) {
        for change in changes {
            self.is_ahead(change.instant(), clock);
        }
    }

    /// Whether an instant is still to come; if it is, the site will change then.
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

    /// Hides a text, and the assets that no visible text uses with it.
    fn hide(&mut self, file: SitePath, assets: &[AssetRef], absence: HiddenReason) {
        self.record_assets(assets, AssetUse::HiddenOnly);
        self.hidden.push(Hidden { file, absence });
    }
}

/// What is left of the terms that an article bore.
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
