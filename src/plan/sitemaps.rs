//! The sitemaps: which pages search engines are told of, and in which file. A small site has one, `/sitemap.xml`; of a
//! larger one that is the index of several, so that a new story changes only a few of them. Every page is listed under
//! the story that brought it to the site: an article under itself, a day's list under the day's first story, a full page
//! of a list under the story that filled the next one. Each year has its own file of these, in the order of those
//! stories, so that a new story adds to the end of its year's and touches no other's. What shows the newest stories,
//! and so changes for ever, is in a file of its own with the standing pages.
//!
//! A file that would be larger than the protocol allows is cut from its oldest end, as lists are: `/sitemap-2025.xml`
//! once full never changes, and `/sitemap-2025-2.xml` goes on.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{ListId, ListPage, Page, PageKind, members};
use crate::address::Address;
use crate::archive::{Archive, ArticleId};
use crate::article::{Article, ImageSource};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;

/// The max_entries characters that a sitemap's address of a page may have, in the protocol's schema.
const MAX_ADDRESS_CHARS: usize = 2048;

/// More bytes than an entry has beside its addresses: tags and a time.
const ENTRY_OVERHEAD_BYTES: usize = 256;

/// More bytes than a file has beside its entries.
const FILE_OVERHEAD_BYTES: usize = 1024;

/// What a sitemap lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitemap {
    /// Pages: those of the set at this place in [`super::Plan::sitemaps`].
    Urls(usize),
    /// The sitemaps.
    Index,
    /// The stories of the last two days.
    News,
}

/// Pages that are listed in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlSet {
    /// The file's address.
    pub address: Address,
    /// The pages, by their places in the plan.
    pub pages: Vec<u32>,
}

/// How much a sitemap may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapLimits {
    /// The max_entries pages of a site that has one sitemap. More would be written anew with every story for want of an index.
    pub single: usize,
    /// The max_entries pages of one file.
    pub urls: usize,
    /// The max_entries bytes of one file, uncompressed.
    pub bytes: usize,
}

/// The protocol's limits (sitemaps.org): 50,000 pages and 50 MiB.
impl Default for SitemapLimits {
    fn default() -> Self {
        Self { single: 1000, urls: 50_000, bytes: 50 << 20 }
    }
}

/// What the sitemaps are planned from, beside the pages.
#[derive(Debug)]
pub(super) struct SitemapPlanner<'a> {
    pub(super) archive: &'a Archive,
    pub(super) assets: &'a HashMap<SitePath, Address>,
    pub(super) per_page: usize,
    pub(super) base_url: &'a str,
    pub(super) limits: SitemapLimits,
}

/// The file that a page is listed in. The order is that of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// With what changes for ever.
    Current,
    /// With a year's stories.
    Year(i16),
}

/// A page that is listed.
#[derive(Debug, Clone, Copy)]
struct ListedPage {
    page: u32,
    /// Where.
    group: Group,
    /// The story that brought it to the site.
    story: Option<ArticleId>,
    /// No fewer bytes than its entry will have.
    bytes: usize,
}

