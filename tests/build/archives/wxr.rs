//! An export of a blog in `WXR`: each published post's HTML is the body of a story.

use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::story::{Archive, Story};

/// Converts the export's published posts.
pub(crate) fn archive(export: &Path) -> Archive {
    let config = String::new();
    Archive { config, stories: items(export).iter().filter_map(story).collect() }
}

/// One item: the texts of its elements, by name.
type Item = Vec<(String, String)>;

fn items(export: &Path) -> Vec<Item> {
    let text = fs::read_to_string(export).expect("the export is read");
    let mut reader = Reader::from_str(&text);
    let (mut items, mut item, mut name, mut value) = (Vec::new(), Item::new(), String::new(), String::new());
    loop {
        match reader.read_event().expect("the export is XML") {
            Event::Start(start) => {
                start.name().as_ref().clone_into(&mut name);
                value.clear();
            }
            Event::CData(data) => value.push_str(&data),
            Event::Text(data) => value.push_str(&data),
            Event::End(end) if end.name().as_ref() == "item" => items.push(std::mem::take(&mut item)),
            Event::End(end) if end.name().as_ref() == name => {
                item.push((name.clone(), std::mem::take(&mut value)));
            }
            Event::Eof => return items,
            _ => {}
        }
    }
}

fn story(item: &Item) -> Option<Story> {
    let text = |key: &str| item.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
    if text("wp:post_type") != Some("post") || text("wp:status") != Some("publish") {
        return None;
    }
    let id = text("wp:post_id").expect("an id");
    let link = text("link").expect("an address");
    let mut story = Story::new(format!("{id}.md"), text("content:encoded").unwrap_or_default());
    let path = link.splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"));
    story.text("title", text("title").filter(|title| !title.is_empty()).unwrap_or("(no title)"));
    story.text("date", &text("wp:post_date_gmt").expect("a date").replace(' ', "T").replace("00:00:00Z", ""));
    let aliases = vec![format!("/?p={id}")];
    if path.len() > 1 && !path.starts_with("/?") {
        story.text("url", &path);
        story.addresses.push(path);
    } else {
        let address = format!("/{id}/");
        story.text("url", &address);
        story.addresses.push(address);
    }
    story.addresses.extend(aliases.iter().cloned());
    story.list("aliases", &aliases);
    Some(story)
}
