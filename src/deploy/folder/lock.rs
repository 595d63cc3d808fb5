//! One deploy at a time. In goes whoever wants to deploy; out comes a lock that the system takes away from a process that
//! is killed.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::deploy::Fault;
use crate::deploy::lock::Holder;

use super::layout::Layout;

/// A lock that is held.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock.
    pub(super) fn take(layout: &Layout, holder: &Holder) -> Result<Self, Fault> {
        let path = layout.releases.join("lock");
        fs::create_dir_all(&layout.releases).map_err(Fault::system("create", &layout.releases))?;
        let open = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(Fault::system("lock", &path))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut said = Vec::new();
                let _ = file.read_to_end(&mut said);
                // Whoever has only just taken it may not have written who that is.
                let holder = Holder::from_bytes(&said).unwrap_or_else(|| holder.clone());
                return Err(Fault::Locked { holder, is_stale: false });
            }
            Err(error) => return Err(Fault::system("lock", path)(error.into())),
        }
        let written =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&holder.to_bytes()));
        written.map_err(Fault::system("write", &path))?;
        Ok(Self { _file: file })
    }
}