impl SitemapPlanner<'_> {
    /// Adds the sitemaps to the pages, and `robots.txt`, which names them, unless the site has its own. Gives the sets of
    /// the pages that are listed.
    pub(super) fn plan(&self, pages: &mut Vec<Page>, found: &mut Diagnostics) -> Vec<UrlSet> {
        let sets = self.cut(&self.listed(pages, found));
        for (index, set) in sets.iter().enumerate() {
            pages.push(Page::new(set.address.clone(), PageKind::Sitemap(Sitemap::Urls(index))));
        }
        let main = main_address();
        if sets.iter().all(|set| set.address != main) {
            pages.push(Page::new(main, PageKind::Sitemap(Sitemap::Index)));
        }
        pages.push(Page::new(Address::known("/news-sitemap.xml"), PageKind::Sitemap(Sitemap::News)));
        let robots = Address::known("/robots.txt");
        let is_own = |page: &Page| matches!(page.kind, PageKind::File(_)) && page.address == robots;
        if !pages.iter().any(is_own) {
            pages.push(Page::new(robots, PageKind::Robots));
        }
        sets
    }

    /// The pages that are listed, group by group, in the order of the stories that brought them.
    fn listed(&self, pages: &[Page], found: &mut Diagnostics) -> Vec<ListedPage> {
        let pages = (0..u32::MAX).into_par_iter().zip(pages);
        let all: Vec<Result<ListedPage, Box<Diagnostic>>> =
            pages.filter_map(|(index, page)| self.list(index, page)).collect();
        let mut listed: Vec<ListedPage> = Vec::with_capacity(all.len());
        for one in all {
            match one {
                Ok(one) => listed.push(one),
                Err(fault) => found.push(*fault),
            }
        }
        listed.sort_by_key(|listed| (listed.group, listed.story));
        listed
    }

    /// A page as it is listed, if it is; an error where its address is too long.
    fn list(&self, index: u32, page: &Page) -> Option<Result<ListedPage, Box<Diagnostic>>> {
        let (group, story) = self.place(&page.kind)?;
        let length = self.base_url.len() + page.address.href().len();
        if length > MAX_ADDRESS_CHARS {
            return Some(Err(Box::new(self.too_long(page))));
        }
        let bytes = ENTRY_OVERHEAD_BYTES + length + self.image_bytes(&page.kind);
        Some(Ok(ListedPage { page: index, group, story, bytes }))
    }

    /// Where a page is listed, and under which story; `None` where it is not for search engines: it is gone, leads
    /// elsewhere, or is no page.
    fn place(&self, kind: &PageKind) -> Option<(Group, Option<ArticleId>)> {
        let archive = self.archive;
        let by = match kind {
            PageKind::Article(id) => *id,
            PageKind::List(list @ (ListId::Day(_) | ListId::Month(_)), ListPage::Latest) => {
                *members(*list, archive).first()?
            }
            // A page is cut off when the stories after it would fill another.
            PageKind::List(list, ListPage::Numbered(number)) => {
                *members(*list, archive).get((number + 1) * self.per_page - 1)?
            }
            PageKind::List(ListId::Year(index), ListPage::Latest) => archive.calendar().years()[*index].first,
            PageKind::List(
                list @ (ListId::Front | ListId::Edition(_) | ListId::OnThisDay(_) | ListId::Term(..)),
                ListPage::Latest,
            ) => {
                return Some((Group::Current, members(*list, archive).first().copied()));
            }
            PageKind::Standing(_)
            | PageKind::Archive
            | PageKind::TermIndex(_)
            | PageKind::OnThisDayIndex
            | PageKind::Corrections(_) => return Some((Group::Current, None)),
            PageKind::Gone(_)
            | PageKind::Feed(_)
            | PageKind::Redirect(_)
            | PageKind::NotFound
            | PageKind::QueryPage
            | PageKind::QueryFile(_)
            | PageKind::GoneAddress
            | PageKind::SearchPage(_)
            | PageKind::SearchFile(_)
            | PageKind::Sitemap(_)
            | PageKind::Robots
            | PageKind::HostFile(_)
            | PageKind::ImageVariant(_)
            | PageKind::File(_) => return None,
        };
        Some((Group::Year(archive.extent(by).year()), Some(by)))
    }

    /// No fewer bytes than an article's picture adds to its entry.
    fn image_bytes(&self, kind: &PageKind) -> usize {
        let PageKind::Article(id) = kind else { return 0 };
        let Article { image: Some(image), .. } = self.archive.article(*id) else { return 0 };
        match &image.src {
            ImageSource::File(file) => {
                self.assets.get(file).map_or(0, |address| self.base_url.len() + address.href().len())
            }
            ImageSource::Address(address) => self.base_url.len() + address.href().len(),
            // Any character may have to be escaped, to no more than six.
            ImageSource::Elsewhere(url) => 6 * url.len(),
        }
    }

    /// Cuts the shelves into files.
    fn cut(&self, listed: &[ListedPage]) -> Vec<UrlSet> {
        let SitemapLimits { single, urls, bytes } = self.limits;
        let pages = |listed: &[ListedPage]| listed.iter().map(|listed| listed.page).collect();
        let size: usize = listed.iter().map(|listed| listed.bytes).sum();
        if listed.len() <= single.min(urls) && size + FILE_OVERHEAD_BYTES <= bytes {
            return vec![UrlSet { address: main_address(), pages: pages(listed) }];
        }
        let mut sets = Vec::new();
        for group in listed.chunk_by(|a, b| a.group == b.group) {
            let sizes = group.iter().map(|listed| listed.bytes);
            for (number, range) in (1..).zip(parts(sizes, urls, bytes.saturating_sub(FILE_OVERHEAD_BYTES))) {
                sets.push(UrlSet { address: group[0].group.address(number), pages: pages(&group[range]) });
            }
        }
        sets
    }

    fn too_long(&self, page: &Page) -> Diagnostic {
        let place = match &page.kind {
            PageKind::Article(id) => Place::File(self.archive.article(*id).file.clone()),
            PageKind::Standing(index) => Place::File(self.archive.standing()[*index].file.clone()),
            _ => Place::Site,
        };
        let message = format!(
            "the address {} is too long for a sitemap, which takes {MAX_ADDRESS_CHARS} characters",
            page.address
        );
        Diagnostic::warning(place, message).hint("search engines may not find the page: choose a shorter one")
    }
}

