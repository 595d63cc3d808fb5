//! The law that everything incremental stands on: whatever happens to a site, building on what was there gives byte
//! for byte what building from nothing gives. And what it costs: counts of pages rendered and files written, for the
//! edits of a day.

mod edit;
mod ready;
mod site;

use std::collections::BTreeSet;

use dateline::pipeline::{BuildNote, ParseCache};
use proptest::prelude::*;

use edit::Edit;
use site::{Site, Tree};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_incremental_build_equals_a_full_one(edits in prop::collection::vec(any::<Edit>(), 1..8)) {
        let mut site = Site::new();
        site.build();
        for (number, edit) in edits.iter().enumerate() {
            site.apply(edit);
            site.build();
            let (there, anew) = (site.output(), site.built_anew());
            let differing = differing(&there, &anew);
            prop_assert!(differing.is_empty(), "after edit {number}, {edit:?}: {differing:?}");
            let again = site.build();
            prop_assert_eq!((again.rendered, again.written, again.files_removed), (0, 0, 0), "built twice after {:?}", edit);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_incremental_build_of_what_can_be_searched_equals_a_full_one(edits in prop::collection::vec(any::<Edit>(), 1..8)) {
        let mut site = Site::new();
        site.apply(&Edit::Search { which: 0 });
        site.build();
        assert!(site.output().contains_key("search/newest/words-0.json"));
        for edit in &edits {
            site.apply(edit);
            site.build();
        }
        let (there, anew) = (site.output(), site.built_anew());
        let differing = differing(&there, &anew);
        prop_assert!(differing.is_empty(), "{differing:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_made_ready_again_and_again_equals_a_full_build(edits in prop::collection::vec(any::<Edit>(), 1..8)) {
        let mut site = Site::new();
        let mut known = ParseCache::default();
        ready::ready(&site, &mut known);
        for (number, edit) in edits.iter().enumerate() {
            site.apply(edit);
            let shown = ready::shown(&site, &ready::ready(&site, &mut known));
            let mut built = site.built_anew();
            built.retain(|file, _| !file.starts_with(".dateline/"));
            let differing = differing(&shown, &built);
            prop_assert!(differing.is_empty(), "after edit {number}, {edit:?}: {differing:?}");
        }
    }
}

#[test]
fn an_article_that_has_not_changed_is_in_memory_once() {
    let mut site = Site::new();
    let mut known = ParseCache::default();
    let before = ready::ready(&site, &mut known);
    site.apply(&Edit::Title { article: 2, words: 7 });
    let after = ready::ready(&site, &mut known);
    let shared = ["content/a1.md", "content/a2.md"].map(|file| ready::share(&before, &after, file));
    assert_eq!(shared, [true, false]);
}

#[test]
fn nothing_changed_renders_and_writes_nothing() {
    let mut site = Site::new();
    let first = site.build();
    assert_eq!(first.written, first.pages);
    let second = site.build();
    assert_eq!((second.rendered, second.written, second.files_removed), (0, 0, 0));
    assert_eq!(second.unchanged, second.pages);
}

#[test]
fn fresh_times_on_the_same_bytes_count_as_unchanged() {
    let mut site = Site::new();
    site.build();
    site.touch_everything();
    let again = site.build();
    assert_eq!((again.rendered, again.written), (0, 0));
}

#[test]
fn an_edited_body_makes_only_its_own_page_again() {
    let mut site = Site::new();
    site.build();
    site.apply(&Edit::Body { article: 2, words: 7 });
    let report = site.build();
    assert_eq!((report.rendered, report.written, report.files_removed), (1, 1, 0));
}

#[test]
fn an_edited_body_makes_the_feeds_that_hold_it_again() {
    let mut site = Site::new();
    // Whole texts, two to a document.
    site.apply(&Edit::Feeds { which: 0 });
    site.build();
    site.apply(&Edit::Body { article: 0, words: 7 });
    let report = site.build();
    // Its page, and one document of each form: the feeds of its tag and its author have only newer stories.
    assert_eq!((report.rendered, report.written, report.files_removed), (4, 4, 0));
}

#[test]
fn a_new_story_makes_a_bounded_handful_of_feeds_again() {
    let mut site = Site::new();
    site.apply(&Edit::Feeds { which: 2 });
    site.build();
    let before = site.output();
    site.write(
        "content/newest.md",
        "+++\ntitle = \"Newest\"\ndate = 2025-11-30\ntags = [\"one\"]\n+++\nText.\n",
    );
    site.build();
    let after = site.output();
    let is_feed = |file: &&String| ["atom", "rss", "feed"].iter().any(|name| file.contains(name));
    let changed = after.keys().filter(is_feed).filter(|file| before.get(*file) != after.get(*file));
    assert!(changed.count() <= 7, "two documents of each form, and the feed of its tag");
}

#[test]
fn an_edited_headline_makes_its_page_and_what_shows_its_card_again() {
    let mut site = Site::new();
    site.build();
    site.apply(&Edit::Title { article: 0, words: 7 });
    let report = site.build();
    // Story 0 is the oldest: its own page, its newer neighbour's, and the lists that hold it, those of its day, month,
    // tag and author, of its day in every year and the front page's, each in one part; no other article, day, month,
    // year or index. And of the feeds one document in each form, and those of its tag and author.
    assert!(report.rendered <= 15 && report.written <= report.rendered, "{report:?}");
}

#[test]
fn all_that_lists_and_feeds_tell_of_a_story_makes_them_again() {
    let mut site = Site::new();
    site.build();
    for edit in [
        Edit::Title { article: 2, words: 1 },
        Edit::Summary { article: 2, words: 1 },
        Edit::Dateline { article: 2, words: 1 },
        Edit::Redate { article: 2, day: 1 },
        Edit::Rename { article: 2, slug: 1 },
        Edit::Authors { article: 2, which: 1 },
        Edit::Section { article: 2, which: 1 },
        Edit::Retag { article: 2, tag: 2 },
        Edit::Speak { article: 2, language: 2 },
        Edit::HarbourShown { article: 2, words: 0 },
        Edit::HarbourShown { article: 2, words: 1 },
        Edit::Harbour { words: 4 },
        // The picture has another length and the same address.
        Edit::Image { words: 12_345 },
        Edit::Correct { article: 2, words: 1 },
        Edit::Correct { article: 2, words: 2 },
        Edit::Update { article: 2, hours: 3 },
        Edit::Vague { article: 2, date: 0 },
        Edit::Vague { article: 3, date: 0 },
        Edit::Vague { article: 2, date: 3 },
        Edit::Alias { article: 2, alias: 1 },
        Edit::Id { article: 2 },
        // Names that stories bear, told by the terms' own files.
        Edit::Term { which: 1, words: 1 },
        Edit::TermNames { which: 3, words: 2 },
        Edit::TermPicture { words: 1 },
    ] {
        site.apply(&edit);
        site.build();
        let differing = differing(&site.output(), &site.built_anew());
        assert!(differing.is_empty(), "{edit:?}: {differing:?}");
    }
}

#[test]
fn a_new_old_address_with_a_query_changes_its_part_of_the_table_alone() {
    let mut site = Site::new();
    site.write("addresses.csv", "/?q=0,/archive/\n/a.asp?id=1,/archive/\n");
    site.build();
    site.write(
        "addresses.csv",
        "/?q=0,/archive/\n/?q=1,/archive/\n/a.asp?id=1,/archive/\n/a.asp?id=2&x=1,410\n",
    );
    let report = site.build();
    // And what two hosts are told.
    assert_eq!((report.rendered, report.written), (3, 3));
    site.write("addresses.csv", "/a.asp?id=1,/archive/\n");
    let report = site.build();
    // The front page has no script any more.
    assert_eq!((report.rendered, report.written), (4, 4));
}

#[test]
fn a_template_that_only_standing_pages_use_makes_only_them_again() {
    let mut site = Site::new();
    site.build();
    site.apply(&Edit::Template { which: 2, words: 7 });
    let report = site.build();
    // There are two of them.
    assert_eq!((report.rendered, report.written), (2, 2));
}

#[test]
fn an_edited_term_file_makes_only_its_own_page_again() {
    let mut site = Site::new();
    site.apply(&Edit::Term { which: 0, words: 1 });
    site.build();
    site.apply(&Edit::Term { which: 0, words: 2 });
    let report = site.build();
    assert_eq!((report.rendered, report.written, report.files_removed), (1, 1, 0));
}

#[test]
fn a_question_whose_answer_is_the_same_makes_nothing_again() {
    let mut site = Site::new();
    site.build();
    // The oldest article is in no answer to `latest(count=2)`, which every page asks.
    site.apply(&Edit::Body { article: 1, words: 3 });
    assert_eq!(site.build().rendered, 1);
}

#[test]
fn a_picture_of_the_theme_gives_the_style_that_shows_it_another_name_and_every_page_that_asks_for_it() {
    let mut site = Site::new();
    site.build();
    site.apply(&Edit::ThemePicture { words: 4 });
    let report = site.build();
    // Every page asks for the style; of the five files for hosts, the two that tell of headers name it.
    assert_eq!(report.rendered, site.pages() + 2);
    // The picture and the style are there under new names, and no longer under the old.
    assert_eq!(report.files_removed, 2);
}

#[test]
fn a_changed_picture_makes_the_pages_again_that_show_it_and_the_smaller_ones_under_other_names() {
    let mut site = Site::new();
    site.build();
    site.apply(&Edit::Harbour { words: 5 });
    let report = site.build();
    // The page that shows it; the page, the picture and the smaller one are written, and so are the headers for hosts, which
    // name what never changes. The old smaller one goes.
    assert_eq!((report.rendered, report.files_removed), (3, 1), "{report:?}");
    assert_eq!(report.written, 5, "{report:?}");
}

#[test]
fn a_lost_or_damaged_record_means_a_full_build_and_the_same_site() {
    for harm in [site::Harm::Deleted, site::Harm::Damaged, site::Harm::Cut] {
        let mut site = Site::new();
        site.build();
        site.harm_records(harm);
        site.apply(&Edit::Body { article: 0, words: 5 });
        let (report, notes) = site.build_and_listen();
        assert_eq!(report.rendered, report.pages - site.copied(), "{harm:?}");
        let expected = if let site::Harm::Deleted = harm { vec![] } else { vec![BuildNote::CacheDamaged] };
        assert_eq!(notes, expected, "{harm:?}");
        assert_eq!(site.output(), site.built_anew(), "{harm:?}");
    }
}

#[test]
fn whichever_file_of_the_record_is_lost_or_damaged_the_site_is_the_same() {
    let mut site = Site::new();
    site.build();
    for name in site.records() {
        for harm in [site::Harm::Deleted, site::Harm::Damaged] {
            if !site.records().contains(&name) {
                // What an edit changed is kept under another name.
                continue;
            }
            site.harm_record(&name, harm);
            site.apply(&Edit::Body { article: 0, words: 5 });
            site.build();
            assert_eq!(site.output(), site.built_anew(), "{name} {harm:?}");
            let report = site.build();
            assert_eq!((report.rendered, report.written, report.files_removed), (0, 0, 0), "{name} {harm:?}");
        }
    }
}

#[test]
fn a_page_that_somebody_deleted_comes_back() {
    let mut site = Site::new();
    site.build();
    site.delete_output("index.html");
    let report = site.build();
    assert_eq!(report.written, 1);
    assert_eq!(site.output(), site.built_anew());
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let site = Site::new();
    let one = site.built_on(1);
    assert_eq!(one, site.built_on(2));
    assert_eq!(one, site.built_on(8));
}

#[test]
fn the_same_bytes_in_any_order_of_directories() {
    let site = Site::new();
    assert_eq!(site.built_anew(), site.built_in_reverse());
}

#[test]
fn after_another_versions_build_what_is_planned_no_more_goes_all_the_same() {
    let mut site = Site::new();
    site.build();
    site.harm_records(site::Harm::Foreign);
    site.apply(&Edit::Remove { article: 0 });
    let (report, notes) = site.build_and_listen();
    assert!(report.files_removed > 0);
    assert_eq!(notes, [BuildNote::CacheOtherVersion]);
    assert_eq!(site.output(), site.built_anew());
}

#[test]
fn while_all_stands_still_nothing_is_parsed_and_whatever_moves_is_seen() {
    let mut site = Site::new();
    site.build();
    for edit in [
        Edit::Fresh { article: 2, hours: 30 },
        Edit::Clock { month: 1 },
        Edit::Clock { month: 2 },
        Edit::Drafts,
        Edit::BaseUrl { which: 1 },
        Edit::OutputAway,
        Edit::Partial { words: 3 },
        Edit::ThemeFile { words: 3 },
        Edit::Static { words: 3 },
        Edit::Body { article: 2, words: 3 },
        Edit::Remove { article: 3 },
    ] {
        let report = site.settle();
        assert_eq!((report.rendered, report.written), (0, 0));
        assert!(report.seconds.parse <= 0.0, "before {edit:?} nothing is parsed");
        site.apply(&edit);
        site.build();
        let differing = differing(&site.output(), &site.built_anew());
        assert!(differing.is_empty(), "{edit:?}: {differing:?}");
    }
}

/// The files that are not the same in two outputs.
fn differing(one: &Tree, other: &Tree) -> Vec<String> {
    let all: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    all.into_iter().filter(|file| one.get(*file) != other.get(*file)).cloned().collect()
}
