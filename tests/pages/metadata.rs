//! What programs are told of a page: schema.org's terms, Open Graph, citation tags, Dublin Core. Small sites in, the
//! heads of their pages out; judged by a validator that others wrote.

mod head;
mod site;

use serde_json::json;

use head::{faults, node, scripts, structured_data, told, types};
use site::Site;

const CONFIG: &str = "\
title = \"The Evening Post\"
description = \"News of the town.\"
base_url = \"https://post.example/news\"
language = \"en-GB\"
per_page = 2
[publisher]
name = \"Post Media\"
logo = \"/logo.png\"
image = \"/post.png\"
url = \"https://media.example/\"
same_as = [\"https://social.example/@post\"]
founded = 1926
bylines = [\"Post staff\"]
ethics_policy = \"/ethics/\"
corrections_policy = \"https://media.example/corrections\"
ownership = \"/ethics/#owners\"
masthead = \"/staff/\"
";

const PLAIN: &str = "+++\ntitle = \"A plain story\"\ndate = 2025-01-02\n+++\nIt has four words.\n";

const FULL: &str = "\
+++
title = \"Talks end without an agreement\"
date = 2025-11-01T09:30:00+03:00
updated = 2025-11-02T10:00:00Z
dateline = \"ANKARA, Turkey\"
summary = \"Both sides went home.\"
authors = [\"Ayşe Kaya\", \"Post staff\"]
section = \"World\"
tags = [\"Peace\", \"Diplomacy\"]
series = \"The talks\"
image = { src = \"talks.jpg\", alt = \"An empty table\", caption = \"After the talks\", credit = \"A. Kaya\" }
source = { name = \"The Wire\", url = \"https://wire.example/talks\" }
corrections = [{ date = 2025-11-03, text = \"They had begun on Tuesday.\" }, { date = 2025-11-02, text = \"A name was misspelt.\" }]
+++

Nobody signed.
";

/// A site with a page for every address that its publisher names.
fn post() -> Site {
    Site::new(CONFIG)
        .with("static/logo.png", "a logo")
        .with("static/post.png", "a picture")
        .with("content/pages/ethics.md", "+++\ntitle = \"Ethics\"\n+++\n## Owners\n")
        .with("content/pages/staff.md", "+++\ntitle = \"Staff\"\nupdated = 2025-05-01\n+++\nAll of us.\n")
        .with("content/talks/index.md", FULL)
        .with("content/talks/talks.jpg", "a picture")
        .with("content/plain.md", PLAIN)
}

#[test]
fn every_page_of_the_demonstration_is_valid_and_no_article_fails_for_want_of_a_picture() {
    let mut articles = 0;
    for (address, page) in Site::demonstration().pages() {
        if page.contains("content=\"noindex\"") {
            assert_eq!(structured_data(&page), None, "{address}");
            continue;
        }
        assert_eq!(faults(&page), [""; 0], "{address}");
        articles += usize::from(!node(&page, "NewsArticle").is_null());
    }
    assert!(articles > 40, "{articles}");
}

#[test]
fn every_kind_of_page_of_a_small_site_is_valid() {
    for (address, page) in post().pages() {
        if !page.contains("content=\"noindex\"") {
            assert_eq!(faults(&page), [""; 0], "{address}");
        }
    }
}

#[test]
fn an_article_is_told_with_all_that_is_known_of_it() {
    insta::assert_snapshot!("full_article", told(&post().pages()["/2025/11/01/talks/"]));
}

#[test]
fn an_article_of_which_little_is_known_has_the_publisher_for_author_and_its_picture() {
    insta::assert_snapshot!("plain_article", told(&post().pages()["/2025/01/02/plain/"]));
}

#[test]
fn the_front_page_tells_of_the_site_and_its_publisher() {
    insta::assert_snapshot!("front_page", told(&post().pages()["/"]));
}

#[test]
fn lists_are_collections_and_standing_pages_are_pages() {
    let pages = post().pages();
    for (address, kind) in [
        ("/2025/11/01/", "CollectionPage"),
        ("/2025/11/", "CollectionPage"),
        ("/2025/", "CollectionPage"),
        ("/archive/", "CollectionPage"),
        ("/tags/", "CollectionPage"),
        ("/tags/peace/", "CollectionPage"),
        ("/sections/world/", "CollectionPage"),
        ("/corrections/", "CollectionPage"),
        ("/staff/", "WebPage"),
    ] {
        assert_eq!(types(&pages[address]), [kind, "BreadcrumbList"], "{address}");
    }
    let about = |address: &str| node(&pages[address], "CollectionPage")["about"].clone();
    let url = |path: &str| format!("https://post.example/news{path}");
    let person = json!({ "@type": "Person", "name": "Ayşe Kaya", "url": url("/authors/ay%C5%9Fe-kaya/") });
    assert_eq!(about("/authors/ayşe-kaya/"), person);
    assert_eq!(about("/authors/post-staff/")["@type"], "Organization");
    assert_eq!(about("/series/the-talks/")["@type"], "CreativeWorkSeries");
    assert_eq!(node(&pages["/staff/"], "WebPage")["dateModified"], "2025-05-01");
}

#[test]
fn a_byline_is_a_person_unless_it_is_the_newsroom_s() {
    let kinds = [
        ("Ann Lee", "Person"),
        ("Post staff", "Organization"),
        ("post STAFF", "Organization"),
        ("Post Media", "Organization"),
        ("The Evening Post", "Organization"),
    ];
    for (byline, kind) in kinds {
        let story = format!("+++\ntitle = \"T\"\ndate = 2025-01-03\nauthors = [\"{byline}\"]\n+++\nText.\n");
        let pages = post().with("content/by.md", &story).pages();
        let author = &node(&pages["/2025/01/03/by/"], "NewsArticle")["author"];
        assert_eq!((author[0]["@type"].as_str(), author[1].as_str()), (Some(kind), None), "{byline}");
    }
}

#[test]
fn a_full_page_of_a_list_says_nothing_that_a_later_story_changes() {
    let site = post();
    for day in 3..9 {
        let story = format!("+++\ntitle = \"Story {day}\"\ndate = 2025-03-0{day}\n+++\nText.\n");
        site.write(&format!("content/s{day}.md"), &story);
    }
    let before = site.pages();
    assert_eq!(types(&before["/page/1/"]), ["CollectionPage", "BreadcrumbList"]);
    let list = &node(&before["/page/1/"], "CollectionPage")["mainEntity"]["itemListElement"];
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    site.write(
        "content/late.md",
        "+++\ntitle = \"The latest\"\ndate = 2025-12-01\nupdated = 2025-12-02\n+++\nText.\n",
    );
    assert_eq!(before["/page/1/"], site.pages()["/page/1/"]);
}

#[test]
fn no_headline_breaks_out_of_the_metadata() {
    for nasty in [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "\\\"><svg onload=alert(1)>",
        "It’s \\\"so\\\" & 'so' &amp; \\\\",
        "{{ 7 * 7 }}",
        "🗞️ عنوان \\u202E خبر",
        "Line\\u2028separators\\u2029too",
    ] {
        let story = format!(
            "+++\ntitle = \"{nasty}\"\ndate = 2025-01-03\nslug = \"nasty\"\nsummary = \"{nasty}\"\nauthors = [\"{nasty}\"]\n\
             section = \"{nasty}\"\ntags = [\"{nasty}\"]\nseries = \"{nasty}\"\ndateline = \"{nasty}\"\n\
             source = {{ name = \"{nasty}\" }}\ncorrections = [{{ date = 2025-01-04, text = \"{nasty}\" }}]\n\
             image = {{ src = \"/post.png\", alt = \"{nasty}\", caption = \"{nasty}\", credit = \"{nasty}\" }}\n+++\nText.\n"
        );
        let front: toml::Table = format!("title = \"{nasty}\"").parse().expect("TOML");
        let headline = front["title"].as_str().expect("a text");
        let pages = post().with("content/nasty.md", &story).pages();
        for (address, page) in pages.iter().filter(|(_, page)| !page.contains("content=\"noindex\"")) {
            // The page's terms, the file that knows which colours the reader chose; where there is one, that of the search.
            assert_eq!(scripts(page), 2 + usize::from(address == "/search/"), "{nasty} on {address}");
            assert_eq!(faults(page), [""; 0], "{nasty} on {address}");
        }
        let article = node(&pages["/2025/01/03/nasty/"], "NewsArticle");
        for said in
            [&article["headline"], &article["description"], &article["dateline"], &article["keywords"][0]]
        {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words(said.as_str().expect("a text")), words(headline));
        }
    }
}

#[test]
fn nothing_is_told_of_a_story_that_is_not_there() {
    let secret = |more: &str, date: &str| {
        format!(
            "+++\ntitle = \"Xyzzy\"\ndate = {date}\nauthors = [\"Xyzzy\"]\nsection = \"Xyzzy\"\ntags = [\"Xyzzy\"]\n\
             series = \"Xyzzy\"\nsummary = \"Xyzzy\"\ndateline = \"Xyzzy\"\n{more}\n+++\nXyzzy.\n"
        )
    };
    let pages = post()
        .with(
            "content/taken.md",
            &secret("withdrawn = { date = 2025-06-01, reason = \"It was wrong.\" }", "2025-05-05"),
        )
        .with("content/expired.md", &secret("expires = 2025-06-01", "2025-05-06"))
        .with("content/draft.md", &secret("draft = true", "2025-05-07"))
        .with("content/later.md", &secret("", "2026-05-05"))
        .pages();
    for (address, page) in &pages {
        assert!(!page.to_lowercase().contains("xyzzy"), "{address}");
    }
    for address in ["/2025/05/05/taken/", "/2025/05/06/expired/", "/404.html"] {
        let page = &pages[address];
        assert_eq!(told(page), "<meta name=\"robots\" content=\"noindex\">", "{address}");
        assert_eq!(structured_data(page), None, "{address}");
    }
}

#[test]
fn a_redirect_names_its_target_and_nothing_of_the_story() {
    let story = PLAIN.replace("+++\nIt", "aliases = [\"/old.html\"]\n+++\nIt");
    let page = &post().with("content/plain.md", &story).pages()["/old.html"];
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page.contains("<link rel=\"canonical\" href=\"https://post.example/news/2025/01/02/plain/\">"));
    assert!(!page.contains("A plain story") && !page.contains("og:") && structured_data(page).is_none());
}

#[test]
fn what_the_publisher_names_must_be_on_the_site() {
    let found = Site::new(CONFIG).with("static/logo.png", "").with("static/post.png", "").faults();
    assert_eq!(found.len(), 3, "{found:?}");
    for (fault, named) in found.iter().zip(["/ethics/", "/ethics/#owners", "/staff/"]) {
        assert!(fault.contains(&format!("`{named}` leads nowhere")), "{fault}");
    }
}

#[test]
fn what_the_publisher_names_is_told_as_the_site_spells_it() {
    let config = CONFIG.replace("/logo.png", "/Logo.PNG").replace("/staff/", "/Staff");
    let pages = post().with("config.toml", &config).pages();
    let publisher = node(&pages["/"], "NewsMediaOrganization");
    assert_eq!(publisher["logo"]["url"], "https://post.example/news/logo.png");
    assert_eq!(publisher["masthead"], "https://post.example/news/staff/");
}

#[test]
fn a_site_without_a_publisher_is_its_own() {
    let pages = Site::new("title = \"Post\"\nbase_url = \"https://post.example\"\n")
        .with("content/plain.md", PLAIN)
        .pages();
    let article = node(&pages["/2025/01/02/plain/"], "NewsArticle");
    assert_eq!(article["publisher"]["name"], "Post");
    assert_eq!(article["publisher"]["url"], "https://post.example/");
    // The validator's verdict on an article without any picture, which is also the proof that it looks.
    assert_eq!(article["image"], serde_json::Value::Null);
    assert!(faults(&pages["/2025/01/02/plain/"]).iter().any(|fault| fault.contains("image")));
    assert!(pages["/2025/01/02/plain/"].contains("<meta name=\"twitter:card\" content=\"summary\">"));
}
