//! Paths of the releases of a served folder, and its symlink.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;

use crate::deploy::DeployError;
use crate::platform::fs::symlink;

/// Name of the prepared symlink to a new release.
const LINK: &str = "link";

/// Name of the prepared symlink of a rollback.
const BACK: &str = "back";

/// Name of an incomplete release.
const PART: &str = "part";

/// Name of a release being deleted.
const GONE: &str = "gone";

/// Paths of a served folder.
pub(super) struct ReleaseLayout {
    /// Served symlink.
    link: PathBuf,
    /// Name of the folder of releases, next to the symlink.
    name: String,
    /// Folder of releases.
    pub(super) releases: PathBuf,
}

impl ReleaseLayout {
    /// Returns the paths for a folder, relative to the site.
    pub(super) fn of(root: &Path, path: &Path) -> Result<Self, DeployError> {
        refuse_links(root, path)?;
        let path = &root.join(path);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str()))
        else {
            return Err(DeployError::Impossible(
                format!("{} can't be a folder that is served", path.display()),
                "name a folder in another: to = \"dir:/srv/www/news\"",
            ));
        };
        let parent = parent.canonicalize().map_err(DeployError::system("find", parent))?;
        let releases = format!(".{name}.releases");
        Ok(Self { link: parent.join(name), releases: parent.join(&releases), name: releases })
    }

    /// Fails for a folder of others.
    ///
    /// A symlink in place of the folder of releases would redirect writes and deletes.
    pub(super) fn check(&self) -> Result<(), DeployError> {
        match fs::symlink_metadata(&self.releases) {
            Ok(found) if !found.is_dir() => return Err(not_made(&self.releases)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(DeployError::system("read", &self.releases)(error));
            }
            _ => {}
        }
        self.current().map(|_| ())
    }

    /// Creates the folder of releases, unless it exists.
    pub(super) fn make(&self) -> Result<(), DeployError> {
        match fs::create_dir(&self.releases) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(DeployError::system("create", &self.releases)(error))
            }
            _ => self.check(),
        }
    }

    /// Removes leftovers of an interrupted deploy. The caller holds the lock.
    pub(super) fn sweep(&self) -> Result<(), DeployError> {
        let waiting = self.releases.join(LINK);
        clear(&self.releases.join(GONE))?;
        if let Some(name) = self.leads_to(&waiting) {
            // Never served.
            if self.current()?.as_ref() != Some(&name) {
                self.remove(&name)?;
            }
        }
        for name in [LINK, BACK, PART] {
            clear(&self.releases.join(name))?;
        }
        let releases: BTreeSet<String> = self.all()?.into_iter().collect();
        for name in self.names()? {
            let is_orphan = name
                .strip_suffix(".manifest")
                .is_some_and(|release| number(release).is_some() && !releases.contains(release));
            if is_orphan {
                let path = self.releases.join(name);
                fs::remove_file(&path).map_err(DeployError::system("remove", path))?;
            }
        }
        Ok(())
    }

    /// Returns the served release.
    pub(super) fn current(&self) -> Result<Option<String>, DeployError> {
        let leads = match fs::read_link(&self.link) {
            Ok(leads) => leads,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // Not a symlink.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(not_made(&self.link)),
            Err(error) => return Err(DeployError::system("read", &self.link)(error)),
        };
        let name = leads.strip_prefix(&self.name).ok().and_then(Path::to_str);
        let is_folder =
            |name: &str| fs::symlink_metadata(self.folder(name)).is_ok_and(|found| found.is_dir());
        match name {
            Some(name) if number(name).is_some() && is_folder(name) => Ok(Some(name.to_owned())),
            _ => Err(not_made(&self.link)),
        }
    }

    /// Returns the release that a symlink leads to.
    fn leads_to(&self, link: &Path) -> Option<String> {
        let leads = fs::read_link(link).ok()?;
        let name = leads.strip_prefix(&self.name).ok()?.to_str()?;
        number(name).map(|_| name.to_owned())
    }

    /// Returns the folder of a release.
    pub(super) fn folder(&self, release: &str) -> PathBuf {
        self.releases.join(release)
    }

    /// Returns the path of the manifest of a release.
    pub(super) fn manifest(&self, release: &str) -> PathBuf {
        self.releases.join(format!("{release}.manifest"))
    }

    /// Returns the folder of an incomplete release.
    pub(super) fn part(&self) -> PathBuf {
        self.releases.join(PART)
    }

    /// Returns the name of the next release.
    pub(super) fn next(&self, now: Timestamp) -> Result<String, DeployError> {
        let last = self.all()?.last().and_then(|name| number(name)).unwrap_or(0);
        Ok(format!("{:06}-{}", last + 1, now.strftime("%Y-%m-%dT%H-%M-%SZ")))
    }

    /// Returns the previous complete release.
    pub(super) fn before(&self, release: &str) -> Result<Option<String>, DeployError> {
        let is_before = |name: &String| number(name) < number(release);
        Ok(self.all()?.into_iter().rfind(is_before))
    }

    /// Returns the complete releases, oldest first.
    fn all(&self) -> Result<Vec<String>, DeployError> {
        let mut all = self.names()?;
        all.retain(|name| {
            let found = || fs::symlink_metadata(self.folder(name));
            number(name).is_some() && found().is_ok_and(|found| found.is_dir())
        });
        all.sort_unstable_by_key(|name| number(name));
        Ok(all)
    }

    /// Returns all names in the folder of releases.
    fn names(&self) -> Result<Vec<String>, DeployError> {
        match fs::read_dir(&self.releases) {
            Ok(entries) => {
                Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(DeployError::system("read", &self.releases)(error)),
        }
    }

    /// Prepares the symlink to a release that does not exist yet.
    ///
    /// After an interruption it names the release to remove.
    pub(super) fn prepare(&self, release: &str) -> Result<(), DeployError> {
        self.link_to(release, LINK)
    }

    /// Switches to the prepared release, atomically.
    pub(super) fn turn(&self) -> Result<(), DeployError> {
        fs::rename(self.releases.join(LINK), &self.link).map_err(DeployError::system("replace", &self.link))
    }

    /// Switches back to an earlier release, atomically.
    pub(super) fn turn_back_to(&self, release: &str) -> Result<(), DeployError> {
        self.link_to(release, BACK)?;
        fs::rename(self.releases.join(BACK), &self.link).map_err(DeployError::system("replace", &self.link))
    }

    fn link_to(&self, release: &str, name: &str) -> Result<(), DeployError> {
        let link = self.releases.join(name);
        let _ = fs::remove_file(&link);
        symlink(Path::new(&self.name).join(release), &link).map_err(DeployError::system("create", link))
    }

    /// Deletes old releases except the newest `keep` and the served one.
    ///
    /// Errors are left to the next deploy; a release without a manifest is not ours.
    pub(super) fn prune(&self, current: &str, keep: usize) {
        let Ok(mut all) = self.all() else { return };
        all.retain(|name| name != current && self.manifest(name).is_file());
        let surplus = all.len().saturating_sub(keep.saturating_sub(1));
        for release in &all[..surplus] {
            let _ = self.remove(release);
        }
    }

    /// Deletes a release. It is renamed first, so that no rollback finds a part of it.
    fn remove(&self, release: &str) -> Result<(), DeployError> {
        let gone = self.releases.join(GONE);
        match fs::rename(self.folder(release), &gone) {
            Ok(()) => fs::remove_dir_all(&gone).map_err(DeployError::system("remove", &gone))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(DeployError::system("remove", self.folder(release))(error)),
        }
        let _ = fs::remove_file(self.manifest(release));
        Ok(())
    }
}

