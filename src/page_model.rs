//! Page models: everything that each page of the plan is made from, besides its template and the
//! settings in its language.
//!
//! A page's fingerprint is the hash of its model, by derive, and the page's variables, feed entries
//! and sitemap entries are made from the model and a [`LocalSite`] alone. So nothing can be shown
//! that the fingerprint does not cover. What is found while a page is rendered (links in texts,
//! functions that templates call) is recorded as a dependency instead.

pub(crate) mod article;
pub(crate) mod corrections;
pub(crate) mod dates;
pub(crate) mod feed;
mod inputs;
pub(crate) mod list;
mod local_site;
pub(crate) mod search;
pub(crate) mod sitemap;
pub(crate) mod standing;
pub(crate) mod terms;

use crate::address::Address;
use crate::config::EditionId;
use crate::language::Language;
use crate::model::SiteModel;
use crate::model::page_language;
use crate::plan::{Page, PageKind, QueryFile};

use article::ArticlePage;
use corrections::CorrectionsPage;
use dates::{AllDaysPage, ArchivePage};
use feed::FeedPage;
use inputs::HasDigests;
use list::ListPageModel;
use search::SearchFilePage;
use sitemap::SitemapPage;
use standing::{NoticePage, RedirectPage, StandingTextPage};
use terms::TermIndexPage;

pub(crate) use inputs::{InputDigests, Inputs};
pub(crate) use local_site::LocalSite;
pub use sitemap::NEWS_WINDOW;

/// Everything that a page is made from.
pub(crate) struct PageModel<'m> {
    pub(crate) place: Place<'m>,
    pub(crate) subject: Subject<'m>,
}

/// Page as a place on the site.
pub(crate) struct Place<'m> {
    own: OwnPlace<'m>,
    other: OtherPlaces<'m>,
}

#[derive(Hash)]
struct OwnPlace<'m> {
    edition: EditionId,
    address: &'m Address,
}

/// Places that a page refers to besides its own.
#[derive(Hash)]
struct OtherPlaces<'m> {
    translations: Vec<Translation<'m>>,
    /// Script that looks up old addresses with a query at the page's path.
    query_script: Option<Address>,
}

/// Page in one of the site's languages.
#[derive(Hash)]
pub(crate) struct Translation<'m> {
    pub(crate) edition: EditionId,
    /// Name of the language in the language itself.
    pub(crate) name: &'m str,
    pub(crate) language: &'m Language,
    pub(crate) address: Address,
}

