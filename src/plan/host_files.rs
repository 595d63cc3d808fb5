//! Configuration files for the site's hosts. A file of the same name in `static/` takes precedence.

use super::{CopiedFile, HostFile, Page, PageKind};
use crate::address::Address;
use crate::config::Host;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// Folder of files for server configuration, which readers don't request.
pub const HOST_FILES_FOLDER: &str = "_hosting";

impl HostFile {
    /// Returns the path in the output.
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

    /// Returns the files of a host.
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
                    format!("the site's own {address} replaces the generated one"),
                )
                .hint("delete it, or remove the hosts that read it from [hosting]"),
            ),
        }
    }
}
