//! Saved pages and folders of them.

use super::*;
use crate::convert::OldSite;
use crate::decisions::{Decisions, PageDecisions};
use crate::source::Source;
use crate::story::{Item, Origin, Redirect, RedirectTarget, SourceId, Story, StoryDate};

/// Returns a page with a text.
fn html(head: &str, body: &str) -> String {
    let text = "<p>It was a dark and stormy night, and the rain fell in torrents, except at occasional intervals, when it \
                was checked by a violent gust of wind which swept up the streets.</p>"
        .repeat(4);
    format!(
        "<html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav><article>{body}{text}</article></body></html>"
    )
}

fn item(page: &str, address: &str, decisions: &Decisions) -> Item {
    let site = OldSite::new("https://old.example", &[]);
    let capture = Capture {
        id: SourceId("x".to_owned()),
        origin: Origin::default(),
        bytes: page.as_bytes(),
        content_type: None,
        address: Some(address),
    };
    super::page(&capture, &site, decisions)
}

fn story(page: &str, address: &str) -> Story {
    match item(page, address, &Decisions::default()) {
        Item::Story(story) => *story,
        other => panic!("no story: {other:?}"),
    }
}

#[test]
fn json_ld_stands_before_all() {
    let head = r#"<title>T - Site</title><meta property="og:title" content="Open"><meta name=author content="Other">
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Ld &amp; title",
        "datePublished":"2014-05-31T10:00:00+02:00","dateModified":"2014-06-02","author":[{"@type":"Person","name":"Ann Author"},{"name":"Bob"}],
        "articleSection":"World","keywords":["a","b"],"image":{"url":"https://old.example/i/lead.jpg"}}]}</script>"#;
    let story = story(&html(head, ""), "https://old.example/2014/05/a.html");
    assert_eq!(story.title, "Ld & title");
    assert_eq!(story.date.map(StoryDate::to_toml).as_deref(), Some("2014-05-31T10:00:00+02:00"));
    assert_eq!(story.updated.map(StoryDate::to_toml).as_deref(), Some("2014-06-02"));
    assert_eq!(
        story.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(),
        ["Ann Author", "Bob"]
    );
    assert_eq!((story.section.as_deref(), story.tags.len()), (Some("World"), 2));
    assert_eq!(story.image.map(|image| image.src).as_deref(), Some("/i/lead.jpg"));
    assert_eq!(story.address.as_deref(), Some("/2014/05/a.html"));
    assert_eq!(story.media[0].site_path, "static/i/lead.jpg");
}

#[test]
fn dates_are_found_in_times_words_and_addresses() {
    for (head, body, address, date) in [
        ("", "<time datetime=2014-05-31>May</time>", "https://old.example/a", Some("2014-05-31")),
        ("", "<p class=byline>By Ann Author | May 31, 2014</p>", "https://old.example/a", Some("2014-05-31")),
        (
            "<meta name=date content=2014-05-30>",
            "<time datetime=2015-01-01>x</time>",
            "https://old.example/a",
            Some("2014-05-30"),
        ),
        ("", "", "https://old.example/2014/05/31/a", Some("2014-05-31")),
        (
            "",
            "<h1>A</h1><font size=2>Oslo, 3</font> <b>31 May 2014</b>",
            "https://old.example/a",
            Some("2014-05-31"),
        ),
        ("<title>A - 07.12.2017 - Site</title>", "", "https://old.example/a", Some("2017-12-07")),
        ("", "<h1>A</h1><b>31 May 2014</b>", "https://old.example/2013/05/a", Some("\"2013-05\"")),
        ("", "", "https://old.example/a", None),
    ] {
        let story = story(&html(head, body), address);
        assert_eq!(story.date.map(StoryDate::to_toml).as_deref(), date, "{head}{body}");
    }
}

#[test]
fn a_page_of_a_web_archive_is_as_it_was() {
    let page = html(
        "<link rel=canonical href='https://web.archive.org/web/20140601/https://old.example/cats/'>",
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>Captured</p><!-- END WAYBACK TOOLBAR INSERT -->\
         <p>A link <a href='/web/20140601/https://www.old.example/b'>b</a> stands here in a sentence of some length, as it does.</p>",
    );
    let story = story(&page, "https://old.example/cats/?x=1");
    assert_eq!(story.address.as_deref(), Some("/cats/"));
    assert_eq!(story.aliases, ["/cats/?x=1"]);
    assert!(story.body.contains("[b](/b)"), "{}", story.body);
    assert!(!story.body.contains("Captured"));
}

#[test]
fn lists_and_empty_pages_are_not_stories() {
    let decisions = Decisions::default();
    let rule = |address: &str| match item(&html("", ""), address, &decisions) {
        Item::LeftOut(text) => text.rule,
        other => panic!("{address}: {other:?}"),
    };
    assert_eq!(rule("https://old.example/"), "home page");
    for list in ["/tag/cats/", "/category/world", "/news/page/3/", "/archives/", "/2014/05/"] {
        assert_eq!(rule(&format!("https://old.example{list}")), "list of pages");
    }
    let empty = item("<html><body><p>Hi</p></body></html>", "https://old.example/a", &decisions);
    assert!(matches!(empty, Item::SetAside(text) if text.first_lines == "Hi"));
}

