//! Limits of hosting providers.
//!
//! Checks the files of a site against a provider's limits before anything is uploaded. The limits
//! are data, each with the provider's page that documents it (`provider_limits.rs`).

mod file_limits;
mod provider_limits;
mod redirect_limits;

use std::fmt::{self, Display};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

use provider_limits::{Enforcement, Limit, Limits};

/// Number of files or lines with the same fault that are reported one by one.
const MAX_LISTED: usize = 5;

/// Hosting provider with known limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostingProvider {
    /// Cloudflare Pages.
    CloudflarePages,
    /// Netlify.
    Netlify,
    /// GitHub Pages, from a branch or a workflow.
    GitHubPages,
    /// GitLab Pages, with the limits of gitlab.com.
    GitLabPages,
    /// Amazon S3 as a website.
    S3,
}

impl HostingProvider {
    /// All providers with known limits.
    pub const ALL: [Self; 5] =
        [Self::CloudflarePages, Self::Netlify, Self::GitHubPages, Self::GitLabPages, Self::S3];

    /// Returns the name used on the command line and in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::CloudflarePages => "cloudflare-pages",
            Self::Netlify => "netlify",
            Self::GitHubPages => "github-pages",
            Self::GitLabPages => "gitlab-pages",
            Self::S3 => "s3",
        }
    }

    /// Parses a provider's name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }
}

/// Writes the provider's own name for its service.
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

/// Files of a site to upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteListing {
    /// Path and length in bytes of each file.
    pub files: Vec<(Box<str>, u64)>,
    /// Path and text of each configuration file for hosts.
    pub host_files: Vec<(Box<str>, String)>,
}

impl SiteListing {
    /// Paths of the configuration files that are checked.
    pub const HOST_FILES: [&str; 3] = ["_redirects", "_headers", "_hosting/s3-website.json"];

    /// Returns the total size in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Returns the text of a configuration file.
    fn host_file(&self, file: &str) -> Option<&str> {
        self.host_files.iter().find(|(path, _)| &**path == file).map(|(_, text)| text.as_str())
    }
}

/// Checks a site against a provider's limits.
///
/// A limit that always applies is an error. A limit that depends on the customer's plan or on the
/// way of uploading is a warning.
pub fn check(provider: HostingProvider, listing: &SiteListing) -> Diagnostics {
    let limits = Limits::of(provider);
    let mut found = Diagnostics::new();
    file_limits::check(provider, limits, listing, &mut found);
    redirect_limits::check(provider, limits, listing, &mut found);
    found
}

/// Returns the highest limit that a number exceeds.
fn exceeded(number: u64, limits: &'static [Limit]) -> Option<&'static Limit> {
    limits.iter().filter(|limit| number > limit.max).max_by_key(|limit| limit.max)
}

/// Creates the diagnostic for an exceeded limit.
fn over(limit: &Limit, message: String) -> Diagnostic {
    let diagnostic = match limit.enforcement {
        Enforcement::Always => Diagnostic::error(Place::Site, message),
        Enforcement::Conditional => Diagnostic::warning(Place::Site, message),
    };
    diagnostic.hint(format!("{} ({})", limit.hint, limit.source))
}

/// Formats a number with thousands separators.
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

/// Formats a number of bytes with a binary unit.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 3] = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    for (shift, unit) in UNITS {
        if bytes >> shift > 0 {
            // Tenths, rounded down: where the difference matters, the message has the exact number.
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
