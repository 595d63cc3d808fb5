//! Attachments of an export: pictures and other files, with their captions.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::item::Item;
use super::php;

/// Sign between the packed facts of an attachment.
///
/// Control characters are removed from the facts before.
const SEPARATOR: char = '\u{1F}';

/// Custom fields that hold the photographer's name.
const CREDIT_META: [&str; 6] =
    ["_media_credit", "media_credit", "photo_credit", "image_credit", "credit", "_navis_media_credit_org"];

/// Attachments by their ids.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    by_id: HashMap<u64, Packed>,
    /// Hashes of the files' paths, which are smaller than the paths.
    paths: HashSet<u64>,
    children: Vec<Child>,
}

/// Facts of an attachment in one piece of memory.
///
/// An archive has hundreds of thousands.
#[derive(Debug)]
struct Packed {
    facts: Box<str>,
    parent: u64,
}

/// Attachment of a text.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Child {
    parent: u64,
    id: u64,
}

/// Facts of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attachment<'a> {
    /// Address of the file on the old site.
    pub(super) url: &'a str,
    /// Alternative text.
    pub(super) alt: Option<&'a str>,
    /// Caption in HTML.
    pub(super) caption: Option<&'a str>,
    /// Photographer or agency.
    pub(super) credit: Option<&'a str>,
    /// Address of the attachment's page.
    pub(super) link: &'a str,
    /// Id of the text to which the file was uploaded; 0 for none.
    pub(super) parent: u64,
}

impl Attachments {
    /// Adds an attachment. `path` is the path of the file's address.
    pub(super) fn add(&mut self, id: u64, item: &Item, url: &str, path: Option<&str>) {
        let parent = item.parent.parse().unwrap_or(0);
        let metadata = item.meta("_wp_attachment_metadata").unwrap_or_default();
        let credit = CREDIT_META
            .iter()
            .find_map(|key| item.meta(key))
            .or_else(|| php::text(metadata, "credit"))
            .unwrap_or_default();
        let alt = item.meta("_wp_attachment_image_alt").unwrap_or_default();
        let facts = [url, alt, item.excerpt.trim(), credit, &item.link].join(&SEPARATOR.to_string());
        self.by_id.insert(id, Packed { facts: facts.into(), parent });
        self.paths.extend(path.map(hash));
        if parent != 0 {
            self.children.push(Child { parent, id });
        }
    }

    /// Ends the first reading.
    pub(super) fn finish(&mut self) {
        self.children.sort_unstable();
        self.children.shrink_to_fit();
    }

    /// Returns an attachment.
    pub(super) fn get(&self, id: u64) -> Option<Attachment<'_>> {
        let packed = self.by_id.get(&id)?;
        let mut facts = packed.facts.split(SEPARATOR);
        let mut next = || facts.next().filter(|fact| !fact.is_empty());
        Some(Attachment {
            url: next().unwrap_or_default(),
            alt: next(),
            caption: next(),
            credit: next(),
            link: next().unwrap_or_default(),
            parent: packed.parent,
        })
    }

    /// Reports that an attachment's file has a path.
    pub(super) fn has_path(&self, path: &str) -> bool {
        self.paths.contains(&hash(path))
    }

    /// Returns the ids of a text's attachments, in order.
    pub(super) fn of_parent(&self, parent: u64) -> impl Iterator<Item = u64> {
        let start = self.children.partition_point(|child| child.parent < parent);
        self.children[start..].iter().take_while(move |child| child.parent == parent).map(|child| child.id)
    }

    /// Returns all ids, in order.
    pub(super) fn ids(&self) -> Vec<u64> {
        let mut ids: Vec<u64> = self.by_id.keys().copied().collect();
        ids.sort_unstable();
        ids
    }
}

/// Hashes a path or link.
pub(super) fn hash(path: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(path)
}
