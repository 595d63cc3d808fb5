//! Articles become an archive. In go the entries of the site and the moment at which it is to stand; out comes an
//! [`Archive`]: the articles that are there at that moment, oldest first, with every way in which a reader can come
//! to them: by day, month and year, by tag, author, section and series, and from one to the next. What is not there
//! is counted, never dropped in silence. Nothing in it is changed once it is made.

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

/// An article's place in the archive: the oldest is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub u32);

impl ArticleId {
    fn index(self) -> usize {
        self.0 as usize
    }

    /// This one and all that come after it.
    fn and_later(self) -> impl Iterator<Item = Self> {
        (self.0..u32::MAX).map(Self)
    }
}

/// The site's texts, in every order in which they can be met.
#[derive(Debug)]
pub struct Archive {
    now: Timestamp,
    /// The site of the next edit, or of another moment, has the same ones.
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

/// What became of a Markdown file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStatus {
    /// It is an article of the archive.
    Article(ArticleId),
    /// It is a standing page, by its place among them.
    Standing(usize),
    /// It is about a term.
    Term(TermKind, TermId),
    /// It was withdrawn or has expired, by its place among those.
    Tombstone(usize),
    /// It is not on the site now.
    Hidden(HiddenReason),
}

/// Organises the entries of a site, as it stands at the clock's moment. `homes` are the front pages of the site's
/// languages, its own first; `casing` is that of its own.
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
    // By name on one core, by date and language on another: neither needs what the other makes.
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

/// The articles by instant. Their addresses settle which of two stories of one instant comes first, the same on every
/// machine. The instants are looked up once, and not for each comparison: the articles are all over the memory.
fn oldest_first(articles: Vec<Arc<Article>>) -> Vec<Arc<Article>> {
    let dated = articles.into_par_iter().map(|article| (article.date.instant(), article));
    let mut dated: Vec<(Timestamp, Arc<Article>)> = dated.collect();
    dated.par_sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.address.cmp(&other.address)));
    dated.into_iter().map(|(_, article)| article).collect()
}

/// When an article was last changed, as far as it says: what it says of a time to come is not true yet.
fn changed(article: &Article, now: Timestamp) -> Moment {
    let corrections = article.corrections.iter().map(|correction| correction.date);
    let later = article.updated.into_iter().chain(corrections).filter(|moment| moment.instant() <= now);
    if let Some(date) = article.date.exactly() {
        return later.fold(date, Moment::later_of);
    }
    // A change within the period is known better than the period.
    let begins = article.date.begins().instant();
    let within = later.filter(|moment| moment.instant() >= begins);
    within.reduce(Moment::later_of).unwrap_or_else(|| article.date.shown_at(now))
}

/// Every id, from the oldest article's.
fn ids() -> impl Iterator<Item = ArticleId> {
    ArticleId(0).and_later()
}

/// The same, on all cores.
fn par_ids() -> impl IndexedParallelIterator<Item = ArticleId> {
    (0..u32::MAX).into_par_iter().map(ArticleId)
}

impl Archive {
    /// The moment at which the site stands.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of an article, at the site's place, or its month or year where no more is known. To ask the article takes
    /// longer.
    pub fn extent(&self, id: ArticleId) -> Extent {
        self.extents[id.index()]
    }

    /// Returns when an article appeared, for formats that need a day.
    pub fn appeared(&self, id: ArticleId) -> Moment {
        self.article(id).date.shown_at(self.now)
    }

    /// When an article was last changed by this moment: its `updated`, its latest correction or its date, whichever is
    /// the latest.
    pub fn changed(&self, id: ArticleId) -> Moment {
        self.changed[id.index()]
    }

    /// Returns when an article was last changed by this moment, as an instant: a change of which only the day is known
    /// is not told as one from before the article was there.
    pub fn modified(&self, id: ArticleId) -> Moment {
        let (appeared, changed) = (self.appeared(id), self.changed(id));
        if changed.instant() < appeared.instant() { appeared } else { changed }
    }

    /// Returns a time of change if it is not still to come.
    pub fn by_now(&self, moment: Option<Moment>) -> Option<Moment> {
        moment.filter(|moment| moment.instant() <= self.now)
    }

    /// Returns from when on the same texts would make another site: at the next change, or when a story has been there
    /// for longer than `news` and is none any more.
    pub fn valid_until(&self, news: SignedDuration) -> Option<Timestamp> {
        // It is news up to and with the last moment of that time.
        let news = news.saturating_add(SignedDuration::from_nanos(1));
        // The oldest that is news still is the first to be none any more.
        let since = self.now.checked_sub(news).unwrap_or(Timestamp::MIN);
        let aged = self.since(since).iter().filter_map(|id| self.article(*id).date.exactly());
        let aged = aged.filter_map(|moment| moment.instant().checked_add(news).ok());
        aged.filter(|instant| *instant > self.now).chain(self.next_change).min()
    }

