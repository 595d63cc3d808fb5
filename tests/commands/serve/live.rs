//! How soon an edit shows, however it is made, and what becomes of the site while something in it is wrong.

use std::fs;
use std::time::Duration;

use dateline::preview::{Settings, WatchMode};

use super::desk::{Browser, PATIENCE, Site, article, settings};

const PAGE: &str = "/2025/11/01/a/";
const QUIET: Duration = Duration::from_millis(700);

#[test]
fn every_way_of_saving_shows() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");

    site.write("content/a.md", article("A", "2025-11-01", "Saved in place."));
    browser.wait_for(PAGE, "Saved in place.");

    site.write("content/.a.md.tmp", article("A", "2025-11-01", "Saved by renaming."));
    fs::rename(site.path("content/.a.md.tmp"), site.path("content/a.md")).expect("a file is renamed");
    browser.wait_for(PAGE, "Saved by renaming.");

    // As vim does it: a try whether the folder can be written to, the old file put aside, a new one in its place.
    site.write("content/4913", "");
    site.remove("content/4913");
    fs::rename(site.path("content/a.md"), site.path("content/a.md~")).expect("a file is renamed");
    site.write("content/a.md", article("A", "2025-11-01", "Saved as vim does it."));
    site.remove("content/a.md~");
    browser.wait_for(PAGE, "Saved as vim does it.");

    site.remove("content/a.md");
    browser.wait_until("it is gone", |browser| browser.get(PAGE).status == 404);
    site.write("content/a.md", article("A", "2025-11-01", "Written anew."));
    browser.wait_for(PAGE, "Written anew.");

    site.write("content/new/deep/c.md", article("C", "2025-11-01", "In a folder of its own."));
    browser.wait_for("/2025/11/01/c/", "In a folder of its own.");
    site.write("content/new/deep/c.md", article("C", "2025-11-01", "And changed there."));
    browser.wait_for("/2025/11/01/c/", "And changed there.");
}

#[test]
fn a_file_comes_and_goes_with_the_link_to_it() {
    let site = Site::new();
    site.write("content/plan.svg", "<svg/>");
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    assert_eq!(browser.get("/plan.svg").status, 404);
    for (text, status) in [("![A plan](/plan.svg)", 200), ("No plan.", 404)] {
        site.write("content/a.md", article("A", "2025-11-01", text));
        browser.wait_until("the file is as the link", |browser| browser.get("/plan.svg").status == status);
        if text.starts_with("No") {
            browser.wait_for(PAGE, text);
        }
    }
}

#[test]
fn the_preview_follows_the_known_problems_and_the_desk_lists_them() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    site.write("content/a.md", article("A", "2025-11-01", "See ![A ship](ship.jpg) and [more](/nowhere/)."));
    browser.wait_until("it is said", |browser| browser.faults(PAGE).contains("no picture `ship.jpg`"));
    let entry = |kind, what| {
        format!("{{ text = \"content/a.md\", kind = \"{kind}\", what = \"{what}\", since = 2025-12-01 }},\n")
    };
    let known = entry("missing-picture", "ship.jpg") + &entry("broken-link", "/nowhere/");
    site.write("known-problems.toml", format!("problems = [\n{known}]\n"));
    browser.wait_for(PAGE, "<strong>Picture missing</strong> A ship</span> and more.");
    let desk = browser.get("/_dateline/").text();
    for told in ["<h2>Known problems</h2>", "<td>ship.jpg</td><td>2025-12-01</td>", "<td>/nowhere/</td>"] {
        assert!(desk.contains(told), "{told}: {desk}");
    }
    site.write("known-problems.toml", "problems = [\n<<<<<<< HEAD\n]\n");
    browser.wait_until("it is said", |browser| browser.faults(PAGE).contains("a merge conflict was left"));
    site.remove("known-problems.toml");
    browser.wait_until("it is said", |browser| browser.faults(PAGE).contains("no picture `ship.jpg`"));
}

