//! Addresses and feed ids, each of which only one text can have.
//!
//! A build refuses two texts at one address, and a text at the address of a list. An import
//! gives the address to the first text, and says so in the report of the second.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use crate::manifest::Hash;
use crate::story::{Notice, Story};

/// Pages and files that every site has.
const SITE_PAGES: [&str; 19] = [
    "",
    "404.html",
    "archive",
    "atom.xml",
    "authors",
    "corrections",
    "feed.json",
    "index.html",
    "ledger.txt",
    "news-sitemap.xml",
    "on-this-day",
    "robots.txt",
    "rss.xml",
    "search",
    "search.html",
    "sections",
    "series",
    "sitemap.xml",
    "tags",
];

/// Folders that no text can be in.
const SITE_FOLDERS: [&str; 5] = ["_dateline/", "_hosting/", "atom/", "on-this-day/", "page/"];

/// Addresses and feed ids that are taken, as hashes, which are smaller.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    addresses: HashSet<[u8; 8]>,
    feed_ids: HashSet<[u8; 8]>,
}

impl Claims {
    /// Gives a text its addresses and its feed id.
    ///
    /// Those that another text has are removed from the text. A draft takes none, so that a
    /// published text can have them.
    pub(crate) fn settle(&mut self, story: &mut Story) {
        let mut notices = Vec::new();
        if let Some(address) = story.address.take() {
            match self.take(&address, story.draft) {
                None => story.address = Some(address),
                Some(reason) => notices.push(notice(&address, reason)),
            }
        }
        let own = story.address.as_deref().map(key);
        let mut aliases = Vec::with_capacity(story.aliases.len());
        for alias in std::mem::take(&mut story.aliases) {
            if own.as_ref().is_some_and(|own| *own == key(&alias)) {
                // In another case it is an address of its own on most hosts.
                let bare = alias.trim_matches('/');
                if story.address.as_deref().is_some_and(|own| own.trim_matches('/') != bare) {
                    aliases.push(alias);
                }
                continue;
            }
            match self.take(&alias, story.draft) {
                None => aliases.push(alias),
                Some(reason) => notices.push(notice(&alias, reason)),
            }
        }
        story.aliases = aliases;
        if let Some(id) = &story.feed_id {
            let hash = Hash::of(id.as_bytes()).first_bytes();
            let is_taken =
                if story.draft { self.feed_ids.contains(&hash) } else { !self.feed_ids.insert(hash) };
            if is_taken {
                let message = format!("another text has the feed id {id}");
                notices.push(Notice { kind: "feed id", message });
                story.feed_id = None;
            }
        }
        story.notices.append(&mut notices);
    }

    /// Takes an address, or returns the reason why the text can't have it.
    fn take(&mut self, address: &str, is_draft: bool) -> Option<&'static str> {
        let key = key(address);
        if !address.contains('?') && is_site_page(&key) {
            return Some("is a page of every site");
        }
        let hash = Hash::of(key.as_bytes()).first_bytes();
        let is_taken = if is_draft { self.addresses.contains(&hash) } else { !self.addresses.insert(hash) };
        is_taken.then_some("belongs to another text")
    }
}

/// Returns the notice about an address that a text can't have.
fn notice(address: &str, reason: &str) -> Notice {
    Notice { kind: "address", message: format!("{address} {reason}") }
}

/// Returns an address as file systems and servers compare it.
///
/// Case, Unicode form and the slash at the end are ignored.
fn key(address: &str) -> String {
    if address.contains('?') {
        return address.to_owned();
    }
    address.trim_matches('/').nfc().collect::<String>().to_lowercase()
}

/// Reports that a page of every site, or the list of a period, has the address.
fn is_site_page(key: &str) -> bool {
    if SITE_PAGES.contains(&key) || SITE_FOLDERS.iter().any(|folder| key.starts_with(folder)) {
        return true;
    }
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = key.split('/').collect();
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && digits(month, 2),
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Origin, SourceId, StoryKind};

    fn story(id: &str, address: &str) -> Story {
        let mut story = Story::new(SourceId(id.to_owned()), Origin::default(), StoryKind::Article);
        story.address = Some(address.to_owned());
        story.feed_id = Some("https://example.org/?p=1".to_owned());
        story
    }

    #[test]
    fn an_address_belongs_to_one_text() {
        let mut claims = Claims::default();
        let mut first = story("1", "/2014/05/Café/");
        first.aliases = ["/2014/05/Café", "/2014/05/café", "/?p=1"].map(str::to_owned).to_vec();
        claims.settle(&mut first);
        assert_eq!(first.address.as_deref(), Some("/2014/05/Café/"));
        assert_eq!(first.aliases, ["/2014/05/café", "/?p=1"]);
        let mut second = story("2", "/2014/05/cafe\u{301}/");
        claims.settle(&mut second);
        assert_eq!((second.address, second.feed_id), (None, None));
        assert_eq!(second.notices.len(), 2);
    }

    #[test]
    fn lists_keep_their_addresses() {
        for address in ["/archive/", "/2014/", "/2014/05/", "/2014/05/31/", "/Tags", "/page/2/", "/"] {
            let mut text = story("1", address);
            Claims::default().settle(&mut text);
            assert_eq!(text.address, None, "{address}");
        }
        for address in ["/2014/5/", "/about/archive/", "/2014/05/31/page/", "/12/"] {
            let mut text = story("1", address);
            Claims::default().settle(&mut text);
            assert_eq!(text.address.as_deref(), Some(address));
        }
    }
}
