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
mod headers;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use crate::diagnostic::{Place, quoted};
use crate::fields::{DiagnosticSink, Fields, Refusal, Spanned};
use crate::host_limits::HostingProvider;

pub use destination::{Bucket, Destination, GitHistory, ObjectStore, StoreService};
pub use headers::{CacheControl, Precompress};

use destination::RawDestination;
use headers::RawCacheControl;

/// Deploy target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Name on the command line.
    pub name: String,
    /// Destination.
    pub to: Destination,
    /// Place of `to` in the config.
    pub written_at: Place,
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

/// Answer to keys that hold credentials.
const REFUSED_CREDENTIALS: Refusal = Refusal { owner: "targets of a deploy", hint: WHERE_CREDENTIALS_BELONG };

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
    name: Spanned<&'t str>,
    to: RawDestination<'t>,
    host: Option<Spanned<&'t str>>,
    cache_control: RawCacheControl<'t>,
    precompress: Option<Spanned<&'t str>>,
    after: Option<Spanned<&'t str>>,
}

/// Reads the tables in order.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Vec<RawTarget<'t>> {
    const EXAMPLE: &str = "{ to = \"s3://bucket/prefix\" }";
    let Some(field) = fields.take("deploy") else { return Vec::new() };
    let example = format!("{{ production = {EXAMPLE} }}");
    let Some(tables) = field.table(problems, "deploy.", &example) else { return Vec::new() };
    let mut targets = Vec::new();
    for (name, field) in tables.all() {
        let Some(mut inner) = field.table(problems, "deploy.", EXAMPLE) else { continue };
        inner.refuse(CREDENTIALS, &REFUSED_CREDENTIALS, problems);
        targets.push(RawTarget {
            name: Spanned { value: name, span: field.key_span() },
            to: RawDestination {
                table: field.key_span(),
                to: inner.non_empty("to", problems),
                endpoint: inner.non_empty("endpoint", problems),
                region: inner.non_empty("region", problems),
                account: inner.non_empty("account", problems),
                keep: inner.take("keep").and_then(|field| {
                    let span = field.span();
                    field.number(problems, KEEP).map(|value| Spanned { value, span })
                }),
                history: inner.non_empty("history", problems),
            },
            host: inner.non_empty("host", problems),
            cache_control: headers::read(&mut inner, problems),
            precompress: inner.non_empty("precompress", problems),
            after: inner.non_empty("after", problems),
        });
        inner.with_foreign_keys(FOREIGN).finish(problems, "");
    }
    targets
}

/// Resolves the tables. Invalid ones are reported and skipped.
pub(super) fn resolve(raw: Vec<RawTarget<'_>>, problems: &mut DiagnosticSink<'_>) -> Vec<Target> {
    raw.into_iter().filter_map(|raw| resolve_target(raw, problems)).collect()
}

fn resolve_target(raw: RawTarget<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Target> {
    // Without `..`: a key that is read and then forgotten does not compile.
    let RawTarget { name, to, host, cache_control, precompress, after } = raw;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.value.starts_with('-') || name.value.is_empty() || !name.value.chars().all(is_name) {
        let message = format!("{} is no name of a target", quoted(name.value));
        problems.error(name.span, message, "use letters, digits and hyphens: [deploy.production]");
        return None;
    }
    let written_at = problems.place(to.to.as_ref().map_or(to.table.clone(), |to| to.span.clone()));
    let to = destination::resolve(to, problems);
    let cache_control = headers::resolve(cache_control, problems);
    let precompress = precompress.map_or(Some(Precompress::Nothing), |written| {
        headers::resolve_precompress(&written, to.as_ref(), problems)
    });
    let host = host.map(|written| resolve_host(&written, problems));
    let after = after.map(|command| resolve_command(&command, problems));
    Some(Target {
        name: name.value.to_owned(),
        to: to?,
        written_at,
        host: host.map_or(Some(None), |host| host.map(Some))?,
        cache_control: cache_control?,
        precompress: precompress?,
        after: after.map_or(Some(None), |after| after.map(Some))?,
    })
}

/// Resolves `host`, a provider with known limits.
fn resolve_host(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<HostingProvider> {
    let service = HostingProvider::named(written.value);
    if service.is_none() {
        unknown_value(written, "host", &HostingProvider::ALL.map(HostingProvider::name), problems);
    }
    service
}

/// Splits a command into words as a shell does, without any expansion.
fn resolve_command(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Vec<String>> {
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
fn unknown_value(written: &Spanned<&str>, key: &str, known: &[&str], problems: &mut DiagnosticSink<'_>) {
    problems.unknown_value(
        written,
        &format!("deploy.{key}"),
        known,
        format!("it can be {}", known.join(", ")),
    );
}
