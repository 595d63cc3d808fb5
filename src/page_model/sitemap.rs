//! Models of sitemaps.

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use crate::address::Address;
use crate::archive::{Archive, ArticleId};
use crate::language::Language;
use crate::model::SiteModel;
use crate::model::images::LinkedImage;
use crate::moment::{ArticleDate, Moment};
use crate::plan::{ListId, ListPage, Page, PageKind, Pagination, Sitemap, members};

use super::Inputs;

/// Maximum age of an article in the news sitemap.
pub const NEWS_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// Maximum number of articles in the news sitemap.
const MAX_NEWS: usize = 1000;

/// Minimum number of pages per parallel task.
///
/// Sitemaps are large and come last, so without tasks the other threads would be idle.
const PAGES_PER_TASK: usize = 1024;

/// Inputs of a sitemap.
pub(crate) type SitemapPage<'m> = Inputs<(), SitemapContent<'m>, ()>;

/// Entries of a sitemap.
#[derive(Hash)]
pub(crate) enum SitemapContent<'m> {
    /// Pages.
    Urls(Vec<SitemapEntry<'m>>),
    /// Addresses of the other sitemaps.
    Index(Vec<&'m Address>),
    /// Articles of the last two days, the newest first.
    News(Vec<NewsEntry<'m>>),
}

/// Page in a sitemap.
#[derive(Hash)]
pub(crate) struct SitemapEntry<'m> {
    /// Address of the page.
    pub(crate) address: &'m Address,
    /// Time of the latest change, if it is known.
    pub(crate) changed: Option<Moment>,
    /// Image of the page's article.
    pub(crate) image: Option<LinkedImage<'m>>,
}

/// Article in the news sitemap.
#[derive(Hash)]
pub(crate) struct NewsEntry<'m> {
    /// Address of the article.
    pub(crate) address: &'m Address,
    /// Headline.
    pub(crate) title: &'m str,
    /// Language, if it is not the site's main one.
    pub(crate) language: Option<&'m Language>,
    /// Date of publication.
    pub(crate) date: ArticleDate,
}

/// Returns the inputs of a sitemap.
pub(super) fn inputs(sitemap: Sitemap, model: &SiteModel) -> SitemapPage<'_> {
    let sets = model.plan.sitemaps();
    Inputs::of_stories(match sitemap {
        Sitemap::Urls(index) => {
            let pages = sets[index].pages.par_iter().with_min_len(PAGES_PER_TASK);
            let page = |page: &u32| entry(&model.plan.pages()[*page as usize], model);
            SitemapContent::Urls(pages.map(page).collect())
        }
        Sitemap::Index => SitemapContent::Index(sets.iter().map(|set| &set.address).collect()),
        Sitemap::News => SitemapContent::News(news(&model.archive)),
    })
}

fn entry<'m>(page: &'m Page, model: &'m SiteModel) -> SitemapEntry<'m> {
    let image = match &page.kind {
        PageKind::Article(id) => model.archive.article(*id).image.as_deref(),
        _ => None,
    };
    SitemapEntry {
        address: &page.address,
        changed: changed(&page.kind, model),
        image: image.and_then(|image| model.parts().image(image)),
    }
}

/// Returns the latest change of a page's contents.
///
/// For a page of counts it is unknown: a removed article changes it too.
fn changed(kind: &PageKind, model: &SiteModel) -> Option<Moment> {
    let archive = &model.archive;
    match kind {
        PageKind::Article(id) => Some(archive.changed(*id)),
        PageKind::Standing(index) => archive.by_now(archive.standing()[*index].updated),
        PageKind::List(ListId::Year(_), ListPage::Latest) => None,
        PageKind::List(list, page) => {
            let all = members(*list, archive);
            let range = Pagination::new(all.len(), model.plan.per_page()).range(*page);
            all[range].iter().map(|id| archive.changed(*id)).reduce(Moment::later_of)
        }
        _ => None,
    }
}

/// Returns the articles of the last two days, the newest first.
fn news(archive: &Archive) -> Vec<NewsEntry<'_>> {
    let start = archive.now().checked_sub(NEWS_WINDOW).unwrap_or(Timestamp::MIN);
    // Skip articles whose day is uncertain.
    let is_dated = |id: &ArticleId| archive.article(*id).date.exactly().is_some();
    let latest = archive.since(start).iter().rev().copied().filter(is_dated).take(MAX_NEWS);
    latest
        .map(|id| {
            let article = archive.article(id);
            NewsEntry {
                address: &article.address,
                title: &article.title,
                language: article.language.as_ref(),
                date: article.date,
            }
        })
        .collect()
}
