//! Writes cache files under temporary names, and flushes them with the stage.

use super::journal::{Journal, pending_name};
use super::stage_lock::StageLock;
use super::{Output, PublishError, disk};
use crate::cache;
use crate::platform::io::Errno;
use crate::sources::ManagedDir;

/// A cache file that describes the output. It may be on another disk.
#[derive(Debug, Clone)]
pub struct CacheFile {
    /// Name.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Flushes the stage and the cache files, which may be on different file systems.
pub(super) fn flush(lock: &StageLock, records: Option<&ManagedDir>) -> Result<(), PublishError> {
    let failed = |error| PublishError::new("flush", lock.path(), error);
    crate::platform::flush_file_system(lock).map_err(failed)?;
    let Some(folder) = records else { return Ok(()) };
    let of_stage = disk::device(lock).map_err(failed)?;
    let flush = || {
        if disk::device(folder)? == of_stage { Ok(()) } else { crate::platform::flush_file_system(folder) }
    };
    flush().map_err(|error: Errno| PublishError::new("flush", folder.path(), error))
}

/// Writes cache files under temporary names.
///
/// Returns their folder, if there are any.
pub(super) fn write_pending(
    records: &[CacheFile],
    output: &Output,
    journal: &mut Journal,
) -> Result<Option<ManagedDir>, PublishError> {
    if records.is_empty() {
        return Ok(None);
    }
    let path = output.site().join(cache::FOLDER);
    let folder = ManagedDir::create(output.site(), cache::FOLDER)
        .map_err(|error| PublishError::new("write to", path, error))?;
    for CacheFile { name, bytes } in records {
        let path = folder.path().join(name);
        if folder.contains(name) && folder.file_size(name).is_none() {
            let planned = path.display().to_string();
            return Err(PublishError::Blocked { path, planned });
        }
        journal.records.push(name.clone());
        disk::crash_point();
        folder.write(&pending_name(name), bytes).map_err(|error| PublishError::new("write", path, error))?;
    }
    Ok(Some(folder))
}

/// Removes temporary cache files of an uncommitted build.
///
/// The next build replaces any that remain.
pub(super) fn remove_pending(records: &[String], output: &Output) {
    let Ok(folder) = ManagedDir::open(output.site(), cache::FOLDER) else { return };
    for record in records {
        let _ = folder.remove_file(&pending_name(record));
    }
}
