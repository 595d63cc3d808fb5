//! A picture, as [`ImageObject`](https://schema.org/ImageObject).

use serde::Serialize;

use crate::page_model::LocalSite;
use crate::theme::view;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct ImageObject<'a> {
    /// <https://schema.org/url>
    url: &'a str,
    /// <https://schema.org/caption>
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    /// <https://schema.org/creditText>
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_text: Option<&'a str>,
}

impl<'a> ImageObject<'a> {
    /// A picture of which only the address is known.
    pub(super) fn at(url: &'a str) -> Self {
        Self { url, caption: None, credit_text: None }
    }
}

/// Returns an article's image, or else the publisher's `image` or logo.
pub(super) fn picture<'a>(
    image: Option<&'a view::Image<'_>>,
    local: LocalSite<'a>,
) -> Option<ImageObject<'a>> {
    let publisher = local.publisher;
    match image {
        Some(image) => {
            Some(ImageObject { url: &image.permalink, caption: image.caption, credit_text: image.credit })
        }
        None => publisher.image.as_deref().or(publisher.logo.as_deref()).map(ImageObject::at),
    }
}
