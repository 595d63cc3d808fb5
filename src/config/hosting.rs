//! Table `[hosting]`: hosts for which configuration files are generated (redirects, headers,
//! removed articles), and additions to the Content-Security-Policy.

use super::csp::{self, ContentSecurityPolicy};
use crate::diagnostic::nearest;
use crate::fields::{DiagnosticSink, Field, Fields, Spanned};

/// Hosts of the site and its Content-Security-Policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosting {
    /// Hosts with generated files, without duplicates, in the order of [`Host`].
    pub hosts: Vec<Host>,
    /// Content-Security-Policy of the pages; `None` if the config turns it off.
    pub policy: Option<ContentSecurityPolicy>,
}

/// Host or server with a configuration format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// Netlify: `_redirects`, `_headers`.
    Netlify,
    /// Cloudflare Pages and Workers: `_redirects`, `_headers`.
    Cloudflare,
    /// Apache: `.htaccess`.
    Apache,
    /// nginx: two files to include in its configuration.
    Nginx,
    /// Amazon S3 and compatible stores: website configuration of a bucket.
    S3,
}

const HOSTS: [(&str, Host); 5] = [
    ("netlify", Host::Netlify),
    ("cloudflare-pages", Host::Cloudflare),
    ("apache", Host::Apache),
    ("nginx", Host::Nginx),
    ("s3", Host::S3),
];

/// Former name of `cloudflare-pages`. Still accepted, with a warning.
const FORMER_CLOUDFLARE: &str = "cloudflare";

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawHosting<'t> {
    hosts: Vec<Spanned<&'t str>>,
    policy: RawPolicy<'t>,
}

/// Unresolved `content_security_policy`.
#[derive(Debug, Default)]
enum RawPolicy<'t> {
    #[default]
    Strict,
    Off,
    With(Vec<(Spanned<&'t str>, Vec<Spanned<&'t str>>)>),
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawHosting<'t> {
    let Some(mut inner) = fields
        .take("hosting")
        .and_then(|field| field.table(problems, "hosting.", "{ hosts = [\"netlify\"] }"))
    else {
        return RawHosting::default();
    };
    let hosts = inner.take("hosts").and_then(|field| field.strings(problems)).unwrap_or_default();
    let policy = inner.take("content_security_policy").map(|field| read_policy(&field, problems));
    inner.finish(problems, "");
    RawHosting { hosts, policy: policy.unwrap_or_default() }
}

fn read_policy<'t>(field: &Field<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawPolicy<'t> {
    match field.value().as_bool() {
        Some(true) => return RawPolicy::Strict,
        Some(false) => return RawPolicy::Off,
        None => {}
    }
    let example = "{ script-src = [\"https://stats.example.org\"] }, or false for none";
    let Some(inner) = field.table(problems, "hosting.content_security_policy.", example) else {
        return RawPolicy::Strict;
    };
    let directives = inner.all().into_iter().map(|(value, field)| {
        let sources = field.strings(problems).unwrap_or_default();
        (Spanned { value, span: field.key_span() }, sources)
    });
    RawPolicy::With(directives.collect())
}

/// Resolves the table; errors are reported. `own` is the default policy.
pub(super) fn resolve(
    raw: RawHosting<'_>,
    own: ContentSecurityPolicy,
    problems: &mut DiagnosticSink<'_>,
) -> Hosting {
    let RawHosting { hosts, policy } = raw;
    let hosts = resolve_hosts(&hosts, problems);
    let policy = match policy {
        RawPolicy::Off => None,
        RawPolicy::Strict => Some(own),
        RawPolicy::With(directives) => {
            let mut policy = own;
            for (directive, sources) in directives {
                csp::allow(&mut policy, &directive, &sources, problems);
            }
            Some(policy)
        }
    };
    Hosting { hosts, policy }
}

fn resolve_hosts(written: &[Spanned<&str>], problems: &mut DiagnosticSink<'_>) -> Vec<Host> {
    let mut hosts = Vec::with_capacity(written.len());
    for Spanned { value, span } in written {
        let mut known = *value;
        if known == FORMER_CLOUDFLARE {
            known = "cloudflare-pages";
            problems.warning(
                span.clone(),
                "the host `cloudflare` is now called `cloudflare-pages`, as everywhere else",
                "write \"cloudflare-pages\"",
            );
        }
        if let Some((_, host)) = HOSTS.iter().find(|(name, _)| *name == known) {
            hosts.push(*host);
            if [Host::Netlify, Host::Cloudflare].iter().all(|host| hosts.contains(host)) {
                problems.error(
                    span.clone(),
                    "netlify and cloudflare-pages both read the file _redirects, each in its own syntax",
                    "keep only the host of the site",
                );
                return hosts;
            }
        } else {
            let names = HOSTS.map(|(name, _)| name);
            let hint = nearest(value, names).map_or_else(
                || format!("files can be made for: {}", names.join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            );
            problems.error(span.clone(), format!("there are no files for the host `{value}`"), hint);
        }
    }
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
