//! Every address that the site will have. In goes the archive, with the files that are copied as they are; out comes
//! a [`Plan`]: the pages, each with its address and what it shows, and nothing of how it looks. Two pages that want one
//! address are an error here that names both, however they came to it.

mod addresses_csv;
mod aliases;
mod assets;
mod collisions;
mod fallback_redirects;
mod feeds;
mod host_files;
mod images;
mod lists;
mod page;
mod pagination;
mod query_redirects;
mod search;
mod sitemaps;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::address::Address;
use crate::archive::{Archive, Kind};
use crate::config::{Feeds, Host, Pictures};
use crate::diagnostic::Diagnostics;
use crate::path::SitePath;
use crate::position_index::PositionIndex;
use crate::redirects::Redirects;

pub use aliases::{all_aliases, respelled_aliases};
pub use assets::{Assets, linked_by_config};
pub use collisions::{PageSource, page_source};
pub use feeds::{Feed, Format};
pub use host_files::{HOST_FILES_FOLDER, HostFile};
pub use images::{ImageVariant, OriginalImage, PublishedImage};
pub use lists::{
    ListId, corrections_address, day_address, members, month_address, on_this_day_address, year_address,
};
pub use page::{CopiedFile, FileContents, ListPage, Page, PageKind};
pub use pagination::Pagination;
pub use query_redirects::{
    Destination, ParameterNames, QueryFile, QueryRedirect, QueryRedirects, RedirectSource,
};
pub use search::{SearchFile, SearchSizes, part_name, search_address, search_index_address};
pub use sitemaps::{Sitemap, SitemapLimits, UrlSet};

use fallback_redirects::FallbackRedirects;

/// What is planned.
#[derive(Debug)]
pub struct Plan {
    pages: Vec<Page>,
    by_key: PositionIndex,
    assets: HashMap<SitePath, Address>,
    /// Files whose names are not in composed form, by their composed paths.
    composed: HashMap<String, Address>,
    pictures: HashMap<Address, PublishedImage>,
    sitemaps: Vec<UrlSet>,
    hashed: HashMap<Address, Address>,
    search: Option<SearchSizes>,
    queries: QueryRedirects,
    fallbacks: FallbackRedirects,
    per_page: usize,
}

/// What a plan is made from, beside the archive.
#[derive(Debug)]
pub struct PlanInputs<'a> {
    /// The files beside the texts.
    pub assets: Assets<'a>,
    /// The files that are copied as they are, the site's own before a theme's.
    pub copied: Vec<CopiedFile>,
    /// What is known of the pictures among them that texts show.
    pub originals: &'a HashMap<SitePath, OriginalImage>,
    /// How smaller ones are made of them.
    pub pictures: &'a Pictures,
    /// The hosts that files are made for.
    pub hosts: &'a [Host],
    /// How many stories a full page of a list has.
    pub per_page: usize,
    /// What the feeds hold.
    pub feeds: &'a Feeds,
    /// How the index of those who search is cut into files; nothing where the site has no search.
    pub search: Option<SearchSizes>,
    /// Old addresses that `addresses.csv` lists.
    pub redirects: &'a Redirects,
    /// Addresses that were published before, of the ledger.
    pub published: &'a [Address],
    /// Where the site is published, without a slash at the end.
    pub base_url: &'a str,
    /// How much a sitemap may hold.
    pub sitemap_limits: SitemapLimits,
}

