//! Destination of a deploy target. Resolves `to` and the keys for its kind into a [`Destination`].

use std::ops::Range;

use super::unknown_value;
use crate::diagnostic::{nearest, quoted};
use crate::fields::{DiagnosticSink, HttpUrl, Spanned};

/// Destination of a deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A bucket of an object store.
    ObjectStore(ObjectStore),
    /// `git:REMOTE#BRANCH`: a branch of a Git repository.
    Git {
        /// Name or URL of the remote.
        remote: String,
        /// Branch.
        branch: String,
        /// Handling of earlier commits on the branch.
        history: GitHistory,
    },
    /// `rsync:USER@HOST:/PATH`: a folder on another machine.
    Rsync {
        /// Host, with an optional user.
        host: String,
        /// Absolute path of the folder.
        path: String,
    },
    /// `dir:/PATH`: a folder on this machine.
    Folder {
        /// Path that the web server serves; relative paths begin at the site.
        path: String,
        /// Number of releases to keep, including the current one.
        keep: usize,
    },
}

impl Destination {
    /// Returns the service of a cloud store; `None` for other destinations.
    pub fn cloud_service(&self) -> Option<&'static str> {
        match self {
            Self::ObjectStore(store) => Some(store.service.name()),
            Self::Git { .. } | Self::Rsync { .. } | Self::Folder { .. } => None,
        }
    }
}

/// Bucket of an object store, and the service that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectStore {
    /// Service.
    pub service: StoreService,
    /// Bucket and prefix; a container of Azure.
    pub bucket: Bucket,
    /// Endpoint, if it is not the service's own.
    pub endpoint: Option<String>,
}

/// Service of an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreService {
    /// `s3://bucket/prefix`: Amazon S3 or a compatible store.
    S3 {
        /// Region; the environment's by default.
        region: Option<String>,
    },
    /// `gs://bucket/prefix`: Google Cloud Storage.
    Google,
    /// `az://container/prefix`: Azure Blob Storage.
    Azure {
        /// Storage account; the environment's by default.
        account: Option<String>,
    },
}

impl StoreService {
    /// Returns the name of the service.
    fn name(&self) -> &'static str {
        match self {
            Self::S3 { .. } => "Amazon S3",
            Self::Google => "Google Cloud Storage",
            Self::Azure { .. } => "Azure Blob Storage",
        }
    }
}

/// Bucket of an object store, and a prefix in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Name.
    pub name: String,
    /// Prefix of all paths, without a slash at either end; may be empty.
    pub prefix: String,
}

/// Handling of earlier commits on the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitHistory {
    /// Each deploy adds a commit.
    Kept,
    /// The branch holds one commit, the last deploy.
    Squashed,
}

/// Default number of releases to keep.
const DEFAULT_RELEASES: usize = 5;

/// Kinds of destinations, the prefixes of `to`.
const KINDS: [&str; 6] = ["s3", "gs", "az", "git", "rsync", "dir"];

/// Forms of `to`.
const FORMS: &str = "write it as \"s3://bucket/prefix\", \"gs://bucket/prefix\", \"az://container/prefix\", \
                     \"git:REMOTE#BRANCH\", \"rsync:USER@HOST:/PATH\" or \"dir:/PATH\"";

/// Unresolved `to` and the keys for its kind.
#[derive(Debug)]
pub(super) struct RawDestination<'t> {
    pub(super) table: Range<usize>,
    pub(super) to: Option<Spanned<&'t str>>,
    pub(super) endpoint: Option<Spanned<&'t str>>,
    pub(super) region: Option<Spanned<&'t str>>,
    pub(super) account: Option<Spanned<&'t str>>,
    pub(super) keep: Option<Spanned<usize>>,
    pub(super) history: Option<Spanned<&'t str>>,
}

/// Resolves the destination. Returns `None` after reporting an error.
pub(super) fn resolve(raw: RawDestination<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Destination> {
    let RawDestination { table, to, endpoint, region, account, keep, history } = raw;
    let Some(to) = to else {
        problems.error(table, "a target of a deploy needs `to`", FORMS);
        return None;
    };
    let Some((kind, rest)) = to.value.split_once(':') else { return unknown(&to, problems) };
    let kind = kind.to_ascii_lowercase();
    let elsewhere = [
        ("endpoint", endpoint.as_ref().map(|at| &at.span), &["s3", "gs", "az"][..]),
        ("region", region.as_ref().map(|at| &at.span), &["s3"]),
        ("account", account.as_ref().map(|at| &at.span), &["az"]),
        ("keep", keep.as_ref().map(|at| &at.span), &["dir"]),
        ("history", history.as_ref().map(|at| &at.span), &["git"]),
    ];
    for (key, span, kinds) in elsewhere {
        let Some(span) = span.filter(|_| !kinds.contains(&&*kind)) else { continue };
        let message = format!("`deploy.{key}` means nothing to a target of the kind `{kind}:`");
        problems.error(span.clone(), message, format!("take it out; it is for {}", kinds.join(", ")));
    }
    let endpoint = endpoint.map(|endpoint| resolve_endpoint(&endpoint, problems));
    let endpoint = endpoint.map_or(Some(None), |endpoint| endpoint.map(Some))?;
    let owned = |text: Option<Spanned<&str>>| text.map(|text| text.value.to_owned());
    let store = |service, problems: &mut DiagnosticSink<'_>| {
        let bucket = bucket(&to, rest, problems)?;
        Some(Destination::ObjectStore(ObjectStore { service, bucket, endpoint }))
    };
    match &*kind {
        "s3" => store(StoreService::S3 { region: owned(region) }, problems),
        "gs" => store(StoreService::Google, problems),
        "az" => store(StoreService::Azure { account: owned(account) }, problems),
        "git" => git(&to, rest, history, problems),
        "rsync" => rsync(&to, rest, problems),
        "dir" => folder(&to, rest, keep.map_or(DEFAULT_RELEASES, |keep| keep.value), problems),
        _ => unknown(&to, problems),
    }
}