impl Group {
    /// The address of one of its files. The first has no number, since max_entries have no second.
    fn address(self, number: usize) -> Address {
        let name = match self {
            Self::Current => "pages".to_owned(),
            Self::Year(year) => format!("{year:04}"),
        };
        Address::known(&match number {
            1 => format!("/sitemap-{name}.xml"),
            _ => format!("/sitemap-{name}-{number}.xml"),
        })
    }
}

/// The address that search engines know: of the only sitemap, or of their index.
fn main_address() -> Address {
    Address::known("/sitemap.xml")
}

/// Cuts entries of these sizes into parts of at max_entries so many entries and bytes, from the first on, so that what comes
/// later changes no part but the last. An entry that is too large by itself has a part of its own.
fn parts(sizes: impl IntoIterator<Item = usize>, max_entries: usize, max_bytes: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (index, size) in sizes.into_iter().enumerate() {
        match parts.last_mut() {
            Some(part) if part.len() < max_entries && bytes + size <= max_bytes => {
                part.end = index + 1;
                bytes += size;
            }
            _ => {
                parts.push(index..index + 1);
                bytes = size;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_parts_meet_without_a_gap_or_a_double_and_keep_to_the_limits(
            sizes in prop::collection::vec(1usize..50, 0..200), max_entries in 1usize..20, max_bytes in 1usize..200,
        ) {
            let parts = parts(sizes.iter().copied(), max_entries, max_bytes);
            let all: Vec<usize> = parts.iter().cloned().flatten().collect();
            prop_assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
            for part in parts {
                let bytes: usize = sizes[part.clone()].iter().sum();
                prop_assert!(part.len() <= max_entries && !part.is_empty());
                prop_assert!(bytes <= max_bytes || part.len() == 1);
            }
        }

        #[test]
        fn an_entry_at_the_end_changes_no_part_but_the_last(
            sizes in prop::collection::vec(1usize..50, 1..200), more in 1usize..50, max_entries in 1usize..20,
            max_bytes in 1usize..200,
        ) {
            let before = parts(sizes.iter().copied(), max_entries, max_bytes);
            let after = parts(sizes.iter().copied().chain([more]), max_entries, max_bytes);
            prop_assert_eq!(&before[..before.len() - 1], &after[..before.len() - 1]);
            prop_assert_eq!(before.last().map(|part| part.start), after.get(before.len() - 1).map(|part| part.start));
            prop_assert!(after.len() <= before.len() + 1);
        }
    }
}
