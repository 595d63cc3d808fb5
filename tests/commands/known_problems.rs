//! Known problems: dead links and missing pictures of long ago are errors until `dateline check --accept` lists them, and
//! warnings from then on. The list never grows by itself, and the pages of a build that keeps its record are those of one
//! that does not.

use crate::files::tree;
use crate::said::Said;
use crate::site;
use std::fs;

use assert_cmd::Command;

const LIST: &str = "known-problems.toml";

struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site with an old story that has one problem of each kind.
    fn new() -> Self {
        let mut site = site::Site::new(
            "title = \"T\"\nbase_url = \"https://t.example\"\n[feeds]\ncontent = \"full\"\n\
             [languages.fr]\ntitle = \"T\"\n[languages.ar]\ntitle = \"T\"\n",
        );
        site.set_now("2026-01-01T00:00:00Z");
        let site = Self(site);
        site.write(
            "content/1999-05-05-old.md",
            "+++\ntitle = \"Old\"\nimage = { src = \"lost.jpg\", alt = \"The mayor\", caption = \"In May\" }\n+++\n\n\
             See [more](old/page.html), [part](2001-01-01-new.md#gone), ![A ship](ship.jpg), [draft](draft.md).\n\n\
             <p><a href=\"/nowhere/\">raw</a> <img src=\"raw.jpg\" alt=\"A &amp; B\"></p>\n\n\
             {{ <Figure src=\"figure.jpg\" alt=\"A figure\" caption=\"Its caption\" /> }}\n\n\
             {% <Gallery> %}\n![One](one.jpg)\n{% </Gallery> %}\n\n[gone](#gone)\n",
        );
        site.write("content/2001-01-01-new.md", "+++\ntitle = \"New\"\n+++\n\nText.\n");
        site.write(
            "content/1999-06-01-vieux.fr.md",
            "+++\ntitle = \"Vieux\"\n+++\n\n![Un navire](navire.jpg)\n",
        );
        site.write(
            "content/draft.md",
            "+++\ntitle = \"D\"\ndate = 2001-01-02\ndraft = true\n+++\n\n[x](/dead/)\n",
        );
        site
    }

    /// Builds, and asserts that a build from nothing writes the same and warns of the same. Returns how many pages were
    /// rendered.
    fn build(&self) -> (u64, Said) {
        let said = self.run(&["build", "--report", "report.json"]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        let before = tree(&self.path("public"));
        let full = self.run(&["build", "--force", "--output", "full"]);
        assert_eq!(full.code, Some(0), "{}", full.stderr);
        assert!(before == tree(&self.path("full")), "an incremental build differs from a full one");
        assert_eq!(said.stderr, full.stderr, "an incremental build warns of something else");
        let report: serde_json::Value = serde_json::from_str(&self.read("report.json")).expect("a report");
        (report["rendered"].as_u64().expect("a number"), said)
    }
}

