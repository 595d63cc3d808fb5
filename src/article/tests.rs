use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::address::{Address, QueryAddress};
use crate::config::{self, Overrides};
use crate::language::Language;
use crate::moment::Precision;

mod equality;
mod faults;
mod summary_digests;
mod yaml;

fn site() -> Site {
    site_with("")
}

fn site_with(more: &str) -> Site {
    let config = format!(
        "title = \"T\"\nbase_url = \"https://post.example\"\ntime_zone = \"Europe/Istanbul\"\n{more}"
    );
    config::read(&config, &Overrides::default()).0.expect("a site")
}

fn parsed(file: &str, bytes: &[u8], has_assets: HasAssets, site: &Site) -> (Option<Entry>, Diagnostics) {
    let file = SitePath::known(file);
    parse(&Source { file: &file, bytes, digest: Digest::of(bytes), has_assets }, site)
}

/// Returns whether a file is among those that a text uses.
fn assets(used: &[AssetRef], file: &str) -> bool {
    AssetRef::keys(&SitePath::known(file))
        .any(|key| used.iter().any(|used| std::borrow::Borrow::<str>::borrow(used) == key))
}

/// What a faultless file is, with files beside it.
fn entry(file: &str, text: &str) -> Entry {
    let (entry, found) = parsed(file, text.as_bytes(), HasAssets::Yes, &site());
    assert!(found.is_empty(), "{file}: {found:?}");
    entry.expect("an entry")
}

fn article(file: &str, text: &str) -> Article {
    match entry(file, text) {
        Entry::Article(article) => Arc::unwrap_or_clone(article),
        other => panic!("{other:?} is no article"),
    }
}

const FULL: &str = r#"+++
title = " Istanbul  talks end "
date = 2025-11-01
dateline = "ANKARA, Turkey"
summary = """
Four days,
and no agreement."""
authors = ["Ada", "Ben ", "ADA"]
section = "World"
tags = ["Café", "cafe\u0301", "Doha"]
series = "Istanbul talks"
updated = 2025-11-02T09:00:00Z
slug = "talks"
aliases = ["/?p=12", "/old/address.html", "/old/address.html", "/a?c=1&b=2", "/talks", "/a?b=2&c=1"]
language = "tr-TR"
draft = true
expires = 2026-11-01
image = { src = "talks.jpg", alt = "Two flags", caption = "C", credit = "D" }
source = { name = "The Post", url = "https://post.example/a" }
corrections = [{ date = 2025-11-03, text = "First." }, { date = 2025-11-04T08:00:00, text = "Second." }]
[extra]
mood = 3
+++

Text with [a map](map.svg), [another article](other.md) and [a page](/about/).
"#;

