//! First publication of an article, as a [`CreativeWork`](https://schema.org/CreativeWork) of
//! another publisher.

use std::borrow::Cow;

use serde::Serialize;

use crate::fields::ascii_url;
use crate::theme::view;

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(super) struct CreativeWork<'a> {
    /// <https://schema.org/url>
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    /// <https://schema.org/publisher>
    publisher: Organization<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct Organization<'a> {
    /// <https://schema.org/name>
    name: &'a str,
}

impl<'a> CreativeWork<'a> {
    pub(super) fn new(origin: &'a view::Origin<'_>) -> Self {
        Self { url: origin.url.map(ascii_url), publisher: Organization { name: origin.name } }
    }
}
