//! Writes the records of a build beside their places, and flushes them to the disk with all that waits in the stage.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::claim::Claim;
use super::journal::{Journal, RecordPath};
use super::stage::Record;
use super::{Output, PublishError, disk};

/// Waits until all that is new is on the disk: what is in the stage, and the records, which may be on another file
/// system.
pub(super) fn flush(claim: &Claim, records: &[PathBuf]) -> Result<(), PublishError> {
    let failed = |path: &Path, error: Errno| PublishError::new("flush", path, error);
    disk::flush_file_system(claim).map_err(|error| failed(claim.path(), error))?;
    let mut flushed = vec![disk::device(claim).map_err(|error| failed(claim.path(), error))?];
    for folder in records.iter().filter_map(|record| record.parent()) {
        let mut flush = || {
            let open = disk::open_folder(rustix::fs::CWD, folder)?;
            let device = disk::device(&open)?;
            if !flushed.contains(&device) {
                disk::flush_file_system(&open)?;
                flushed.push(device);
            }
            Ok(())
        };
        flush().map_err(|error| failed(folder, error))?;
    }
    Ok(())
}

/// Writes the records beside their places.
pub(super) fn lay_records(
    records: &[Record<'_>],
    output: &Output,
    journal: &mut Journal,
    laid: &mut Vec<PathBuf>,
) -> Result<(), PublishError> {
    for record in records {
        let failed = |error| PublishError::new("write", record.path, error);
        let path = settled(record.path).map_err(failed)?;
        if path.is_dir() {
            let planned = path.display().to_string();
            return Err(PublishError::InTheWay { path, planned });
        }
        laid.push(RecordPath::waiting(&path));
        disk::step();
        fs::write(RecordPath::waiting(&path), record.bytes).map_err(failed)?;
        journal.records.push(RecordPath::new(output.parent(), &path));
    }
    Ok(())
}

/// The record's path as it is seen from everywhere, with the directory that it is in made.
fn settled(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(parent)?;
    Ok(parent.canonicalize()?.join(name))
}
