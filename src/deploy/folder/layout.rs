//! Where the releases of a served folder are, and which one is served. In go the folder's path and names of releases; out
//! come paths, and one symbolic link that is turned from one release to another.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::deploy::Fault;

/// Where everything of a served folder is.
pub(super) struct Layout {
    /// The symbolic link that a server serves.
    link: PathBuf,
    /// The name of the folder of releases, beside it.
    name: String,
    /// The folder of releases.
    pub(super) releases: PathBuf,
}

impl Layout {
    /// The layout around a folder.
    pub(super) fn of(path: &Path) -> Result<Self, Fault> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str()))
        else {
            return Err(Fault::Impossible(
                format!("{} can't be a folder that is served", path.display()),
                "name a folder in another: to = \"dir:/srv/www/news\"",
            ));
        };
        let parent = parent.canonicalize().map_err(Fault::system("find", parent))?;
        let releases = format!(".{name}.releases");
        Ok(Self { link: parent.join(name), releases: parent.join(&releases), name: releases })
    }

    /// Refuses a folder that is somebody else's.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.current().map(|_| ())
    }

    /// The release that is served.
    pub(super) fn current(&self) -> Result<Option<String>, Fault> {
        let leads = match fs::read_link(&self.link) {
            Ok(leads) => leads,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // What is there is no symbolic link.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(self.not_ours()),
            Err(error) => return Err(Fault::system("read", &self.link)(error)),
        };
        let name = leads.strip_prefix(&self.name).ok().and_then(Path::to_str);
        match name {
            Some(name) if number(name).is_some() => Ok(Some(name.to_owned())),
            _ => Err(self.not_ours()),
        }
    }

    fn not_ours(&self) -> Fault {
        Fault::Impossible(
            format!("{} is there, and Dateline did not make it", self.link.display()),
            "move it elsewhere (mv), or name another folder: a symbolic link will stand there, which is turned from one \
             release to the next",
        )
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
        self.releases.join("part")
    }

    /// The name of the next release.
    pub(super) fn next(&self, now: Timestamp) -> Result<String, Fault> {
        let last = self.all()?.last().and_then(|name| number(name)).unwrap_or(0);
        Ok(format!("{:06}-{}", last + 1, now.strftime("%Y-%m-%dT%H-%M-%SZ")))
    }

    /// The complete release before one.
    pub(super) fn before(&self, release: &str) -> Result<Option<String>, Fault> {
        let is_before = |name: &String| number(name) < number(release);
        Ok(self.all()?.into_iter().rfind(is_before))
    }

    /// All complete releases, the oldest first.
    fn all(&self) -> Result<Vec<String>, Fault> {
        let entries = match fs::read_dir(&self.releases) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Fault::system("read", &self.releases)(error)),
        };
        let mut all: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| number(name).is_some() && !name.ends_with(".manifest"))
            .collect();
        all.sort_unstable_by_key(|name| number(name));
        Ok(all)
    }

    /// Turns the link to a release, in one step.
    pub(super) fn turn_to(&self, release: &str) -> Result<(), Fault> {
        let turned = self.releases.join("link");
        let _ = fs::remove_file(&turned);
        symlink(Path::new(&self.name).join(release), &turned).map_err(Fault::system("create", &turned))?;
        fs::rename(&turned, &self.link).map_err(Fault::system("replace", &self.link))
    }

    /// Deletes old releases, all but the newest and the one that is served. What can't be deleted now the next deploy
    /// deletes.
    pub(super) fn prune(&self, current: &str, keep: usize) {
        let Ok(mut all) = self.all() else { return };
        all.retain(|name| name != current);
        let surplus = all.len().saturating_sub(keep - 1);
        for release in &all[..surplus] {
            // The manifest goes last: what has none is not known.
            if fs::remove_dir_all(self.folder(release)).is_ok() {
                let _ = fs::remove_file(self.manifest(release));
            }
        }
    }
}

/// The number at the beginning of a release's name.
fn number(name: &str) -> Option<u64> {
    let (number, rest) = name.split_once('-')?;
    (!rest.contains('/')).then(|| number.parse().ok())?
}
