//! [`NewsMediaOrganization`](https://schema.org/NewsMediaOrganization) of the publisher.
//!
//! The home page has all properties, other pages name, address and logo. The identifier is the same
//! on all pages.

use serde::Serialize;

use crate::page_model::LocalSite;
use crate::theme::view;

use super::image::ImageObject;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct NewsMediaOrganization<'a> {
    #[serde(rename = "@id")]
    id: String,
    /// <https://schema.org/name>
    name: &'a str,
    /// <https://schema.org/url>
    url: &'a str,
    /// <https://schema.org/logo>
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<ImageObject<'a>>,
    #[serde(flatten)]
    more: Option<More<'a>>,
}

/// Properties on the front page only.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct More<'a> {
    /// <https://schema.org/sameAs>
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    same_as: &'a [String],
    /// <https://schema.org/foundingDate>
    #[serde(skip_serializing_if = "Option::is_none")]
    founding_date: Option<&'a str>,
    /// <https://schema.org/ethicsPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    ethics_policy: Option<&'a str>,
    /// <https://schema.org/correctionsPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    corrections_policy: Option<&'a str>,
    /// <https://schema.org/verificationFactCheckingPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_fact_checking_policy: Option<&'a str>,
    /// <https://schema.org/unnamedSourcesPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    unnamed_sources_policy: Option<&'a str>,
    /// <https://schema.org/diversityPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    diversity_policy: Option<&'a str>,
    /// <https://schema.org/actionableFeedbackPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    actionable_feedback_policy: Option<&'a str>,
    /// <https://schema.org/missionCoveragePrioritiesPolicy>
    #[serde(skip_serializing_if = "Option::is_none")]
    mission_coverage_priorities_policy: Option<&'a str>,
    /// <https://schema.org/ownershipFundingInfo>
    #[serde(skip_serializing_if = "Option::is_none")]
    ownership_funding_info: Option<&'a str>,
    /// <https://schema.org/masthead>
    #[serde(skip_serializing_if = "Option::is_none")]
    masthead: Option<&'a str>,
}

impl<'a> NewsMediaOrganization<'a> {
    /// Returns the properties that every page has.
    pub(super) fn brief(local: LocalSite<'a>) -> Self {
        let publisher = local.publisher;
        Self {
            id: format!("{}/#publisher", local.site.base_url),
            name: &publisher.name,
            url: &publisher.url,
            logo: publisher.logo.as_deref().map(ImageObject::at),
            more: None,
        }
    }

    /// Returns all properties, for the front page.
    pub(super) fn whole(local: LocalSite<'a>) -> Self {
        let view::Publisher { name: _, url: _, logo: _, image: _, same_as, founded, policies } =
            local.publisher;
        let more = More {
            same_as,
            founding_date: founded.as_deref(),
            ethics_policy: policies.ethics.as_deref(),
            corrections_policy: policies.corrections.as_deref(),
            verification_fact_checking_policy: policies.fact_checking.as_deref(),
            unnamed_sources_policy: policies.unnamed_sources.as_deref(),
            diversity_policy: policies.diversity.as_deref(),
            actionable_feedback_policy: policies.feedback.as_deref(),
            mission_coverage_priorities_policy: policies.mission.as_deref(),
            ownership_funding_info: policies.ownership.as_deref(),
            masthead: policies.masthead.as_deref(),
        };
        Self { more: Some(more), ..Self::brief(local) }
    }
}
