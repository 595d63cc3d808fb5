//! Lock that serializes the deploys of this machine.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::platform::fs::{FlockOperation, OFlags, OpenOptionsExt, flock};
use crate::platform::io::Errno;

use super::DeployError;
use super::lock::LockHolder;

/// Exclusive `flock` on a file, released by the kernel when the process ends.
pub(super) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// When another process has it, or there can't be such a file.
    pub(super) fn take(path: &Path, holder: &LockHolder) -> Result<Self, DeployError> {
        // Following a symlink would truncate another file; only regular files can be locked.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let open = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .custom_flags(flags.bits().cast_signed())
            .open(path);
        let mut file = open.map_err(DeployError::system("lock", path))?;
        if !file.metadata().is_ok_and(|found| found.is_file()) {
            return Err(DeployError::system("lock", path)(std::io::ErrorKind::InvalidInput.into()));
        }
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut said = Vec::new();
                let _ = file.read_to_end(&mut said);
                // The owner may not have been written yet.
                let holder = LockHolder::from_bytes(&said).unwrap_or_else(|| holder.clone());
                return Err(DeployError::Locked { holder, is_stale: false });
            }
            Err(error) => return Err(DeployError::system("lock", path)(error.into())),
        }
        let written =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&holder.to_bytes()));
        written.map_err(DeployError::system("write", path))?;
        Ok(Self { _file: file })
    }
}