fn unknown(to: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Destination> {
    let kind = to.value.split(':').next().unwrap_or_default();
    let hint = match nearest(kind, KINDS) {
        Some(near) => format!("did you mean `{near}:`? {FORMS}"),
        None => FORMS.to_owned(),
    };
    refuse(to, "names no place that a site can be sent to", hint, problems)
}

fn refuse<T>(
    to: &Spanned<&str>,
    why: &str,
    hint: impl Into<String>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<T> {
    problems.error(to.span.clone(), format!("`deploy.to` is {}, which {why}", quoted(to.value)), hint);
    None
}

fn resolve_endpoint(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    if HttpUrl::parse(written.value).is_none() {
        let message =
            format!("`deploy.endpoint` can't be {}, which is no web address", quoted(written.value));
        let hint = "write it whole, without a user or a password: endpoint = \"https://s3.example.org\"";
        problems.error(written.span.clone(), message, hint);
        return None;
    }
    Some(written.value.trim_end_matches('/').to_owned())
}

/// Parses `//bucket/prefix`.
fn bucket(to: &Spanned<&str>, rest: &str, problems: &mut DiagnosticSink<'_>) -> Option<Bucket> {
    let Some(rest) = rest.strip_prefix("//") else {
        return refuse(to, "names no bucket", "write it as to = \"s3://bucket/prefix\"", problems);
    };
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '$');
    if name.contains('@') {
        return refuse(to, "names a user", super::WHERE_CREDENTIALS_BELONG, problems);
    }
    if name.is_empty() || !name.chars().all(is_name) {
        let hint =
            "a bucket's name has letters, digits, hyphens and full stops: to = \"s3://news-archive/site\"";
        return refuse(to, "names no bucket", hint, problems);
    }
    let prefix = prefix.trim_end_matches('/');
    let is_part =
        |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(|c| c.is_control() || c == '\\');
    if !prefix.is_empty() && !prefix.split('/').all(is_part) {
        let hint = "a prefix is a path without empty parts, `.` and `..`";
        return refuse(to, "has a prefix that is no path", hint, problems);
    }
    Some(Bucket { name: name.to_owned(), prefix: prefix.to_owned() })
}

/// Parses `REMOTE#BRANCH`.
fn git(
    to: &Spanned<&str>,
    rest: &str,
    history: Option<Spanned<&str>>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Destination> {
    const EXAMPLE: &str =
        "write it as to = \"git:origin#gh-pages\" or \"git:git@github.com:news/site.git#gh-pages\"";
    let history = match history {
        None | Some(Spanned { value: "kept", .. }) => GitHistory::Kept,
        Some(Spanned { value: "squashed", .. }) => GitHistory::Squashed,
        Some(other) => {
            unknown_value(&other, "history", &["kept", "squashed"], problems);
            return None;
        }
    };
    let Some((remote, branch)) = rest.rsplit_once('#') else {
        return refuse(to, "names no branch", EXAMPLE, problems);
    };
    let has_password = remote
        .split_once("://")
        .and_then(|(_, rest)| rest.split('/').next()?.rsplit_once('@'))
        .is_some_and(|(user, _)| user.contains(':'));
    if has_password {
        // Quoting the value would print the password.
        problems.error(to.span.clone(), "`deploy.to` holds a password", super::WHERE_CREDENTIALS_BELONG);
        return None;
    }
    // `ext::` and similar helpers run programs; a leading hyphen would be an option.
    if remote.is_empty() || remote.starts_with('-') || remote.contains("::") {
        return refuse(to, "names no remote that can be used", EXAMPLE, problems);
    }
    if !is_branch(branch) {
        return refuse(to, "names no branch that Git would take", EXAMPLE, problems);
    }
    Some(Destination::Git { remote: remote.to_owned(), branch: branch.to_owned(), history })
}

/// Returns whether Git accepts the branch name (git-check-ref-format).
fn is_branch(name: &str) -> bool {
    let is_odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let is_part = |part: &str| {
        let is_lock = part.strip_suffix(".lock").is_some();
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !is_lock
    };
    !name.starts_with('-')
        && !name.contains(is_odd)
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && name.split('/').all(is_part)
}

/// Parses `USER@HOST:/PATH`.
fn rsync(to: &Spanned<&str>, rest: &str, problems: &mut DiagnosticSink<'_>) -> Option<Destination> {
    const EXAMPLE: &str = "write it as to = \"rsync:editor@www.example.org:/srv/www/news\"";
    let Some((host, path)) = rest.split_once(":/") else {
        return refuse(to, "names no folder of another machine", EXAMPLE, problems);
    };
    let is_word = |text: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
    };
    if !host.split('@').all(is_word) || host.split('@').count() > 2 {
        return refuse(to, "names no machine", EXAMPLE, problems);
    }
    let path = path.trim_matches('/');
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(char::is_control);
    if !path.split('/').all(is_part) {
        let hint = format!("a folder is named from the machine's root, without `..`; {EXAMPLE}");
        return refuse(to, "names no folder", hint, problems);
    }
    Some(Destination::Rsync { host: host.to_owned(), path: format!("/{path}") })
}

/// Parses `/PATH`.
fn folder(
    to: &Spanned<&str>,
    rest: &str,
    keep: usize,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Destination> {
    let path = rest.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    if matches!(last, "" | "." | "..") {
        let hint = "name the folder that a server serves: to = \"dir:/srv/www/news\"";
        return refuse(to, "names no folder", hint, problems);
    }
    Some(Destination::Folder { path: path.to_owned(), keep })
}
