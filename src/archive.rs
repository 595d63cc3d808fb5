//! Organizes the entries of a site into an [`Archive`] as of one moment.
//!
//! The archive holds the visible articles, oldest first, and the indexes that lead to them: by day,
//! month and year, by tag, author, section and series, and to the neighbors of each article. Hidden
//! entries are listed with the reason. An archive never changes.

mod calendar;
mod collect_terms;
mod corrections;
mod file_index;
mod similar_terms;
mod term;
mod term_aliases;
mod term_index;
mod term_key;
mod term_usage;
mod translations;
mod visibility;

use std::sync::Arc;

use foldhash::HashMap;
use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use crate::address::Address;
use crate::article::{Article, AssetRef, Correction, Entry, StandingPage};
use crate::config::EditionId;
use crate::diagnostic::Diagnostics;
use crate::language::Casing;
use crate::moment::{Extent, Moment};
use crate::path::SitePath;

use file_index::FileIndex;
use translations::Translations;

pub use crate::article::TermKind;
pub use calendar::{Anniversary, Calendar, Day, Month, Year};
pub use corrections::CorrectionId;
pub use term::{ArticleTerms, FormerAddress, Term, TermDefinition, TermId, Terms};
pub use translations::{TextId, Translation};
pub use visibility::{AssetUse, Clock, Drafts, Hidden, HiddenReason, Tombstone, TombstoneReason};

/// Position of an article in the archive, counted from the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub u32);

impl ArticleId {
    fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns this id and all later ones.
    fn and_later(self) -> impl Iterator<Item = Self> {
        (self.0..u32::MAX).map(Self)
    }
}

/// Visible texts of a site, in every order in which pages show them.
#[derive(Debug)]
pub struct Archive {
    now: Timestamp,
    /// Shared with the archives of later edits and other moments.
    articles: Vec<Arc<Article>>,
    extents: Vec<Extent>,
    changed: Vec<Moment>,
    article_terms: Vec<ArticleTerms>,
    all_ids: Vec<ArticleId>,
    translations: Translations,
    tombstones: Vec<Tombstone>,
    standing: Vec<StandingPage>,
    terms: [Terms; 4],
    calendar: Calendar,
    corrections: Vec<CorrectionId>,
    hidden: Vec<Hidden>,
    next_change: Option<Timestamp>,
    files: FileIndex,
    assets: HashMap<AssetRef, AssetUse>,
}

/// Status of a Markdown file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStatus {
    /// Article of the archive.
    Article(ArticleId),
    /// Standing page, by its index.
    Standing(usize),
    /// Text about a term.
    Term(TermKind, TermId),
    /// Withdrawn or expired article, by the index of its tombstone.
    Tombstone(usize),
    /// Not on the site at this moment.
    Hidden(HiddenReason),
}

/// Organizes the entries of a site as of the clock's moment.
///
/// `homes` are the home pages of the site's languages, the main language first. `casing` holds the
/// case rules of the main language.
pub fn organize(
    entries: Vec<Entry>,
    clock: Clock,
    homes: Vec<Address>,
    casing: Casing,
) -> (Archive, Diagnostics) {
    let mut entries = visibility::partition(entries, clock);
    let mut found = Diagnostics::new();
    let articles = oldest_first(std::mem::take(&mut entries.articles));
    let term_files = std::mem::take(&mut entries.terms);
    // By name on one core, by date and language on another: neither needs the other's result.
    let ((terms, article_terms), (extents, calendar, changed, corrections, translations)) = rayon::join(
        || term_index::build(&articles, term_files, casing, &mut found),
        || {
            let extents: Vec<Extent> = articles.par_iter().map(|article| article.date.extent()).collect();
            let calendar = Calendar::of(&extents);
            let changed = articles.par_iter().map(|article| changed(article, clock.now)).collect();
            let translations = Translations::of(homes, &articles, &entries.standing);
            (extents, calendar, changed, corrections::all(&articles), translations)
        },
    );
    let files = FileIndex::of(&entries, &terms);
    let all_ids = ids().take(articles.len()).collect();
    let archive = Archive {
        now: clock.now,
        articles,
        extents,
        changed,
        article_terms,
        all_ids,
        translations,
        tombstones: entries.tombstones,
        standing: entries.standing,
        terms,
        calendar,
        corrections,
        hidden: entries.hidden,
        next_change: entries.next_change,
        files,
        assets: entries.assets,
    };
    (archive, found)
}

