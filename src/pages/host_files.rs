//! Configuration files for hosts: redirects, removed pages, caching and security headers. A host's
//! limit that the site exceeds is a warning; the HTML pages of redirects and notices exist anyway,
//! and work without rules.

mod apache;
mod headers;
mod nginx;
mod nginx_queries;
mod nginx_syntax;
mod queries;
mod redirects;
mod s3;
mod spellings;

use percent_encoding::{AsciiSet, CONTROLS, percent_encode, utf8_percent_encode};

use crate::address::Address;
use crate::config::Host;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::SiteModel;
use crate::path::SitePath;
use crate::plan::HostFile;

/// Characters that are percent-encoded in a path: those that browsers encode, and those with a
/// meaning in a host's rules. A space ends an address there, `#` starts a comment, `*` is a
/// wildcard. Addresses contain no line breaks or colons, and non-ASCII characters are always
/// encoded.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'*')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Renders a file.
pub(super) fn render(file: HostFile, model: &SiteModel) -> Vec<u8> {
    match file {
        HostFile::NetlifyRedirects => redirects::netlify(model),
        HostFile::CloudflareRedirects => redirects::cloudflare(model).text,
        HostFile::Headers => headers::render(model),
        HostFile::Htaccess => apache::htaccess(model).text,
        HostFile::NginxMaps => nginx::maps(model),
        HostFile::NginxServer => nginx::server(model),
        HostFile::S3Website => s3::website(model).text,
    }
    .into_bytes()
}

/// Returns warnings for limits that the site exceeds.
pub(crate) fn limits(model: &SiteModel) -> Diagnostics {
    let mut found = Diagnostics::new();
    for host in &model.site.hosting.hosts {
        match host {
            Host::Netlify => found.extend(redirects::netlify_limits(model)),
            Host::Cloudflare => {
                let left_out = redirects::cloudflare(model).left_out;
                found.extend(left_out_of("_redirects of Cloudflare", redirects::CLOUDFLARE_TAKES, left_out));
                found.extend(headers::cloudflare_limits(model));
            }
            Host::S3 => {
                found.extend(left_out_of("website of S3", s3::TAKES, s3::website(model).left_out));
            }
            Host::Apache => {
                let left_out = apache::htaccess(model).left_out;
                found.extend(left_out_of(".htaccess of Apache", apache::TAKES, left_out));
            }
            Host::Nginx => {}
        }
    }
    found
}

/// File from which redirects may be missing.
struct LimitedFile {
    text: String,
    /// Number of redirects for which only the HTML page exists.
    left_out: usize,
}

fn left_out_of(file: &str, takes: &str, left_out: usize) -> Option<Diagnostic> {
    (left_out > 0).then(|| {
        let redirects = if left_out == 1 { "redirect does" } else { "redirects do" };
        warning(
            format!("{left_out} {redirects} not fit into the {file}, which {takes}"),
            "these stay HTML pages, which lead readers on all the same",
        )
    })
}

fn warning(message: String, hint: &str) -> Diagnostic {
    Diagnostic::warning(Place::File(SitePath::known("config.toml")), message).hint(hint)
}

/// Returns the permanent redirects, sorted by the old address.
fn moved(model: &SiteModel) -> Vec<(&Address, &Address)> {
    let mut moved: Vec<_> = model.plan.permanent_redirects().collect();
    moved.sort_unstable();
    moved
}

/// Returns the addresses of removed pages, sorted.
fn gone(model: &SiteModel) -> Vec<&Address> {
    let mut gone: Vec<_> = model.plan.gone_addresses().collect();
    gone.sort_unstable();
    gone
}

/// Returns the encoded path for the bytes of an address.
fn path_of_bytes(model: &SiteModel, bytes: &[u8]) -> String {
    format!("{}{}", model.site.base_path, percent_encode(bytes, ENCODED))
}

/// Returns an address in the form in which hosts match requests.
fn path(model: &SiteModel, address: &Address) -> String {
    format!("{}{}", model.site.base_path, utf8_percent_encode(address.as_str(), ENCODED))
}