/// Plans the site.
pub fn plan(archive: &Archive, inputs: PlanInputs<'_>) -> (Plan, Diagnostics) {
    let PlanInputs {
        assets,
        copied,
        originals,
        pictures,
        hosts,
        per_page,
        feeds,
        search,
        redirects,
        published: of_ledger,
        base_url,
        sitemap_limits,
    } = inputs;
    let mut found = Diagnostics::new();
    let mut pages = of_archive(archive, per_page, feeds, search.as_ref(), &mut found);
    host_files::pages(hosts, &copied, &mut pages, &mut found);
    let published = assets.published(archive, &mut found);
    let means = images::ImagePlanner { originals, widths: &pictures.widths, quality: pictures.quality };
    let pictures = means.plan(&published, &mut pages);
    let assets = published.iter().map(|file| (file.file.clone(), file.address.clone())).collect();
    let composed = assets::composed(&published);
    let hashed = copied.iter().filter_map(|file| Some((file.plain_address.clone()?, file.address.clone())));
    let hashed = hashed.collect();
    let files = published.into_iter().chain(copied);
    pages.extend(files.map(|file| Page::new(file.address.clone(), PageKind::File(Box::new(file)))));
    let listed = addresses_csv::pages(redirects, archive, &mut pages, &mut found);
    let mut queries = QueryRedirects::gather(archive, listed, &mut found);
    queries.pages(&mut pages, &mut found);
    let means =
        sitemaps::SitemapPlanner { archive, assets: &assets, per_page, base_url, limits: sitemap_limits };
    let sitemaps = means.plan(&mut pages, &mut found);
    let by_key = collisions::check(archive, &pages, &mut found);
    let (fallbacks, redirects) =
        FallbackRedirects::plan(of_ledger, &pages, |address| at(&pages, &by_key, address));
    pages.extend(redirects);
    (
        Plan {
            pages,
            by_key,
            assets,
            composed,
            pictures,
            sitemaps,
            hashed,
            search,
            queries,
            fallbacks,
            per_page,
        },
        found,
    )
}

/// Plans the pages of what the archive holds: texts, lists, feeds, the search.
fn of_archive(
    archive: &Archive,
    per_page: usize,
    feeds: &Feeds,
    search: Option<&SearchSizes>,
    found: &mut Diagnostics,
) -> Vec<Page> {
    let mut pages = Vec::with_capacity(estimated_page_count(archive));
    texts(archive, &mut pages);
    dates(archive, per_page, &mut pages);
    for kind in Kind::ALL {
        terms(archive, kind, per_page, &mut pages);
    }
    let fronts: Vec<ListId> = archive.editions().map(ListId::front).collect();
    lists::pages(&fronts, archive, per_page, &mut pages);
    feeds::pages(archive, feeds, &mut pages, found);
    let corrections = archive.corrections().len();
    pages.par_extend(lists::cut(corrections_address(), corrections, per_page, PageKind::Corrections));
    on_this_day(archive, per_page, &mut pages);
    pages.push(Page::new(Address::known("/404.html"), PageKind::NotFound));
    if let Some(sizes) = search {
        search::pages(archive, sizes, &mut pages);
    }
    aliases::pages(archive, per_page, &mut pages);
    pages
}

/// Finds the page at an address, by any spelling.
fn at<'p>(pages: &'p [Page], by_key: &PositionIndex, address: &Address) -> Option<&'p Page> {
    by_key.find(&address.key(), |page| pages[page].address.key()).map(|page| &pages[page])
}

/// About how many pages there will be: one of each story, some for each list, and a tenth more.
fn estimated_page_count(archive: &Archive) -> usize {
    let calendar = archive.calendar();
    let terms: usize = Kind::ALL.into_iter().map(|kind| archive.terms(kind).len()).sum();
    let lists = calendar.days().len() + calendar.months().len() + calendar.anniversaries().len() + 2 * terms;
    (archive.len() + lists) * 11 / 10 + 64
}

/// Articles, standing pages, and the notices of those that are gone.
fn texts(archive: &Archive, pages: &mut Vec<Page>) {
    let articles = archive.everything().par_iter();
    pages.par_extend(
        articles.map(|id| Page::new(archive.article(*id).address.clone(), PageKind::Article(*id))),
    );
    let standing = archive.standing().iter().enumerate();
    pages.extend(standing.map(|(index, page)| Page::new(page.address.clone(), PageKind::Standing(index))));
    let gone = archive.gone().iter().enumerate();
    pages.extend(gone.map(|(index, gone)| Page::new(gone.address.clone(), PageKind::Gone(index))));
}

/// The pages of days, months, years, and of all years.
fn dates(archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    let calendar = archive.calendar();
    let days = (0..calendar.days().len()).map(ListId::Day);
    let months = (0..calendar.months().len()).map(ListId::Month);
    let years = (0..calendar.years().len()).map(ListId::Year);
    let lists: Vec<ListId> = days.chain(months).chain(years).collect();
    lists::pages(&lists, archive, per_page, pages);
    pages.push(Page::new(Address::known("/archive/"), PageKind::Archive));
}

