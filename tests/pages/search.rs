//! What readers search a site with: where it is, what is in the index, and what of it a new story changes.

use std::collections::BTreeSet;

use crate::site::{Site, Tree};
use serde_json::Value;

fn story(town: &Site, name: &str, front: &str) {
    let text = format!("+++\ntitle = \"Story {name}\"\n{front}\n+++\nText of {name}.\n");
    town.write(&format!("content/{name}.md"), &text);
}

fn configure(town: &Site, more: &str) {
    let least = "title = \"Town News\"\nbase_url = \"https://town.example\"\n";
    town.write("config.toml", format!("{least}{more}"));
}

fn json(town: &Site, file: &str) -> Value {
    serde_json::from_str(&town.read(&format!("public/search/{file}"))).expect("JSON")
}

#[test]
fn the_index_has_what_cards_say_folded_and_in_order() {
    let town = Site::town();
    story(
        &town,
        "Bridge",
        "date = 2024-05-01\ntags = [\"Émigrés\"]\nsummary = \"It opens.\"\nauthors = [\"Ann Lee\"]",
    );
    story(&town, "Harvest", "date = 2025-05-01\nsection = \"Farms\"\ndateline = \"ANKARA\"");
    town.build();
    let words = json(&town, "newest/words-0.json");
    // Twice the distance from the place before, and one more for the headline.
    for (word, places) in [
        ("story", vec![1, 3]),
        ("bridge", vec![1]),
        ("opens", vec![0]),
        ("emigres", vec![0]),
        ("lee", vec![0]),
        ("farms", vec![2]),
        ("ankara", vec![2]),
        ("harvest", vec![3]),
    ] {
        assert_eq!(words[word], serde_json::json!(places), "{word} in {words}");
    }
    let stories = json(&town, "newest/stories-0.json");
    let harvest = [
        "/2025/05/01/harvest/",
        "Story Harvest",
        "2025-05-01",
        "1 May 2025",
        "Text of Harvest.",
        "Farms",
        "",
        "",
    ];
    assert_eq!(stories[1], serde_json::json!(harvest));
    assert_eq!(json(&town, "parts.json")["parts"][0]["stories"], 2);
}

#[test]
fn nothing_is_in_the_index_that_is_not_on_the_site() {
    let town = Site::town();
    story(&town, "Open", "date = 2024-05-01");
    story(&town, "Gone", "date = 2024-05-02\nwithdrawn = { date = 2024-06-01 }");
    story(&town, "Draft", "date = 2024-05-03\ndraft = true");
    story(&town, "Embargoed", "date = 2030-05-03");
    town.build();
    for (file, bytes) in town.output().iter().filter(|(file, _)| file.starts_with("search/")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!["gone", "draft", "embargoed"].iter().any(|word| text.contains(word)), "{file}: {text}");
    }
}

#[test]
fn a_site_that_turns_it_off_has_nothing_of_it() {
    let town = Site::town();
    configure(&town, "[search]\nenabled = false\n");
    story(&town, "Bridge", "date = 2024-05-01");
    town.build();
    assert!(!town.output().keys().any(|file| file.starts_with("search")));
    assert!(!town.read("public/index.html").contains("/search/"));
    assert!(!town.read("public/404.html").contains("<form"));
}

#[test]
fn without_an_engine_a_form_leads_nowhere_but_to_the_site() {
    let town = Site::town();
    town.build();
    for page in ["404.html", "search/index.html"] {
        let html = town.read(&format!("public/{page}"));
        assert!(html.contains("<form class=\"search-form needs-script\" action=\"/search/\""), "{html}");
    }
    configure(&town, "[search]\nengine = \"duckduckgo\"\n[hosting]\nhosts = [\"netlify\"]\n");
    town.build();
    let html = town.read("public/404.html");
    assert!(html.contains("action=\"https://duckduckgo.com/\" method=\"get\""), "{html}");
    assert!(html.contains("<input type=\"hidden\" name=\"sites\" value=\"town.example\">"), "{html}");
    assert!(town.read("public/_headers").contains("form-action 'self' https://duckduckgo.com/;"));
}

#[test]
fn each_language_has_its_page_and_all_share_the_index() {
    let town = Site::town();
    configure(&town, "[languages.ar]\n");
    story(&town, "Bridge", "date = 2024-05-01");
    town.write("content/Bridge.ar.md", "+++\ntitle = \"الجسر\"\ndate = 2024-05-01\n+++\nنص.\n");
    town.build();
    assert!(town.read("public/ar/search/index.html").contains("data-index=\"/search/parts.json\""));
    assert!(town.read("public/ar/index.html").contains("href=\"/ar/search/\""));
    let stories = json(&town, "newest/stories-0.json");
    let languages: BTreeSet<&str> =
        stories.as_array().into_iter().flatten().filter_map(|story| story[6].as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["ar", "en"]));
}

/// A theme in which pages cost nothing, with a search.
fn plain(town: &Site) {
    let names = "404 archive article corrections list month page redirect search terms withdrawn year";
    for name in names.split(' ') {
        town.write(&format!("themes/plain/templates/{name}.html"), "{{ page.title }}");
    }
    configure(town, "theme = \"plain\"\nper_page = 1000\n");
}

/// The files of the index that are not the same.
fn changed(before: &Tree, after: &Tree) -> Vec<String> {
    let of_index = after.iter().filter(|(file, _)| file.starts_with("search/"));
    of_index.filter(|(file, bytes)| before.get(*file) != Some(bytes)).map(|(file, _)| file.clone()).collect()
}

#[test]
fn a_new_story_changes_the_newest_part_alone_and_of_that_the_files_of_its_words() {
    let town = Site::town();
    plain(&town);
    for number in 0..8_200 {
        let text =
            format!("+++\ntitle = \"Number {number}\"\ndate = 2024-01-01\nslug = \"n{number:05}\"\n+++\n");
        town.write(&format!("content/{}/{number}.md", number / 500), &text);
    }
    town.build();
    let before = town.output();
    let parts = json(&town, "parts.json");
    assert_eq!(parts["parts"][0], serde_json::json!({"name": "newest", "stories": 4104, "word_files": 256}));
    assert_eq!(parts["parts"][1], serde_json::json!({"name": "1", "stories": 4096, "word_files": 256}));
    // A word that is in every story tells none apart.
    let with_the_word = before.iter().find(|(file, bytes)| {
        file.starts_with("search/1/words") && String::from_utf8_lossy(bytes).contains("\"number\"")
    });
    let (_, bytes) = with_the_word.expect("the word is in a file");
    assert!(String::from_utf8_lossy(bytes).contains("\"number\":0"));

    story(&town, "Zeppelin", "date = 2025-05-01\nsummary = \"It lands.\"");
    town.build();
    let after = town.output();
    let changed = changed(&before, &after);
    assert!(changed.contains(&"search/parts.json".to_owned()));
    assert!(changed.contains(&"search/newest/stories-64.json".to_owned()), "{changed:?}");
    // Story, Zeppelin, it, lands; the list of parts, and the stories.
    assert!(changed.len() <= 6 && changed.iter().all(|file| !file.starts_with("search/1/")), "{changed:?}");
}
