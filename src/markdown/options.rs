//! Options for reading and rendering a text.

use std::collections::HashSet;

use crate::config::Markdown;
use crate::redaction::Redactions;

/// Settings and context for reading a text.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions<'r> {
    /// Settings of the site.
    pub settings: Markdown,
    /// Names to redact.
    pub redactions: &'r Redactions,
    /// Ids used by the theme's templates, which no text may use.
    pub theme_ids: &'r HashSet<String>,
}
