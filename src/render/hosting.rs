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
use crate::path::SitePath;
use crate::plan::HostFile;

use super::world::World;

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
pub(super) fn render(file: HostFile, world: &World) -> Vec<u8> {
    match file {
        HostFile::NetlifyRedirects => redirects::netlify(world),
        HostFile::CloudflareRedirects => redirects::cloudflare(world).text,
        HostFile::Headers => headers::render(world),
        HostFile::Htaccess => apache::htaccess(world).text,
        HostFile::NginxMaps => nginx::maps(world),
        HostFile::NginxServer => nginx::server(world),
        HostFile::S3Website => s3::website(world).text,
    }
    .into_bytes()
}

/// What does not fit into what the site's hosts take.
pub(crate) fn limits(world: &World) -> Diagnostics {
    let mut found = Diagnostics::new();
    for host in &world.site.hosting.hosts {
        match host {
            Host::Netlify => found.extend(redirects::netlify_limits(world)),
            Host::Cloudflare => {
                let left_out = redirects::cloudflare(world).left_out;
                found.extend(left_out_of("_redirects of Cloudflare", redirects::CLOUDFLARE_TAKES, left_out));
                found.extend(headers::cloudflare_limits(world));
            }
            Host::S3 => {
                found.extend(left_out_of("website of S3", s3::TAKES, s3::website(world).left_out));
            }
            Host::Apache => {
                let left_out = apache::htaccess(world).left_out;
                found.extend(left_out_of(".htaccess of Apache", apache::TAKES, left_out));
            }
            Host::Nginx => {}
        }
    }
    found
}

/// A host's file that may not have all that there is to say.
struct Told {
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
fn moved(world: &World) -> Vec<(&Address, &Address)> {
    let mut moved: Vec<_> = world.plan.permanent_redirects().collect();
    moved.sort_unstable();
    moved
}

/// The addresses of what is gone, in their order.
fn gone(world: &World) -> Vec<&Address> {
    let mut gone: Vec<_> = world.plan.gone_addresses().collect();
    gone.sort_unstable();
    gone
}

/// The same, of a path's bytes.
fn path_of_bytes(world: &World, bytes: &[u8]) -> String {
    format!("{}{}", world.site.base_path, percent_encode(bytes, ENCODED))
}

/// An address as a host compares it with what a browser asks for.
fn path(world: &World, address: &Address) -> String {
    format!("{}{}", world.site.base_path, utf8_percent_encode(address.as_str(), ENCODED))
}