/// Content of a page, by kind.
pub(crate) enum Subject<'m> {
    /// An article.
    Article(ArticlePage<'m>),
    /// Standing page.
    Standing(StandingTextPage<'m>),
    /// Notice of a removed article.
    Notice(NoticePage<'m>),
    /// Page of a list.
    List(ListPageModel<'m>),
    /// Overview of all years.
    Archive(ArchivePage<'m>),
    /// Index of all terms of a kind.
    TermIndex(TermIndexPage<'m>),
    /// Page of the list of corrections.
    Corrections(CorrectionsPage<'m>),
    /// Index of all days of the year.
    AllDays(AllDaysPage),
    /// Redirect.
    Redirect(RedirectPage<'m>),
    /// Notice at an old address.
    OldAddress(Inputs<OldAddress, (), ()>),
    /// Search page.
    Search(Inputs<(), (), ()>),
    /// Page for unknown addresses.
    NotFound(Inputs<(), (), ()>),
    /// Feed document.
    Feed(FeedPage<'m>),
    /// Sitemap.
    Sitemap(SitemapPage<'m>),
    /// File of the search index.
    SearchFile(SearchFilePage<'m>),
    /// `robots.txt`.
    Robots(Inputs<(), (), ()>),
    /// File that has its own bytes, or their digest, in place of a model.
    Bytes(Inputs<(), (), ()>),
}

/// Kind of an old address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OldAddress {
    /// Its page has moved.
    Moved,
    /// Its page is gone.
    Gone,
}

impl<'m> PageModel<'m> {
    /// Returns the model of a page.
    pub(crate) fn of(page: &'m Page, model: &'m SiteModel) -> Self {
        Self { place: Place::of(page, model), subject: Subject::of(&page.kind, model) }
    }

    /// Returns the digests of the whole model.
    pub(crate) fn digests(&self) -> InputDigests {
        let Self { place: Place { own, other }, subject } = self;
        subject.inputs().digests(own, other)
    }
}

impl<'m> Place<'m> {
    fn of(page: &'m Page, model: &'m SiteModel) -> Self {
        let translations = page_language::translations(page, &model.archive).into_iter();
        let translation = |(edition, address)| {
            let lang = model.language_context(edition);
            Translation { edition, name: &lang.name, language: &lang.language, address }
        };
        let queries = model.plan.query_redirects();
        let has_script = queries.have_script_at(&page.address);
        Self {
            own: OwnPlace { edition: model.edition_of(page), address: &page.address },
            other: OtherPlaces {
                translations: translations.map(translation).collect(),
                query_script: has_script.then(|| queries.address_of(QueryFile::Script)),
            },
        }
    }

    /// Returns the language of the page.
    pub(crate) fn edition(&self) -> EditionId {
        self.own.edition
    }

    /// Returns the address of the page.
    pub(crate) fn address(&self) -> &'m Address {
        self.own.address
    }

    /// Returns the page in each language in which it exists, including its own.
    ///
    /// Returns none if it exists in one language only.
    pub(crate) fn translations(&self) -> &[Translation<'m>] {
        &self.other.translations
    }

    /// Returns the address of the script for old addresses with a query.
    ///
    /// Returns `None` if no such address has the page's path.
    pub(crate) fn query_script(&self) -> Option<&Address> {
        self.other.query_script.as_ref()
    }
}

impl<'m> Subject<'m> {
    fn of(kind: &'m PageKind, model: &'m SiteModel) -> Self {
        match kind {
            PageKind::Article(id) => Self::Article(article::inputs(*id, model)),
            PageKind::Standing(index) => Self::Standing(standing::text(*index, model)),
            PageKind::Gone(index) => Self::Notice(standing::notice(*index, model)),
            PageKind::List(list, page) => Self::List(list::inputs(*list, *page, model)),
            PageKind::Archive => Self::Archive(dates::archive(model)),
            PageKind::TermIndex(kind) => Self::TermIndex(terms::index(*kind, model)),
            PageKind::Corrections(page) => Self::Corrections(corrections::inputs(*page, model)),
            PageKind::OnThisDayIndex => Self::AllDays(dates::all_days(model)),
            PageKind::Redirect(to) => Self::Redirect(standing::redirect(to)),
            PageKind::QueryPage => Self::OldAddress(Inputs::of_text(OldAddress::Moved)),
            PageKind::GoneAddress => Self::OldAddress(Inputs::of_text(OldAddress::Gone)),
            PageKind::SearchPage(_) => Self::Search(Inputs::NONE),
            PageKind::NotFound => Self::NotFound(Inputs::NONE),
            PageKind::Feed(feed) => Self::Feed(feed::inputs(*feed, model)),
            PageKind::Sitemap(sitemap) => Self::Sitemap(sitemap::inputs(*sitemap, model)),
            PageKind::SearchFile(file) => Self::SearchFile(search::inputs(*file, model)),
            PageKind::Robots => Self::Robots(Inputs::NONE),
            PageKind::QueryFile(_)
            | PageKind::HostFile(_)
            | PageKind::ImageVariant(_)
            | PageKind::File(_) => Self::Bytes(Inputs::NONE),
        }
    }

    fn inputs(&self) -> &dyn HasDigests {
        match self {
            Self::Article(inputs) => inputs,
            Self::Standing(inputs) => inputs,
            Self::Notice(inputs) => inputs,
            Self::List(inputs) => inputs,
            Self::Archive(inputs) => inputs,
            Self::TermIndex(inputs) => inputs,
            Self::Corrections(inputs) => inputs,
            Self::AllDays(inputs) => inputs,
            Self::Redirect(inputs) => inputs,
            Self::OldAddress(inputs) => inputs,
            Self::Feed(inputs) => inputs,
            Self::Sitemap(inputs) => inputs,
            Self::SearchFile(inputs) => inputs,
            Self::Search(inputs) | Self::NotFound(inputs) | Self::Robots(inputs) | Self::Bytes(inputs) => {
                inputs
            }
        }
    }
}