/// The stories of each day of the year, in every year, and the page of all days.
fn on_this_day(archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    let days: Vec<ListId> = (0..archive.calendar().anniversaries().len()).map(ListId::OnThisDay).collect();
    lists::pages(&days, archive, per_page, pages);
    pages.push(Page::new(Address::known("/on-this-day/"), PageKind::OnThisDayIndex));
}

/// The terms of one kind, and their index. The index is there even while it is empty, so that the links to it on pages
/// that never change never have to.
fn terms(archive: &Archive, kind: Kind, per_page: usize, pages: &mut Vec<Page>) {
    pages.push(Page::new(kind.address(), PageKind::TermIndex(kind)));
    let terms: Vec<ListId> = archive.terms(kind).iter().map(|(id, _)| ListId::Term(kind, id)).collect();
    lists::pages(&terms, archive, per_page, pages);
}

impl Plan {
    /// All pages, in the order in which they were planned.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The page at an address, by whatever spelling of it.
    pub fn find(&self, address: &Address) -> Option<&Page> {
        let fallback = || self.fallbacks.find(&address.key()).map(|page| &self.pages[page]);
        at(&self.pages, &self.by_key, address).or_else(fallback)
    }

    /// Where a file beside the texts is published, if it is.
    pub fn asset_address(&self, file: &SitePath) -> Option<&Address> {
        self.assets.get(file).or_else(|| {
            // An editor's keyboard composes characters, and some file systems take them apart.
            let composed = file.composed();
            let file = composed.as_ref().unwrap_or(file);
            self.assets.get(file).or_else(|| self.composed.get(file.as_str()))
        })
    }

    /// What is known of the picture at an address, if it is one that a text shows.
    pub fn image(&self, address: &Address) -> Option<&PublishedImage> {
        self.pictures.get(address)
    }

    /// Whether anything is known of any picture.
    pub fn has_images(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The sitemaps that list pages. One is the whole of it; of several there is an index.
    pub fn sitemaps(&self) -> &[UrlSet] {
        &self.sitemaps
    }

    /// The address, with a content hash in its name, at which a theme's file is published beside its plain one.
    pub fn hashed_address(&self, plain: &Address) -> Option<&Address> {
        self.hashed.get(plain)
    }

    /// The addresses that have a content hash in their names: what is there never changes.
    pub fn immutable_addresses(&self) -> impl Iterator<Item = &Address> {
        self.pages.iter().filter_map(|page| match &page.kind {
            PageKind::File(file) if file.plain_address.is_some() => Some(&page.address),
            PageKind::ImageVariant(_) => Some(&page.address),
            _ => None,
        })
    }

    /// What has moved for good: each old address with the new one. A redirect from a numbered page to a list's own
    /// address is none of them: it stands for a page that will be there, or lead to one. Nor is one that stands in for a
    /// list that may have a story again.
    pub fn permanent_redirects(&self) -> impl Iterator<Item = (&Address, &Address)> {
        self.pages[..self.fallbacks.pages_before()].iter().filter_map(|page| match &page.kind {
            PageKind::Redirect(to) if to.is_numbered() || !page.address.is_numbered() => {
                Some((&page.address, &**to))
            }
            _ => None,
        })
    }

    /// The addresses of what is gone.
    pub fn gone_addresses(&self) -> impl Iterator<Item = &Address> {
        let is_gone = |page: &&Page| matches!(page.kind, PageKind::Gone(_) | PageKind::GoneAddress);
        self.pages.iter().filter(is_gone).map(|page| &page.address)
    }

    /// Returns the redirects from addresses with a query.
    pub fn query_redirects(&self) -> &QueryRedirects {
        &self.queries
    }

    /// How the index of those who search is cut into files; nothing where the site has no search.
    pub fn search_sizes(&self) -> Option<&SearchSizes> {
        self.search.as_ref()
    }

    /// How many stories a full page of a list has.
    pub fn per_page(&self) -> usize {
        self.per_page
    }
}
