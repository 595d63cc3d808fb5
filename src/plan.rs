//! Plans every address of the site.
//!
//! [`plan()`] turns the archive and the files to copy into a [`Plan`]: pages, each with its address
//! and kind, without any rendering. Two pages that claim the same address are an error that names
//! both.

mod addresses_csv;
mod aliases;
mod assets;
mod collisions;
mod copied_file;
mod fallback_redirects;
mod feed;
mod feeds;
mod host_files;
mod image_variant;
mod images;
mod kind;
mod list_page;
mod list_pages;
mod lists;
mod page;
mod pagination;
mod query_redirects;
mod search;
mod sitemaps;
mod upload_group;

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::address::Address;
use crate::archive::{Archive, TermKind};
use crate::config::{Feeds, Host, Pictures};
use crate::diagnostic::Diagnostics;
use crate::path::SitePath;
use crate::position_index::PositionIndex;
use crate::redirects::Redirects;

pub use aliases::{all_aliases, respelled_aliases};
pub use assets::{Assets, linked_by_config};
pub use collisions::{PageSource, page_source};
pub use copied_file::{CopiedFile, FileContents};
pub use feed::{Feed, Format};
pub use host_files::HOST_FILES_FOLDER;
pub use image_variant::{ImageVariant, OriginalImage, PublishedImage};
pub use kind::{HostFile, PageKind, QueryFile, SearchFile, Sitemap};
pub use list_page::ListPage;
pub use lists::{
    ListId, corrections_address, day_address, members, month_address, on_this_day_address, year_address,
};
pub use page::Page;
pub use pagination::Pagination;
pub use query_redirects::{Destination, ParameterNames, QueryRedirect, QueryRedirects, RedirectSource};
pub use search::{SearchSizes, part_name, search_address, search_index_address};
pub use sitemaps::{SitemapLimits, UrlSet};
pub use upload_group::UploadGroup;

use fallback_redirects::FallbackRedirects;

/// Planned pages and lookup tables.
#[derive(Debug)]
pub struct Plan {
    pages: Vec<Page>,
    by_key: PositionIndex,
    assets: HashMap<SitePath, Address>,
    /// Files whose paths are not in Unicode NFC, by their normalized paths.
    composed: HashMap<String, Address>,
    pictures: HashMap<Address, PublishedImage>,
    sitemaps: Vec<UrlSet>,
    hashed: HashMap<Address, Address>,
    search: Option<SearchSizes>,
    queries: QueryRedirects,
    fallbacks: FallbackRedirects,
    per_page: usize,
}

/// Inputs of a plan, besides the archive.
#[derive(Debug)]
pub struct PlanInputs<'a> {
    /// Files of `content/` that belong to texts.
    pub assets: Assets<'a>,
    /// Files that are copied unchanged, the site's own before the theme's.
    pub copied: Vec<CopiedFile>,
    /// Probed images among the assets.
    pub originals: &'a HashMap<SitePath, OriginalImage>,
    /// Settings for image variants.
    pub pictures: &'a Pictures,
    /// Hosts to generate configuration files for.
    pub hosts: &'a [Host],
    /// Number of articles on a full list page.
    pub per_page: usize,
    /// Feed settings.
    pub feeds: &'a Feeds,
    /// File sizes of the search index; `None` if the site has no search.
    pub search: Option<SearchSizes>,
    /// Redirects from `addresses.csv`.
    pub redirects: &'a Redirects,
    /// Texts with errors, which are not in the archive.
    pub faulty_texts: &'a HashSet<SitePath>,
    /// Published addresses, from the ledger.
    pub published: &'a [Address],
    /// Base URL of the site, without a trailing slash.
    pub base_url: &'a str,
    /// Limits of a sitemap.
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
        faulty_texts,
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
    let texts = addresses_csv::Texts { archive, faulty: faulty_texts };
    let listed = addresses_csv::pages(redirects, texts, &mut pages, &mut found);
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

/// Plans the pages of the archive: texts, lists, feeds, search.
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
    for kind in TermKind::ALL {
        terms(archive, kind, per_page, &mut pages);
    }
    let fronts: Vec<ListId> = archive.editions().map(ListId::front).collect();
    list_pages::pages(&fronts, archive, per_page, &mut pages);
    feeds::pages(archive, feeds, &mut pages, found);
    let corrections = archive.corrections().len();
    pages.par_extend(list_pages::cut(corrections_address(), corrections, per_page, PageKind::Corrections));
    on_this_day(archive, per_page, &mut pages);
    pages.push(Page::new(Address::known("/404.html"), PageKind::NotFound));
    if let Some(sizes) = search {
        search::pages(archive, sizes, &mut pages);
    }
    aliases::pages(archive, per_page, &mut pages);
    pages
}

/// Finds a page by any spelling of its address.
fn at<'p>(pages: &'p [Page], by_key: &PositionIndex, address: &Address) -> Option<&'p Page> {
    by_key.find(&address.key(), |page| pages[page].address.key()).map(|page| &pages[page])
}

/// Estimates the number of pages, with a margin of a tenth.
fn estimated_page_count(archive: &Archive) -> usize {
    let calendar = archive.calendar();
    let terms: usize = TermKind::ALL.into_iter().map(|kind| archive.terms(kind).len()).sum();
    let lists = calendar.days().len() + calendar.months().len() + calendar.anniversaries().len() + 2 * terms;
    (archive.len() + lists) * 11 / 10 + 64
}

