//! Where the releases of a served folder are, and which one is served. In go the folder's path and names of releases; out
//! come paths, and one symbolic link that is turned from one release to another.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;

use crate::deploy::DeployError;

/// A link that is ready to be turned to a new release.
const LINK: &str = "link";

/// A link that is ready to be turned back.
const BACK: &str = "back";

/// A release that is being laid out.
const PART: &str = "part";

/// A release that is being deleted.
const GONE: &str = "gone";

/// Where everything of a served folder is.
pub(super) struct ReleaseLayout {
    /// The symbolic link that a server serves.
    link: PathBuf,
    /// The name of the folder of releases, beside it.
    name: String,
    /// The folder of releases.
    pub(super) releases: PathBuf,
}

impl ReleaseLayout {
    /// The layout around a folder; a relative one begins at the site.
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

    /// Refuses a folder that is somebody else's. A folder of releases that is a symbolic link would have releases written
    /// and deleted where it leads.
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

    /// Makes the folder of releases, unless it is there.
    pub(super) fn make(&self) -> Result<(), DeployError> {
        match fs::create_dir(&self.releases) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(DeployError::system("create", &self.releases)(error))
            }
            _ => self.check(),
        }
    }

    /// Removes what a deploy that was cut short has left. Only who holds the lock may do so.
    pub(super) fn sweep(&self) -> Result<(), DeployError> {
        let waiting = self.releases.join(LINK);
        clear(&self.releases.join(GONE))?;
        if let Some(name) = self.leads_to(&waiting) {
            // It was never served.
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

    /// The release that is served.
    pub(super) fn current(&self) -> Result<Option<String>, DeployError> {
        let leads = match fs::read_link(&self.link) {
            Ok(leads) => leads,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // What is there is no symbolic link.
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

    /// Returns the release that a symbolic link leads to.
    fn leads_to(&self, link: &Path) -> Option<String> {
        let leads = fs::read_link(link).ok()?;
        let name = leads.strip_prefix(&self.name).ok()?.to_str()?;
        number(name).map(|_| name.to_owned())
    }

    /// A release's folder.
    pub(super) fn folder(&self, release: &str) -> PathBuf {
        self.releases.join(release)
    }

    /// A release's manifest.
    pub(super) fn manifest(&self, release: &str) -> PathBuf {
        self.releases.join(format!("{release}.manifest"))
    }

    /// Where a release is laid out.
    pub(super) fn part(&self) -> PathBuf {
        self.releases.join(PART)
    }

    /// The name of the next release.
    pub(super) fn next(&self, now: Timestamp) -> Result<String, DeployError> {
        let last = self.all()?.last().and_then(|name| number(name)).unwrap_or(0);
        Ok(format!("{:06}-{}", last + 1, now.strftime("%Y-%m-%dT%H-%M-%SZ")))
    }

    /// The complete release before one.
    pub(super) fn before(&self, release: &str) -> Result<Option<String>, DeployError> {
        let is_before = |name: &String| number(name) < number(release);
        Ok(self.all()?.into_iter().rfind(is_before))
    }

    /// All complete releases, the oldest first.
    fn all(&self) -> Result<Vec<String>, DeployError> {
        let mut all = self.names()?;
        all.retain(|name| {
            let found = || fs::symlink_metadata(self.folder(name));
            number(name).is_some() && found().is_ok_and(|found| found.is_dir())
        });
        all.sort_unstable_by_key(|name| number(name));
        Ok(all)
    }

    /// The names of everything in the folder of releases.
    fn names(&self) -> Result<Vec<String>, DeployError> {
        match fs::read_dir(&self.releases) {
            Ok(entries) => {
                Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(DeployError::system("read", &self.releases)(error)),
        }
    }

    /// Gets a link ready that leads to a release which is not there yet. Until it is turned, it says which release that
    /// is, should this deploy be cut short.
    pub(super) fn prepare(&self, release: &str) -> Result<(), DeployError> {
        self.link_to(release, LINK)
    }

    /// Turns the link that is ready, in one step.
    pub(super) fn turn(&self) -> Result<(), DeployError> {
        fs::rename(self.releases.join(LINK), &self.link).map_err(DeployError::system("replace", &self.link))
    }

    /// Turns the link back to an earlier release, in one step.
    pub(super) fn turn_back_to(&self, release: &str) -> Result<(), DeployError> {
        self.link_to(release, BACK)?;
        fs::rename(self.releases.join(BACK), &self.link).map_err(DeployError::system("replace", &self.link))
    }

    fn link_to(&self, release: &str, name: &str) -> Result<(), DeployError> {
        let link = self.releases.join(name);
        let _ = fs::remove_file(&link);
        symlink(Path::new(&self.name).join(release), &link).map_err(DeployError::system("create", link))
    }

    /// Deletes old releases, all but the newest and the one that is served. What can't be deleted now the next deploy
    /// deletes, and what has no manifest is not ours.
    pub(super) fn prune(&self, current: &str, keep: usize) {
        let Ok(mut all) = self.all() else { return };
        all.retain(|name| name != current && self.manifest(name).is_file());
        let surplus = all.len().saturating_sub(keep.saturating_sub(1));
        for release in &all[..surplus] {
            let _ = self.remove(release);
        }
    }

    /// Deletes a release. It loses its name first, so that nobody goes back to a part of it.
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

/// Removes whatever is at a path. Of a symbolic link that is the link.
fn clear(path: &Path) -> Result<(), DeployError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    removed.map_err(DeployError::system("remove", path))
}

/// Refuses a relative path that leads through a symbolic link of the site: it comes with the site, and may lead anywhere.
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

/// The number at the beginning of a release's name, if it is one that Dateline gives: `000042-2026-11-25T03-12-07Z`.
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