#[test]
fn a_full_article_is_read() {
    let article = article("content/world/file.md", FULL);
    assert_eq!(&*article.title, "Istanbul talks end");
    assert_eq!(article.address.as_str(), "/2025/11/01/talks/");
    assert_eq!(
        (article.date.to_string(), article.date.begins().precision()),
        ("2025-11-01".into(), Precision::Day)
    );
    assert_eq!(article.updated.map(|m| m.to_string()).as_deref(), Some("2025-11-02T12:00:00+03:00"));
    assert_eq!(article.dateline.as_deref(), Some("ANKARA, Turkey"));
    assert_eq!((&*article.summary, article.has_explicit_summary), ("Four days, and no agreement.", true));
    assert_eq!(article.authors, ["Ada".into(), "Ben".into()]);
    assert_eq!(article.tags, ["Café".into(), "Doha".into()]);
    assert_eq!(
        (article.section.as_deref(), article.series.as_deref()),
        (Some("World"), Some("Istanbul talks"))
    );
    assert_eq!(article.aliases, [Address::known("/old/address.html"), Address::known("/talks/")]);
    assert_eq!(
        article.queries.iter().map(QueryAddress::as_str).collect::<Vec<_>>(),
        ["/?p=12", "/a?b=2&c=1"]
    );
    assert_eq!(article.language.as_ref().map(Language::as_str), Some("tr-TR"));
    assert!(article.draft && article.expires.is_some());
    let image = article.image.expect("a picture");
    assert_eq!(image.src, ImageSource::File(SitePath::known("content/world/talks.jpg")));
    assert_eq!(
        (&*image.alt, image.caption.as_deref(), image.credit.as_deref()),
        ("Two flags", Some("C"), Some("D"))
    );
    assert_eq!(
        article.source.map(|s| (s.name, s.url)),
        Some(("The Post".into(), Some("https://post.example/a".into())))
    );
    let corrections: Vec<_> = article.corrections.iter().map(|c| (c.date.to_string(), &*c.text)).collect();
    assert_eq!(
        corrections,
        [("2025-11-04T08:00:00+03:00".into(), "Second."), ("2025-11-03".into(), "First.")]
    );
    for file in ["content/world/map.svg", "content/world/talks.jpg"] {
        assert!(assets(&article.assets, file), "{file}: {:?}", article.assets);
    }
    assert_eq!(article.extra.0.get("mood").and_then(toml::Value::as_integer), Some(3));
    assert!(FULL[article.body.start as usize..].starts_with("\nText with"));
    assert_eq!(article.body.lines_before, 23);
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing_but_places() {
    let plain = article("content/a.md", FULL);
    let windows = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    let other = article("content/a.md", &windows);
    assert!(windows[other.body.start as usize..].starts_with("\r\nText with"));
    assert_eq!(Article { body: plain.body, digest: plain.digest, ..other }, plain);
}

#[test]
fn the_least_article_takes_the_rest_from_its_name_and_its_text() {
    let article =
        article("content/2025-11-01-Some Slug.md", "+++\ntitle = \"T\"\n+++\nFirst\nparagraph.\n\nSecond.");
    assert_eq!(article.address.as_str(), "/2025/11/01/some-slug/");
    assert_eq!((&*article.summary, article.has_explicit_summary), ("First paragraph.", false));
    assert_eq!(article.body, Body { start: 20, lines_before: 3 });
    assert_eq!((article.language, article.draft), (None, false));
}

#[test]
fn the_front_matter_goes_before_the_name() {
    let article = article(
        "content/2025-11-01-a/index.md",
        "+++\ntitle = \"T\"\ndate = 2024-02-29T23:30:00Z\nlanguage = \"EN\"\n+++",
    );
    assert_eq!(article.address.as_str(), "/2024/03/01/a/", "the day is the one at the site's place");
    assert_eq!((&*article.summary, article.language), ("", None));
}

#[test]
fn an_article_without_files_beside_it_uses_none() {
    let text = b"+++\ntitle = \"T\"\ndate = 2025-11-01\n+++\nA [map](map.svg).";
    let (entry, _) = parsed("content/a.md", text, HasAssets::No, &site());
    let Some(Entry::Article(article)) = entry else { panic!("no article") };
    assert_eq!(article.assets, []);
}

#[test]
fn of_a_withdrawn_article_only_its_address_is_kept() {
    let text = "+++\ndate = 2025-11-01\naliases = [\"/a\"]\nwithdrawn = { date = 2026-01-05, reason = \"Untrue.\" }\n+++\nText";
    let Entry::Withdrawn(notice) = entry("content/talks.md", text) else { panic!("no notice") };
    assert_eq!(notice.address.as_str(), "/2025/11/01/talks/");
    assert_eq!(notice.aliases, [Address::known("/a/")]);
    assert_eq!(notice.withdrawal.date.to_string(), "2026-01-05");
    assert_eq!(notice.withdrawal.reason.as_deref(), Some("Untrue."));
}

#[test]
fn a_standing_page_is_read() {
    let text = "+++\ntitle = \"About us\"\nupdated = 2025-11-01\nslug = \"us\"\n[extra]\na = 1\n+++\nWe are.\n\n[Map](map.svg)";
    let Entry::Standing(page) = entry("content/pages/team/about.md", text) else { panic!("no page") };
    assert_eq!((page.address.as_str(), &*page.title, &*page.summary), ("/team/us/", "About us", "We are."));
    assert!(assets(&page.assets, "content/pages/team/map.svg"), "{:?}", page.assets);
    assert_eq!(page.extra.0.len(), 1);
}

#[test]
fn a_picture_may_be_in_three_places() {
    for (src, expected) in [
        ("../a/b.jpg", ImageSource::File(SitePath::known("content/a/b.jpg"))),
        ("/img/b.jpg", ImageSource::Address(Address::known("/img/b.jpg"))),
        ("https://a.example/b.jpg", ImageSource::Elsewhere("https://a.example/b.jpg".into())),
    ] {
        let text = format!(
            "+++\ntitle = \"T\"\ndate = 2025-11-01\nimage = {{ src = \"{src}\", alt = \"\" }}\n+++\n"
        );
        let article = article("content/x/a.md", &text);
        assert_eq!(article.image.map(|image| image.src), Some(expected));
    }
}

#[test]
fn a_line_of_pluses_in_the_text_is_the_texts() {
    let article = article(
        "content/a.md",
        "+++  \ntitle = \"T\"\ndate = 2025-11-01\n++++\n+++\t\n+++\nx".replace("++++\n", "").as_str(),
    );
    assert_eq!(&*article.summary, "+++ x");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        parsed("content/2025/a.md", &bytes, HasAssets::Yes, &site());
    }

    #[test]
    fn no_front_matter_makes_it_panic(front in "(\\PC|\n){0,200}", body in "(\\PC|\n){0,60}", file in "[a-z0-9é./-]{0,20}") {
        let text = format!("+++\n{front}\n+++\n{body}");
        for folder in ["content", "content/pages"] {
            parsed(&format!("{folder}/x{file}").replace("..", "."), text.as_bytes(), HasAssets::Yes, &site());
        }
    }

    #[test]
    fn no_values_make_it_panic(key in KEYS, value in "(\"\\PC{0,20}\"|[0-9T:.Z+-]{1,25}|\\[\"\\PC{0,9}\"\\]|\\{ (src|date|name|url|text) = \"\\PC{0,12}\" \\})") {
        let text = format!("+++\ntitle = \"T\"\ndate = 2025-11-01\n{key} = {value}\n+++\n");
        let (entry, found) = parsed("content/a.md", text.as_bytes(), HasAssets::Yes, &site());
        prop_assert_eq!(entry.is_some(), !found.has_errors());
    }
}

const KEYS: &str = "(summary|authors|section|tags|series|updated|slug|aliases|language|draft|expires|image|source|corrections|withdrawn|extra|dateline)";
