//! Who is there at a moment. A draft never is, unless it is asked for; an article whose date is in the future is under
//! embargo; one whose time is over, or that was withdrawn, leaves a notice at its address.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::address::{Address, QueryAddress};
use crate::article::{Article, Entry, Names, Notice, Standing, TermFile, Traces, Use};
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
    LeftOut,
    /// They are shown as if they were finished.
    Shown,
}

/// An entry that is not on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The file that it is written in.
    pub file: SitePath,
    /// Why it is not there.
    pub absence: Absence,
}

/// Why an entry is not on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Absence {
    /// It is a draft.
    Draft,
    /// It is under embargo until then.
    Embargoed(Moment),
    /// Its time was over then. A notice is at its address.
    Expired(Moment),
}

/// Whether a file beside the texts is shown by one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InUse {
    /// A text that is there shows it or links to it.
    ByThePresent,
    /// Only texts that are not there do; it must not give them away.
    OnlyByTheAbsent,
}

/// An article that was there and is no more. Of the article itself nothing is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Gone {
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
    pub bore: Traces,
    /// Which of the site's languages it belonged to.
    pub edition: EditionId,
    /// Since when it has been gone.
    pub since: Moment,
    /// Why.
    pub why: Why,
}

/// Why an article is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was withdrawn, perhaps with a reason.
    Withdrawn(Option<Box<str>>),
    /// Its time was over.
    Expired,
}

/// The entries, by whether they are there.
pub(super) struct Sorted {
    pub(super) articles: Vec<Arc<Article>>,
    pub(super) standing: Vec<Standing>,
    pub(super) terms: Vec<TermFile>,
    pub(super) gone: Vec<Gone>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) next_change: Option<Timestamp>,
    pub(super) uses: HashMap<Use, InUse>,
}

/// Sorts the entries by whether they are there at the clock's moment.
pub(super) fn sort(entries: Vec<Entry>, clock: Clock) -> Sorted {
    let articles = Vec::with_capacity(entries.len());
    let mut sorted = Sorted {
        articles,
        standing: Vec::new(),
        terms: Vec::new(),
        gone: Vec::new(),
        left_out: Vec::new(),
        next_change: None,
        uses: HashMap::new(),
    };
    for entry in entries {
        match entry {
            Entry::Article(article) => sorted.article(article, clock),
            Entry::Withdrawn(notice) => sorted.notice(*notice, clock),
            Entry::Standing(page) if page.draft && clock.drafts == Drafts::LeftOut => {
                sorted.used(&page.uses, InUse::OnlyByTheAbsent);
                sorted.leave_out(page.file, Absence::Draft);
            }
            Entry::Standing(page) => {
                sorted.note_changes(page.updated, clock);
                sorted.used(&page.uses, InUse::ByThePresent);
                sorted.standing.push(*page);
            }
            Entry::Term(term) if term.draft && clock.drafts == Drafts::LeftOut => {
                sorted.used(&term.uses, InUse::OnlyByTheAbsent);
                sorted.leave_out(term.file, Absence::Draft);
            }
            Entry::Term(term) => {
                sorted.note_changes(term.updated, clock);
                sorted.used(&term.uses, InUse::ByThePresent);
                sorted.terms.push(*term);
            }
        }
    }
    sorted.standing.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    sorted.terms.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    sorted.gone.sort_unstable_by(|a, b| a.address.cmp(&b.address));
    sorted.left_out.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    sorted
}

impl Sorted {
    fn article(&mut self, article: Arc<Article>, clock: Clock) {
        if article.draft && clock.drafts == Drafts::LeftOut {
            self.used(&article.uses, InUse::OnlyByTheAbsent);
            return self.leave_out(article.file.clone(), Absence::Draft);
        }
        if self.is_ahead(article.date.begins().instant(), clock) {
            self.used(&article.uses, InUse::OnlyByTheAbsent);
            return self.leave_out(article.file.clone(), Absence::Embargoed(article.date.begins()));
        }
        match article.expires {
            Some(expires) if !self.is_ahead(expires.instant(), clock) => {
                self.used(&article.uses, InUse::OnlyByTheAbsent);
                self.leave_out(article.file.clone(), Absence::Expired(expires));
                let bore = traces(&article);
                let article = Arc::unwrap_or_clone(article);
                let Article { file, address, id, aliases, queries, edition, date, .. } = article;
                self.gone.push(Gone {
                    file,
                    address,
                    id,
                    aliases,
                    queries,
                    edition,
                    date,
                    bore,
                    since: expires,
                    why: Why::Expired,
                });
            }
            _ => {
                let corrections = article.corrections.iter().map(|correction| correction.date);
                self.note_changes(article.updated.into_iter().chain(corrections), clock);
                // What formats are told that need a day changes then.
                self.note_changes(article.date.ends(), clock);
                self.used(&article.uses, InUse::ByThePresent);
                self.articles.push(article);
            }
        }
    }

    /// A withdrawn article's notice appears where the article would have been: not before the article's own time.
    fn notice(&mut self, notice: Notice, clock: Clock) {
        self.used(&notice.uses, InUse::OnlyByTheAbsent);
        if notice.draft && clock.drafts == Drafts::LeftOut {
            return self.leave_out(notice.file, Absence::Draft);
        }
        if self.is_ahead(notice.date.begins().instant(), clock) {
            return self.leave_out(notice.file, Absence::Embargoed(notice.date.begins()));
        }
        let Notice { file, address, id, aliases, queries, edition, date, withdrawal, bore, .. } = notice;
        self.note_changes([withdrawal.date], clock);
        self.gone.push(Gone {
            file,
            address,
            id,
            aliases,
            queries,
            date,
            bore,
            edition,
            since: withdrawal.date,
            why: Why::Withdrawn(withdrawal.reason),
        });
    }

    /// Notes the times of change that are still to come: the site will change then.
    fn note_changes(&mut self, changes: impl IntoIterator<Item = Moment>, clock: Clock) {
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

    fn used(&mut self, files: &[Use], by: InUse) {
        for file in files {
            let entry = self.uses.entry(file.clone()).or_insert(by);
            if by == InUse::ByThePresent {
                *entry = by;
            }
        }
    }

    fn leave_out(&mut self, file: SitePath, absence: Absence) {
        self.left_out.push(LeftOut { file, absence });
    }
}

/// What is left of the terms that an article bore.
fn traces(article: &Article) -> Traces {
    Traces::of(&Names {
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
    use crate::archive::Kind;
    use crate::language::Casing;

    #[test]
    fn traces_lead_to_the_lists_that_the_archive_has() {
        let names = ["C#"];
        let traces =
            Traces::of(&Names { tags: &names, authors: &names, section: names.first(), series: None });
        let list = |kind: Kind| kind.address().join(&slugify("C#", Casing::Common));
        assert!([Kind::Tag, Kind::Author, Kind::Section].iter().all(|kind| traces.lead_to(&list(*kind))));
        assert!(!traces.lead_to(&list(Kind::Series)));
        let any = Traces::of_name_as_any_term(std::iter::once("C#"));
        assert!(Kind::ALL.iter().all(|kind| any.lead_to(&list(*kind))));
    }
}
