//! `_headers` for Netlify and Cloudflare: blocks of a path and its headers. If two blocks match,
//! their values are joined, so no two blocks set the same header for a path: the policy is for all
//! paths, caching only for files that may be cached. For the rest, both hosts send `max-age=0,
//! must-revalidate`.

use std::fmt::Write as _;

use crate::address::Address;
use crate::config::ContentSecurityPolicy;
use crate::diagnostic::Diagnostic;
use crate::model::SiteModel;
use crate::plan::Format;

use super::{path, warning};

/// Folders of files with hashed names, which never change.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Files that programs poll.
pub(super) const FOR_MINUTES: &str = "public, max-age=600";

/// Pages: a browser may keep one, and asks each time whether it is still the same.
pub(super) const WHILE_THE_SAME: &str = "public, max-age=0, must-revalidate";

/// Files with names that programs know.
pub(super) const POLLED: [&str; 5] = [
    Format::Atom.file_name(),
    Format::Json.file_name(),
    "news-sitemap.xml",
    Format::Rss.file_name(),
    "sitemap.xml",
];

/// Limits of Cloudflare: <https://developers.cloudflare.com/pages/configuration/headers/>.
const CLOUDFLARE_MAX_RULES: usize = 100;
const CLOUDFLARE_MAX_LINE_CHARS: usize = 2_000;

/// Returns the headers of every response: Content-Security-Policy, `nosniff`, Referrer-Policy and
/// Permissions-Policy.
pub(super) fn of_everything(model: &SiteModel) -> Vec<(&'static str, String)> {
    let policy = model.site.hosting.policy.as_ref().map(ContentSecurityPolicy::header);
    let policy = policy.map(|policy| ("Content-Security-Policy", policy));
    let others = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];
    policy.into_iter().chain(others.map(|(name, value)| (name, value.to_owned()))).collect()
}

/// The file.
pub(super) fn render(model: &SiteModel) -> String {
    let mut text = "# Made by Dateline.\n".to_owned();
    block(&mut text, &format!("{}/*", model.site.base_path), &of_everything(model));
    for (path, value) in kept(model) {
        block(&mut text, &path, &[("Cache-Control", value.to_owned())]);
    }
    text
}

fn block(text: &mut String, path: &str, headers: &[(&str, String)]) {
    let _ = writeln!(text, "\n{path}");
    for (name, value) in headers {
        let _ = writeln!(text, "  {name}: {value}");
    }
}

/// Returns the paths that browsers may cache, with the seconds.
fn kept(model: &SiteModel) -> Vec<(String, &'static str)> {
    let base = &model.site.base_path;
    let is_there =
        |name: &str| Address::root().with_file(name).is_ok_and(|at| model.plan.find(&at).is_some());
    let polled = POLLED.into_iter().filter(|name| is_there(name)).flat_map(|name| {
        // Includes the feeds of terms, in other folders.
        [format!("{base}/{name}"), format!("{base}/*/{name}")].map(|path| (path, FOR_MINUTES))
    });
    let mut stamped: Vec<&Address> = model.plan.immutable_addresses().collect();
    stamped.sort_unstable();
    polled.chain(stamped.into_iter().map(|address| (path(model, address), FOR_EVER))).collect()
}

/// Returns a warning if the file exceeds Cloudflare's limits.
pub(super) fn cloudflare_limits(model: &SiteModel) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let rules = 1 + kept(model).len();
    if rules > CLOUDFLARE_MAX_RULES {
        found.push(warning(
            format!("_headers has {rules} rules, and Cloudflare takes {CLOUDFLARE_MAX_RULES}"),
            "browsers ask for the theme's files beyond those each time whether they are the same",
        ));
    }
    if of_everything(model)
        .iter()
        .any(|(name, value)| name.len() + value.len() + 4 > CLOUDFLARE_MAX_LINE_CHARS)
    {
        found.push(warning(
            format!("the Content-Security-Policy is longer than the {CLOUDFLARE_MAX_LINE_CHARS} characters that Cloudflare takes"),
            "allow fewer sources in [hosting.content_security_policy]",
        ));
    }
    found
}