    /// The articles that have appeared since then, oldest first.
    pub fn since(&self, instant: Timestamp) -> &[ArticleId] {
        let first = self.articles.partition_point(|article| article.date.instant() < instant);
        &self.all_ids[first..]
    }

    /// All articles with their ids, oldest first.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = (ArticleId, &Article)> {
        self.all_ids.iter().copied().zip(self.articles.iter().map(|article| &**article))
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// One article.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// The terms that an article bears.
    pub fn article_terms(&self, id: ArticleId) -> &ArticleTerms {
        &self.article_terms[id.index()]
    }

    /// The ids of all articles, oldest first.
    pub fn all_ids(&self) -> &[ArticleId] {
        &self.all_ids
    }

    /// The site's languages, its own first.
    pub fn editions(&self) -> impl Iterator<Item = EditionId> + use<> {
        (0..).map(EditionId).take(self.translations.len())
    }

    /// The front page of one of the site's languages.
    pub fn home(&self, edition: EditionId) -> Address {
        self.translations.home(edition).cloned().unwrap_or_else(Address::root)
    }

    /// The articles of one of the site's languages, oldest first.
    pub fn edition(&self, edition: EditionId) -> &[ArticleId] {
        self.translations.members(edition).unwrap_or(&self.all_ids)
    }

    /// A text in each of the site's languages in which it is there, itself included; nothing where it is in one only.
    pub fn translations(&self, text: TextId) -> &[Translation] {
        self.translations.group(text)
    }

    /// The language of a term: that of its own file, otherwise of its oldest story, which also gives it its name.
    pub fn edition_of_term(&self, term: &Term) -> EditionId {
        if self.translations.len() < 2 {
            return EditionId::OWN;
        }
        let oldest = || term.members.first().map(|id| self.article(*id).edition);
        term.file().map(|file| file.edition).or_else(oldest).unwrap_or_default()
    }

    /// The next older article in its language.
    pub fn older(&self, id: ArticleId) -> Option<ArticleId> {
        let (edition, place) = self.place(id);
        edition.get(place.checked_sub(1)?).copied()
    }

    /// The next newer article in its language.
    pub fn newer(&self, id: ArticleId) -> Option<ArticleId> {
        let (edition, place) = self.place(id);
        edition.get(place + 1).copied()
    }

    /// An article's place among those in its language.
    fn place(&self, id: ArticleId) -> (&[ArticleId], usize) {
        if self.translations.is_monolingual() {
            return (&self.all_ids, id.index());
        }
        match self.translations.members(self.article(id).edition) {
            Some(members) => (members, members.partition_point(|other| *other < id)),
            None => (&self.all_ids, id.index()),
        }
    }

    /// The articles that were withdrawn or have expired, by their addresses.
    pub fn tombstones(&self) -> &[Tombstone] {
        &self.tombstones
    }

    /// The standing pages, by their files.
    pub fn standing(&self) -> &[StandingPage] {
        &self.standing
    }

    /// The tags, authors, sections or series.
    pub fn terms(&self, kind: TermKind) -> &Terms {
        &self.terms[kind as usize]
    }

    /// The files that are about terms, each with its term.
    pub fn terms_with_file(&self) -> impl Iterator<Item = (TermKind, TermId, &TermDefinition)> {
        self.terms.iter().flat_map(|terms| terms.with_file().map(|(id, own)| (terms.kind(), id, own)))
    }

    /// Every correction of the site, the oldest first.
    pub fn corrections(&self) -> &[CorrectionId] {
        &self.corrections
    }

    /// What a correction says.
    pub fn correction(&self, id: CorrectionId) -> &Correction {
        &self.article(id.article).corrections[id.index as usize]
    }

    /// The days, months and years that have stories.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// What is not on the site at this moment.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Returns when the next embargo lifts, the next story expires, or the next change comes that was dated ahead.
    pub fn next_change(&self) -> Option<Timestamp> {
        self.next_change
    }

    /// What became of a Markdown file.
    pub fn file_status(&self, file: &SitePath) -> Option<FileStatus> {
        self.files.find(file, &self.articles)
    }

    /// Returns what became of a Markdown file, whose path may differ in Unicode composition.
    pub fn file_status_normalized(&self, file: &SitePath) -> Option<FileStatus> {
        self.files.find_normalized(file, &self.articles)
    }

    /// Returns whether a file of `content/` is shown or linked to by a text that is there; `None` where no text does.
    pub fn asset_use(&self, file: &SitePath) -> Option<AssetUse> {
        let found = AssetRef::keys(file).filter_map(|key| self.assets.get(&*key).copied());
        found.min_by_key(|used| *used == AssetUse::HiddenOnly)
    }
}
