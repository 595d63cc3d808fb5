//! Stage directory with an exclusive lock.
//!
//! The lock is held with `flock`, so the kernel releases it if the process dies.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::fd::{AsFd, BorrowedFd, OwnedFd};
use crate::platform::fs::{Access, AtFlags, CWD, FlockOperation, MetadataExt, flock};
use crate::platform::io::Errno;

use super::{Output, PublishError, disk};

/// Name of the locked file.
const LOCK: &str = "lock";

/// Behavior while another build holds the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Fail with [`PublishError::Busy`].
    No,
    /// Wait for the lock, without a timeout.
    UntilFree,
}

/// Locked stage directory.
pub(super) struct StageLock {
    path: PathBuf,
    folder: OwnedFd,
    /// Whether a dead build left it.
    is_taken_over: bool,
    // Holds the lock while open.
    _lock: File,
}

impl StageLock {
    /// Creates the stage directory, or takes over that of a dead build.
    pub(super) fn take(output: &Output, wait: Wait) -> Result<Self, PublishError> {
        fs::create_dir_all(output.parent())
            .map_err(|error| PublishError::new("create the directory", output.parent(), error))?;
        let path = stage_path(output)?;
        // The previous owner deletes the stage with its lock file. A waiting build then holds a
        // deleted file and starts again.
        loop {
            if let Some(lock) = Self::attempt(output, &path, wait)? {
                return Ok(lock);
            }
        }
    }

    fn attempt(output: &Output, path: &Path, wait: Wait) -> Result<Option<Self>, PublishError> {
        let failed = |doing| move |error: Errno| PublishError::new(doing, path, error);
        let is_taken_over = match fs::create_dir(path) {
            Ok(()) => false,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => true,
            Err(error) => return Err(PublishError::new("create the directory", path, error)),
        };
        let folder = match disk::open_folder(CWD, path) {
            Ok(folder) => folder,
            Err(Errno::NOENT) => return Ok(None),
            Err(Errno::NOTDIR | Errno::LOOP) => return Err(PublishError::NotAStage { path: path.into() }),
            Err(error) => return Err(failed("open")(error)),
        };
        let names = disk::names(&folder).map_err(failed("read"))?;
        if !names.is_empty() && !names.iter().any(|name| name == LOCK) {
            return Err(PublishError::NotAStage { path: path.into() });
        }
        let lock = match disk::open_or_create(&folder, LOCK) {
            Ok(lock) => lock,
            Err(Errno::NOENT) => return Ok(None),
            // A link, a directory or a socket in its place.
            Err(Errno::LOOP | Errno::ISDIR | Errno::NXIO) => {
                return Err(PublishError::NotAStage { path: path.into() });
            }
            Err(error) => return Err(failed("lock")(error)),
        };
        let operation = match wait {
            Wait::No => FlockOperation::NonBlockingLockExclusive,
            Wait::UntilFree => FlockOperation::LockExclusive,
        };
        match flock(&lock, operation) {
            Ok(()) => {}
            Err(Errno::INTR) => return Ok(None),
            Err(Errno::WOULDBLOCK) => return Err(PublishError::Busy { output: output.path().into() }),
            Err(error) => return Err(failed("lock")(error)),
        }
        let ours = lock.metadata().map_err(|error| PublishError::new("lock", path, error))?;
        if !ours.is_file() {
            return Err(PublishError::NotAStage { path: path.into() });
        }
        Ok(match path.join(LOCK).symlink_metadata() {
            Ok(found) if (found.dev(), found.ino()) == (ours.dev(), ours.ino()) => {
                Some(Self { path: path.into(), folder, is_taken_over, _lock: lock })
            }
            _ => None,
        })
    }

    /// Returns the path of the directory.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether a dead build left the stage.
    pub(super) fn is_taken_over(&self) -> bool {
        self.is_taken_over
    }

    /// Deletes everything in the stage except the lock.
    pub(super) fn clear(&self) -> Result<(), PublishError> {
        for name in disk::names(self).map_err(|error| PublishError::new("read", &self.path, error))? {
            if name == LOCK {
                continue;
            }
            disk::crash_point();
            disk::remove_all(self, &name)
                .map_err(|error| PublishError::new("remove", self.path.join(&name), error))?;
        }
        Ok(())
    }

    /// Deletes the empty stage and releases the lock.
    ///
    /// After a failure the next build takes the stage over.
    pub(super) fn release(&self) {
        // The lock file is deleted last: a directory without it is not recognized as a stage.
        if disk::remove_file(self, LOCK).is_ok() {
            disk::crash_point();
            let _ = fs::remove_dir(&self.path);
        }
    }
}

impl AsFd for StageLock {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }
}

/// Returns the path of the stage: next to the output, or inside if the output is a mount point or
/// its parent is not writable.
fn stage_path(output: &Output) -> Result<PathBuf, PublishError> {
    let mut name = std::ffi::OsString::from(".");
    name.push(output.name());
    name.push(".stage");
    let (beside, within) = (output.parent().join(&name), output.path().join(&name));

    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: Errno| PublishError::new("open", path, error)
    };
    let parent = disk::open_folder(CWD, output.parent()).map_err(failed(output.parent()))?;
    let inside = match disk::open_folder(CWD, output.path()) {
        Ok(inside) => inside,
        Err(Errno::NOENT) => return Ok(beside),
        Err(error) => return Err(failed(output.path())(error)),
    };
    let device = |folder: &OwnedFd| crate::platform::fs::fstat(folder).map(|found| found.st_dev).ok();
    // Linux checks the mounts before the file, so this rename of a missing file detects a mount.
    let probe = "dateline asks whether files can be moved here";
    let apart = device(&parent) != device(&inside)
        || crate::platform::fs::renameat(&parent, probe, &inside, probe) == Err(Errno::XDEV);
    let rights = Access::WRITE_OK | Access::EXEC_OK;
    let locked = crate::platform::fs::accessat(&parent, ".", rights, AtFlags::empty()).is_err();
    Ok(if apart || locked || within.is_dir() { within } else { beside })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output() -> (tempfile::TempDir, Output) {
        let temp = tempfile::tempdir().unwrap();
        let output = Output::at(temp.path(), Path::new("public")).unwrap();
        (temp, output)
    }

    #[test]
    fn is_one_at_a_time_and_leaves_nothing() {
        let (temp, output) = output();
        let first = StageLock::take(&output, Wait::No).unwrap();
        assert!(matches!(StageLock::take(&output, Wait::No), Err(PublishError::Busy { .. })));
        let (said, heard) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let second = StageLock::take(&output, Wait::UntilFree).unwrap();
                said.send(()).unwrap();
                second.release();
            });
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert!(heard.try_recv().is_err(), "the second did not wait");
            first.release();
            drop(first);
        });
        heard.recv().unwrap();
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn takes_no_strangers_directory() {
        let (temp, output) = output();
        fs::create_dir(temp.path().join(".public.stage")).unwrap();
        fs::write(temp.path().join(".public.stage/letters"), "").unwrap();
        assert!(matches!(StageLock::take(&output, Wait::No), Err(PublishError::NotAStage { .. })));
        assert!(temp.path().join(".public.stage/letters").exists());
    }

    #[test]
    fn never_follows_a_link() {
        let (temp, output) = output();
        fs::create_dir(temp.path().join("mine")).unwrap();
        crate::platform::fs::symlink("mine", temp.path().join(".public.stage")).unwrap();
        assert!(matches!(StageLock::take(&output, Wait::No), Err(PublishError::NotAStage { .. })));
    }
}