/// Sorts the articles by instant, and those of one instant by address, so that the order is the
/// same on every machine. The instants are computed once, not for each comparison, since the
/// articles are spread over the memory.
fn oldest_first(articles: Vec<Arc<Article>>) -> Vec<Arc<Article>> {
    let dated = articles.into_par_iter().map(|article| (article.date.instant(), article));
    let mut dated: Vec<(Timestamp, Arc<Article>)> = dated.collect();
    dated.par_sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.address.cmp(&other.address)));
    dated.into_iter().map(|(_, article)| article).collect()
}

/// Returns the time of an article's latest change that is not in the future.
fn changed(article: &Article, now: Timestamp) -> Moment {
    let corrections = article.corrections.iter().map(|correction| correction.date);
    let later = article.updated.into_iter().chain(corrections).filter(|moment| moment.instant() <= now);
    if let Some(date) = article.date.exactly() {
        return later.fold(date, Moment::later_of);
    }
    // A change within the period is more precise than the period.
    let begins = article.date.begins().instant();
    let within = later.filter(|moment| moment.instant() >= begins);
    within.reduce(Moment::later_of).unwrap_or_else(|| article.date.shown_at(now))
}

/// Returns all ids, oldest first.
fn ids() -> impl Iterator<Item = ArticleId> {
    ArticleId(0).and_later()
}

/// Returns all ids as a parallel iterator.
fn par_ids() -> impl IndexedParallelIterator<Item = ArticleId> {
    (0..u32::MAX).into_par_iter().map(ArticleId)
}

impl Archive {
    /// Returns the moment of the archive.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns the day of an article in the site's time zone, or its month or year if the day is
    /// unknown.
    ///
    /// Faster than computing it from the article.
    pub fn extent(&self, id: ArticleId) -> Extent {
        self.extents[id.index()]
    }

    /// Returns an article's date for formats that need a day.
    pub fn appeared(&self, id: ArticleId) -> Moment {
        self.article(id).date.shown_at(self.now)
    }

    /// Returns the time of an article's latest change by this moment.
    ///
    /// Candidates are `updated`, the latest correction and the date.
    pub fn changed(&self, id: ArticleId) -> Moment {
        self.changed[id.index()]
    }

    /// Returns the instant of an article's latest change by this moment.
    ///
    /// A change whose time of day is unknown never precedes the article.
    pub fn modified(&self, id: ArticleId) -> Moment {
        let (appeared, changed) = (self.appeared(id), self.changed(id));
        if changed.instant() < appeared.instant() { appeared } else { changed }
    }

    /// Returns a time of change unless it lies in the future.
    pub fn by_now(&self, moment: Option<Moment>) -> Option<Moment> {
        moment.filter(|moment| moment.instant() <= self.now)
    }

    /// Returns the time from which the same texts make a different site.
    ///
    /// That is the next change, or the time at which a story becomes older than `news`.
    pub fn valid_until(&self, news: SignedDuration) -> Option<Timestamp> {
        // The window is inclusive.
        let news = news.saturating_add(SignedDuration::from_nanos(1));
        // The oldest story in the window leaves it first.
        let since = self.now.checked_sub(news).unwrap_or(Timestamp::MIN);
        let aged = self.since(since).iter().filter_map(|id| self.article(*id).date.exactly());
        let aged = aged.filter_map(|moment| moment.instant().checked_add(news).ok());
        aged.filter(|instant| *instant > self.now).chain(self.next_change).min()
    }

    /// Returns the articles published since an instant, oldest first.
    pub fn since(&self, instant: Timestamp) -> &[ArticleId] {
        let first = self.articles.partition_point(|article| article.date.instant() < instant);
        &self.all_ids[first..]
    }

