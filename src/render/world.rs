//! Everything that a page may be made from, and the questions that a template or a text may ask of it: which stories
//! there are, and where something is. Borrowed by every rendering, changed by none.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::OnceLock;

use crate::address::Address;
use crate::archive::{Archive, ArticleId, Kind, TermId, Whereabouts};
use crate::config::{EditionId, Site};
use crate::digest::Digest;
use crate::i18n::Catalog;
use crate::known_problems::KnownProblems;
use crate::markdown::RenderOptions;
use crate::path::SitePath;
use crate::plan::{Page, Plan};
use crate::redaction::Redactions;

use super::edition::edition_of;
use super::feeds;
use super::links::FileNames;
use super::lookup::Table;
use super::questions::Query;
use super::related::related;
use super::search::Index;
use super::shelf::{Shelf, TermLinks, Wanted};
use super::voice::Voice;

/// The archive and its plan, the settings, and what is built once for all pages.
#[derive(Debug)]
pub struct World {
    /// The site's settings.
    pub site: Site,
    /// The digest of all that the settings were made from.
    pub settings: Digest,
    /// The archive.
    pub archive: Archive,
    /// The plan.
    pub plan: Plan,
    pub(super) shelf: Shelf,
    voices: Vec<Voice>,
    pub(super) index: Index,
    /// The known problems of its texts.
    pub known: KnownProblems,
    names: OnceLock<FileNames>,
    pub(super) table: Table,
    /// Every anchor that the theme's templates give a page.
    pub(super) template_ids: HashSet<String>,
}

impl World {
    /// Puts together what pages are made from. `catalogs` are those of the site's languages, its own first.
    pub fn new(
        site: Site,
        settings: Digest,
        archive: Archive,
        plan: Plan,
        template_ids: HashSet<String>,
        catalogs: Vec<Catalog>,
        wanted: Wanted,
    ) -> Self {
        let shelf = Shelf::new(&site, &archive, &plan, wanted);
        let voices = Voice::all(&site, &archive, &plan, &shelf.publisher, catalogs);
        let index = Index::of(&archive, &plan);
        let (known, names) = (KnownProblems::default(), OnceLock::new());
        Self {
            site,
            settings,
            archive,
            plan,
            shelf,
            voices,
            index,
            table: Table::default(),
            known,
            names,
            template_ids,
        }
    }

    /// Returns the same world, in which these problems are known.
    #[must_use]
    pub fn knowing(self, known: KnownProblems) -> Self {
        Self { known, ..self }
    }

    /// Returns the names of the texts, for advice on links that lead to none.
    pub(super) fn file_names(&self) -> &FileNames {
        self.names.get_or_init(|| FileNames::of(&self.archive))
    }

    /// Returns the conditions under which a text is read in which these names are withheld.
    pub(super) fn rules<'r>(&'r self, redactions: &'r Redactions) -> RenderOptions<'r> {
        RenderOptions { settings: self.site.markdown, redactions, theme_ids: &self.template_ids }
    }

    /// The site in one of its languages.
    pub(super) fn voice(&self, edition: EditionId) -> &Voice {
        &self.voices[edition.index()]
    }

    /// The language that a page belongs to.
    pub(super) fn edition_of(&self, page: &Page) -> EditionId {
        // To find a page's takes long, and most sites have no other.
        if self.site.is_multilingual() { edition_of(page, &self.archive, &self.plan) } else { EditionId::OWN }
    }

    /// An address as it stands in a link.
    pub fn href(&self, address: &Address) -> String {
        href(&self.site, address)
    }

    /// An address as a whole: `https://…`.
    pub fn permalink(&self, address: &Address) -> String {
        permalink(&self.site, address)
    }

