//! A site of Jekyll in English, Japanese and French: YAML front matter, addresses made of the file's name.

use std::path::Path;

use super::front::{Page, date, files, stem};
use super::story::{Archive, Story};

const LANGUAGES: [&str; 3] = ["en", "ja", "fr"];

/// Converts the archive.
pub(crate) fn archive(folder: &Path) -> Archive {
    let stories = LANGUAGES.iter().flat_map(|language| {
        let texts = files(&folder.join(language).join("news/_posts"), ".md");
        texts.into_iter().map(|file| story(&file, language))
    });
    let mut config = "[markdown]\nheading_ids = \"kramdown\"\n[permalinks]\n".to_owned();
    let pattern = |language: &&str| {
        format!("\"{language}/\" = \"/{language}/news/{{year}}/{{month}}/{{day}}/{{slug}}/\"\n")
    };
    config += &LANGUAGES.iter().map(pattern).collect::<Vec<_>>().concat();
    Archive { config, stories: stories.collect() }
}

fn story(file: &Path, language: &str) -> Story {
    let page = Page::read(file);
    let name = stem(file);
    let mut story = Story::new(format!("{language}/{name}.md"), page.body.clone());
    let address = format!("/{language}/news/{}/{}/", name[..10].replace('-', "/"), &name[11..]);
    story.text("title", &page.text("title").expect("a title"));
    if let Some(written) = page.text("date") {
        story.text("date", &date(&written));
    }
    // By the pattern of its folder, unless the front matter's day is another or the name is no slug.
    let day = page.text("date").is_none_or(|written| written.starts_with(&name[..10]));
    let is_slug =
        name[11..].bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !day || !is_slug || name.contains("--") {
        story.text("permalink", &address);
    }
    story.text("language", language);
    story.list("authors", &page.list("author"));
    story.list("tags", &page.list("tags"));
    story.addresses.push(address);
    story
}
