//! The [`SiteModel`], and the questions that templates and texts ask of it: which articles there
//! are, and where files are published. All pages share one, and none changes it.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::OnceLock;

use crate::address::{Address, QueryAddress};
use crate::archive::{Archive, ArticleId, FileStatus, TermId, TermKind};
use crate::article::{FeedData, TermFile};
use crate::config::{EditionId, Site};
use crate::digest::Digest;
use crate::i18n::Catalog;
use crate::known_problems::KnownProblems;
use crate::markdown::RenderOptions;
use crate::path::SitePath;
use crate::plan::{ListId, ListPage, Page, Plan};
use crate::redaction::Redactions;
use crate::theme::view;

use super::card_table::{CardCache, CardTable};
use super::cards::{Card, CardSource, Cards};
use super::feed_links::style_sheet;
use super::file_names::FileNames;
use super::language_context::LanguageContext;
use super::query_table::QueryTable;
use super::related::related;
use super::search_index::SearchIndex;
use super::term_links::TermTable;
use super::{ArticleQuery, ModelParts, entry_id, href, permalink, publisher};

/// Archive, plan and settings of a site, with the values that many pages share.
#[derive(Debug)]
pub struct SiteModel {
    /// Settings of the site.
    pub site: Site,
    /// Digest of everything that the settings were made from.
    pub settings: Digest,
    /// Archive of articles, terms and standing pages.
    pub archive: Archive,
    /// Plan of all pages and files.
    pub plan: Plan,
    /// Problems of texts that are warnings instead of errors.
    pub known_problems: KnownProblems,
    /// Publisher of the site, as templates get it.
    pub(crate) publisher: view::Publisher,
    /// Host name from which the ids of feed entries are made.
    pub(crate) authority: String,
    /// Address of the theme's style sheet for feeds, if it has one.
    pub(crate) feed_style: Option<Address>,
    /// Cached values of the search index.
    pub(crate) search_index: SearchIndex,
    /// Ids in the theme's templates, which are anchors of every page.
    pub(crate) template_ids: HashSet<String>,
    /// Digests of feed entries, each computed when a feed first has the entry.
    pub(crate) feed_digests: Vec<OnceLock<Digest>>,
    cards: CardTable,
    terms: TermTable,
    languages: Vec<LanguageContext>,
    file_names: OnceLock<FileNames>,
    query_table: QueryTable,
}

impl SiteModel {
    /// Builds the model.
    ///
    /// `words` are the translations of each language of the site, the main language's first.
    pub fn new(
        site: Site,
        settings: Digest,
        archive: Archive,
        plan: Plan,
        template_ids: HashSet<String>,
        catalog: Vec<Catalog>,
        card_cache: CardCache,
    ) -> Self {
        let publisher = publisher::view(&site, &plan);
        let languages = LanguageContext::all(&site, &archive, &plan, &publisher, catalog);
        let terms = TermTable::new(&site, &archive);
        let parts = ModelParts { site: &site, archive: &archive, plan: &plan, terms: &terms };
        Self {
            known_problems: KnownProblems::default(),
            publisher,
            authority: entry_id::authority(&site),
            feed_style: style_sheet(&plan).cloned(),
            search_index: SearchIndex::new(&archive, &plan),
            template_ids,
            feed_digests: archive.all_ids().iter().map(|_| OnceLock::new()).collect(),
            cards: CardTable::new(parts, card_cache),
            terms,
            languages,
            file_names: OnceLock::new(),
            query_table: QueryTable::default(),
            site,
            settings,
            archive,
            plan,
        }
    }

    /// Returns the same model, with these problems known.
    #[must_use]
    pub fn with_known_problems(self, known_problems: KnownProblems) -> Self {
        Self { known_problems, ..self }
    }

    /// Returns the file names of all texts, from which corrections of broken links are suggested.
    pub(crate) fn file_names(&self) -> &FileNames {
        self.file_names.get_or_init(|| FileNames::of(&self.archive))
    }

    /// Returns the Markdown settings for a text from which these names are withheld.
    pub(crate) fn rules<'r>(&'r self, redactions: &'r Redactions) -> RenderOptions<'r> {
        RenderOptions { settings: self.site.markdown, redactions, theme_ids: &self.template_ids }
    }

    /// Returns the context of one language of the site.
    pub(crate) fn language_context(&self, edition: EditionId) -> &LanguageContext {
        &self.languages[edition.index()]
    }

    /// Returns the language of a page.
    pub(crate) fn edition_of(&self, page: &Page) -> EditionId {
        // The lookup is slow, and most sites have only one language.
        if self.site.is_multilingual() {
            page.kind.edition(&self.archive, &self.plan)
        } else {
            EditionId::OWN
        }
    }

    /// Returns an address as it stands in a link.
    pub fn href(&self, address: &Address) -> String {
        href(&self.site, address)
    }

    /// Returns an address as a full URL.
    pub fn permalink(&self, address: &Address) -> String {
        permalink(&self.site, address)
    }

