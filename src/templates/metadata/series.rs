//! A series of articles, as [`CreativeWorkSeries`](https://schema.org/CreativeWorkSeries).

use serde::Serialize;

use crate::model::term_links::TermLink;

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(super) struct CreativeWorkSeries<'a> {
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: &'a str,
}

impl<'a> CreativeWorkSeries<'a> {
    pub(super) fn new(series: TermLink<'a>) -> Self {
        Self { name: series.name(), url: series.permalink() }
    }
}
