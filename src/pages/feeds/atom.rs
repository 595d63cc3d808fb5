//! Atom 1.0 (RFC 4287), with archived feeds (RFC 5005) and deleted entries (RFC 6721).

use crate::archive::TombstoneReason;
use crate::config::Content;
use crate::page_model::feed::DeletedEntry;

use super::channel::Channel;
use super::entry::{CreditedLabel, Entry, Label};
use super::xml::Xml;
use super::{EntryWithContent, dates};

/// Writes a document.
pub(super) fn write<'w>(
    channel: &Channel<'_>,
    entries: impl Iterator<Item = EntryWithContent<'w>>,
    deleted: &[DeletedEntry<'_>],
) -> Vec<u8> {
    let mut xml = Xml::new();
    if let Some(style) = &channel.style {
        xml.style(style);
    }
    let mut spaces = vec![("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", channel.language)];
    if channel.is_archive {
        spaces.push(("xmlns:fh", "http://purl.org/syndication/history/1.0"));
    }
    if !deleted.is_empty() {
        spaces.push(("xmlns:at", "http://purl.org/atompub/tombstones/1.0"));
    }
    xml.open("feed", &spaces);
    head(&mut xml, channel);
    for gone in deleted {
        tombstone(&mut xml, gone);
    }
    for shown in entries {
        entry(&mut xml, &shown, channel.content);
    }
    xml.close("feed");
    xml.into_bytes()
}

fn head(xml: &mut Xml, channel: &Channel<'_>) {
    xml.text("id", &[], &channel.id);
    xml.text("title", &[], &channel.title);
    if let Some(description) = channel.description {
        xml.text("subtitle", &[], description);
    }
    xml.text("updated", &[], &channel.updated_text());
    xml.open("author", &[]);
    xml.text("name", &[], channel.publisher);
    xml.close("author");
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &channel.home)]);
    channel.write_links(xml, "link", "application/atom+xml");
    xml.text("generator", &[], "Dateline");
}

fn entry(xml: &mut Xml, shown: &EntryWithContent<'_>, content: Content) {
    let entry = &shown.entry;
    let language = entry.language.map(|language| ("xml:lang", language));
    xml.open("entry", language.as_slice());
    xml.text("id", &[], &entry.id);
    xml.text("title", &[], entry.title);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.url)]);
    xml.text("published", &[], &dates::rfc3339(entry.published));
    xml.text("updated", &[], &dates::rfc3339(entry.updated));
    for CreditedLabel { name, url, role } in &entry.credits {
        // RFC 4287, section 4.2.3: others who took part.
        let element = if role.is_some() { "contributor" } else { "author" };
        xml.open(element, &[]);
        xml.text("name", &[], name);
        xml.text("uri", &[], url);
        xml.close(element);
    }
    for Label { name, scheme, .. } in &entry.categories {
        xml.empty("category", &[("term", name), ("scheme", scheme)]);
    }
    enclosure(xml, entry);
    match content {
        Content::Summary => xml.text("summary", &[("type", "html")], &shown.content),
        Content::Full => {
            if !entry.summary.is_empty() {
                xml.text("summary", &[], entry.summary);
            }
            xml.text("content", &[("type", "html")], &shown.content);
        }
    }
    xml.close("entry");
}

fn enclosure(xml: &mut Xml, entry: &Entry<'_>) {
    let Some(image) = &entry.image else { return };
    let size = image.size.map(|size| size.to_string());
    let mut attributes = vec![("rel", "enclosure"), ("href", image.url.as_str())];
    attributes.extend(image.media_type.map(|media_type| ("type", media_type)));
    attributes.extend(size.as_deref().map(|size| ("length", size)));
    attributes.extend(Some(("title", image.alt)).filter(|(_, alt)| !alt.is_empty()));
    xml.empty("link", &attributes);
}

/// That a story is gone, and why; nothing of the story itself but its id.
fn tombstone(xml: &mut Xml, gone: &DeletedEntry<'_>) {
    let when = dates::rfc3339(gone.since);
    let attributes = [("ref", gone.id.as_str()), ("when", when.as_str())];
    match gone.reason {
        TombstoneReason::Withdrawn(Some(reason)) => {
            xml.open("at:deleted-entry", &attributes);
            xml.text("at:comment", &[], reason);
            xml.close("at:deleted-entry");
        }
        TombstoneReason::Withdrawn(None) | TombstoneReason::Expired => {
            xml.empty("at:deleted-entry", &attributes);
        }
    }
}