    /// Returns the articles that match a query, the newest first.
    pub fn articles(&self, query: &ArticleQuery) -> Vec<ArticleId> {
        let mut lists: Vec<&[ArticleId]> = Vec::with_capacity(query.terms.len());
        for (kind, name) in &query.terms {
            let terms = self.archive.terms(*kind);
            match terms.named(name) {
                Some(id) => lists.push(&terms.term(id).members),
                None => return Vec::new(),
            }
        }
        // Iterate over the shortest list, and look each of its articles up in the others.
        lists.sort_by_key(|list| list.len());
        let all = query.edition.map_or_else(|| self.archive.all_ids(), |id| self.archive.edition(id));
        let shortest = lists.first().copied().unwrap_or(all);
        let has_all_terms = |id: &ArticleId| lists.iter().skip(1).all(|list| list.binary_search(id).is_ok());
        let matches = |id: &ArticleId| {
            let article = self.archive.article(*id);
            let extent = article.date.extent();
            query.edition.is_none_or(|edition| article.edition == edition)
                && query.year.is_none_or(|year| extent.year() == year)
                && query.month.is_none_or(|month| extent.month() == Some(month))
        };
        let newest_first = shortest.iter().rev().copied();
        newest_first.filter(|id| has_all_terms(id) && matches(id)).take(query.count).collect()
    }

    /// Returns older articles related to the article of a file, the most similar first.
    ///
    /// Returns none if the file has no article.
    pub fn related(&self, file: &SitePath, count: usize) -> Vec<ArticleId> {
        match self.archive.file_status(file) {
            Some(FileStatus::Article(id)) => related(id, count, &self.archive),
            _ => Vec::new(),
        }
    }

    /// Returns up to `count` sections with the most articles, in one language of the site or in
    /// all.
    pub fn sections(&self, edition: Option<EditionId>, count: usize) -> Vec<TermId> {
        let matches = |id: EditionId| edition.is_none_or(|edition| edition == id);
        let mut sections: Vec<(Reverse<usize>, TermId)> = self
            .archive
            .terms(TermKind::Section)
            .iter()
            .filter(|(_, term)| !term.members.is_empty() && matches(self.archive.edition_of_term(term)))
            .map(|(id, term)| (Reverse(term.members.len()), id))
            .collect();
        sections.sort_unstable();
        sections.into_iter().take(count).map(|(_, id)| id).collect()
    }

    /// Returns the address at which a Markdown file is published.
    ///
    /// # Errors
    /// The file's status, if it is not published; `None` if there is no such file.
    pub fn address_of(&self, file: &SitePath) -> Result<&Address, Option<FileStatus>> {
        match self.archive.file_status_normalized(file) {
            Some(FileStatus::Article(id)) => Ok(&self.archive.article(id).address),
            Some(FileStatus::Standing(index)) => Ok(&self.archive.standing()[index].address),
            Some(FileStatus::Term(kind, id)) => Ok(&self.archive.terms(kind).term(id).address),
            Some(FileStatus::Tombstone(index)) => Ok(&self.archive.tombstones()[index].address),
            other => Err(other),
        }
    }

    /// Returns the term's file that a page of a list shows.
    ///
    /// Numbered pages never change and show none.
    pub(crate) fn term_file(&self, list: ListId, part: ListPage) -> Option<&TermFile> {
        match (list, part) {
            (ListId::Term(kind, id), ListPage::Latest) => self.archive.terms(kind).term(id).file(),
            _ => None,
        }
    }

    /// Returns the parts from which cards, terms and images are made.
    pub(crate) fn parts(&self) -> ModelParts<'_> {
        let Self { site, archive, plan, terms, .. } = self;
        ModelParts { site, archive, plan, terms }
    }

    /// Returns an article's card.
    pub(crate) fn card(&self, id: ArticleId) -> Card<'_> {
        Card { source: self.card_source(), id }
    }

    /// Returns the cards of several articles.
    pub(crate) fn cards<'m>(&'m self, ids: &'m [ArticleId]) -> Cards<'m> {
        Cards { source: self.card_source(), ids }
    }

    fn card_source(&self) -> CardSource<'_> {
        CardSource { parts: self.parts(), table: &self.cards }
    }

    /// Returns the id of an article's entry in feeds.
    pub(crate) fn entry_id(&self, id: ArticleId) -> String {
        let article = self.archive.article(id);
        let FeedData { id, first_address, credits: _, corrections: _ } = article.feed_data();
        entry_id::of(id, first_address.unwrap_or(&article.address), &article.date, &self.authority)
    }

    /// Returns the JSON of a part of the table of old addresses with a query; empty if there is no
    /// such part.
    pub(crate) fn query_table_json(&self, part: u16) -> &[u8] {
        self.query_table.part(part, &self.site, &self.plan).map_or(b"", |part| &part.bytes)
    }

    /// Iterates over the old addresses in a part of the table.
    pub(crate) fn queries_in(&self, part: u16) -> impl Iterator<Item = &QueryAddress> {
        let all = self.plan.query_redirects().all();
        let part = self.query_table.part(part, &self.site, &self.plan);
        let positions = part.into_iter().flat_map(|part| &part.addresses);
        positions.filter_map(|position| Some(&all.get(*position as usize)?.from))
    }
}
