//! What readers' programs are given: Atom, RSS and JSON Feed of all stories, with the whole archive behind them, and
//! Atom for each term.

mod site;

use std::collections::BTreeSet;

use proptest::prelude::*;

use site::Site;

/// A story with everything that a feed tells, and with what XML and HTML must not be given as it is.
const NASTY: &str = r#"+++
title = "Ends ]]> & <b>begins</b> \uFFFE“ß” 😀"
date = 2025-11-01T09:30:00
updated = 2025-11-02
summary = "Less < more & \"so\" ]]>"
authors = ["Ann & Bob", "<script>"]
section = "World"
tags = ["C++ & <x>", "Peace"]
language = "fr"
image = { src = "own.svg", alt = "A \"map\" & <more>" }
corrections = [{ date = 2025-11-03T10:00:00, text = "Was < wrong & ]]>" }]
+++
A [file](2025-10-01-plain.md), an [anchor](#part), [elsewhere](https://e.example/?a=1&b=2) and ![it](own.svg).

## Part

`<a href="/x">` ]]> ends & begins.
"#;

fn nasty(feeds: &str) -> Site {
    let site = Site::new(&format!("description = \"News & <more>\"\n{feeds}"));
    site.write("content/2025-10-01-plain.md", "+++\ntitle = \"Plain\"\n+++\nFirst paragraph.\n");
    site.write("content/2025-11-01-nasty.md", NASTY);
    site.write("content/own.svg", "<svg/>");
    let gone =
        "+++\ndate = 2025-10-02\nwithdrawn = { date = 2025-11-04, reason = \"Was < wrong & ]]>\" }\n+++\n";
    site.write("content/gone.md", gone);
    site
}

