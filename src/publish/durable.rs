//! Writes the records of a build beside their places, and flushes them to the disk with all that waits in the stage.

use rustix::io::Errno;

use super::claim::Claim;
use super::journal::{Journal, waiting};
use super::stage::Record;
use super::{Output, PublishError, disk};
use crate::cache;
use crate::sources::ManagedDir;

/// Waits until all that is new is on the disk: what is in the stage, and the records, which may be on another file
/// system.
pub(super) fn flush(claim: &Claim, records: Option<&ManagedDir>) -> Result<(), PublishError> {
    let failed = |error| PublishError::new("flush", claim.path(), error);
    disk::flush_file_system(claim).map_err(failed)?;
    let Some(folder) = records else { return Ok(()) };
    let of_stage = disk::device(claim).map_err(failed)?;
    let flush = || if disk::device(folder)? == of_stage { Ok(()) } else { disk::flush_file_system(folder) };
    flush().map_err(|error: Errno| PublishError::new("flush", folder.path(), error))
}

/// Writes the records beside their places. Returns the folder that they are in, if there are any.
pub(super) fn lay_records(
    records: &[Record],
    output: &Output,
    journal: &mut Journal,
) -> Result<Option<ManagedDir>, PublishError> {
    if records.is_empty() {
        return Ok(None);
    }
    let path = output.site().join(cache::FOLDER);
    let folder = ManagedDir::create(output.site(), cache::FOLDER)
        .map_err(|error| PublishError::new("write to", path, error))?;
    for Record { name, bytes } in records {
        let path = folder.path().join(name);
        if folder.contains(name) && folder.file_size(name).is_none() {
            let planned = path.display().to_string();
            return Err(PublishError::InTheWay { path, planned });
        }
        journal.records.push(name.clone());
        disk::step();
        folder.write(&waiting(name), bytes).map_err(|error| PublishError::new("write", path, error))?;
    }
    Ok(Some(folder))
}

/// Removes records that wait, of a build that is not decided on. One that stays is in nobody's way: the next build
/// replaces it.
pub(super) fn drop_records(records: &[String], output: &Output) {
    let Ok(folder) = ManagedDir::open(output.site(), cache::FOLDER) else { return };
    for record in records {
        let _ = folder.remove_file(&waiting(record));
    }
}