#[test]
fn templates_styles_files_and_settings_show_too() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    // None of these folders was there when the preview began.
    site.write("templates/page.html", "<p>of the page</p>");
    site.write("templates/article.html", "<h1>{{ article.title }}</h1><p>my own look</p>");
    browser.wait_for(PAGE, "my own look");
    site.write("templates/article.html", "<h1>{{ article.title }}</h1><p>another look</p>");
    browser.wait_for(PAGE, "another look");
    site.write("static/app.css", "p { color: blue }");
    browser.wait_for("/app.css", "blue");
    site.write("themes/mine/theme.toml", "extends = \"broadsheet\"\n");
    site.write("themes/mine/static/x.css", "p { color: green }");
    site.write("config.toml", "title = \"Renamed\"\nbase_url = \"https://t.example\"\ntheme = \"mine\"\n");
    browser.wait_for("/", "Renamed");
    browser.wait_for("/x.css", "green");
}

#[test]
fn what_lists_say_of_a_story_follows_an_edit_of_its_body_too() {
    let site = Site::new();
    let browser = site.serve();
    let text = |title: &str, first: &str, second: &str| {
        article(title, "2025-11-01", &format!("{first}\n\n{second}"))
    };
    for (title, first, second) in [
        ("A", "First.", "A second paragraph."),
        ("A", "First.", "Another second paragraph."),
        ("A", "Another first.", "Another second paragraph, again."),
        ("Another headline", "Another first.", "The last second paragraph."),
    ] {
        site.write("content/a.md", text(title, first, second));
        browser.wait_for(PAGE, second);
        browser.wait_for("/", first);
        browser.wait_for("/2025/11/01/", title);
    }
    site.write("content/a.md", text("Another headline", "Another first.", "[To a heading](b.md#nowhere)"));
    browser.wait_until("it fails", |browser| browser.get(PAGE).status == 500);
    site.write("content/b.md", article("B", "2025-11-02", "The second text.\n\n## Nowhere {#nowhere}\n"));
    browser.wait_until("it is mended", |browser| browser.get(PAGE).status == 200);
}

#[test]
fn a_burst_is_one_update() {
    let site = Site::new();
    let browser = site.serve();
    let mut channel = browser.listen();
    let before = channel.events(QUIET);
    assert_eq!(before, 1, "the channel begins with the site as it is");
    for number in 0..5000 {
        site.write(&format!("content/many/{number}.md"), article("M", "2025-11-01", "Many."));
    }
    browser.wait_for("/2025/11/01/4999/", "Many.");
    assert_eq!(channel.events(Duration::from_secs(3)) - before, 1, "the burst is one update");
}

#[test]
fn the_channel_says_that_and_not_what() {
    let site = Site::new();
    let browser = site.serve();
    let mut channel = browser.listen();
    channel.heard(QUIET);
    site.write("content/a.md", article("Secret headline", "2025-11-01", "Secret text."));
    browser.wait_for(PAGE, "Secret text.");
    let heard = channel.heard(QUIET).to_owned();
    assert!(heard.matches("event: changed").count() >= 2, "{heard}");
    assert!(!heard.contains("Secret") && !heard.contains("a.md") && !heard.contains("/tmp"), "{heard}");
}

#[test]
fn only_pages_that_changed_have_another_tag() {
    let site = Site::new();
    let browser = site.serve();
    let tags = |browser: &Browser| {
        [PAGE, "/2025/11/02/b/", "/corrections/"]
            .map(|page| browser.get(page).header("etag").map(str::to_owned))
    };
    let before = tags(&browser);
    site.write("content/a.md", article("A", "2025-11-01", "The first text.\n\nAnd more."));
    browser.wait_for(PAGE, "And more.");
    let after = tags(&browser);
    assert_ne!(before[0], after[0]);
    assert_eq!(before[1..], after[1..]);
}

/// Breaks the site, sees that the last good page stays and that it is told what is wrong, and mends it.
fn survived(file: &str, broken: Option<&str>, told: &str) {
    let site = Site::new();
    site.write("templates/page.html", "<p>{{ page.title }}</p>");
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    let before = fs::read_to_string(site.path(file)).ok();
    match broken {
        Some(text) => site.write(file, text),
        None => site.remove(file),
    }
    browser.wait_until(told, |browser| browser.faults(PAGE).contains(told));
    let page = browser.get(PAGE);
    assert!(page.text().contains("The first text."), "{file}: the last good page stays: {}", page.text());
    match before {
        Some(text) => site.write(file, &text),
        None => site.remove(file),
    }
    browser.wait_until("it is mended", |browser| browser.faults(PAGE).is_empty());
    assert_eq!(browser.get(PAGE).status, 200);
}

