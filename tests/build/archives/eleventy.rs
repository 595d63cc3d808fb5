//! A blog of Eleventy that was one of Jekyll: YAML front matter, Liquid in the texts, addresses made of the file's name.

use std::path::Path;

use super::front::{Page, date, files, stem};
use super::story::{Archive, Story};

/// Converts the archive.
pub(crate) fn archive(folder: &Path) -> Archive {
    let texts = files(&folder.join("content/posts"), ".md");
    let config = "time_zone = \"America/New_York\"\n".to_owned();
    Archive { config, stories: texts.iter().map(|file| story(file)).collect() }
}

fn story(file: &Path) -> Story {
    let page = Page::read(file);
    let name = stem(file);
    let mut story = Story::new(format!("posts/{name}.md"), page.body.clone());
    let mut parts = name.splitn(4, '-');
    let mut part = || parts.next().expect("a day and a name");
    // A few names have a day of one digit.
    let address = format!("/{}/{}/{:0>2}/{}/", part(), part(), part(), part());
    story.text("title", &page.text("title").expect("a title"));
    if let Some(written) = page.text("date") {
        story.text("date", &date(&written));
    }
    story.text("address", &address);
    story.list("authors", &page.list("authors"));
    story.list("tags", &page.list("tags"));
    story.list("aliases", &page.list("redirect_from"));
    story.text("summary", &page.text("excerpt").unwrap_or_default());
    story.addresses = page.list("redirect_from");
    story.addresses.push(address);
    story
}
