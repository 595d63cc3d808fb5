//! Table `[markdown]`: options for rendering Markdown.
//!
//! ```toml
//! [markdown]
//! smart_punctuation = true     # curly quotes, dashes, ellipses
//! html = "sanitise"            # or "trust"
//! autolink = true              # turn bare URLs into links
//! heading_ids = "github"       # or "zola", "hugo", "kramdown"
//! ```

use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Options for rendering Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markdown {
    /// Replacement of straight quotes, `--` and `...`.
    pub punctuation: Punctuation,
    /// Handling of raw HTML in articles.
    pub html: Html,
    /// Handling of bare URLs.
    pub addresses: Addresses,
    /// Scheme of heading ids.
    pub heading_ids: HeadingIds,
}

impl Markdown {
    /// Default options.
    pub const DEFAULT: Self = Self {
        punctuation: Punctuation::Smart,
        html: Html::Sanitised,
        addresses: Addresses::Linked,
        heading_ids: HeadingIds::GitHub,
    };
}

/// Replacement of straight quotes, `--` and `...`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuation {
    /// Replaced by curly quotes, dashes and an ellipsis.
    Smart,
    /// Unchanged.
    AsWritten,
}

/// Handling of raw HTML in articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {
    /// Sanitized: scripts and markup that could break the page are removed.
    Sanitised,
    /// Kept unchanged, for sites that trust their editors.
    Trusted,
}

/// Handling of URLs without brackets, such as `https://example.org`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// Turned into links.
    Linked,
    /// Kept as text.
    AsWritten,
}

/// Scheme of heading ids, so that links into an imported archive keep their
/// anchors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeadingIds {
    /// `What's next?` is `whats-next`, as on GitHub.
    #[default]
    GitHub,
    /// `What's next?` is `what-s-next`, as in Zola.
    Zola,
    /// As in Hugo, from the heading's source text.
    Hugo,
    /// As in Jekyll.
    Kramdown,
}

const HEADING_IDS: [(&str, HeadingIds); 4] = [
    ("github", HeadingIds::GitHub),
    ("zola", HeadingIds::Zola),
    ("hugo", HeadingIds::Hugo),
    ("kramdown", HeadingIds::Kramdown),
];

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawMarkdown<'t> {
    smart_punctuation: Option<bool>,
    html: Option<Spanned<&'t str>>,
    autolink: Option<bool>,
    heading_ids: Option<Spanned<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawMarkdown<'t> {
    let Some(mut inner) = fields
        .take("markdown")
        .and_then(|field| field.table(problems, "markdown.", "{ html = \"sanitise\" }"))
    else {
        return RawMarkdown::default();
    };
    let raw = RawMarkdown {
        smart_punctuation: inner.bool("smart_punctuation", problems),
        html: inner.non_empty("html", problems),
        autolink: inner.bool("autolink", problems),
        heading_ids: inner.non_empty("heading_ids", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. Returns `None` after reporting an error.
pub(super) fn resolve(raw: &RawMarkdown<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Markdown> {
    let RawMarkdown { smart_punctuation, html, autolink, heading_ids } = raw;
    let html = match html {
        None | Some(Spanned { value: "sanitise" | "sanitize", .. }) => Some(Html::Sanitised),
        Some(Spanned { value: "trust", .. }) => Some(Html::Trusted),
        Some(other) => {
            let hint = "\"sanitise\" takes scripts out of articles, \"trust\" leaves HTML as it is";
            problems.unknown_value(other, "markdown.html", &["sanitise", "trust"], hint);
            None
        }
    };
    let heading_ids = match heading_ids {
        None => Some(HeadingIds::GitHub),
        Some(written) => scheme(written, problems),
    };
    Some(Markdown {
        punctuation: match smart_punctuation {
            None | Some(true) => Punctuation::Smart,
            Some(false) => Punctuation::AsWritten,
        },
        html: html?,
        addresses: match autolink {
            None | Some(true) => Addresses::Linked,
            Some(false) => Addresses::AsWritten,
        },
        heading_ids: heading_ids?,
    })
}

fn scheme(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<HeadingIds> {
    let known = HEADING_IDS.into_iter().find(|(name, _)| *name == written.value).map(|(_, scheme)| scheme);
    if known.is_none() {
        let hint = "\"zola\", \"hugo\" and \"kramdown\" (Jekyll's) keep the anchors of an archive from there; \"github\" suits a new one";
        problems.unknown_value(written, "markdown.heading_ids", &HEADING_IDS.map(|(name, _)| name), hint);
    }
    known
}