fn not_made(path: &Path) -> DeployError {
    DeployError::Impossible(
        format!("{} is there, and Dateline did not make it", path.display()),
        "move it elsewhere (mv), or name another folder: a symbolic link will stand there, which is turned from one \
         release to the next",
    )
}

/// Removes a file, folder or symlink.
fn clear(path: &Path) -> Result<(), DeployError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    removed.map_err(DeployError::system("remove", path))
}

/// Fails if a relative path leads through a symlink of the site, which could lead anywhere.
fn refuse_links(root: &Path, path: &Path) -> Result<(), DeployError> {
    if path.is_absolute() {
        return Ok(());
    }
    let root = root.canonicalize().map_err(DeployError::system("find", root))?;
    let mut here = root.clone();
    for part in path.parent().into_iter().flat_map(Path::components) {
        match part {
            Component::ParentDir => drop(here.pop()),
            Component::Normal(part) => here.push(part),
            _ => continue,
        }
        let is_link = || fs::symlink_metadata(&here).is_ok_and(|found| found.is_symlink());
        if here.starts_with(&root) && is_link() {
            return Err(DeployError::Impossible(
                format!("{} is a symbolic link in the site", here.display()),
                "name the folder that it leads to, from the root: to = \"dir:/srv/www/news\"",
            ));
        }
    }
    Ok(())
}

/// Returns the number of a release by its name, such as `000042-2026-11-25T03-12-07Z`.
fn number(name: &str) -> Option<u64> {
    const TIME: &str = "0000-00-00T00-00-00Z";
    let (number, time) = name.split_once('-')?;
    let is_like = |(c, like): (char, char)| if like == '0' { c.is_ascii_digit() } else { c == like };
    let is_time = time.len() == TIME.len() && time.chars().zip(TIME.chars()).all(is_like);
    (is_time && number.len() >= 6).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_known_by_the_whole_of_their_names() {
        assert_eq!(number("000042-2026-11-25T03-12-07Z"), Some(42));
        assert_eq!(number("1000000-2026-11-25T03-12-07Z"), Some(1_000_000));
        for other in
            ["000042-2026-11-25T03-12-07Z.manifest", "2019-holidays", "000042-", "42-2026-11-25T03-12-07Z"]
        {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
