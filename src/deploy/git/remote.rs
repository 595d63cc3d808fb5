//! Address of a remote, as git resolves its name. A repository on this machine gets a commit by a program of git's that
//! runs here too, with that repository's hooks and settings: so one that comes with the site is refused, and one that is
//! named relative to it runs no hooks.

use std::path::{Component, Path, PathBuf};

use crate::deploy::Fault;

/// Program at the other end, without what the repository there would have it run.
pub(super) const WITHOUT_HOOKS: &str = "--receive-pack=git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c receive.autogc=false \
     -c core.alternateRefsCommand=true receive-pack";

/// Folders that come with a site.
pub(super) struct Grounds<'a> {
    /// The site.
    pub(super) site: &'a Path,
    /// The repository that it is in, where a relative path begins; otherwise the site.
    pub(super) top: &'a Path,
}

/// Who runs the hooks of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hooks {
    /// Its own machine, or this one, which the address names from its root.
    Theirs,
    /// Nobody.
    None,
}

/// Checks the addresses at which git would find a remote.
///
/// # Errors
/// When one is in the site, or in the site's repository.
pub(super) fn check(addresses: &[String], grounds: &Grounds<'_>) -> Result<Hooks, Fault> {
    let mut hooks = Hooks::Theirs;
    for address in addresses {
        let Some(path) = local(address) else { continue };
        let whole = grounds.top.join(path);
        let real = whole.canonicalize().unwrap_or_else(|_| plain(&whole));
        if real.starts_with(grounds.site) || real.starts_with(grounds.top) {
            return Err(Fault::Impossible(
                format!("the remote {} is a repository that comes with the site", real.display()),
                "move it out of the site's folder and repository: what it brings along, such as hooks, would run on this \
                 machine",
            ));
        }
        if path.is_relative() {
            hooks = Hooks::None;
        }
    }
    Ok(hooks)
}

/// Returns the path of a repository on this machine, if that is what an address names.
fn local(address: &str) -> Option<&Path> {
    if let Some(rest) = address.strip_prefix("file://") {
        // Git takes what follows for a path from the root, whatever host is named.
        return Some(Path::new(rest.find('/').map_or(rest, |at| &rest[at..])));
    }
    if address.contains("://") {
        return None;
    }
    // `host:path` is another machine's, unless a slash comes first.
    let colon = address.find(':').unwrap_or(usize::MAX);
    let slash = address.find('/').unwrap_or(usize::MAX);
    (slash < colon || colon == usize::MAX).then(|| Path::new(address))
}

/// Resolves `..` in a path by its words alone.
fn plain(path: &Path) -> PathBuf {
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
        let grounds = Grounds { site: Path::new("/town/news/site"), top: Path::new("/town/news") };
        let checked = |address: &str| check(&[address.to_owned()], &grounds);
        for inside in
            ["x.git", "./x.git", ".", "site/x.git", "/town/news", "file:///town/news/x.git", "../news/x"]
        {
            assert!(checked(inside).is_err(), "{inside}");
        }
        for (outside, hooks) in [
            ("/srv/x.git", Hooks::Theirs),
            ("file:///srv/x.git", Hooks::Theirs),
            ("git@town.example:news.git", Hooks::Theirs),
            ("ssh://town.example/town/news", Hooks::Theirs),
            ("https://town.example/news.git", Hooks::Theirs),
            ("../x.git", Hooks::None),
        ] {
            assert_eq!(checked(outside).ok(), Some(hooks), "{outside}");
        }
    }
}