#[test]
fn errors_are_survived() {
    survived("content/a.md", Some("+++\ntitle = \"A\"\ndate = 2025-13-41\n+++\nx\n"), "content/a.md:");
    survived("content/a.md", Some("+++\ntitle = \"Half"), "content/a.md");
    survived("content/sub/a.md", Some(&article("A", "2025-11-01", "Again.")), "two pages have the address");
    survived("config.toml", None, "config.toml");
    survived("config.toml", Some("title = "), "config.toml");
    survived("templates/article.html", Some("{% if %}"), "templates/article.html");
    survived(
        "templates/article.html",
        Some("<p>{{ article.nothing_of_the_kind.at_all }}</p>"),
        "templates/article.html",
    );
    survived("content/a.md", Some(&article("A", "2025-11-01", "A [link](no-such-file.md).")), "content/a.md");
}

#[test]
fn a_page_that_can_not_be_made_says_why_over_what_it_was() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    site.write("content/a.md", article("A", "2025-11-01", "A [link](no-such-file.md)."));
    browser.wait_until("it fails", |browser| browser.get(PAGE).status == 500);
    let page = browser.get(PAGE);
    assert_eq!(page.header("x-dateline-failed"), Some("page"));
    assert!(
        page.text().contains("The first text.") && page.text().contains(" data-failed>"),
        "{}",
        page.text()
    );
    // Who has never seen it is told at once; the others are as they were.
    let fresh = site.serve().get(PAGE).text();
    assert!(fresh.contains("no-such-file.md"), "{fresh}");
    assert_eq!(browser.get("/2025/11/02/b/").status, 200);
}

#[test]
fn a_page_whose_source_is_broken_shows_the_error() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for("/2025/11/02/b/", "<");
    site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2025-11-01\ntgas = [\"a\"]\n+++\nx\n");
    browser.wait_until("it fails", |browser| browser.get(PAGE).status == 500);
    // No browser has seen the page, so there is no earlier one to show.
    let page = browser.get(PAGE).text();
    assert!(page.contains("there is no key `tgas`") && !page.contains("changed while"), "{page}");
}

#[test]
fn a_site_that_is_broken_from_the_start_is_shown_once_it_is_mended() {
    let site = Site::new();
    site.write("config.toml", "title = \"<script>alert(1)</script>\n");
    let browser = site.serve();
    let page = browser.get("/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("config.toml") && !page.text().contains("<script>alert"), "{}", page.text());
    site.write("config.toml", "title = \"T\"\nbase_url = \"https://t.example\"\n");
    browser.wait_until("it is mended", |browser| browser.get("/").status == 200);
}

#[test]
fn a_folder_that_goes_and_comes_back_is_watched_on() {
    let site = Site::new();
    let browser = site.serve();
    browser.wait_for(PAGE, "The first text.");
    fs::rename(site.path("content"), site.path("aside")).expect("a folder is renamed");
    browser.wait_until("it is gone", |browser| browser.get(PAGE).status == 404);
    fs::rename(site.path("aside"), site.path("content")).expect("a folder is renamed");
    browser.wait_for(PAGE, "The first text.");
    site.write("content/a.md", article("A", "2025-11-01", "Still watched."));
    browser.wait_for(PAGE, "Still watched.");
}

#[test]
fn without_watches_the_folder_is_looked_over() {
    let site = Site::new();
    let browser = Browser::new(Settings { watch: WatchMode::Poll, ..settings(site.root()) });
    browser.wait_for(PAGE, "The first text.");
    site.write("content/a.md", article("A", "2025-11-01", "Seen all the same."));
    browser.wait_for(PAGE, "Seen all the same.");
    assert!(PATIENCE > Duration::from_secs(1));
}
