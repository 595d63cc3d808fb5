//! [`WebSite`](https://schema.org/WebSite) of the site: all properties on the home page, the name
//! on others.

use serde::Serialize;

use super::Links;
use super::organization::NewsMediaOrganization;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct WebSite<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    /// <https://schema.org/description>
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// <https://schema.org/inLanguage>
    in_language: &'a str,
    /// <https://schema.org/publisher>
    publisher: NewsMediaOrganization<'a>,
}

/// The site that a page is part of.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename = "WebSite")]
pub(super) struct Part<'a> {
    #[serde(flatten)]
    named: Named<'a>,
}

#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(rename = "@id")]
    id: String,
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: String,
}

impl<'a> WebSite<'a> {
    pub(super) fn new(links: Links<'a>) -> Self {
        let site = &links.model.site;
        Self {
            named: Named::new(links),
            description: site.description.as_deref(),
            in_language: site.language.as_str(),
            publisher: links.publisher(),
        }
    }
}

impl<'a> Part<'a> {
    pub(super) fn of(links: Links<'a>) -> Self {
        Self { named: Named::new(links) }
    }
}

impl<'a> Named<'a> {
    fn new(links: Links<'a>) -> Self {
        let site = &links.model.site;
        Self { id: links.site_id(), name: &site.title, url: format!("{}/", site.base_url) }
    }
}
