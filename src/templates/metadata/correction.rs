//! A correction, as [`CorrectionComment`](https://schema.org/CorrectionComment).

use serde::Serialize;

use crate::theme::view;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct CorrectionComment<'a> {
    /// <https://schema.org/text>
    text: &'a str,
    /// <https://schema.org/datePublished>
    date_published: &'a str,
}

impl<'a> CorrectionComment<'a> {
    pub(super) fn new(correction: &'a view::Correction<'_>) -> Self {
        Self { text: correction.text, date_published: &correction.date }
    }
}
