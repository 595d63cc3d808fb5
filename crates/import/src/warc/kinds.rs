//! Kinds of captures: pages, files to carry, lists that the new site has itself.

use std::collections::BTreeMap;

use super::index::{self, Good, Index};

/// Returns the host with the most pages.
pub(super) fn main_host(index: &Index) -> Option<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for key in index.good.iter().filter(|(_, good)| is_page(good)).map(|(key, _)| key) {
        *counts.entry(index::host(key)).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(host, count)| (*count, std::cmp::Reverse(*host)))
        .map(|(host, _)| host.to_owned())
}

/// Reports that a capture is a page.
pub(super) fn is_page(good: &Good) -> bool {
    matches!(good.media_type.as_str(), "text/html" | "application/xhtml+xml")
}

/// Reports that files of a media type are carried: pictures, recordings, documents.
///
/// Styles and scripts belong to the old site's design.
pub(super) fn is_carried(media_type: &str) -> bool {
    ["image/", "audio/", "video/"].iter().any(|kind| media_type.starts_with(kind))
        || media_type == "application/pdf"
        || media_type.starts_with("application/vnd.")
        || matches!(
            media_type,
            "application/msword" | "application/rtf" | "application/epub+zip" | "application/zip"
        )
}

/// Reports that the new site has a list of its own at an address.
pub(super) fn is_own_list(address: &str) -> bool {
    let first = address.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    let is_year = first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit());
    address == "/"
        || (is_year && !address.contains('?'))
        || matches!(first, "tags" | "authors" | "sections" | "series")
}

/// Returns the path of a key, with its query.
pub(super) fn path_of(key: &str) -> &str {
    key.find('/').map_or("/", |at| &key[at..])
}

/// Returns a host in small letters, without `www.`.
pub(super) fn bare(host: &str) -> String {
    let host = host.trim().to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}
