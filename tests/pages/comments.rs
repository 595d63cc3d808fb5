//! What readers say of a story: where its page leads to it, and that nothing of a provider is on a page before a reader
//! asks for it.

use crate::site::Site;

const GISCUS: &str = "[hosting]\nhosts = [\"netlify\"]\n[comments]\nprovider = \"giscus\"\nrepository = \"town/talk\"\n\
                      repository_id = \"R_1\"\ncategory = \"Readers <say>\"\ncategory_id = \"DIC_1\"\n";

fn town(settings: &str) -> Site {
    let town = Site::town();
    let config = town.read("config.toml");
    town.write("config.toml", format!("{config}{settings}"));
    let story = |name: &str, front: &str| {
        let text = format!("+++\ntitle = \"Story {name}\"\ndate = 2025-05-01\n{front}\n+++\nText.\n");
        town.write(&format!("content/{name}.md"), &text);
    };
    story("open", "");
    story("quiet", "[extra]\ncomments = false");
    story("gone", "withdrawn = { date = 2025-06-01 }");
    town.build();
    town
}

fn page(town: &Site, name: &str) -> String {
    town.read(&format!("public/2025/05/01/{name}/index.html"))
}

#[test]
fn a_story_leads_to_its_comments_and_loads_nothing_of_them() {
    let town = town(GISCUS);
    let html = page(&town, "open");
    for expected in [
        "<section class=\"comments\" id=\"comments\"",
        "data-repository=\"town/talk\"",
        "data-category=\"Readers &lt;say&gt;\"",
        "your browser loads them from <span dir=\"ltr\">giscus.app</span>",
        "<a href=\"https://github.com/town/talk/discussions\"",
    ] {
        assert!(html.contains(expected), "{expected}:\n{html}");
    }
    for loaded in ["src=\"https:", "<iframe", "preconnect", "dns-prefetch"] {
        assert!(!html.contains(loaded), "{loaded}");
    }
    assert!(town.read("public/_headers").contains("https://giscus.app;"));
}

#[test]
fn a_story_that_wants_none_and_one_that_is_gone_have_none() {
    let town = town(GISCUS);
    for name in ["quiet", "gone"] {
        assert!(!page(&town, name).contains("class=\"comments\""), "{name}");
    }
    assert!(!town.read("public/index.html").contains("class=\"comments\""));
}

#[test]
fn a_site_without_comments_has_nothing_of_them_on_its_pages_nor_in_its_policy() {
    let town = town("[hosting]\nhosts = [\"netlify\"]\n");
    let html = page(&town, "open");
    assert!(!html.contains("comments"), "{html}");
    assert!(!town.read("public/_headers").contains("giscus"));
}

#[test]
fn every_story_says_who_keeps_the_comments_once_that_is_another() {
    let town = town(GISCUS);
    let disqus = "title = \"Town\"\nbase_url = \"https://town.example\"\n[comments]\nprovider = \"disqus\"\nshortname = \"town\"\n";
    town.write("config.toml", disqus);
    town.build();
    let html = page(&town, "open");
    assert!(html.contains("data-shortname=\"town\"") && !html.contains("giscus"), "{html}");
    assert!(html.contains(" https://town.disqus.com;"), "its policy allows the script: {html}");
}