    /// The newest stories that a query asks for, the newest first.
    pub fn stories(&self, query: &Query) -> Vec<ArticleId> {
        let mut lists: Vec<&[ArticleId]> = Vec::with_capacity(query.terms.len());
        for (kind, name) in &query.terms {
            let terms = self.archive.terms(*kind);
            match terms.named(name) {
                Some(id) => lists.push(&terms.term(id).members),
                None => return Vec::new(),
            }
        }
        // The shortest list leads; the others only confirm.
        lists.sort_by_key(|list| list.len());
        let edition = query.edition.map_or_else(|| self.archive.everything(), |id| self.archive.edition(id));
        let lead = lists.first().copied().unwrap_or(edition);
        let bears_all = |id: &ArticleId| lists.iter().skip(1).all(|list| list.binary_search(id).is_ok());
        let is_meant = |id: &ArticleId| {
            let article = self.archive.article(*id);
            let extent = article.date.extent();
            query.edition.is_none_or(|edition| article.edition == edition)
                && query.year.is_none_or(|year| extent.year() == year)
                && query.month.is_none_or(|month| extent.month() == Some(month))
        };
        let newest_first = lead.iter().rev().copied();
        newest_first.filter(|id| bears_all(id) && is_meant(id)).take(query.count).collect()
    }

    /// The older stories that are nearest to the article of a file; none where the file is no article's.
    pub fn related(&self, file: &SitePath, count: usize) -> Vec<ArticleId> {
        match self.archive.whereabouts(file) {
            Some(Whereabouts::Article(id)) => related(id, count, self),
            _ => Vec::new(),
        }
    }

    /// The sections that have the most stories, at most so many, in one of the site's languages or in all.
    pub fn sections(&self, edition: Option<EditionId>, count: usize) -> Vec<TermId> {
        let is_meant = |id: EditionId| edition.is_none_or(|edition| edition == id);
        let mut sections: Vec<(Reverse<usize>, TermId)> = self
            .archive
            .terms(Kind::Section)
            .iter()
            .filter(|(_, term)| !term.members.is_empty() && is_meant(self.archive.edition_of_term(term)))
            .map(|(id, term)| (Reverse(term.members.len()), id))
            .collect();
        sections.sort_unstable();
        sections.into_iter().take(count).map(|(_, id)| id).collect()
    }

    /// Where a Markdown file is on the site.
    ///
    /// # Errors
    /// With what became of the file, where it is not there.
    pub fn address_of(&self, file: &SitePath) -> Result<&Address, Option<Whereabouts>> {
        match self.archive.whereabouts_of_link(file) {
            Some(Whereabouts::Article(id)) => Ok(&self.archive.article(id).address),
            Some(Whereabouts::Standing(index)) => Ok(&self.archive.standing()[index].address),
            Some(Whereabouts::Term(kind, id)) => Ok(&self.archive.terms(kind).term(id).address),
            Some(Whereabouts::Gone(index)) => Ok(&self.archive.gone()[index].address),
            other => Err(other),
        }
    }

    /// The digest of all that an article's card says.
    pub(super) fn card_digest(&self, id: ArticleId) -> Digest {
        self.shelf.told.card(id)
    }

    /// Where the lists of the terms of one kind are, as whole addresses.
    pub(super) fn term_links(&self, kind: Kind) -> &TermLinks {
        self.shelf.term_links(kind)
    }

    /// The host that stories' ids are made with.
    pub(super) fn authority(&self) -> &str {
        &self.shelf.authority
    }

    /// The id under which feeds tell an article.
    pub(crate) fn feed_id(&self, id: ArticleId) -> String {
        feeds::id_of(self.archive.article(id), self)
    }

    /// An article's card, as templates get it.
    pub(super) fn card(&self, id: ArticleId) -> tera::Value {
        self.shelf.card(id, &self.site, &self.archive, &self.plan)
    }
}

/// An address of a site as it stands in a link.
pub(super) fn href(site: &Site, address: &Address) -> String {
    if site.base_path.is_empty() {
        address.href().into_owned()
    } else {
        [&*site.base_path, &address.href()].concat()
    }
}

/// An address of a site as a whole.
pub(super) fn permalink(site: &Site, address: &Address) -> String {
    [&*site.base_url, &address.href()].concat()
}