/// A feed, whatever the hash of the style sheet is that it names.
fn feed(site: &Site, file: &str) -> String {
    let text = site.file(file);
    let (before, after) = text.split_once("/css/feed.").expect("it names a style sheet");
    format!("{before}/css/feed.HASH{}", after.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

#[test]
fn each_form_tells_a_nasty_story_in_full() {
    let site = nasty("[feeds]\ncontent = \"full\"\nhub = \"https://hub.example/?a&b\"\n");
    site.build();
    insta::assert_snapshot!("atom_full", feed(&site, "atom.xml"));
    insta::assert_snapshot!("rss_full", feed(&site, "rss.xml"));
    insta::assert_snapshot!("json_full", site.json("feed.json"));
}

#[test]
fn each_form_tells_a_nasty_storys_summary() {
    let site = nasty("");
    site.build();
    insta::assert_snapshot!("atom_summary", feed(&site, "atom.xml"));
    insta::assert_snapshot!("rss_summary", feed(&site, "rss.xml"));
    insta::assert_snapshot!("atom_term", feed(&site, "tags/peace/atom.xml"));
}

#[test]
fn a_site_without_stories_has_feeds_all_the_same() {
    let site = Site::new("");
    site.build();
    assert!(site.file("atom.xml").contains("<updated>1970-01-01T00:00:00Z</updated>"));
    assert!(site.file("rss.xml").contains("<description>News</description>"));
    assert!(site.file("feed.json").contains("\"items\":[]"));
}

#[test]
fn drafts_embargoed_and_withdrawn_stories_are_in_none() {
    let site = Site::new("");
    site.write("content/a.md", "+++\ntitle = \"There\"\ndate = 2025-01-01\ntags = [\"t\"]\n+++\nWords.\n");
    let secret = "title = \"SECRET\"\ntags = [\"t\"]\nsummary = \"SECRET\"\n";
    for (name, key) in [
        ("draft", "date = 2025-01-02\ndraft = true"),
        ("embargoed", "date = 2026-01-02"),
        ("expired", "date = 2025-01-02\nexpires = 2025-02-01"),
        ("withdrawn", "date = 2025-01-02\nwithdrawn = { date = 2025-02-02 }"),
    ] {
        site.write(&format!("content/{name}.md"), format!("+++\n{secret}{key}\n+++\nSECRET\n"));
    }
    site.build();
    for file in ["atom.xml", "rss.xml", "feed.json", "tags/t/atom.xml"] {
        let text = site.file(file);
        assert!(text.contains("There") && !text.contains("SECRET"), "{file}: {text}");
        assert!(!text.contains("draft") && !text.contains("embargoed"), "{file}: {text}");
    }
    let gone = "<at:deleted-entry ref=\"tag:n.example,2025-01-02:/2025/01/02/withdrawn/\" when=\"2025-02-02T00:00:00+00:00\"/>\n\
                <at:deleted-entry ref=\"tag:n.example,2025-01-02:/2025/01/02/expired/\" when=\"2025-02-01T00:00:00+00:00\"/>";
    assert!(site.file("atom.xml").contains(gone), "{}", site.file("atom.xml"));
}

#[test]
fn an_id_survives_a_change_of_address_and_of_date() {
    let site = Site::new("");
    site.write("content/2025-01-01-old-name.md", "+++\ntitle = \"T\"\n+++\nWords.\n");
    site.build();
    let first = site.ids("atom.xml");
    assert_eq!(first, ["tag:n.example,2025-01-01:/2025/01/01/old-name/"]);
    site.remove("content/2025-01-01-old-name.md");
    let renamed = "+++\ntitle = \"T\"\naliases = [\"/2025/01/01/old-name/\"]\n+++\nWords.\n";
    site.write("content/2025-01-02-new-name.md", renamed);
    site.build();
    assert_eq!(site.ids("atom.xml"), first);
    let site = site.configured("[feeds]\nauthority = \"Old.example\"\n");
    site.build();
    assert_eq!(site.ids("atom.xml"), ["tag:old.example,2025-01-01:/2025/01/01/old-name/"]);
}

#[test]
fn an_id_of_its_own_is_told_as_it_is_and_is_one_storys_alone() {
    let site = Site::new("");
    let story = |id: &str| format!("+++\ntitle = \"T\"\nid = \"{id}\"\n+++\nWords.\n");
    site.write("content/2025-01-01-a.md", story("https://old.example/?p=12"));
    site.build();
    assert_eq!(site.ids("atom.xml"), ["https://old.example/?p=12"]);
    assert!(site.file("rss.xml").contains("<guid isPermaLink=\"false\">https://old.example/?p=12</guid>"));
    site.write("content/2025-01-02-b.md", story("https://old.example/?p=12"));
    assert_eq!(
        site.faults(),
        [
            "content/2025-01-02-b.md: this article has the id of content/2025-01-01-a.md: `https://old.example/?p=12`"
        ]
    );
    site.write("content/2025-01-02-b.md", story("story 12"));
    assert_eq!(site.faults(), ["content/2025-01-02-b.md:3:6: `story 12` is no URI, and an `id` must be one"]);
}

#[test]
fn a_feed_and_a_file_can_not_have_one_address() {
    let site = Site::new("[feeds]\nlimit = 1\n");
    site.add(0);
    site.add(1);
    site.write("static/atom/1.xml", "<feed/>");
    let found = site.faults();
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("document 1 of the Atom feed of the front page"), "{found:?}");
}

#[test]
fn without_an_archive_a_feed_has_its_newest_stories_and_no_more() {
    let site = Site::new("[feeds]\nlimit = 3\narchive = false\n");
    (0..9).for_each(|number| site.add(number));
    site.build();
    let ids = site.ids("atom.xml");
    assert_eq!(ids.len(), 3);
    assert!(ids[0].ends_with("/story-8/") && ids[2].ends_with("/story-6/"), "{ids:?}");
    assert!(!site.file("atom.xml").contains("prev-archive"));
    assert!(!site.file("feed.json").contains("next_url"));
    assert!(site.feeds().keys().all(|file| !file.starts_with("atom/")));
}

#[test]
fn a_terms_feed_has_its_newest_stories() {
    let site = Site::new("[feeds]\nlimit = 2\n");
    (0..5).for_each(|number| site.add(number));
    site.build();
    assert_eq!(site.ids("tags/all/atom.xml").len(), 2);
    assert!(site.file("tags/all/index.html").contains("href=\"/tags/all/atom.xml\""));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_new_story_changes_two_documents_at_most_and_no_full_one(
        limit in 1usize..5,
        stories in 0usize..14,
        full in any::<bool>(),
    ) {
        let content = if full { "full" } else { "summary" };
        let site = Site::new(&format!("[feeds]\nlimit = {limit}\ncontent = \"{content}\"\n"));
        (0..stories).for_each(|number| site.add(number));
        site.build();
        let before = site.feeds();
        site.add(stories);
        site.build();
        let after = site.feeds();
        for (format, ending) in [("atom", "xml"), ("rss", "xml"), ("feed", "json")] {
            let newest = format!("{format}.{ending}");
            let of_format = |file: &&String| **file == newest || file.starts_with(&format!("{format}/"));
            let is_full = |file: &String, text: &str| match format {
                "feed" => *file != newest,
                _ => text.contains("<fh:archive/>"),
            };
            for (file, text) in before.iter().filter(|(file, text)| of_format(file) && is_full(file, text)) {
                prop_assert_eq!(Some(text), after.get(file), "{}", file);
            }
            let changed = |file: &&String| before.get(*file) != after.get(*file);
            let (changed, added): (Vec<_>, Vec<_>) =
                after.keys().filter(of_format).filter(changed).partition(|file| before.contains_key(*file));
            // The first that fills brings the one after it along.
            prop_assert!(changed.len() <= 2 && added.len() <= 2, "{:?} {:?}", changed, added);
            let found = site.walk(&newest);
            if format != "feed" {
                let forward = site.walk_forward(format);
                prop_assert!(forward.is_empty() || forward.iter().rev().eq(&found), "{:?}", forward);
            }
            let each_once: BTreeSet<&String> = found.iter().collect();
            prop_assert_eq!((found.len(), each_once.len()), (stories + 1, stories + 1));
            let newest_first = (0..=stories).rev().map(|number| format!("/story-{number}/"));
            prop_assert!(found.iter().zip(newest_first).all(|(id, end)| id.ends_with(&end)), "{:?}", found);
        }
    }
}
