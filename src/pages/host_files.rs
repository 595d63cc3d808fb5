//! What a site's hosts are told of it, each in its own language: what has moved, what is gone, what browsers may keep
//! and load. In goes the plan; out come the bytes of a host's file, and a warning where the host takes less than the
//! site has. The HTML pages of redirects and notices are there all the same, and stand where a rule does not.

mod apache;
mod headers;
mod nginx;
mod nginx_queries;
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

/// What browsers and the world's own programs encode in a path, and what would be more than itself in a host's rule: a
/// space ends an address there, `#` begins a comment, `*` stands for anything. A line break can't be in an address,
/// nor a colon; what is not ASCII is encoded anyway.
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

/// The bytes of a host's file.
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

/// What does not fit into what the site's hosts take.
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

/// A host's file that may not have all that there is to say.
struct LimitedFile {
    text: String,
    /// How many redirects are left to their HTML pages.
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

/// What has moved for good, in the order of the old addresses.
fn moved(model: &SiteModel) -> Vec<(&Address, &Address)> {
    let mut moved: Vec<_> = model.plan.permanent_redirects().collect();
    moved.sort_unstable();
    moved
}

/// The addresses of what is gone, in their order.
fn gone(model: &SiteModel) -> Vec<&Address> {
    let mut gone: Vec<_> = model.plan.gone_addresses().collect();
    gone.sort_unstable();
    gone
}

/// The same, of a path's bytes.
fn path_of_bytes(model: &SiteModel, bytes: &[u8]) -> String {
    format!("{}{}", model.site.base_path, percent_encode(bytes, ENCODED))
}

/// An address as a host compares it with what a browser asks for.
fn path(model: &SiteModel, address: &Address) -> String {
    format!("{}{}", model.site.base_path, utf8_percent_encode(address.as_str(), ENCODED))
}
