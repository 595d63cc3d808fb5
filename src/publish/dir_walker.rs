//! A way through the output by open directories. In come paths of directories, sorted; out comes each of them, open,
//! every directory opened once, and never by way of a symbolic link, whatever has happened since the survey.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;

use super::{Output, PublishError, disk};

/// What the way is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WalkMode {
    /// Things are put in: a directory that is missing is made.
    Create,
    /// Things are taken out: a directory that is empty when it is left goes too, except the output itself.
    Remove,
}

/// Where the way has led so far.
pub(super) struct DirWalker<'a> {
    output: &'a Output,
    root: OwnedFd,
    mode: WalkMode,
    path: String,
    /// The directories on the way, each with the length of its path.
    steps: Vec<(usize, OwnedFd)>,
}

impl<'a> DirWalker<'a> {
    /// Begins at the output; `None` when there is nothing to take anything out of.
    pub(super) fn new(output: &'a Output, mode: WalkMode) -> Result<Option<Self>, PublishError> {
        let failed = |error| PublishError::new("open", output.path(), error);
        if mode == WalkMode::Create {
            std::fs::create_dir_all(output.path())
                .map_err(|error| PublishError::new("create the directory", output.path(), error))?;
        }
        match disk::open_folder(rustix::fs::CWD, output.path()) {
            Ok(root) => Ok(Some(Self { output, root, mode, path: String::new(), steps: Vec::new() })),
            Err(Errno::NOENT) if mode == WalkMode::Remove => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// The directory at this path. `None` when things are taken out and it is not there, or no longer a directory.
    pub(super) fn enter(&mut self, folder: &str) -> Result<Option<BorrowedFd<'_>>, PublishError> {
        while !is_in(folder, &self.path) {
            self.leave();
        }
        while self.path.len() < folder.len() {
            let begin = if self.path.is_empty() { 0 } else { self.path.len() + 1 };
            let end = folder[begin..].find('/').map_or(folder.len(), |slash| begin + slash);
            let Some(next) = self.open(&folder[begin..end], &folder[..end])? else { return Ok(None) };
            self.path.replace_range(.., &folder[..end]);
            self.steps.push((end, next));
        }
        Ok(Some(self.here()))
    }

    /// Leaves every directory that was entered.
    pub(super) fn end(mut self) {
        while !self.steps.is_empty() {
            self.leave();
        }
    }

    fn here(&self) -> BorrowedFd<'_> {
        self.steps.last().map_or(self.root.as_fd(), |(_, folder)| folder.as_fd())
    }

    fn open(&self, name: &str, path: &str) -> Result<Option<OwnedFd>, PublishError> {
        if matches!(name, "" | "." | "..") {
            return Err(PublishError::OutsideOutput { file: path.into() });
        }
        let at = self.here();
        let failed = |error| PublishError::new("open", self.output.file(path), error);
        let found = match disk::open_folder(at, name) {
            Err(Errno::NOENT) if self.mode == WalkMode::Create => {
                disk::make_folder(at, name).map_err(failed)?;
                disk::open_folder(at, name)
            }
            found => found,
        };
        match (found, self.mode) {
            (Ok(folder), _) => Ok(Some(folder)),
            (Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP), WalkMode::Remove) => Ok(None),
            (Err(Errno::NOTDIR | Errno::LOOP), WalkMode::Create) => {
                let path_found = self.output.file(path);
                Err(match disk::entry_kind(at, name).map_err(failed)? {
                    disk::EntryKind::Link => PublishError::Symlink { path: path_found },
                    _ => PublishError::Blocked { path: path_found, planned: format!("{path}/") },
                })
            }
            (Err(error), _) => Err(failed(error)),
        }
    }

    fn leave(&mut self) {
        let Some((end, _)) = self.steps.pop() else { return };
        let begin = self.steps.last().map_or(0, |(length, _)| length + 1);
        if self.mode == WalkMode::Remove {
            // It stays when there is something in it. Should it stay for another reason, an empty directory does no
            // harm, and would be no reason to call the site unfinished.
            let _ = disk::remove_folder(self.here(), &self.path[begin..end]);
        }
        self.path.truncate(begin.saturating_sub(1));
    }
}

/// Whether a path is a directory or somewhere in it.
fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
