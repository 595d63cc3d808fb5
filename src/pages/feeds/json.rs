//! JSON Feed 1.1. `next_url` is the document with the next older articles.

use serde::Serialize;

use super::channel::Channel;
use super::entry::{CreditedLabel, Entry};
use super::{EntryWithContent, dates};

/// A document.
#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
}

/// A hub that readers may subscribe at.
#[derive(Serialize)]
struct Hub<'a> {
    r#type: &'static str,
    url: &'a str,
}

/// A story.
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

/// One who wrote a story.
#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    url: &'a str,
}

/// A story's picture.
#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

/// Writes a document.
pub(super) fn write<'w>(
    channel: &Channel<'_>,
    entries: impl Iterator<Item = EntryWithContent<'w>>,
) -> Vec<u8> {
    let entries: Vec<EntryWithContent<'w>> = entries.collect();
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: &channel.address,
        next_url: channel.older.as_deref(),
        description: channel.description,
        language: channel.language,
        authors: vec![Author { name: channel.publisher, url: &channel.site }],
        hubs: channel.hub.map(|url| Hub { r#type: "WebSub", url }).into_iter().collect(),
        items: entries.iter().map(item).collect(),
    };
    let mut bytes = serde_json::to_vec(&document).expect("a feed is texts and numbers");
    bytes.push(b'\n');
    bytes
}

fn item<'a>(shown: &'a EntryWithContent<'_>) -> Item<'a> {
    let entry = &shown.entry;
    Item {
        id: &entry.id,
        url: &entry.url,
        title: entry.title,
        content_html: &shown.content,
        summary: entry.summary,
        image: entry.image.as_ref().map(|image| image.url.as_str()),
        date_published: dates::rfc3339(entry.published),
        date_modified: dates::rfc3339(entry.updated),
        authors: entry.credits.iter().map(|CreditedLabel { name, url, .. }| Author { name, url }).collect(),
        tags: entry.categories.iter().map(|category| category.name).collect(),
        language: entry.language,
        attachments: attachment(entry).into_iter().collect(),
    }
}

fn attachment<'a>(entry: &'a Entry<'_>) -> Option<Attachment<'a>> {
    let image = entry.image.as_ref()?;
    let mime_type = image.media_type?;
    Some(Attachment { url: &image.url, mime_type, title: image.alt, size_in_bytes: image.size })
}