    /// Returns all articles with their ids, oldest first.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = (ArticleId, &Article)> {
        self.all_ids.iter().copied().zip(self.articles.iter().map(|article| &**article))
    }

    /// Returns the number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Returns true if there are no articles.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Returns an article.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// Returns the terms of an article.
    pub fn article_terms(&self, id: ArticleId) -> &ArticleTerms {
        &self.article_terms[id.index()]
    }

    /// Returns all ids, oldest first.
    pub fn all_ids(&self) -> &[ArticleId] {
        &self.all_ids
    }

    /// Returns the site's languages, the main language first.
    pub fn editions(&self) -> impl Iterator<Item = EditionId> + use<> {
        (0..).map(EditionId).take(self.translations.len())
    }

    /// Returns the home page of a language.
    pub fn home(&self, edition: EditionId) -> Address {
        self.translations.home(edition).cloned().unwrap_or_else(Address::root)
    }

    /// Returns the articles of a language, oldest first.
    pub fn edition(&self, edition: EditionId) -> &[ArticleId] {
        self.translations.members(edition).unwrap_or(&self.all_ids)
    }

    /// Returns all language versions of a text, including the text.
    ///
    /// The list is empty for a text in one language only.
    pub fn translations(&self, text: TextId) -> &[Translation] {
        self.translations.group(text)
    }

    /// Returns the language of a term: that of its file, otherwise of its oldest story.
    pub fn edition_of_term(&self, term: &Term) -> EditionId {
        if self.translations.len() < 2 {
            return EditionId::OWN;
        }
        let oldest = || term.members.first().map(|id| self.article(*id).edition);
        term.file().map(|file| file.edition).or_else(oldest).unwrap_or_default()
    }

    /// Returns the next older article in the same language.
    pub fn older(&self, id: ArticleId) -> Option<ArticleId> {
        let (edition, place) = self.place(id);
        edition.get(place.checked_sub(1)?).copied()
    }

    /// Returns the next newer article in the same language.
    pub fn newer(&self, id: ArticleId) -> Option<ArticleId> {
        let (edition, place) = self.place(id);
        edition.get(place + 1).copied()
    }

    /// Returns the position of an article among those in its language.
    fn place(&self, id: ArticleId) -> (&[ArticleId], usize) {
        if self.translations.is_monolingual() {
            return (&self.all_ids, id.index());
        }
        match self.translations.members(self.article(id).edition) {
            Some(members) => (members, members.partition_point(|other| *other < id)),
            None => (&self.all_ids, id.index()),
        }
    }

    /// Returns withdrawn and expired articles, by address.
    pub fn tombstones(&self) -> &[Tombstone] {
        &self.tombstones
    }

    /// Returns the standing pages, by file.
    pub fn standing(&self) -> &[StandingPage] {
        &self.standing
    }

    /// Returns the terms of a kind.
    pub fn terms(&self, kind: TermKind) -> &Terms {
        &self.terms[kind as usize]
    }

    /// Returns the files about terms, each with its term.
    pub fn terms_with_file(&self) -> impl Iterator<Item = (TermKind, TermId, &TermDefinition)> {
        self.terms.iter().flat_map(|terms| terms.with_file().map(|(id, own)| (terms.kind(), id, own)))
    }

    /// Returns all corrections, oldest first.
    pub fn corrections(&self) -> &[CorrectionId] {
        &self.corrections
    }

    /// Returns a correction.
    pub fn correction(&self, id: CorrectionId) -> &Correction {
        &self.article(id.article).corrections[id.index as usize]
    }

    /// Returns the days, months and years that have stories.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the entries that are hidden at this moment.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Returns the time of the next embargo, expiry or dated change.
    pub fn next_change(&self) -> Option<Timestamp> {
        self.next_change
    }

    /// Returns the status of a Markdown file.
    pub fn file_status(&self, file: &SitePath) -> Option<FileStatus> {
        self.files.find(file, &self.articles)
    }

    /// Returns the status of a Markdown file whose path may differ in Unicode composition.
    pub fn file_status_normalized(&self, file: &SitePath) -> Option<FileStatus> {
        self.files.find_normalized(file, &self.articles)
    }

    /// Returns the use of a file of `content/` by texts; `None` if no text uses it.
    pub fn asset_use(&self, file: &SitePath) -> Option<AssetUse> {
        let found = AssetRef::keys(file).filter_map(|key| self.assets.get(&*key).copied());
        found.min_by_key(|used| *used == AssetUse::HiddenOnly)
    }
}
