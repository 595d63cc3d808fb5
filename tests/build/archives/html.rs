//! Saved news pages, of which the article's HTML is known: the body of each story is that HTML.

use std::fs;
use std::path::Path;

use super::front::{date, files};
use super::story::{Archive, Story};

/// Converts the pages.
pub(crate) fn archive(folder: &Path) -> Archive {
    let pages = files(folder, "expected.html");
    let config = String::new();
    Archive { config, stories: pages.iter().map(|page| story(page)).collect() }
}

fn story(page: &Path) -> Story {
    let folder = page.parent().expect("a folder");
    let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
    let metadata = fs::read_to_string(folder.join("expected-metadata.json")).expect("the metadata is read");
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("the metadata is JSON");
    let text = |key: &str| metadata[key].as_str().map(str::trim).filter(|text| !text.is_empty());
    let body = fs::read_to_string(page).expect("the HTML is read");
    // An empty line would end the block of HTML, and what is indented after it would be code.
    let body: Vec<&str> = body.lines().filter(|line| !line.trim().is_empty()).collect();
    let body = body.join("\n") + "\n";
    let mut story = Story::new(format!("{name}.md"), body);
    let address = format!("/{name}/story.html");
    story.text("title", text("title").unwrap_or(name));
    let published = text("publishedTime")
        .filter(|time| time.is_ascii() && time.starts_with(|c: char| c.is_ascii_digit()));
    story.text("date", &published.map_or_else(|| "2015".to_owned(), |time| date(&time[..10])));
    story.list("authors", &text("byline").map(str::to_owned).into_iter().collect::<Vec<_>>());
    story.text("summary", text("excerpt").unwrap_or_default());
    story.text("address", &address);
    story.addresses.push(address);
    story
}
