//! YAML front matter says what TOML does, and nothing that is written in it makes a build panic.

use std::fmt::Write as _;

use super::*;

/// The same entry but for what differs between two files of other bytes.
fn alike(entry: Entry) -> Entry {
    match entry {
        Entry::Article(article) => {
            let mut article = Arc::unwrap_or_clone(article);
            article.digest = Digest::of(b"");
            article.body = Body { start: 0, lines_before: 0 };
            Entry::Article(Arc::new(article))
        }
        other => other,
    }
}

const YAML: &str = r#"---
title: " Istanbul  talks end "
date: 2025-11-01
dateline: ANKARA, Turkey
summary: >
  Four days,
  and no agreement.
authors: [Ada, "Ben ", 'ADA']
section: World
tags:
- Café
- "cafe\u0301"
- Doha
series: Istanbul talks
updated: 2025-11-02 09:00:00 +0000
slug: talks
aliases: ["/?p=12", "/old/address.html", /old/address.html, /a?c=1&b=2, /talks, "/a?b=2&c=1"]
language: tr-TR
draft: yes
expires: "2026-11-01"
image: { src: talks.jpg, alt: Two flags, caption: C, credit: D }
source:
  name: The Post
  url: https://post.example/a
corrections:
  - date: 2025-11-03
    text: First.
  - { date: 2025-11-04T08:00:00, text: Second. }
extra:
  mood: 3
---

Text with [a map](map.svg), [another article](other.md) and [a page](/about/).
"#;

#[test]
fn a_full_article_is_the_same_in_yaml() {
    assert_eq!(alike(entry("content/world/file.md", YAML)), alike(entry("content/world/file.md", FULL)));
    let crlf = format!("\u{feff}{}", YAML.replace('\n', "\r\n").replacen("---\r\n\r\n", "...\r\n\r\n", 1));
    assert_eq!(alike(entry("content/world/file.md", &crlf)), alike(entry("content/world/file.md", FULL)));
}

#[test]
fn values_keep_their_spelling_where_a_text_is_asked() {
    let text = "---\ntitle: 1984\ndate: 2025-11-01\nsection: no\ntags: [2016, 007, true, 1e3, 2025-11-01]\nseries: 0x1F\n---\n";
    let article = article("content/a.md", text);
    assert_eq!((&*article.title, article.section.as_deref()), ("1984", Some("no")));
    assert_eq!(article.series.as_deref(), Some("0x1F"));
    let tags: Vec<&str> = article.tags.iter().map(|tag| &**tag).collect();
    assert_eq!(tags, ["2016", "007", "true", "1e3", "2025-11-01"]);
}

#[test]
fn nothing_is_left_out() {
    let text = "---\ntitle: T\ndate: 2025-11-01\nsummary:\ntags: ~\nauthors: null\nimage: {src: '', alt: ''}\nsource: {name: , url: }\ncorrections:\n- date:\n  text:\nwithdrawn: {}\nexpires: ''\n---\n";
    let article = article("content/a.md", text);
    assert!(article.tags.is_empty() && article.authors.is_empty() && article.corrections.is_empty());
    assert!(article.image.is_none() && article.source.is_none() && article.expires.is_none());
    assert!(!article.has_explicit_summary);
}

#[test]
fn a_repeated_value_is_read_and_too_many_are_refused() {
    let text = "---\ntitle: T\ndate: &day 2025-11-01\nupdated: *day\nauthors: &who [Ada]\ntags: *who\n---\n";
    let article = article("content/a.md", text);
    assert_eq!(article.updated.map(|day| day.to_string()).as_deref(), Some("2025-11-01"));
    assert_eq!(article.tags, article.authors);
    let mut bomb =
        "---\ntitle: T\ndate: 2025-11-01\nextra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "  a{level}: &a{level} [{}]", [before.as_str(); 10].join(", "));
    }
    let (entry, found) = parsed("content/a.md", (bomb + "---\n").as_bytes(), HasAssets::No, &site());
    assert!(entry.is_none());
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("comes to too much"), "{said:?}");
}

proptest! {
    #[test]
    fn no_yaml_makes_it_panic(front in "(\\PC|\n|\t|[-:#&*!|>%@`\"'{}\\[\\],? ]|title: |\n- |\n  ){0,120}", body in "(\\PC|\n){0,40}") {
        let text = format!("---\n{front}\n---\n{body}");
        for file in ["content/a.md", "content/pages/a.md", "content/tags/a.md", "content/news/_index.md"] {
            let (entry, found) = parsed(file, text.as_bytes(), HasAssets::Yes, &site());
            prop_assert!(entry.is_some() || found.has_errors() || file.ends_with("_index.md"));
        }
    }

    #[test]
    fn no_slip_makes_it_panic(key in "(title|tags|date|image|section)", sign in "( ?= ?|: ?| )", value in "(\\PC|[\"'“”\\[\\]{},:=#0-9./-]){0,40}") {
        for fence in ["+++", "---"] {
            let text = format!("{fence}\n{key}{sign}{value}\nslug = \"a\"\n{fence}\n");
            parsed("content/a.md", text.as_bytes(), HasAssets::Yes, &site());
        }
    }
}
