//! The law of permanent sitemaps, by small limits and stories of any day: what is new changes the last file of its own
//! year, and no other year's.

use std::collections::{BTreeMap, HashMap};

use dateline::address::Address;
use dateline::archive::{Archive, Clock, Drafts, organize};
use dateline::article::{self, Entry, HasAssets, Source};
use dateline::config::{self, Overrides, Site};
use dateline::digest::Digest;
use dateline::language::Casing;
use dateline::path::SitePath;
use dateline::plan::{Assets, PageKind, PlanInputs, Sitemap, SitemapLimits, plan};
use proptest::prelude::*;

/// A story: its day, and its tag.
type Story = (String, usize);

fn site() -> Site {
    let (site, found) =
        config::read("title = \"S\"\nbase_url = \"https://s.example\"\n", &Overrides::default());
    site.unwrap_or_else(|| unreachable!("{found:?}"))
}

fn archive(stories: &[Story], site: &Site) -> Archive {
    let entries = stories.iter().enumerate().map(|(number, (day, tag))| -> Entry {
        let file = SitePath::known(&format!("content/s{number}.md"));
        let text =
            format!("+++\ntitle = \"S\"\ndate = {day}\ntags = [\"t{tag}\"]\nsummary = \"S\"\n+++\nText.\n");
        let digest = Digest::of(text.as_bytes());
        let source = Source { file: &file, bytes: text.as_bytes(), digest, has_assets: HasAssets::No };
        let (entry, found) = article::parse(&source, site);
        entry.unwrap_or_else(|| unreachable!("{found:?}"))
    });
    let now = "2026-01-01T00:00:00Z".parse().expect("a moment");
    organize(entries.collect(), Clock { now, drafts: Drafts::Hidden }, vec![Address::root()], Casing::Common)
        .0
}

/// Each sitemap with the pages that it lists.
fn sitemaps(stories: &[Story], per_page: usize, limits: SitemapLimits) -> BTreeMap<String, Vec<String>> {
    let site = site();
    let archive = archive(stories, &site);
    let inputs = PlanInputs {
        assets: Assets { files: &[], linked: &std::collections::HashSet::default(), ledger: &[] },
        originals: &HashMap::new(),
        pictures: &site.pictures,
        hosts: &[],
        copied: Vec::new(),
        per_page,
        feeds: &site.feeds,
        search: None,
        redirects: &dateline::redirects::Redirects::default(),
        faulty_texts: &std::collections::HashSet::default(),
        published: &[],
        base_url: &site.base_url,
        sitemap_limits: limits,
    };
    let (plan, found) = plan(&archive, inputs);
    assert!(!found.has_errors(), "{found:?}");
    let address = |index: &u32| plan.pages()[*index as usize].address.to_string();
    let of = |index: usize| plan.sitemaps()[index].pages.iter().map(address).collect::<Vec<_>>();
    let sets = plan.pages().iter().filter_map(|page| match page.kind {
        PageKind::Sitemap(Sitemap::Urls(index)) => Some((page.address.to_string(), of(index))),
        _ => None,
    });
    sets.collect()
}

/// Stories of three years, a few to a day.
fn stories() -> impl Strategy<Value = Vec<Story>> {
    let story = (2022..2025, 1..4, 1..4, 0..3usize)
        .prop_map(|(year, month, day, tag)| (format!("{year}-{month:02}-{day:02}"), tag));
    prop::collection::vec(story, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_new_story_changes_the_last_file_of_its_year_and_no_other_years(
        stories in stories(), is_of_a_new_year in any::<bool>(), tag in 0..4usize, per_page in 1usize..4,
        urls in 1usize..12,
    ) {
        let limits = SitemapLimits { single: 0, urls, ..SitemapLimits::default() };
        let before = sitemaps(&stories, per_page, limits);
        let day = if is_of_a_new_year { "2025-06-01" } else { "2024-12-30" };
        let year = &day[..4];
        let new: Vec<Story> = stories.iter().cloned().chain([(day.to_owned(), tag)]).collect();
        let after = sitemaps(&new, per_page, limits);
        let last = before.keys().filter(|file| file.contains(year)).max_by_key(|file| (file.len(), (*file).clone()));
        for (file, pages) in before.iter().filter(|(file, _)| !file.contains("pages")) {
            if Some(file) == last {
                prop_assert!(after[file].starts_with(pages), "{file}");
            } else {
                prop_assert_eq!(Some(pages), after.get(file), "{}", file);
            }
        }
        // A new term or day begins at the end there too.
        let standing = |files: &BTreeMap<String, Vec<String>>| -> usize {
            files.iter().filter(|(file, _)| file.contains("pages")).map(|(_, pages)| pages.len()).sum()
        };
        prop_assert!(standing(&after) <= standing(&before) + 2);
    }

    #[test]
    fn however_it_is_cut_each_page_is_listed_once(
        stories in stories(), per_page in 1usize..4, urls in 1usize..12, bytes in 1024usize..4096,
    ) {
        let listed = |limits| {
            let mut all: Vec<String> = sitemaps(&stories, per_page, limits).into_values().flatten().collect();
            all.sort();
            all
        };
        let whole = listed(SitemapLimits { single: usize::MAX, ..SitemapLimits::default() });
        prop_assert_eq!(&listed(SitemapLimits { single: 0, urls, bytes }), &whole);
        let files = sitemaps(&stories, per_page, SitemapLimits { single: 0, urls, bytes });
        prop_assert!(files.values().all(|pages| !pages.is_empty() && pages.len() <= urls));
    }
}
