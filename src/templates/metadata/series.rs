//! A series of articles, as [`CreativeWorkSeries`](https://schema.org/CreativeWorkSeries).

use serde::Serialize;

use super::Links;

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(super) struct CreativeWorkSeries<'a> {
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: String,
}

impl<'a> CreativeWorkSeries<'a> {
    pub(super) fn new(name: &'a str, url: &str, links: Links<'_>) -> Self {
        Self { name, url: links.whole(url) }
    }
}
