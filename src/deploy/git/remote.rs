//! Resolves a remote as git does.
//!
//! A commit for a repository on this machine is received by a git program on this machine, with
//! that repository's hooks and settings. So a repository inside the site is refused, and one with a
//! relative path runs no hooks.

use std::path::{Component, Path, PathBuf};

use crate::deploy::DeployError;

/// Receive-pack option that disables hooks of a local repository.
pub(super) const RECEIVE_PACK_WITHOUT_HOOKS: &str = "--receive-pack=git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c receive.autogc=false \
     -c core.alternateRefsCommand=true receive-pack";

/// Folders that come with a site.
pub(super) struct SiteRoots<'a> {
    /// The site.
    pub(super) site: &'a Path,
    /// Repository of the site, the base of relative paths; otherwise the site.
    pub(super) top: &'a Path,
}

/// Whether the hooks of the remote run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hooks {
    /// On its machine, or on this one for an absolute path.
    Run,
    /// Disabled.
    Disabled,
}

/// Checks the URLs of a remote.
///
/// # Errors
/// When one is in the site, or in the site's repository.
pub(super) fn check(addresses: &[String], roots: &SiteRoots<'_>) -> Result<Hooks, DeployError> {
    let mut hooks = Hooks::Run;
    for address in addresses {
        let Some(path) = local_path(address) else { continue };
        let whole = roots.top.join(path);
        let real = whole.canonicalize().unwrap_or_else(|_| normalize(&whole));
        if real.starts_with(roots.site) || real.starts_with(roots.top) {
            return Err(DeployError::Impossible(
                format!("the remote {} is a repository that comes with the site", real.display()),
                "move it out of the site's folder and repository: what it brings along, such as hooks, would run on this \
                 machine",
            ));
        }
        if path.is_relative() {
            hooks = Hooks::Disabled;
        }
    }
    Ok(hooks)
}

/// Returns the path of a local repository, if the URL names one.
fn local_path(address: &str) -> Option<&Path> {
    if let Some(rest) = address.strip_prefix("file://") {
        // Git ignores the host of a `file://` URL.
        return Some(Path::new(rest.find('/').map_or(rest, |at| &rest[at..])));
    }
    if address.contains("://") {
        return None;
    }
    // `host:path` is remote, unless a slash precedes the colon.
    let colon = address.find(':').unwrap_or(usize::MAX);
    let slash = address.find('/').unwrap_or(usize::MAX);
    (slash < colon || colon == usize::MAX).then(|| Path::new(address))
}

/// Resolves `..` lexically.
fn normalize(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_that_comes_with_the_site_is_refused() {
        let roots = SiteRoots { site: Path::new("/town/news/site"), top: Path::new("/town/news") };
        let checked = |address: &str| check(&[address.to_owned()], &roots);
        for inside in
            ["x.git", "./x.git", ".", "site/x.git", "/town/news", "file:///town/news/x.git", "../news/x"]
        {
            assert!(checked(inside).is_err(), "{inside}");
        }
        for (outside, hooks) in [
            ("/srv/x.git", Hooks::Run),
            ("file:///srv/x.git", Hooks::Run),
            ("git@town.example:news.git", Hooks::Run),
            ("ssh://town.example/town/news", Hooks::Run),
            ("https://town.example/news.git", Hooks::Run),
            ("../x.git", Hooks::Disabled),
        ] {
            assert_eq!(checked(outside).ok(), Some(hooks), "{outside}");
        }
    }
}
