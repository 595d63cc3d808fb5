//! A correction, as [`CorrectionComment`](https://schema.org/CorrectionComment).

use serde::Serialize;

use super::variables::Correction;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct CorrectionComment<'a> {
    /// <https://schema.org/text>
    text: &'a str,
    /// <https://schema.org/datePublished>
    date_published: &'a str,
}

impl<'a> CorrectionComment<'a> {
    pub(super) fn new(correction: &'a Correction) -> Self {
        Self { text: &correction.text, date_published: &correction.date }
    }
}
