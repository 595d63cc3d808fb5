//! What other pages tell of an article is in their digests, key by key of its front matter, and
//! nothing else is.

use super::*;

/// What a change of a key changes in what is told.
#[derive(Debug, PartialEq)]
enum Changes {
    Nothing,
    Card,
    Feeds,
    Both,
}

fn summary_digests(front: &str, text: &str) -> SummaryDigests {
    article("content/story.md", &format!("+++\n{front}\n+++\n{text}\n")).summary_digests
}

/// What changes when the keys of a plain story become these; a key that is not there is added.
fn changes(front: &[(&str, &str)], text: &str) -> Changes {
    let plain = [("title", "\"Talks end\""), ("date", "2025-11-01"), ("summary", "\"Four days.\"")];
    let written = |front: &[(&str, &str)]| {
        let kept = plain.iter().filter(|(key, _)| front.iter().all(|(changed, _)| changed != key));
        let lines: Vec<String> = kept.chain(front).map(|(key, value)| format!("{key} = {value}")).collect();
        lines.join("\n")
    };
    let before = summary_digests(&written(&[]), "Text.");
    let after = summary_digests(&written(front), text);
    match (before.card != after.card, before.feed != after.feed) {
        (false, false) => Changes::Nothing,
        (true, false) => Changes::Card,
        (false, true) => Changes::Feeds,
        (true, true) => Changes::Both,
    }
}

#[test]
fn all_that_a_card_shows_is_in_its_digest() {
    for (key, value) in [
        ("title", "\"Talks go on\""),
        ("date", "2025-11-02"),
        ("date", "2025-11-01T00:00:00"),
        ("slug", "\"elsewhere\""),
        ("dateline", "\"ANKARA\""),
        ("summary", "\"Five days.\""),
        ("language", "\"tr\""),
        ("image", "{ src = \"a.jpg\", alt = \"A\" }"),
    ] {
        assert_eq!(changes(&[(key, value)], "Text."), Changes::Card, "{key} = {value}");
    }
}

#[test]
fn all_that_a_card_shows_of_a_picture_is_in_its_digest() {
    let pictures = [
        "{ src = \"a.jpg\", alt = \"A\" }",
        "{ src = \"b.jpg\", alt = \"A\" }",
        "{ src = \"/a.jpg\", alt = \"A\" }",
        "{ src = \"https://post.example/a.jpg\", alt = \"A\" }",
        "{ src = \"a.jpg\", alt = \"B\" }",
        "{ src = \"a.jpg\", alt = \"A\", caption = \"C\" }",
        "{ src = \"a.jpg\", alt = \"A\", credit = \"C\" }",
    ];
    let digests = pictures.map(|picture| {
        summary_digests(&format!("title = \"T\"\ndate = 2025-11-01\nimage = {picture}"), "Text.").card
    });
    for (index, digest) in digests.iter().enumerate() {
        assert_eq!(digests.iter().position(|other| other == digest), Some(index), "{}", pictures[index]);
    }
}

#[test]
fn all_that_feeds_tell_beyond_the_card_is_in_their_digest() {
    for (key, value) in [("id", "\"urn:story:1\""), ("aliases", "[\"/old/\"]")] {
        assert_eq!(changes(&[(key, value)], "Text."), Changes::Feeds, "{key} = {value}");
    }
    // That there is a correction is on the card; what was corrected is not.
    let corrected = |said: &str| {
        summary_digests(&format!("title = \"T\"\ndate = 2025-11-01\ncorrections = [{said}]"), "Text.")
    };
    let one = corrected("{ date = 2025-11-02, text = \"One.\" }");
    for said in ["{ date = 2025-11-03, text = \"One.\" }", "{ date = 2025-11-02, text = \"Two.\" }"] {
        let other = corrected(said);
        assert_eq!(one.card, other.card);
        assert_ne!(one.feed, other.feed, "{said}");
    }
    let said = "[{ date = 2025-11-02, text = \"One.\" }]";
    assert_eq!(changes(&[("corrections", said)], "Text."), Changes::Both);
}

#[test]
fn what_only_its_own_page_tells_changes_no_other() {
    for (key, value) in [
        ("authors", "[\"Ada\"]"),
        ("section", "\"World\""),
        ("tags", "[\"Doha\"]"),
        ("series", "\"Talks\""),
        ("updated", "2025-11-02"),
        ("expires", "2026-11-01"),
        ("source", "{ name = \"The Post\" }"),
        ("extra", "{ mood = 3 }"),
    ] {
        assert_eq!(changes(&[(key, value)], "Text."), Changes::Nothing, "{key} = {value}");
    }
    assert_eq!(changes(&[], "Another text."), Changes::Nothing);
    // Where it was first counts, and not where it was afterwards.
    let aliases =
        |list: &str| summary_digests(&format!("title = \"T\"\ndate = 2025-11-01\naliases = {list}"), "Text.");
    assert_eq!(aliases("[\"/old/\"]"), aliases("[\"/old/\", \"/older/\"]"));
    assert_ne!(aliases("[\"/old/\"]"), aliases("[\"/older/\", \"/old/\"]"));
}

#[test]
fn of_most_stories_feeds_tell_no_more_than_the_card() {
    assert_eq!(summary_digests("title = \"T\"\ndate = 2025-11-01\ntags = [\"Doha\"]", "Text.").feed, None);
}

#[test]
fn what_is_told_is_told_without_the_names_that_are_withheld() {
    let story = |headline: &str, more: &str| {
        let text =
            format!("+++\ntitle = \"{headline}\"\ndate = 2025-11-01\nslug = \"a\"\n{more}+++\nText.\n");
        article("content/story.md", &text)
    };
    let redactions = story("Trial of Jo Doe", "anonymise = [\"Jo Doe\"]\n");
    assert_eq!(redactions.summary_digests, SummaryDigests::of(&redactions));
    assert_eq!(redactions.summary_digests, story(&redactions.title, "").summary_digests);
}
