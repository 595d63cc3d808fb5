//! RSS 2.0 by the profile of the RSS Advisory Board, with archived feeds (RFC 5005). RSS requires
//! an e-mail address in `author`, so names are in `dc:creator`.

use crate::config::Content;

use super::channel::Channel;
use super::entry::{CreditedLabel, Entry, Label};
use super::xml::Xml;
use super::{EntryWithContent, dates, html};

/// Writes a document.
pub(super) fn write<'w>(
    channel: &Channel<'_>,
    entries: impl Iterator<Item = EntryWithContent<'w>>,
) -> Vec<u8> {
    let mut xml = Xml::new();
    if let Some(style) = &channel.style {
        xml.style(style);
    }
    let mut spaces = vec![
        ("version", "2.0"),
        ("xml:lang", channel.language),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    if channel.content == Content::Full {
        spaces.push(("xmlns:content", "http://purl.org/rss/1.0/modules/content/"));
    }
    if channel.is_archive {
        spaces.push(("xmlns:fh", "http://purl.org/syndication/history/1.0"));
    }
    xml.open("rss", &spaces);
    xml.open("channel", &[]);
    head(&mut xml, channel);
    for shown in entries {
        item(&mut xml, &shown, channel);
    }
    xml.close("channel");
    xml.close("rss");
    xml.into_bytes()
}

fn head(xml: &mut Xml, channel: &Channel<'_>) {
    xml.text("title", &[], &channel.title);
    xml.text("link", &[], &channel.home);
    xml.text("description", &[], channel.description.unwrap_or(&channel.title));
    xml.text("language", &[], channel.language);
    if let Some(updated) = channel.updated {
        xml.text("lastBuildDate", &[], &dates::rfc822(updated));
    }
    xml.text("generator", &[], "Dateline");
    channel.write_links(xml, "atom:link", "application/rss+xml");
}

fn item(xml: &mut Xml, shown: &EntryWithContent<'_>, channel: &Channel<'_>) {
    let entry = &shown.entry;
    xml.open("item", &[]);
    xml.text("title", &[], entry.title);
    xml.text("link", &[], &entry.url);
    xml.text("guid", &[("isPermaLink", "false")], &entry.id);
    xml.text("pubDate", &[], &dates::rfc822(entry.published));
    // RSS has no word for the time of a change.
    if entry.updated != entry.published {
        xml.text("atom:updated", &[], &dates::rfc3339(entry.updated));
    }
    for CreditedLabel { name, role, .. } in &entry.credits {
        xml.text(if role.is_some() { "dc:contributor" } else { "dc:creator" }, &[], name);
    }
    if let Some(language) = entry.language {
        xml.text("dc:language", &[], language);
    }
    for Label { name, scheme, .. } in &entry.categories {
        xml.text("category", &[("domain", scheme)], name);
    }
    // Some readers take the last of the two for the text.
    match channel.content {
        Content::Summary => xml.text("description", &[], &shown.content),
        Content::Full => {
            xml.text("description", &[], &html::paragraph(entry.summary));
            xml.text("content:encoded", &[], &shown.content);
        }
    }
    enclosure(xml, entry);
    xml.close("item");
}

/// RSS wants a picture's type and length: of one whose type is not known nothing is said, and an
/// unknown length is 0, as the profile has it.
fn enclosure(xml: &mut Xml, entry: &Entry<'_>) {
    let Some(image) = &entry.image else { return };
    let Some(media_type) = image.media_type else { return };
    let size = image.size.unwrap_or(0).to_string();
    xml.empty("enclosure", &[("url", &image.url), ("length", &size), ("type", media_type)]);
}
