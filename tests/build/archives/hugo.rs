//! A site of Hugo: YAML front matter, shortcodes, aliases, addresses made of date and slug.

use std::collections::HashSet;
use std::path::Path;

use super::front::{Page, date, files, stem};
use super::story::{Archive, Story};

/// Converts the archive.
pub(crate) fn archive(folder: &Path) -> Archive {
    let news = folder.join("content/news");
    let texts = files(&news, ".md").into_iter().filter(|file| !file.ends_with("_index.md"));
    let mut stories: Vec<Story> = texts.filter_map(|file| story(&file, &news)).collect();
    settle(&mut stories);
    Archive { config: "time_zone = \"America/New_York\"\n".to_owned(), stories }
}

/// Settles which of two stories has an address that both want, where Hugo let the last one win: the first keeps it.
fn settle(stories: &mut [Story]) {
    let mut taken = HashSet::new();
    for story in stories.iter_mut() {
        let address = story.addresses.pop().expect("each has one");
        let other = format!("{}-2/", address.trim_end_matches('/'));
        let settled = if taken.insert(address.clone()) { address } else { other };
        story.set_text("url", &settled);
        story.addresses.push(settled);
    }
    for story in stories {
        let own = story.addresses.len() - 1;
        let (aliases, _) = story.addresses.split_at(own);
        let aliases: Vec<String> =
            aliases.iter().filter(|alias| taken.insert((*alias).clone())).cloned().collect();
        story.addresses.drain(..own);
        story.list("aliases", &aliases);
        story.addresses.splice(0..0, aliases);
    }
}

fn story(file: &Path, news: &Path) -> Option<Story> {
    let page = Page::read(file);
    // Hugo leaves drafts out as well. One file is an example for authors, without a title.
    if page.text("draft").as_deref() == Some("true") || page.text("title").is_none() {
        return None;
    }
    let name = file.strip_prefix(news).expect("below news").to_string_lossy().into_owned();
    let mut story = Story::new(format!("news/{name}"), page.body.clone());
    let written = page.text("date").expect("a date");
    let slug = page.text("slug").unwrap_or_else(|| stem(file).to_owned());
    let address = format!("/{}/{slug}/", written[..10].replace('-', "/"));
    story.text("title", &page.text("title").unwrap_or_else(|| unreachable!("{name} has no title")));
    story.text("date", &date(&written));
    story.text("url", &address);
    story.list("authors", &page.list("authors"));
    story.list("tags", &page.list("topics"));
    story.text("summary", &page.text("summary").unwrap_or_default());
    story.addresses = page.list("aliases");
    story.addresses.push(address);
    Some(story)
}
