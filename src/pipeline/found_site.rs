//! Theme and sources of a site, not yet parsed.

use std::path::Path;

use crate::cache;
use crate::config::Site;
use crate::diagnostic::Diagnostics;
use crate::redirects;
use crate::sources::{self, FileStat, SiteDir, Sources};
use crate::theme::{self, Theme};

/// Theme and sources of a site, not yet parsed.
pub(super) struct FoundSite {
    pub(super) theme: Theme,
    pub(super) sources: Sources,
    /// Stat of `addresses.csv`, if it exists.
    pub(super) addresses: Option<FileStat>,
    /// Time of the scan, in nanoseconds since 1970.
    pub(super) seen: i64,
}

/// Finds the theme and the sources of a site.
pub(super) fn find(root: &Path, site: &Site, found: &mut Diagnostics) -> FoundSite {
    let seen = cache::now_ns();
    let ((theme, of_theme), (sources, of_sources)) =
        rayon::join(|| theme::load(root, &site.theme.name), || sources::walk(root));
    found.extend(of_theme);
    found.extend(of_sources);
    let addresses = SiteDir::new(root).stat(redirects::FILE);
    FoundSite { theme, sources, addresses, seen }
}