#[test]
fn a_new_break_is_an_error_until_it_is_accepted() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).code, Some(1));
    assert_eq!(site.run(&["check"]).code, Some(1));
    assert!(!site.path(LIST).exists(), "only --accept writes the list");

    let said = site.run(&["check", "--accept"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.contains("11 known problems: 11 accepted, 0 dropped"), "{}", said.stdout);
    let list = site.read(LIST);
    assert!(
        list.contains(
            "  { text = \"content/1999-05-05-old.md\", kind = \"broken-link\", what = \"old/page.html\", since = 2026-01-01 },\n"
        ),
        "{list}"
    );
    assert!(!list.contains("/dead/"), "a draft's problems are not yet any: {list}");
    assert_eq!(
        site.run(&["check", "--accept"]).stdout.lines().next(),
        Some("11 known problems, none new and none gone")
    );
    assert_eq!(site.read(LIST), list);
    let (_, said) = site.build();
    assert_eq!(said.stderr.matches("known since 2026-01-01").count(), 11, "{}", said.stderr);

    // The list does not grow by itself.
    site.write("content/2002-01-01-next.md", "+++\ntitle = \"Next\"\n+++\n\n[x](/nowhere/)\n");
    let said = site.run(&["build"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("content/2002-01-01-next.md:5:1"), "{}", said.stderr);
    assert_eq!(site.read(LIST), list);
}

#[test]
fn what_is_missing_is_said_on_the_page() {
    let site = Site::new();
    assert_eq!(site.run(&["check", "--accept"]).code, Some(0));
    site.build();
    let page = site.read("public/1999/05/05/old/index.html");
    for there in [
        "See more, <a href=\"/2001/01/01/new/\">part</a>, <span class=\"missing\"><strong>Picture missing</strong> A ship</span>, draft.",
        "<a>raw</a> <span class=\"missing\"><strong>Picture missing</strong> A &amp; B</span>",
        "<figure class=\"figure\">\n<p class=\"missing\"><strong>Picture missing</strong> A figure</p>\n<figcaption>Its caption</figcaption>\n</figure>",
        "<div class=\"gallery-pictures\"><p><span class=\"missing\"><strong>Picture missing</strong> One</span></p>",
        "<p class=\"missing\"><strong>Picture missing</strong> <span>The mayor</span></p>",
        "<p>gone</p>",
    ] {
        assert!(page.contains(there), "{there}\nis not in\n{page}");
    }
    let french = site.read("public/fr/1999/06/01/vieux/index.html");
    assert!(french.contains("<strong>Image manquante</strong> Un navire"), "{french}");
    assert!(site.read("public/atom.xml").contains("Picture missing"));
}

#[test]
fn an_entry_that_no_longer_occurs_is_a_warning_until_it_is_dropped() {
    let site = Site::new();
    assert_eq!(site.run(&["check", "--accept"]).code, Some(0));
    site.build();
    site.write("content/ship.jpg", "not much of a picture");
    let (_, said) = site.build();
    assert!(
        said.stderr.contains("this known problem of content/1999-05-05-old.md no longer occurs: `ship.jpg`"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("known-problems.toml:"), "{}", said.stderr);
    assert!(site.run(&["check"]).stderr.contains("no longer occurs: `ship.jpg`"));
    // A build that has nothing to do says it too.
    assert!(site.run(&["build"]).stderr.contains("no longer occurs: `ship.jpg`"));
    let said = site.run(&["check", "--accept"]);
    assert!(said.stdout.contains("10 known problems: 0 accepted, 1 dropped"), "{}", said.stdout);
    assert!(!said.stderr.contains("is gone"), "{}", said.stderr);
    fs::remove_file(site.path("content/ship.jpg")).expect("it was there");
    assert_eq!(site.run(&["build"]).code, Some(1), "what was mended and breaks again is an error");
}

#[test]
fn a_changed_list_renders_the_pages_concerned_and_no_others() {
    let site = Site::new();
    for day in 1..=20 {
        site.write(&format!("content/2003-01-{day:02}-s.md"), "+++\ntitle = \"S\"\n+++\n\n[x](/dead/)\n");
    }
    assert_eq!(site.run(&["check", "--accept"]).code, Some(0));
    site.build();
    let list = site.read(LIST);
    site.write(
        LIST,
        list.replace(
            "01-07-s.md\", kind = \"broken-link\", what = \"/dead/\", since = 2026-01-01",
            "01-07-s.md\", kind = \"broken-link\", what = \"/dead/\", since = 2025-01-01",
        ),
    );
    let (rendered, said) = site.build();
    assert!(said.stderr.contains("known since 2025-01-01"), "{}", said.stderr);
    assert!((1..=4).contains(&rendered), "{rendered} pages were rendered");
    // An entry that was taken out is an error again, although the story has not changed.
    let kept: Vec<&str> = list.lines().filter(|line| !line.contains("01-07-s.md")).collect();
    site.write(LIST, kept.join("\n") + "\n");
    let said = site.run(&["build"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.stderr.matches("the site has no page or file /dead/").count(), 1, "{}", said.stderr);
}

#[test]
fn what_leaks_collides_or_cannot_be_read_is_not_accepted() {
    let site = Site::new();
    site.write("content/2002-01-01-next.md", "+++\ntitle = 3\n+++\n\nText.\n");
    let said = site.run(&["check", "--accept"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("nothing was accepted"), "{}", said.stderr);
    assert!(!said.stderr.contains("old/page.html"), "what can be accepted is not told: {}", said.stderr);
    assert!(!site.path(LIST).exists());
}

#[test]
fn a_list_that_cannot_be_read_is_an_error_with_its_line() {
    let site = Site::new();
    for (list, place) in [
        ("problems = [\n<<<<<<< HEAD\n]\n", "known-problems.toml:2:1"),
        ("\u{feff}problems = [\r\n=======\r\n]\r\n", "known-problems.toml:2:1"),
        (
            "problems = [\n  { text = \"a\", kind = \"leak\", what = \"b\", since = 2026-01-01 },\n]\n",
            "known-problems.toml:2:24",
        ),
    ] {
        site.write(LIST, list);
        for args in [&["build"][..], &["check"], &["check", "--accept"]] {
            let said = site.run(args);
            assert_eq!(said.code, Some(1));
            assert!(said.stderr.contains(place), "{}", said.stderr);
            // What the list would have settled is not told.
            assert!(!said.stderr.contains("content/"), "{}", said.stderr);
        }
        assert_eq!(site.read(LIST), list, "nothing is written over it");
    }
}

#[test]
fn machines_are_told_all_of_it_and_nothing_else_on_standard_output() {
    let site = Site::new();
    let links: Vec<String> = (0..150).map(|number| format!("[x](/dead/{number}/)\n")).collect();
    site.write("content/2002-01-01-many.md", format!("+++\ntitle = \"Many\"\n+++\n\n{}", links.concat()));
    let said = site.run(&["check", "--format", "json"]);
    assert_eq!((said.code, &*said.stderr), (Some(1), ""));
    let found: serde_json::Value = serde_json::from_str(&said.stdout).expect("one JSON document");
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 161);
    let link = found.iter().find(|found| found["subject"] == "/dead/7/").expect("the link is there");
    assert_eq!((&link["severity"], &link["kind"]), (&"error".into(), &"broken-link".into()));
    assert_eq!((&link["file"], &link["line"]), (&"content/2002-01-01-many.md".into(), &12.into()));

    let said = site.run(&["check", "--format", "github"]);
    assert_eq!(said.stdout.lines().count(), 161);
    assert!(
        said.stdout.contains("::error file=content/2002-01-01-many.md,line=12,col=1,title=broken-link::"),
        "{}",
        said.stdout
    );

    let said = site.run(&["build"]);
    assert!(
        said.stderr.contains("× 61 more errors of kind broken-link:\n      61  content/2002-01-01-many.md"),
        "{}",
        said.stderr
    );
    assert_eq!(site.run(&["-v", "build"]).stderr.matches("╭─[").count(), 161);

    assert_eq!(site.run(&["check", "--accept"]).code, Some(0));
    let said = site.run(&["build", "--report", "-", "--explain"]);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).expect("a report and nothing else");
    assert_eq!(report["warnings"], 161);
    assert_eq!(report["known_problems"], 161);
    assert!(said.stderr.contains("more warnings of kind broken-link:"), "{}", said.stderr);
    assert!(said.stderr.contains("files written"), "{}", said.stderr);

    // From another folder, files are told as they are seen from there.
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let parent = site.root().parent().expect("a folder");
    let name = site.root().file_name().expect("a name").to_str().expect("text");
    let output = command
        .current_dir(parent)
        .args(["--site", name, "check", "--format", "github"])
        .output()
        .expect("dateline runs");
    let out = String::from_utf8(output.stdout).expect("text");
    assert!(out.contains(&format!("::warning file={name}/content/")), "{out}");
}

#[test]
fn a_file_name_may_be_composed_or_not() {
    let site = Site::new();
    site.write("content/cafe\u{301}.md", "+++\ntitle = \"C\"\ndate = 2003-01-01\n+++\n\nText.\n");
    site.write("content/e\u{301}te\u{301}.pdf", "x");
    site.write(
        "content/2003-01-02-x.md",
        "+++\ntitle = \"X\"\n+++\n\n[a](caf\u{e9}.md) [b](\u{e9}t\u{e9}.pdf) [c](cafe\u{301}.md)\n",
    );
    assert_eq!(site.run(&["check", "--accept"]).code, Some(0));
    assert!(!site.read(LIST).contains("2003-01-02-x.md"), "{}", site.read(LIST));
    site.build();
    let page = site.read("public/2003/01/02/x/index.html");
    assert!(
        page.contains("<a href=\"/2003/01/01/caf%C3%A9/\">a</a> <a href=\"/%C3%A9t%C3%A9.pdf\">b</a>"),
        "{page}"
    );
}

#[test]
fn links_of_menus_and_templates_are_checked() {
    let site = Site::new();
    let base = "title = \"T\"\nbase_url = \"https://t.example/news\"\n";
    site.write(
        "config.toml",
        format!("{base}[[menu]]\nname = \"A\"\nurl = \"/nope/\"\n[[footer]]\nname = \"B\"\nurl = \"https://t.example/news/gone.pdf\"\n[[footer]]\nname = \"C\"\nurl = \"/about/#team\"\n[[footer]]\nname = \"D\"\nurl = \"https://other.example/\"\n[languages.fr]\ntitle = \"T\"\nmenu = [{{ name = \"E\", url = \"/fr/rien/\" }}]\n"),
    );
    site.write("content/pages/about.md", "+++\ntitle = \"About\"\n+++\n\n## The team\n");
    site.write(
        "templates/partials/footer.html",
        "<a href=\"/news/archive/\">right</a> <a href=\"/other/\">of the host</a> <a href=\"{{ url(path=\"/archive/\") }}\">right</a>\n\
         {# <a href=\"/news/no/\"> #}<img src='/news/logo.png' alt=\"\"><a href=\"https://t.example/news/archiv/\">wrong</a>\n",
    );
    site.write("templates/unused.html", "<a href=\"/news/unused/\">never shown</a>");
    site.write("content/tags/beijing.md", "+++\ntitle = \"Beijing\"\n+++\n\n[x](/nowhere-at-all/)\n");
    let said = site.run(&["check", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
    let told: Vec<String> = found
        .as_array()
        .expect("a list")
        .iter()
        .filter(|found| !found["file"].as_str().unwrap_or_default().starts_with("content/1999"))
        .map(|found| {
            format!("{}:{} {} {}", found["file"], found["line"], found["kind"], found["subject"])
                .replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "config.toml:5 broken-site-link /nope/",
            "config.toml:8 broken-site-link https://t.example/news/gone.pdf",
            "config.toml:11 broken-site-link /about/#team",
            "config.toml:17 broken-site-link /fr/rien/",
            "content/tags/beijing.md:5 broken-link /nowhere-at-all/",
            "templates/partials/footer.html:2 broken-site-link /news/logo.png",
            "templates/partials/footer.html:2 broken-site-link https://t.example/news/archiv/",
        ]
    );
    // Such a link is on every page and is mended in one place.
    assert_eq!(site.run(&["check", "--accept"]).code, Some(1));
}
