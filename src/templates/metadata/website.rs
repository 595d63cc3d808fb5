//! [`WebSite`](https://schema.org/WebSite) of the site: all properties on the home page, the name
//! on others.

use serde::Serialize;

use crate::page_model::LocalSite;

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
    pub(super) fn new(local: LocalSite<'a>) -> Self {
        let site = local.site;
        Self {
            named: Named::new(local),
            description: site.description.as_deref(),
            in_language: site.language.as_str(),
            publisher: NewsMediaOrganization::brief(local),
        }
    }
}

impl<'a> Part<'a> {
    pub(super) fn of(local: LocalSite<'a>) -> Self {
        Self { named: Named::new(local) }
    }
}

impl<'a> Named<'a> {
    fn new(local: LocalSite<'a>) -> Self {
        let site = local.site;
        Self {
            id: format!("{}/#website", site.base_url),
            name: &site.title,
            url: format!("{}/", site.base_url),
        }
    }
}
