//! Table `[feeds]`: contents of the site's feeds.
//!
//! ```toml
//! [feeds]
//! content = "full"                      # or "summary", the default
//! limit = 50                            # articles per document, 20 by default
//! archive = false                       # no archive documents
//! hub = "https://hub.example.org/"      # WebSub hub
//! authority = "old.example.org"         # host in article ids, if the site has moved
//! ```

use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Fields, HttpUrl, Spanned};

/// Range of the number of articles in a feed document.
const LIMIT: std::ops::RangeInclusive<usize> = 1..=1000;

/// Default number of articles in a feed document.
const DEFAULT_ARTICLES: usize = 20;

/// Contents of the site's feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// Amount of text for each article.
    pub content: Content,
    /// Number of articles in a full document.
    pub limit: usize,
    /// Whether older articles have archive documents.
    pub history: History,
    /// `WebSub` hub that is notified of new articles.
    pub hub: Option<String>,
    /// Host in the tag URIs of articles; `None` selects the site's host.
    pub authority: Option<String>,
}

/// Amount of text for each article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Summary only.
    Summary,
    /// Full text.
    Full,
}

/// Archive documents of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// Archive documents hold every article (RFC 5005).
    Whole,
    /// Feeds hold only the newest articles.
    None,
}

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawFeeds<'t> {
    content: Option<Spanned<&'t str>>,
    limit: Option<usize>,
    archive: Option<bool>,
    hub: Option<Spanned<&'t str>>,
    authority: Option<Spanned<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawFeeds<'t> {
    let table = fields
        .take("feeds")
        .and_then(|field| field.table(problems, "feeds.", "{ content = \"summary\", limit = 20 }"));
    let Some(mut inner) = table else { return RawFeeds::default() };
    let raw = RawFeeds {
        content: inner.non_empty("content", problems),
        limit: inner.take("limit").and_then(|field| field.number(problems, LIMIT)),
        archive: inner.bool("archive", problems),
        hub: inner.non_empty("hub", problems),
        authority: inner.non_empty("authority", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. Returns `None` after reporting an error.
pub(super) fn resolve(raw: &RawFeeds<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Feeds> {
    let RawFeeds { content, limit, archive, hub, authority } = raw;
    let content =
        content.as_ref().map_or(Some(Content::Summary), |content| resolve_content(content, problems));
    let hub = hub.as_ref().map(|hub| resolve_hub(hub, problems));
    let authority = authority.as_ref().map(|host| resolve_authority(host, problems));
    Some(Feeds {
        content: content?,
        limit: limit.unwrap_or(DEFAULT_ARTICLES),
        history: if archive.unwrap_or(true) { History::Whole } else { History::None },
        hub: hub.map_or(Some(None), |hub| hub.map(Some))?,
        authority: authority.map_or(Some(None), |host| host.map(Some))?,
    })
}

fn resolve_content(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Content> {
    match written.value {
        "summary" => Some(Content::Summary),
        "full" => Some(Content::Full),
        _ => {
            let hint = "\"summary\" gives each story's summary, \"full\" all of its text";
            problems.unknown_value(written, "feeds.content", &["summary", "full"], hint);
            None
        }
    }
}

fn resolve_hub(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    if HttpUrl::parse(written.value).is_none() {
        let message = format!("`feeds.hub` can't be {}, which is no web address", quoted(written.value));
        problems.error(written.span.clone(), message, "write it whole: hub = \"https://hub.example.org/\"");
        return None;
    }
    Some(written.value.to_owned())
}

/// Resolves a host name as the authority of tag URIs (RFC 4151).
fn resolve_authority(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    let host = written.value.to_ascii_lowercase();
    let is_host = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
        && HttpUrl::parse(&format!("https://{host}")).is_some();
    if !is_host {
        let message =
            format!("`feeds.authority` can't be {}, which is no host's name", quoted(written.value));
        let hint =
            "name the host under which the stories were first published: authority = \"news.example.org\"";
        problems.error(written.span.clone(), message, hint);
        return None;
    }
    Some(host)
}
