//! A blog of Zola: TOML front matter with `path` on every text and aliases without a slash at their start.

use std::fs;
use std::path::Path;

use super::front::{Parts, files, split};
use super::story::{Archive, Story};

/// Converts the archive.
pub(crate) fn archive(folder: &Path) -> Archive {
    let content = folder.join("content");
    let texts = files(&content, ".md").into_iter().filter(|file| !file.ends_with("_index.md"));
    let config = "[markdown]\nheading_ids = \"zola\"\n".to_owned();
    Archive { config, stories: texts.filter_map(|file| story(&file, &content)).collect() }
}

fn story(file: &Path, content: &Path) -> Option<Story> {
    let text = fs::read_to_string(file).expect("a text is read");
    let Parts { front, body } = split(&text, "+++");
    let front: toml::Table = front.parse().expect("the front matter is TOML");
    let text = |key: &str| front.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let list = |key: &str| {
        let list = front.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        list.filter_map(toml::Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let name = file.strip_prefix(content).expect("below content").to_string_lossy().into_owned();
    let mut story = Story::new(name, body);
    // The one text without a path is a page that leads to the newest release.
    let path = text("path")?;
    let day: Vec<&str> = path.trim_start_matches("inside-rust/").splitn(4, '/').take(3).collect();
    story.text("title", &text("title").expect("a title"));
    story.text("date", &day.join("-"));
    story.text("path", &path);
    let aliases: Vec<String> =
        list("aliases").iter().map(|alias| format!("/{}", alias.trim_start_matches('/'))).collect();
    story.list("aliases", &aliases);
    story.list("authors", &list("authors"));
    if let Some(summary) = text("description") {
        story.text("summary", &summary);
    }
    story.addresses = aliases;
    story.addresses.push(format!("/{path}/"));
    Some(story)
}
