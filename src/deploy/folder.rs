//! A served folder on this machine (`dir:/srv/www/news`).
//!
//! Each deploy creates a *release* next to the folder and switches the symlink to it atomically.
//! Unchanged files are hard links to the previous release, so 100,000 files take a second or two.
//! The last releases are kept for `--rollback`. Files that others put into the folder, such as a
//! certificate challenge, are carried along.
//!
//! ```text
//! /srv/www/news -> .news.releases/000042-2026-11-25T03-12-07Z
//! /srv/www/.news.releases/lock                       held by the running deploy
//! /srv/www/.news.releases/000042-2026-11-25T03-12-07Z/  all files of a release
//! /srv/www/.news.releases/000042-2026-11-25T03-12-07Z.manifest  files that Dateline owns
//! /srv/www/.news.releases/part/                      incomplete release
//! /srv/www/.news.releases/link, back                 future symlink
//! /srv/www/.news.releases/gone/                      release being deleted
//! ```

mod layout;
mod release;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use super::build_output::BuildOutput;
use super::file_lock::FileLock;
use super::lock::LockHolder;
use super::manifest::Manifest;
use super::plan::Plan;
use super::target::{Listing, RemoteFile, Tree, Verify};
use super::target_file::ServedBy;
use super::{DeployError, Progress};

use layout::ReleaseLayout;
use release::ReleaseBuilder;

/// A served folder as a target.
pub(super) struct ReleaseFolder {
    layout: ReleaseLayout,
    keep: usize,
    now: Timestamp,
    _lock: Option<FileLock>,
}

/// Mode of opening a folder.
pub(super) enum OpenMode<'a> {
    /// For reading.
    ReadOnly,
    /// For a deploy, with the lock.
    Locked(&'a LockHolder),
}

impl ReleaseFolder {
    /// Opens a folder, which may not exist.
    pub(super) fn open(
        root: &Path,
        path: &str,
        keep: usize,
        mode: &OpenMode<'_>,
        now: Timestamp,
    ) -> Result<Self, DeployError> {
        let layout = ReleaseLayout::of(root, Path::new(path))?;
        layout.check()?;
        let lock = match mode {
            OpenMode::ReadOnly => None,
            OpenMode::Locked(holder) => {
                layout.make()?;
                let lock = FileLock::take(&layout.releases.join("lock"), holder)?;
                layout.sweep()?;
                if let Some(current) = layout.current()? {
                    layout.prune(&current, keep);
                }
                Some(lock)
            }
        };
        Ok(Self { layout, keep, now, _lock: lock })
    }
}

impl Tree for ReleaseFolder {
    fn served_by(&self) -> ServedBy {
        ServedBy::WebServer
    }

    fn manifest(&self) -> Result<Option<Manifest>, DeployError> {
        let Some(release) = self.layout.current()? else { return Ok(None) };
        let path = self.layout.manifest(&release);
        match fs::read(&path) {
            Ok(bytes) => {
                let name = path.display().to_string();
                Manifest::from_bytes(&bytes).map(Some).map_err(|error| super::unreadable(&name, error))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DeployError::system("read", path)(error)),
        }
    }

    fn list(&self, verify: Verify) -> Result<Option<Listing>, DeployError> {
        let Some(release) = self.layout.current()? else { return Ok(Some(Listing::new())) };
        let folder = self.layout.folder(&release);
        let listed = release::files(&folder)?.into_par_iter().map(|(path, size)| {
            let md5 = match verify {
                Verify::Quick => None,
                Verify::Full => Some(release::md5(&folder.join(&path))?),
            };
            Ok((path.into(), RemoteFile { size, md5, mark: None }))
        });
        listed.collect::<Result<Listing, DeployError>>().map(Some)
    }

    fn replace(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<(), DeployError> {
        let before = self.layout.current()?;
        let ours = self.manifest()?.unwrap_or_default();
        let name = self.layout.next(self.now)?;
        let part = self.layout.part();
        release::clear(&part)?;
        let release =
            ReleaseBuilder { before: before.map(|before| self.layout.folder(&before)), part: &part };
        release.lay_out(plan, next, &ours, built, progress)?;
        let manifest = self.layout.manifest(&name);
        fs::write(&manifest, next.to_bytes()).map_err(DeployError::system("write", &manifest))?;
        let folder = self.layout.folder(&name);
        self.layout.prepare(&name)?;
        fs::rename(&part, &folder).map_err(DeployError::system("create", &folder))?;
        release::flush(&folder);
        self.layout.turn()?;
        self.layout.prune(&name, self.keep);
        Ok(())
    }

    fn roll_back(&self) -> Result<String, DeployError> {
        let current = self.layout.current()?;
        let Some(before) = current.map(|current| self.layout.before(&current)).transpose()?.flatten() else {
            return Err(DeployError::Impossible(
                "there is no earlier release to go back to".into(),
                "build the site as it was, from the repository, and deploy that",
            ));
        };
        self.layout.turn_back_to(&before)?;
        Ok(before)
    }
}

/// Resolves a path of the config, relative to the site.
pub(super) fn place(root: &Path, path: &str) -> PathBuf {
    root.join(path)
}
