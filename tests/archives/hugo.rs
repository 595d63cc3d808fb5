//! A site of Hugo: YAML front matter, shortcodes, aliases, addresses made of date and slug.

use std::path::Path;

use super::front::{Page, date, files, stem};
use super::story::{Archive, Story};

/// Converts the archive.
pub(crate) fn archive(folder: &Path) -> Archive {
    let news = folder.join("content/news");
    let texts = files(&news, ".md").into_iter().filter(|file| !file.ends_with("_index.md"));
    Archive {
        config: "timezone = \"America/New_York\"\n".to_owned(),
        stories: texts.filter_map(|file| story(&file, &news)).collect(),
    }
}

fn story(file: &Path, news: &Path) -> Option<Story> {
    let page = Page::read(file);
    // Hugo leaves drafts out as well.
    if page.text("draft").as_deref() == Some("true") {
        return None;
    }
    let name = file.strip_prefix(news).expect("below news").to_string_lossy().into_owned();
    let mut story = Story::new(format!("news/{name}"), page.body.clone());
    let written = page.text("date").expect("a date");
    let slug = page.text("slug").unwrap_or_else(|| stem(file).to_owned());
    let address = format!("/{}/{slug}/", written[..10].replace('-', "/"));
    story.text("title", &page.text("title").expect("a title"));
    story.text("date", &date(&written));
    story.text("url", &address);
    story.list("authors", &page.list("authors"));
    story.list("tags", &page.list("topics"));
    story.list("aliases", &page.list("aliases"));
    story.text("summary", &page.text("summary").unwrap_or_default());
    story.addresses = page.list("aliases");
    story.addresses.push(address);
    Some(story)
}
