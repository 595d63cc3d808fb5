//! The tutorial of `docs/themes.md`, done: every file that it shows is written as it stands there, into a new site, and
//! built. Whoever follows it gets what it says.

use std::collections::BTreeMap;

use crate::site::Site;
use dateline::theme::starter_files;

/// The files that the tutorial shows, by their paths: a line with a path and a colon, and then the file.
fn files() -> BTreeMap<String, String> {
    let guide = std::fs::read_to_string("docs/themes.md").expect("the guide");
    let (_, steps) = guide.split_once("## A theme, step by step").expect("the tutorial");
    let (steps, _) = steps.split_once("\n## ").expect("the tutorial ends");
    let mut files = BTreeMap::new();
    let mut lines = steps.lines();
    while let Some(line) = lines.next() {
        let path = line.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
        let Some(path) = path else { continue };
        let text = lines.by_ref().skip_while(|line| !line.starts_with("```")).skip(1);
        let text: Vec<&str> = text.take_while(|line| !line.starts_with("```")).collect();
        files.insert(path.to_owned(), text.join("\n") + "\n");
    }
    files
}

/// A new site with these files; of the config only what the tutorial adds.
fn site(wanted: impl Fn(&str) -> bool, theme: &str) -> Site {
    let town = Site::town();
    for file in starter_files() {
        let text = String::from_utf8(file.bytes.into_owned()).expect("a new site is text");
        town.write(&file.path, text.replace("theme = \"broadsheet\"", ""));
    }
    for (path, text) in files().iter().filter(|(path, _)| wanted(path)) {
        if path == "config.toml" {
            let config = town.read("config.toml");
            town.write(path, format!("{config}\n{}", text.replace("\"broadsheet\"", theme)));
        } else {
            town.write(path, text);
        }
    }
    town
}

#[test]
fn settings_words_and_a_template_change_the_theme_in_the_program() {
    let town = site(|path| !path.starts_with("themes/") && !path.contains("final"), "\"broadsheet\"");
    town.build();
    assert!(
        town.read("public/css/broadsheet.css")
            .ends_with("@media screen{:root[data-theme=\"dark\"]{--accent:#7fd1a8;}}\n")
    );
    let story = town.read("public/2025/01/01/first-story/index.html");
    assert!(
        story.contains("<p><a href=\"mailto:?body=https%3A%2F%2F") && !story.contains("Bluesky"),
        "{story}"
    );
}

#[test]
fn a_theme_of_ones_own_has_only_what_differs() {
    let town = site(|path| !path.starts_with("themes/bare/"), "\"evening\"\nstamp = \"Late edition\"");
    town.build();
    let story = town.read("public/2025/01/02/final/index.html");
    assert!(story.contains("<p class=\"score\">3:1 (after extra time)</p>"), "{story}");
    let style =
        town.output().into_iter().find(|(file, _)| file.starts_with("css/evening.") && file.len() > 20);
    let (name, bytes) = style.expect("it has a hashed name");
    assert!(story.contains(&format!("href=\"/{name}\"")), "{name}");
    assert!(String::from_utf8_lossy(&bytes).contains("url(../stamp."));
    let config = town.read("config.toml");
    town.write("config.toml", config.replace("stamp =", "stmap ="));
    assert!(town.errors()[0].contains("did you mean `stamp`?"), "{:?}", town.errors());
}

#[test]
fn a_theme_from_nothing_builds() {
    let town = site(|path| path.starts_with("themes/bare/"), "");
    let config = town.read("config.toml");
    town.write("config.toml", config.replacen("title =", "theme = \"bare\"\ntitle =", 1));
    let outcome = town.build();
    assert!(outcome.warnings.is_empty(), "{:?}", outcome.warnings);
    assert!(town.read("public/2025/01/01/first-story/index.html").contains("<h1>"));
    assert!(!town.output().keys().any(|file| file.starts_with("search")));
}