#[test]
fn selectors_of_import_toml_come_first() {
    let page = html(
        "<title>x</title>",
        "<div id=t>The title</div><i class=d>31.12.2004</i><b class=a>Ann Author</b><div class=txt>Only this text, which is \
         long enough to be one of its own.<span class=ad>Advert</span></div>",
    );
    let pages = PageDecisions {
        address: "/old/".to_owned(),
        title: Some("#t".to_owned()),
        date: Some(".d".to_owned()),
        authors: Some(".a".to_owned()),
        section: None,
        body: Some(".txt".to_owned()),
        remove: vec![".ad".to_owned(), "[[broken".to_owned()],
    };
    let decisions = Decisions { pages: vec![PageDecisions::default(), pages], ..Decisions::default() };
    let Item::Story(story) = item(&page, "https://old.example/old/a.html", &decisions) else {
        panic!("no story")
    };
    assert_eq!(story.title, "The title");
    assert_eq!(story.body, "Only this text, which is long enough to be one of its own.");
    assert_eq!(story.date.map(StoryDate::to_toml).as_deref(), Some("2004-12-31"));
    assert_eq!(story.authors[0].name, "Ann Author");
}

#[test]
fn charsets_and_double_encoding_are_mended() {
    let page = html(
        "<meta charset=windows-1252><title>x</title>",
        "<p>Ein Text über Straßen und Grüße, der lang genug ist.</p>",
    );
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&page);
    let site = OldSite::default();
    let capture = Capture {
        id: SourceId("x".to_owned()),
        origin: Origin::default(),
        bytes: &bytes,
        content_type: None,
        address: Some("https://old.example/a"),
    };
    let Item::Story(story) = super::page(&capture, &site, &Decisions::default()) else { panic!("no story") };
    assert!(story.body.contains("über Straßen und Grüße"), "{}", story.body);
    let double = html(
        "",
        "<p>Caf\u{c3}\u{a9} in a sentence that is long enough to be a part of the text of the page.</p>",
    );
    let story = self::story(&double, "https://old.example/a");
    assert!(story.body.contains("Café"), "{}", story.body);
    assert!(story.notices.iter().any(|notice| notice.kind == "double encoding"));
}

/// Writes files into a folder and opens it.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, HtmlSource) {
    let folder = tempfile::tempdir().expect("folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        std::fs::write(path, text).expect("file");
    }
    let source = HtmlSource::open(&[folder.path().to_owned()], &Decisions::default()).expect("source");
    (folder, source)
}

/// Returns all items of a source.
fn items(source: &HtmlSource) -> Vec<Item> {
    let mut raws = Vec::new();
    source
        .read(&mut |raw| {
            raws.push(raw);
            Ok(())
        })
        .expect("pages");
    raws.into_iter().map(|raw| source.convert(raw, &Decisions::default())).collect()
}

/// Returns the address or the rule of each item.
fn outcomes(items: &[Item]) -> Vec<String> {
    let outcome = |item: &Item| match item {
        Item::Story(story) => story.address.clone().unwrap_or_default(),
        Item::LeftOut(text) => text.rule.clone(),
        Item::SetAside(text) => text.reason.clone(),
    };
    items.iter().map(outcome).collect()
}

#[test]
fn pages_of_a_mirror_are_grouped() {
    let title = "<title>Cats</title>";
    let link = "<p>See <a href='dogs.html#a'>the dogs</a> and <img src='../img/c%20d.jpg' alt=C> in this sentence of some length.</p>";
    let (_folder, source) = folder(&[
        ("old.example/index.html", &html("", "")),
        ("old.example/img/c d.jpg", "JPEG"),
        ("old.example/news/cats.html", &html(title, link)),
        ("old.example/news/cats.html?page=2.html", &html("<title>Cats - page 2</title>", "")),
        ("old.example/news/print/cats.html", &html(title, "")),
        (
            "old.example/news/dogs.html",
            &html(
                "<!-- Mirrored from www.old.example/dogs.php?id=3 by HTTrack Website Copier/3.x, Tue -->",
                "",
            ),
        ),
        (
            "old.example/news/gone.html",
            "<html><head><meta http-equiv=refresh content='0;url=cats.html'></head></html>",
        ),
        ("other.example/x.html", &html("", "")),
    ]);
    let items = items(&source);
    assert_eq!(
        outcomes(&items),
        [
            "home page",
            "/news/cats.html",
            "page joined with the first of its story",
            "",
            "page that leads elsewhere",
            "print version of a page",
            "page of another site",
        ]
    );
    let Item::Story(cats) = &items[1] else { panic!("no story") };
    assert!(cats.body.contains("[the dogs](/dogs.php?id=3#a)"), "{}", cats.body);
    assert!(cats.body.contains("![C](/img/c%20d.jpg)"), "{}", cats.body);
    assert_eq!(cats.aliases, ["/news/cats.html?page=2"]);
    assert_eq!(cats.body.matches("dark and stormy").count(), 8);
    let media = &cats.media[0];
    assert_eq!(
        (media.site_path.as_str(), media.source_path.as_deref()),
        ("static/img/c d.jpg", Some("old.example/img/c d.jpg"))
    );
    assert!(source.open_file("old.example/img/c d.jpg").expect("file").is_some());
    let to_cats = RedirectTarget::Text(SourceId("html:old.example/news/cats.html".to_owned()));
    let redirects = [
        Redirect {
            from: "/news/gone.html".to_owned(),
            to: RedirectTarget::Address("/news/cats.html".to_owned()),
        },
        Redirect { from: "/news/print/cats.html".to_owned(), to: to_cats },
    ];
    assert_eq!(source.redirects(&Decisions::default()), redirects);
    assert_eq!(
        source.files().iter().map(|file| file.site_path.as_str()).collect::<Vec<_>>(),
        ["static/img/c d.jpg"]
    );
}

#[test]
fn of_several_captures_the_newest_stays() {
    let (_folder, source) = folder(&[
        ("20140101000000/old.example/a.html", &html("", "<p>Old</p>")),
        ("20150101000000/old.example/a.html", &html("", "<p>New</p>")),
    ]);
    assert_eq!(outcomes(&items(&source)), ["second capture of a page", "/a.html"]);
}
