//! The table `[feeds]`: what the site's feeds hold. In go its keys; out comes [`Feeds`], complete and checked, or a note
//! of everything in it that is no good.
//!
//! ```toml
//! [feeds]
//! content = "full"                      # otherwise "summary"
//! limit = 50                            # stories to a document; otherwise 20
//! archive = false                       # no documents of older stories
//! hub = "https://hub.example.org/"      # a WebSub hub that readers may subscribe at
//! authority = "old.example.org"         # the host in stories' ids, where the site has moved since
//! ```

use crate::diagnostic::quoted;
use crate::fields::{At, Fields, Problems, WebAddress};

/// How many stories a document of a feed may have.
const LIMIT: std::ops::RangeInclusive<usize> = 1..=1000;

/// How many stories a document of a feed has where the config does not say.
const USUAL_LIMIT: usize = 20;

/// What the site's feeds hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// How much of each story.
    pub content: Content,
    /// How many stories a full document has.
    pub limit: usize,
    /// Whether older stories have documents of their own.
    pub history: History,
    /// The `WebSub` hub that is told of new stories.
    pub hub: Option<String>,
    /// The host that stories' ids are made with; that of the site's address where the config does not say.
    pub authority: Option<String>,
}

/// How much of a story a feed holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Its summary.
    Summary,
    /// All of its text.
    Full,
}

/// Whether older stories have documents of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// Every story of the archive is in a document (RFC 5005).
    Whole,
    /// Only the newest stories are in the feeds.
    None,
}

/// The table as it is written.
#[derive(Debug, Default)]
pub(super) struct RawFeeds<'t> {
    content: Option<At<&'t str>>,
    limit: Option<usize>,
    archive: Option<bool>,
    hub: Option<At<&'t str>>,
    authority: Option<At<&'t str>>,
}

/// Reads the table, if it is there.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> RawFeeds<'t> {
    let table = fields
        .take("feeds")
        .and_then(|field| field.table(problems, "feeds.", "{ content = \"summary\", limit = 20 }"));
    let Some(mut inner) = table else { return RawFeeds::default() };
    let raw = RawFeeds {
        content: inner.words("content", problems),
        limit: inner.take("limit").and_then(|field| field.number(problems, LIMIT)),
        archive: inner.flag("archive", problems),
        hub: inner.words("hub", problems),
        authority: inner.words("authority", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. `None` when something in it is no good.
pub(super) fn resolve(raw: &RawFeeds<'_>, problems: &mut Problems<'_>) -> Option<Feeds> {
    let RawFeeds { content, limit, archive, hub, authority } = raw;
    let content =
        content.as_ref().map_or(Some(Content::Summary), |content| resolve_content(content, problems));
    let hub = hub.as_ref().map(|hub| resolve_hub(hub, problems));
    let authority = authority.as_ref().map(|host| resolve_authority(host, problems));
    Some(Feeds {
        content: content?,
        limit: limit.unwrap_or(USUAL_LIMIT),
        history: if archive.unwrap_or(true) { History::Whole } else { History::None },
        hub: hub.map_or(Some(None), |hub| hub.map(Some))?,
        authority: authority.map_or(Some(None), |host| host.map(Some))?,
    })
}

fn resolve_content(written: &At<&str>, problems: &mut Problems<'_>) -> Option<Content> {
    match written.value {
        "summary" => Some(Content::Summary),
        "full" => Some(Content::Full),
        _ => {
            let hint = "\"summary\" gives each story's summary, \"full\" all of its text";
            problems.not_among(written, "feeds.content", &["summary", "full"], hint);
            None
        }
    }
}

fn resolve_hub(written: &At<&str>, problems: &mut Problems<'_>) -> Option<String> {
    if WebAddress::parse(written.value).is_none() {
        let message = format!("`feeds.hub` can't be {}, which is no web address", quoted(written.value));
        problems.error(written.span.clone(), message, "write it whole: hub = \"https://hub.example.org/\"");
        return None;
    }
    Some(written.value.to_owned())
}

/// A host's name and nothing else, as tag URIs take it (RFC 4151).
fn resolve_authority(written: &At<&str>, problems: &mut Problems<'_>) -> Option<String> {
    let host = written.value.to_ascii_lowercase();
    let is_host = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
        && WebAddress::parse(&format!("https://{host}")).is_some();
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
