//! The files that a site's hosts read. In go the hosts that the config names; out come the pages that are those files.
//! A file of the same name that the site has in `static/` stays, and is not made.

use super::{CopiedFile, Page, PageKind};
use crate::address::Address;
use crate::config::Host;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// The folder of the files that servers are told of, and that no reader asks for.
pub const HOST_FILES_FOLDER: &str = "_hosting";

/// A file that a host reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    /// `_redirects`, as Netlify reads it.
    NetlifyRedirects,
    /// `_redirects`, as Cloudflare reads it.
    CloudflareRedirects,
    /// `_headers`, as both read it.
    Headers,
    /// `.htaccess`, as Apache reads it.
    Htaccess,
    /// The maps of nginx, which belong into its `http` block.
    NginxMaps,
    /// What belongs into the `server` block of nginx.
    NginxServer,
    /// The configuration of a bucket as a website.
    S3Website,
}

impl HostFile {
    /// Its path in the output.
    pub fn path(self) -> &'static str {
        match self {
            Self::NetlifyRedirects | Self::CloudflareRedirects => "_redirects",
            Self::Headers => "_headers",
            Self::Htaccess => ".htaccess",
            Self::NginxMaps => "_hosting/nginx-maps.conf",
            Self::NginxServer => "_hosting/nginx-server.conf",
            Self::S3Website => "_hosting/s3-website.json",
        }
    }

    /// The files of a host.
    fn of(host: Host) -> &'static [Self] {
        match host {
            Host::Netlify => &[Self::NetlifyRedirects, Self::Headers],
            Host::Cloudflare => &[Self::CloudflareRedirects, Self::Headers],
            Host::Apache => &[Self::Htaccess],
            Host::Nginx => &[Self::NginxMaps, Self::NginxServer],
            Host::S3 => &[Self::S3Website],
        }
    }
}

/// Adds the files of these hosts.
pub(super) fn pages(hosts: &[Host], copied: &[CopiedFile], pages: &mut Vec<Page>, found: &mut Diagnostics) {
    for file in hosts.iter().flat_map(|host| HostFile::of(*host)) {
        let Ok(address) = Address::root().with_file(file.path()) else { continue };
        match copied.iter().find(|copied| copied.address == address) {
            None => pages.push(Page::new(address, PageKind::HostFile(*file))),
            Some(own) => found.push(
                Diagnostic::warning(
                    Place::File(own.file.clone()),
                    format!("the site's own {address} is published, and Dateline's is not made"),
                )
                .hint("take it away, or name no host in [hosting] that reads it"),
            ),
        }
    }
}
