//! Tables under `[deploy]`: targets that the built site can be sent to. Resolves to [`Target`]s.
//! Credentials are never read from the config; a key that looks like one is an error that names the
//! environment variable to use.
//!
//! ```toml
//! [deploy.production]
//! to = "s3://news-archive/site"            # or gs:, az:, git:, rsync:, dir:
//! region = "eu-central-1"
//! precompress = "gzip"
//! after = "purge-cdn --zone news"          # gets the changed addresses, one per line
//!
//! [deploy.production.cache_control]
//! pages = "public, max-age=60"
//! ```

mod destination;
mod http;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use crate::diagnostic::quoted;
use crate::fields::{At, Fields, Problems};
use crate::host_limits::HostingProvider;

pub use destination::{Bucket, Destination, GitHistory};
pub use http::{CacheControl, Precompress};

use destination::RawDestination;
use http::RawCacheControl;

/// Deploy target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Name on the command line.
    pub name: String,
    /// Destination.
    pub to: Destination,
    /// Hosting provider whose limits the site must fit, if any.
    pub host: Option<HostingProvider>,
    /// `Cache-Control` values.
    pub cache_control: CacheControl,
    /// Compression before the upload.
    pub precompress: Precompress,
    /// Program that receives the changed addresses, with its arguments.
    pub after: Option<Vec<String>>,
}

/// Number of releases that a folder may keep.
const KEEP: RangeInclusive<usize> = 1..=100;

/// Keys that would hold credentials.
/// The config is in a repository, so they are refused.
const CREDENTIALS: &[&str] = &[
    "access_key",
    "access_key_id",
    "account_key",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "client_secret",
    "credentials",
    "key",
    "passphrase",
    "password",
    "private_key",
    "sas_token",
    "secret",
    "secret_access_key",
    "secret_key",
    "service_account_key",
    "session_token",
    "token",
];

/// Hint that names the right place for credentials.
const WHERE_CREDENTIALS_BELONG: &str = "take it out, and out of the repository's history: credentials come from the \
     environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AZURE_STORAGE_ACCOUNT_KEY, \
     GOOGLE_APPLICATION_CREDENTIALS) or from the usual files of the program that uses them";

/// Hints for keys of other programs.
const FOREIGN: &[(&str, &str)] = &[
    ("url", "where the site goes is called `to` here"),
    ("URL", "where the site goes is called `to` here"),
    ("bucket", "the bucket stands in `to`: to = \"s3://bucket/prefix\""),
    ("prefix", "the prefix stands in `to`: to = \"s3://bucket/prefix\""),
    ("branch", "the branch stands in `to`: to = \"git:origin#gh-pages\""),
    ("concurrency", "it belongs to the command: dateline deploy --concurrency 32"),
    ("gzip", "write precompress = \"gzip\""),
    ("squash", "write history = \"squashed\""),
];

/// Unresolved table under `[deploy]`.
#[derive(Debug)]
pub(super) struct RawTarget<'t> {
    name: At<&'t str>,
    to: RawDestination<'t>,
    host: Option<At<&'t str>>,
    cache_control: RawCacheControl<'t>,
    precompress: Option<At<&'t str>>,
    after: Option<At<&'t str>>,
}

/// Reads the tables in order.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Vec<RawTarget<'t>> {
    const EXAMPLE: &str = "{ to = \"s3://bucket/prefix\" }";
    let Some(field) = fields.take("deploy") else { return Vec::new() };
    let example = format!("{{ production = {EXAMPLE} }}");
    let Some(tables) = field.table(problems, "deploy.", &example) else { return Vec::new() };
    let mut targets = Vec::new();
    for (name, field) in tables.all() {
        let Some(mut inner) = field.table(problems, "deploy.", EXAMPLE) else { continue };
        inner.refuse(CREDENTIALS, problems, ("targets of a deploy", WHERE_CREDENTIALS_BELONG));
        targets.push(RawTarget {
            name: At { value: name, span: field.key_span() },
            to: RawDestination {
                table: field.key_span(),
                to: inner.words("to", problems),
                endpoint: inner.words("endpoint", problems),
                region: inner.words("region", problems),
                account: inner.words("account", problems),
                keep: inner.take("keep").and_then(|field| {
                    let span = field.span();
                    field.number(problems, KEEP).map(|value| At { value, span })
                }),
                history: inner.words("history", problems),
            },
            host: inner.words("host", problems),
            cache_control: http::read(&mut inner, problems),
            precompress: inner.words("precompress", problems),
            after: inner.words("after", problems),
        });
        inner.knowing(FOREIGN).finish(problems, "");
    }
    targets
}

/// Resolves the tables. Invalid ones are reported and skipped.
pub(super) fn resolve(raw: Vec<RawTarget<'_>>, problems: &mut Problems<'_>) -> Vec<Target> {
    raw.into_iter().filter_map(|raw| resolve_target(raw, problems)).collect()
}

fn resolve_target(raw: RawTarget<'_>, problems: &mut Problems<'_>) -> Option<Target> {
    // Without `..`: a key that is read and then forgotten does not compile.
    let RawTarget { name, to, host, cache_control, precompress, after } = raw;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.value.starts_with('-') || name.value.is_empty() || !name.value.chars().all(is_name) {
        let message = format!("{} is no name of a target", quoted(name.value));
        problems.error(name.span, message, "use letters, digits and hyphens: [deploy.production]");
        return None;
    }
    let to = destination::resolve(to, problems);
    let cache_control = http::resolve(cache_control, problems);
    let precompress = precompress.map_or(Some(Precompress::Nothing), |written| {
        http::resolve_precompress(&written, to.as_ref(), problems)
    });
    let host = host.map(|written| resolve_host(&written, problems));
    let after = after.map(|command| resolve_command(&command, problems));
    Some(Target {
        name: name.value.to_owned(),
        to: to?,
        host: host.map_or(Some(None), |host| host.map(Some))?,
        cache_control: cache_control?,
        precompress: precompress?,
        after: after.map_or(Some(None), |after| after.map(Some))?,
    })
}

/// Resolves `host`, a provider with known limits.
fn resolve_host(written: &At<&str>, problems: &mut Problems<'_>) -> Option<HostingProvider> {
    let service = HostingProvider::named(written.value);
    if service.is_none() {
        not_among(written, "host", &HostingProvider::ALL.map(HostingProvider::name), problems);
    }
    service
}

/// Splits a command into words as a shell does, without any expansion.
fn resolve_command(written: &At<&str>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    match shlex::split(written.value) {
        Some(words) if !words.is_empty() => Some(words),
        _ => {
            let message = format!("`deploy.after` is no command: {}", quoted(written.value));
            let hint =
                "close its quotes; it names a program and its arguments: after = \"purge-cdn --zone news\"";
            problems.error(written.span.clone(), message, hint);
            None
        }
    }
}

/// Reports a value that is not among the known ones.
fn not_among(written: &At<&str>, key: &str, known: &[&str], problems: &mut Problems<'_>) {
    problems.not_among(written, &format!("deploy.{key}"), known, format!("it can be {}", known.join(", ")));
}
