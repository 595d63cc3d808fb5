//! A folder of another machine (`rsync:editor@www.example.org:/srv/www/news`), which takes files one by one. In go files; out
//! they come over there, by the user's own `rsync` and `ssh`, with the keys and settings of these.
//!
//! ```text
//! .dateline/manifest, .dateline/journal, .dateline/lock     as at every target of its shape
//! .dateline/tmp/                                            files that are not whole yet
//! ```
//!
//! `RSYNC_RSH` in the environment names another ssh, or gives it arguments, as it does for rsync.

mod copy;
mod shell;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cache;
use crate::sources::ManagedDir;

use super::built::Built;
use super::item::{Audience, Item};
use super::target::{Creation, Listing, Send, Store};
use super::workplace::Workplace;
use super::{Fault, Orders, Progress, Task};

use copy::Copy;
use shell::Shell;

/// A folder of another machine.
pub(super) struct Remote {
    shell: Shell,
    /// Where files are laid out that are about to be sent: a folder of this deploy's, in one of the target's.
    stage: PathBuf,
    /// What a file of Dateline's own is called until it is whole.
    part: String,
}

impl Remote {
    /// Opens a folder; it is made if it is to be changed and is not there.
    pub(super) fn open(
        root: &Path,
        place: &Workplace,
        (host, path): (&str, &str),
        orders: &Orders<'_>,
    ) -> Result<Self, Fault> {
        let id = format!("{:?}", orders.id);
        let root = root.canonicalize().map_err(Fault::system("find", root))?;
        // A site may bring a folder along that leads elsewhere: it is refused, as what is in it would be removed.
        let stages = format!("{}/deploy/{}.stage", cache::FOLDER, orders.settings.name);
        ManagedDir::create(&root, &stages).map_err(Fault::system("create", root.join(&stages)))?;
        let stages = root.join(stages);
        let shell = Shell::new(host, path, place);
        if orders.request.task != Task::Show {
            shell.prepare()?;
        }
        Ok(Self { shell, stage: stages.join(&id), part: format!(".dateline/tmp/{id}") })
    }

    fn copy(&self) -> Copy<'_> {
        Copy { shell: &self.shell, stage: &self.stage }
    }
}

impl Store for Remote {
    fn audience(&self) -> Audience {
        Audience::Servers
    }

    fn told(&self, _: &Item) -> u32 {
        0
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.shell.read(name)
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        self.shell.write(name, &self.part, &bytes)
    }

    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<Creation, Fault> {
        let is_made = self.shell.create(name, &self.part, &bytes)?;
        Ok(if is_made { Creation::Made } else { Creation::Taken })
    }

    fn list(&self) -> Result<Listing, Fault> {
        self.copy().list()
    }

    fn sweep(&self) -> Result<(), Fault> {
        if let Some(stages) = self.stage.parent() {
            copy::clear(stages)?;
        }
        self.shell.sweep()
    }

    fn put(
        &self,
        files: &[Send<'_>],
        built: &Built,
        sent: &(dyn Fn(&Item) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), Fault> {
        self.copy().send(files, built)?;
        for Send { item, .. } in files {
            sent(item);
            progress.sent(item.size);
        }
        Ok(())
    }

    /// A file over there does not say who put it there.
    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, Fault> {
        Ok(vec![false; paths.len()])
    }

    fn remove(&self, paths: &[&str]) -> Result<(), Fault> {
        let mut folders = BTreeSet::new();
        for path in paths {
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            folders.extend(above.filter(|folder| !folder.starts_with(".dateline")));
        }
        // In the order of their names a folder comes before those that are in it.
        let folders: Vec<&str> = folders.into_iter().rev().collect();
        self.shell.remove(paths, &folders)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // What is left of it the next deploy takes away.
        let _ = copy::clear(&self.stage);
        if let Some(stages) = self.stage.parent() {
            // Another's may be in it.
            if std::fs::remove_dir(stages).is_ok()
                && let Some(above) = stages.parent()
            {
                let _ = std::fs::remove_dir(above);
            }
        }
    }
}
