//! Walks the directories of the output through open file descriptors. Expects sorted paths, opens
//! each directory once, and never follows a symlink.

use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::io::Errno;

use super::{Output, PublishError, disk};

/// Mode of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WalkMode {
    /// Creates missing directories.
    Create,
    /// Removes directories that are empty when left, except the output itself.
    Remove,
}

/// Current position in the output.
pub(super) struct DirWalker<'a> {
    output: &'a Output,
    root: OwnedFd,
    mode: WalkMode,
    path: String,
    /// Open directories with the lengths of their paths.
    steps: Vec<(usize, OwnedFd)>,
}

impl<'a> DirWalker<'a> {
    /// Starts at the output; `None` if it is missing and files are to be removed.
    pub(super) fn new(output: &'a Output, mode: WalkMode) -> Result<Option<Self>, PublishError> {
        let failed = |error| PublishError::new("open", output.path(), error);
        if mode == WalkMode::Create {
            std::fs::create_dir_all(output.path())
                .map_err(|error| PublishError::new("create the directory", output.path(), error))?;
        }
        match disk::open_folder(crate::platform::fs::CWD, output.path()) {
            Ok(root) => Ok(Some(Self { output, root, mode, path: String::new(), steps: Vec::new() })),
            Err(Errno::NOENT) if mode == WalkMode::Remove => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Enters a directory.
    ///
    /// `None` if files are to be removed and it is missing or not a directory.
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

    /// Leaves all directories.
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
            // Fails if it is not empty. Any other failure leaves a harmless empty directory.
            let _ = disk::remove_folder(self.here(), &self.path[begin..end]);
        }
        self.path.truncate(begin.saturating_sub(1));
    }
}

/// Returns whether a path is a directory or below it.
fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