/// Plans articles, standing pages and notices of removed articles.
fn texts(archive: &Archive, pages: &mut Vec<Page>) {
    let articles = archive.all_ids().par_iter();
    pages.par_extend(
        articles.map(|id| Page::new(archive.article(*id).address.clone(), PageKind::Article(*id))),
    );
    let standing = archive.standing().iter().enumerate();
    pages.extend(standing.map(|(index, page)| Page::new(page.address.clone(), PageKind::Standing(index))));
    let gone = archive.tombstones().iter().enumerate();
    pages.extend(gone.map(|(index, gone)| Page::new(gone.address.clone(), PageKind::Gone(index))));
}

/// Plans the pages of days, months and years, and the archive page.
fn dates(archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    let calendar = archive.calendar();
    let days = (0..calendar.days().len()).map(ListId::Day);
    let months = (0..calendar.months().len()).map(ListId::Month);
    let years = (0..calendar.years().len()).map(ListId::Year);
    let lists: Vec<ListId> = days.chain(months).chain(years).collect();
    list_pages::pages(&lists, archive, per_page, pages);
    pages.push(Page::new(Address::known("/archive/"), PageKind::Archive));
}

/// Plans the lists of each day of the year, and their index.
fn on_this_day(archive: &Archive, per_page: usize, pages: &mut Vec<Page>) {
    let days: Vec<ListId> = (0..archive.calendar().anniversaries().len()).map(ListId::OnThisDay).collect();
    list_pages::pages(&days, archive, per_page, pages);
    pages.push(Page::new(Address::known("/on-this-day/"), PageKind::OnThisDayIndex));
}

/// Plans the lists of the terms of one kind, and their index.
///
/// The index exists even without terms, because pages that never change link to it.
fn terms(archive: &Archive, kind: TermKind, per_page: usize, pages: &mut Vec<Page>) {
    pages.push(Page::new(kind.address(), PageKind::TermIndex(kind)));
    let terms: Vec<ListId> = archive.terms(kind).iter().map(|(id, _)| ListId::Term(kind, id)).collect();
    list_pages::pages(&terms, archive, per_page, pages);
}

impl Plan {
    /// Returns all pages in the order of planning.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Finds a page by any spelling of its address.
    pub fn find(&self, address: &Address) -> Option<&Page> {
        let fallback = || self.fallbacks.find(&address.key()).map(|page| &self.pages[page]);
        at(&self.pages, &self.by_key, address).or_else(fallback)
    }

    /// Returns the address of a file of `content/`, if it is published.
    pub fn asset_address(&self, file: &SitePath) -> Option<&Address> {
        self.assets.get(file).or_else(|| {
            // Keyboards produce NFC; some file systems store NFD.
            let composed = file.composed();
            let file = composed.as_ref().unwrap_or(file);
            self.assets.get(file).or_else(|| self.composed.get(file.as_str()))
        })
    }

    /// Returns the image at an address, if a text shows it.
    pub fn image(&self, address: &Address) -> Option<&PublishedImage> {
        self.pictures.get(address)
    }

    /// Returns true if the plan has any images.
    pub fn has_images(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// Returns the sitemaps that list pages.
    ///
    /// If there are several, there is also an index.
    pub fn sitemaps(&self) -> &[UrlSet] {
        &self.sitemaps
    }

    /// Returns the hashed counterpart of the plain address of a theme's file.
    pub fn hashed_address(&self, plain: &Address) -> Option<&Address> {
        self.hashed.get(plain)
    }

    /// Returns the addresses with a content hash, whose content never changes.
    pub fn immutable_addresses(&self) -> impl Iterator<Item = &Address> {
        self.pages.iter().filter_map(|page| match &page.kind {
            PageKind::File(file) if file.plain_address.is_some() => Some(&page.address),
            PageKind::ImageVariant(_) => Some(&page.address),
            _ => None,
        })
    }

    /// Returns all permanent redirects as (old, new) pairs.
    ///
    /// Redirects that later become pages again are left out: a list page that isn't full yet, and a
    /// fallback for a list without articles.
    pub fn permanent_redirects(&self) -> impl Iterator<Item = (&Address, &Address)> {
        self.pages[..self.fallbacks.pages_before()].iter().filter_map(|page| match &page.kind {
            PageKind::Redirect(to) if to.is_numbered() || !page.address.is_numbered() => {
                Some((&page.address, &**to))
            }
            _ => None,
        })
    }

    /// Returns the addresses of removed pages.
    pub fn gone_addresses(&self) -> impl Iterator<Item = &Address> {
        let is_gone = |page: &&Page| matches!(page.kind, PageKind::Gone(_) | PageKind::GoneAddress);
        self.pages.iter().filter(is_gone).map(|page| &page.address)
    }

    /// Returns the redirects from addresses with a query.
    pub fn query_redirects(&self) -> &QueryRedirects {
        &self.queries
    }

    /// Returns the file sizes of the search index; `None` if the site has no search.
    pub fn search_sizes(&self) -> Option<&SearchSizes> {
        self.search.as_ref()
    }

    /// Returns the number of articles on a full list page.
    pub fn per_page(&self) -> usize {
        self.per_page
    }
}
