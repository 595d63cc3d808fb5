//! A folder on another machine (`rsync:editor@www.example.org:/srv/www/news`), reached by `rsync`
//! and `ssh` with the keys and settings of the user.
//!
//! `RSYNC_RSH` replaces ssh or adds arguments, as for rsync.
//!
//! ```text
//! .dateline/manifest, .dateline/journal, .dateline/lock     as at every target of its shape
//! .dateline/tmp/                                            files that are not whole yet
//! ```
//!
//! `RSYNC_RSH` in the environment names another ssh, or gives it arguments, as it does for rsync.

mod ssh;
mod transfer;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cache;
use crate::sources::ManagedDir;

use super::build_output::BuildOutput;
use super::cache_dir::CacheDir;
use super::plan::Upload;
use super::target::{CreateResult, Listing, Store};
use super::target_file::{ServedBy, TargetFile};
use super::{DeployContext, DeployError, Progress, Task};

use ssh::Ssh;
use transfer::Transfer;

/// A folder on another machine as a target.
pub(super) struct RsyncTarget {
    ssh: Ssh,
    /// Local folder in which this deploy stages uploads.
    stage: PathBuf,
    /// Remote name of a partial file.
    part: String,
}

impl RsyncTarget {
    /// Opens the target. Creates the remote folder, unless this is a dry run.
    pub(super) fn open(
        root: &Path,
        place: &CacheDir,
        host: &str,
        path: &str,
        context: &DeployContext<'_>,
    ) -> Result<Self, DeployError> {
        let id = format!("{:?}", context.id);
        let root = root.canonicalize().map_err(DeployError::system("find", root))?;
        // Fails if a symlink of the site leads elsewhere, since the folder is emptied later.
        let stages = format!("{}/deploy/{}.stage", cache::FOLDER, context.settings.name);
        ManagedDir::create(&root, &stages).map_err(DeployError::system("create", root.join(&stages)))?;
        let stages = root.join(stages);
        let ssh = Ssh::new(host, path, place);
        if context.request.task != Task::DryRun {
            ssh.prepare()?;
        }
        Ok(Self { ssh, stage: stages.join(&id), part: format!(".dateline/tmp/{id}") })
    }

    fn copy(&self) -> Transfer<'_> {
        Transfer { ssh: &self.ssh, stage: &self.stage }
    }
}

impl Store for RsyncTarget {
    fn served_by(&self) -> ServedBy {
        ServedBy::WebServer
    }

    fn headers_hash(&self, _: &TargetFile) -> u32 {
        0
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        self.ssh.read(name)
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), DeployError> {
        self.ssh.write(name, &self.part, &bytes)
    }

    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<CreateResult, DeployError> {
        let is_made = self.ssh.create(name, &self.part, &bytes)?;
        Ok(if is_made { CreateResult::Created } else { CreateResult::AlreadyExists })
    }

    fn list(&self) -> Result<Listing, DeployError> {
        self.copy().list()
    }

    fn sweep(&self) -> Result<(), DeployError> {
        if let Some(stages) = self.stage.parent() {
            transfer::clear(stages)?;
        }
        self.ssh.sweep()
    }

    fn put(
        &self,
        files: &[Upload<'_>],
        built: &BuildOutput,
        sent: &(dyn Fn(&TargetFile) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), DeployError> {
        self.copy().send(files, built)?;
        for Upload { file: item, .. } in files {
            sent(item);
            progress.sent(item.size);
        }
        Ok(())
    }

    /// Remote files have no ownership mark.
    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, DeployError> {
        Ok(vec![false; paths.len()])
    }

    fn remove(&self, paths: &[&str]) -> Result<(), DeployError> {
        let mut folders = BTreeSet::new();
        for path in paths {
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            folders.extend(above.filter(|folder| !folder.starts_with(".dateline")));
        }
        // Reverse order: subfolders first.
        let folders: Vec<&str> = folders.into_iter().rev().collect();
        self.ssh.remove(paths, &folders)
    }
}

impl Drop for RsyncTarget {
    fn drop(&mut self) {
        // The next deploy removes what remains.
        let _ = transfer::clear(&self.stage);
        if let Some(stages) = self.stage.parent() {
            // It may hold the stage of another deploy.
            if std::fs::remove_dir(stages).is_ok()
                && let Some(above) = stages.parent()
            {
                let _ = std::fs::remove_dir(above);
            }
        }
    }
}
