//! Sitemaps: the pages listed for search engines, and their division into files.
//!
//! A small site has a single `/sitemap.xml`; a larger one has an index of several files, so that a
//! new article changes few of them. Each page is filed under the article that created it: an
//! article under itself, a day under its first article, a full list page under the article that
//! filled the next page. Each year has its own file, in the order of these articles, so a new
//! article appends to its year's file. Pages that show the latest articles change often, and are in
//! a separate file with the standing pages.
//!
//! A file that would exceed the protocol's limits is split from its oldest end: `/sitemap-2025.xml`
//! never changes once full, and `/sitemap-2025-2.xml` continues.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{ListId, ListPage, Page, PageKind, Sitemap, members};
use crate::address::Address;
use crate::archive::{Archive, ArticleId};
use crate::article::{Article, ImageSource};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;

/// Maximum length of an address, from the protocol's schema.
const MAX_ADDRESS_CHARS: usize = 2048;

/// Upper bound of the size of an entry without its addresses.
const ENTRY_OVERHEAD_BYTES: usize = 256;

/// Upper bound of the size of a file without its entries.
const FILE_OVERHEAD_BYTES: usize = 1024;

/// Pages listed in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlSet {
    /// Address of the file.
    pub address: Address,
    /// Indices of the pages in the plan.
    pub pages: Vec<u32>,
}

/// Limits of a sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapLimits {
    /// Maximum number of pages for a single sitemap.
    ///
    /// A larger one would be rewritten too often.
    pub single: usize,
    /// Maximum number of pages per file.
    pub urls: usize,
    /// Maximum uncompressed size of a file in bytes.
    pub bytes: usize,
}

/// The protocol's limits (sitemaps.org): 50,000 pages and 50 MiB.
impl Default for SitemapLimits {
    fn default() -> Self {
        Self { single: 1000, urls: 50_000, bytes: 50 << 20 }
    }
}

/// Inputs of sitemap planning, besides the pages.
#[derive(Debug)]
pub(super) struct SitemapPlanner<'a> {
    pub(super) archive: &'a Archive,
    pub(super) assets: &'a HashMap<SitePath, Address>,
    pub(super) per_page: usize,
    pub(super) base_url: &'a str,
    pub(super) limits: SitemapLimits,
}

/// File that a page is listed in, ordered as in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// Pages that change often.
    Current,
    /// Pages of a year's articles.
    Year(i16),
}

/// Listed page.
#[derive(Debug, Clone, Copy)]
struct ListedPage {
    page: u32,
    /// File.
    group: Group,
    /// Article that created the page.
    story: Option<ArticleId>,
    /// Upper bound of the entry's size.
    bytes: usize,
}

impl SitemapPlanner<'_> {
    /// Adds the sitemaps and a `robots.txt` that names them; returns the sets of pages.
    ///
    /// The site's own `robots.txt` takes precedence.
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

    /// Returns the listed pages, by group and article.
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

    /// Returns the entry of a page, or a diagnostic if its address is too long.
    ///
    /// Returns `None` if the page isn't listed.
    fn list(&self, index: u32, page: &Page) -> Option<Result<ListedPage, Box<Diagnostic>>> {
        let (group, story) = self.place(&page.kind)?;
        let length = self.base_url.len() + page.address.href().len();
        if length > MAX_ADDRESS_CHARS {
            return Some(Err(Box::new(self.too_long(page))));
        }
        let bytes = ENTRY_OVERHEAD_BYTES + length + self.image_bytes(&page.kind);
        Some(Ok(ListedPage { page: index, group, story, bytes }))
    }

    /// Returns the group and the article that a page is filed under.
    ///
    /// Returns `None` for pages that aren't listed: removed pages, redirects, files.
    fn place(&self, kind: &PageKind) -> Option<(Group, Option<ArticleId>)> {
        let archive = self.archive;
        let by = match kind {
            PageKind::Article(id) => *id,
            PageKind::List(list @ (ListId::Day(_) | ListId::Month(_)), ListPage::Latest) => {
                *members(*list, archive).first()?
            }
            // A page is complete when the articles after it fill another one.
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
            kind if kind.is_in_sitemap() => return Some((Group::Current, None)),
            _ => return None,
        };
        Some((Group::Year(archive.extent(by).year()), Some(by)))
    }

    /// Returns an upper bound of the size that an article's image adds.
    fn image_bytes(&self, kind: &PageKind) -> usize {
        let PageKind::Article(id) = kind else { return 0 };
        let Article { image: Some(image), .. } = self.archive.article(*id) else { return 0 };
        match &image.src {
            ImageSource::File(file) => {
                self.assets.get(file).map_or(0, |address| self.base_url.len() + address.href().len())
            }
            ImageSource::Address(address) => self.base_url.len() + address.href().len(),
            // Escaping turns a character into at most six.
            ImageSource::Elsewhere(url) => 6 * url.len(),
        }
    }

    /// Splits the groups into files.
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
            "the address {} is longer than the {MAX_ADDRESS_CHARS} characters that a sitemap allows",
            page.address
        );
        Diagnostic::warning(place, message)
            .hint("choose a shorter address; search engines may not find this page")
    }
}

impl Group {
    /// Returns the address of a file of this group. The first file has no number.
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

/// Returns the address of the only sitemap or of the index.
fn main_address() -> Address {
    Address::known("/sitemap.xml")
}

/// Splits entries of these sizes into ranges within the limits.
///
/// Splitting starts with the first entry, so appended entries change only the last range. An entry
/// larger than the limit gets a range of its own.
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
