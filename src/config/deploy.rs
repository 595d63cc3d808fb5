//! The tables under `[deploy]`: one for each place that the built site can be sent to. In go the tables; out come
//! [`Target`]s, complete and checked, or a note of everything in them that is no good. A credential is never read here:
//! one that is written down is an error that says where it belongs.
//!
//! ```toml
//! [deploy.production]
//! to = "s3://news-archive/site"            # or gs:, az:, git:, rsync:, dir:
//! region = "eu-central-1"
//! precompress = "gzip"
//! after = "purge-cdn --zone news"          # is given the addresses that changed, one a line
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

/// A place that the built site can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What the command line calls it.
    pub name: String,
    /// Where it is.
    pub to: Destination,
    /// The host whose limits the site has to fit, if it is one that has any.
    pub host: Option<HostingProvider>,
    /// What browsers may keep of it, and how long.
    pub cache_control: CacheControl,
    /// Which files are compressed before they are sent.
    pub precompress: Precompress,
    /// The program that is told which addresses have changed, with its arguments.
    pub after: Option<Vec<String>>,
}

/// How many releases a folder may keep beside the one that is served.
const KEEP: RangeInclusive<usize> = 1..=100;

/// What a table's key must not be: what it would hold opens a door, and the config is in a repository.
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

/// Where credentials belong.
const WHERE_CREDENTIALS_BELONG: &str = "take it out, and out of the repository's history: credentials come from the \
     environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AZURE_STORAGE_ACCOUNT_KEY, \
     GOOGLE_APPLICATION_CREDENTIALS) or from the usual files of the program that uses them";

/// What to say of the keys of other programs.
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

/// A table under `[deploy]`, as it is written.
#[derive(Debug)]
pub(super) struct RawTarget<'t> {
    name: At<&'t str>,
    to: RawDestination<'t>,
    host: Option<At<&'t str>>,
    cache_control: RawCacheControl<'t>,
    precompress: Option<At<&'t str>>,
    after: Option<At<&'t str>>,
}

/// Reads the tables, in the order in which they are written.
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

/// Resolves the tables; those that are no good are noted and left out.
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

/// A host whose limits are known.
fn resolve_host(written: &At<&str>, problems: &mut Problems<'_>) -> Option<HostingProvider> {
    let service = HostingProvider::named(written.value);
    if service.is_none() {
        not_among(written, "host", &HostingProvider::ALL.map(HostingProvider::name), problems);
    }
    service
}

/// A program and its arguments, taken apart as a shell would, and without one: nothing in it is expanded.
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

/// Notes that a word is none of those that a key takes.
fn not_among(written: &At<&str>, key: &str, known: &[&str], problems: &mut Problems<'_>) {
    problems.not_among(written, &format!("deploy.{key}"), known, format!("it can be {}", known.join(", ")));
}
