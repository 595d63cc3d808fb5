//! What hosts take. In goes a site as it would be sent, and the host that it is for; out comes everything that will not fit
//! there, before anything is sent. Each limit is a row of data with the page on which the host states it (`limits`); what is
//! counted, and how it is path, is the same for all.

mod file_limits;
mod provider_limits;
mod redirect_limits;

use std::fmt::{self, Display};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

use provider_limits::{Enforcement, Limit, Limits};

/// A host whose limits are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostingProvider {
    /// Cloudflare Pages.
    CloudflarePages,
    /// Netlify.
    Netlify,
    /// GitHub Pages, from a branch or from a workflow.
    GitHubPages,
    /// GitLab Pages; the limits are those of gitlab.com.
    GitLabPages,
    /// Amazon S3, as a website.
    S3,
}

impl HostingProvider {
    /// Every host whose limits are known.
    pub const ALL: [Self; 5] =
        [Self::CloudflarePages, Self::Netlify, Self::GitHubPages, Self::GitLabPages, Self::S3];

    /// How it is written on a command line or in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::CloudflarePages => "cloudflare-pages",
            Self::Netlify => "netlify",
            Self::GitHubPages => "github-pages",
            Self::GitLabPages => "gitlab-pages",
            Self::S3 => "s3",
        }
    }

    /// The host that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }
}

/// What the host calls itself.
impl Display for HostingProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CloudflarePages => "Cloudflare Pages",
            Self::Netlify => "Netlify",
            Self::GitHubPages => "GitHub Pages",
            Self::GitLabPages => "GitLab Pages",
            Self::S3 => "S3",
        })
    }
}

/// A site as it would be sent to a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteListing {
    /// Each file's path, with its length in bytes.
    pub files: Vec<(Box<str>, u64)>,
    /// The files that speak to hosts, by their path, with what they say.
    pub host_files: Vec<(Box<str>, String)>,
}

impl SiteListing {
    /// The files that speak to hosts.
    pub const HOST_FILES: [&str; 3] = ["_redirects", "_headers", "_hosting/s3-website.json"];

    /// How many bytes all files have together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }

    /// What one of the files that speak to hosts says.
    fn host_file(&self, file: &str) -> Option<&str> {
        self.host_files.iter().find(|(path, _)| &**path == file).map(|(_, text)| text.as_str())
    }
}

/// Everything of a site that will not fit: an error where the host refuses it or leaves something of it out, a warning
/// where that depends on what the host has agreed on with its customer.
pub fn check(provider: HostingProvider, listing: &SiteListing) -> Diagnostics {
    let limits = Limits::of(provider);
    let mut found = Diagnostics::new();
    file_limits::check(provider, limits, listing, &mut found);
    redirect_limits::check(provider, limits, listing, &mut found);
    found
}

/// The furthest of these limits that a number is over.
fn exceeded(number: u64, limits: &'static [Limit]) -> Option<&'static Limit> {
    limits.iter().filter(|limit| number > limit.max).max_by_key(|limit| limit.max)
}

/// What is over a limit, as an editor is told of it.
fn over(limit: &Limit, message: String) -> Diagnostic {
    let diagnostic = match limit.enforcement {
        Enforcement::Always => Diagnostic::error(Place::Site, message),
        Enforcement::Conditional => Diagnostic::warning(Place::Site, message),
    };
    diagnostic.hint(format!("{} ({})", limit.hint, limit.source))
}

/// A number with its thousands apart.
fn with_separators(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes as people say it.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 3] = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    for (shift, unit) in UNITS {
        if bytes >> shift > 0 {
            // In tenths, rounded down: what is over a limit by less is told in full elsewhere.
            let tenths = ((bytes >> (shift - 10)) * 10) >> 10;
            let fraction = tenths % 10;
            let whole = with_separators(tenths / 10);
            return if fraction == 0 {
                format!("{whole} {unit}")
            } else {
                format!("{whole}.{fraction} {unit}")
            };
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_is_found_by_its_name() {
        for provider in HostingProvider::ALL {
            assert_eq!(HostingProvider::named(provider.name()), Some(provider));
        }
        assert_eq!(HostingProvider::named("GitHub Pages"), None);
    }

    #[test]
    fn numbers_are_told_as_people_say_them() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(with_separators), ["0", "999", "1,000", "1,234,567"]);
        let sizes = [12, 1_023, 1_024, 1_536, 25 << 20, (25 << 20) + 1, 3 << 29, 5_000 << 30];
        let told = ["12 B", "1023 B", "1 KiB", "1.5 KiB", "25 MiB", "25 MiB", "1.5 GiB", "5,000 GiB"];
        assert_eq!(sizes.map(size), told);
    }
}
