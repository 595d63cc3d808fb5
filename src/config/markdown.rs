//! Reads the table `[markdown]` of the config: how the Markdown of texts becomes HTML.
//!
//! ```toml
//! [markdown]
//! smart_punctuation = true     # curly quotes, dashes, an ellipsis
//! html = "sanitise"            # or "trust"
//! autolink = true              # a bare address becomes a link
//! heading_ids = "github"       # or "zola", "hugo", "kramdown"
//! ```

use crate::fields::{At, Fields, Problems};

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markdown {
    /// What becomes of straight quotes, `--` and `...`.
    pub punctuation: Punctuation,
    /// What becomes of HTML in articles.
    pub html: Html,
    /// What becomes of addresses that are written without brackets.
    pub addresses: Addresses,
    /// Scheme by which headings get their ids.
    pub heading_ids: HeadingIds,
}

impl Markdown {
    /// Settings of a site that has none of its own.
    pub const DEFAULT: Self = Self {
        punctuation: Punctuation::Smart,
        html: Html::Sanitised,
        addresses: Addresses::Linked,
        heading_ids: HeadingIds::GitHub,
    };
}

/// What becomes of straight quotes, `--` and `...` in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuation {
    /// They become curly quotes, dashes and an ellipsis.
    Smart,
    /// They stay.
    AsWritten,
}

/// What becomes of HTML in articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {
    /// What could run a script or break the page is taken out.
    Sanitised,
    /// The site's editors are trusted: it stays as it is.
    Trusted,
}

/// What becomes of an address such as `https://example.org` that stands in a text without brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// It becomes a link.
    Linked,
    /// It stays text.
    AsWritten,
}

/// Scheme by which a heading gets its id, so that links into an archive from another system keep their anchors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeadingIds {
    /// `What's next?` is `whats-next`, as on GitHub.
    #[default]
    GitHub,
    /// `What's next?` is `what-s-next`, as Zola makes it.
    Zola,
    /// As Hugo makes it, from the heading as it is written.
    Hugo,
    /// As Jekyll makes it.
    Kramdown,
}

const HEADING_IDS: [(&str, HeadingIds); 4] = [
    ("github", HeadingIds::GitHub),
    ("zola", HeadingIds::Zola),
    ("hugo", HeadingIds::Hugo),
    ("kramdown", HeadingIds::Kramdown),
];

/// The table as it is written.
#[derive(Debug, Default)]
pub(super) struct RawMarkdown<'t> {
    smart_punctuation: Option<bool>,
    html: Option<At<&'t str>>,
    autolink: Option<bool>,
    heading_ids: Option<At<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> RawMarkdown<'t> {
    let Some(mut inner) = fields
        .take("markdown")
        .and_then(|field| field.table(problems, "markdown.", "{ html = \"sanitise\" }"))
    else {
        return RawMarkdown::default();
    };
    let raw = RawMarkdown {
        smart_punctuation: inner.flag("smart_punctuation", problems),
        html: inner.words("html", problems),
        autolink: inner.flag("autolink", problems),
        heading_ids: inner.words("heading_ids", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table; `None` when a value is no good.
pub(super) fn resolve(raw: &RawMarkdown<'_>, problems: &mut Problems<'_>) -> Option<Markdown> {
    let RawMarkdown { smart_punctuation, html, autolink, heading_ids } = raw;
    let html = match html {
        None | Some(At { value: "sanitise", .. }) => Some(Html::Sanitised),
        Some(At { value: "trust", .. }) => Some(Html::Trusted),
        Some(other) => {
            let hint = "\"sanitise\" takes scripts out of articles, \"trust\" leaves HTML as it is";
            problems.not_among(other, "markdown.html", &["sanitise", "trust"], hint);
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

fn scheme(written: &At<&str>, problems: &mut Problems<'_>) -> Option<HeadingIds> {
    let known = HEADING_IDS.into_iter().find(|(name, _)| *name == written.value).map(|(_, scheme)| scheme);
    if known.is_none() {
        let hint = "\"zola\", \"hugo\" and \"kramdown\" (Jekyll's) keep the anchors of an archive from there; \"github\" suits a new one";
        problems.not_among(written, "markdown.heading_ids", &HEADING_IDS.map(|(name, _)| name), hint);
    }
    known
}
