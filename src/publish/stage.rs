//! Stage of a running build: collects new and removed files from many threads, then replaces the
//! old site atomically. A dropped stage leaves the old site unchanged.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cache_files::{CacheFile, flush, remove_pending, write_pending};
use super::disk::{self, EntryKind};
use super::journal::{Journal, StagedFile};
use super::recover::{self, Recovery};
use super::stage_lock::{StageLock, Wait};
use super::staging::{Staging, lock};
use super::writeback::Writeback;
use super::{Output, PublishError, plan_journal, replay};
use crate::cache::FileStamp;
use crate::digest::Digest;
use crate::path::is_below;
use crate::platform::fd::AsFd;
use crate::sources::FileStat;

/// A new site in preparation.
///
/// After an error from [`Stage::write`] or [`Stage::copy_over`] the site is incomplete: drop the
/// stage.
pub struct Stage {
    output: Output,
    lock: StageLock,
    staging: Staging,
    leaving: Mutex<Vec<String>>,
    /// Staged files.
    waiting: Mutex<Vec<StagedFile>>,
    writeback: Writeback,
    recovery: Recovery,
    written: AtomicUsize,
    /// Output files of others that new files would replace.
    conflicts: Mutex<Vec<String>>,
    /// Number of removed files that are not part of the site.
    metadata_removed: AtomicUsize,
    state: StageState,
}

/// Owner of the file that a new one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOwner {
    /// Written by Dateline.
    Dateline,
    /// Dateline wrote a file with this digest and length, which may have changed since.
    Likely(Digest, u64),
    /// Not known to be written by Dateline.
    Unknown,
}

/// Error of [`Stage::copy_over`].
#[derive(Debug)]
pub enum CopyError {
    /// The file to copy can't be read.
    Read(io::Error),
    /// The copy can't be written.
    Write(PublishError),
}

/// A copied file.
#[derive(Debug, Clone, Copy)]
pub struct CopiedFile {
    /// Digest of the content.
    pub digest: Digest,
    /// Length in bytes.
    pub length: u64,
    /// Stamp of the new file.
    pub stamp: FileStamp,
}

/// Buffer size of copies, in bytes.
const COPY_BUFFER_BYTES: usize = 1 << 18;

/// Bytes of a file, with their digest.
#[derive(Debug, Clone, Copy)]
pub struct FileBytes<'a> {
    /// All bytes.
    pub bytes: &'a [u8],
    /// Their digest.
    pub digest: Digest,
}

/// An open file in the stage.
struct OpenedFile {
    file: File,
    /// Name in the stage.
    name: String,
    /// Entry of the output in its place.
    found: EntryKind,
}

/// State of the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StageState {
    /// Not committed: the output is unchanged.
    Open,
    /// Committed: this or the next build completes the new site.
    Committed,
}

/// Number of files that a build changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishCounts {
    /// Written files.
    pub written: usize,
    /// Removed files.
    pub removed: usize,
}

impl Stage {
    /// Opens the stage.
    ///
    /// Completes an interrupted build if it was committed, and discards it otherwise; so open a
    /// stage before reading the cache.
    ///
    /// # Errors
    /// Fails if another build holds the stage (with [`Wait::No`]), the stage cannot be created, or an
    /// interrupted build cannot be completed.
    pub fn open(output: &Output, wait: Wait) -> Result<Self, PublishError> {
        let lock = StageLock::take(output, wait)?;
        let recovery = recover::recover(&lock, output)?;
        lock.clear()?;
        let failed = |error| PublishError::new("create a directory in", lock.path(), error);
        disk::make_folder(&lock, replay::NEW).map_err(failed)?;
        let new = disk::open_folder(&lock, replay::NEW).map_err(failed)?;
        let writeback = Writeback::new(disk::open_folder(&lock, replay::NEW).map_err(failed)?);
        Ok(Self {
            output: output.clone(),
            staging: Staging::new(output, new)?,
            lock,
            leaving: Mutex::default(),
            waiting: Mutex::default(),
            writeback,
            recovery,
            written: AtomicUsize::new(0),
            conflicts: Mutex::default(),
            metadata_removed: AtomicUsize::new(0),
            state: StageState::Open,
        })
    }

    /// Returns the outcome of an interrupted build.
    pub fn recovery(&self) -> Recovery {
        self.recovery
    }

    /// Returns whether the previous build died, so that it may have left files elsewhere.
    pub fn is_taken_over(&self) -> bool {
        self.lock.is_taken_over()
    }

    /// Returns the stat of a file of the output, if it exists, to verify the cache.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn published(&self, file: &str) -> Result<Option<FileStat>, PublishError> {
        let Some(standing) = self.staging.standing() else { return Ok(None) };
        disk::stat(standing, file)
            .map_err(|error| PublishError::new("look at", self.output.file(file), error))
    }

    /// Writes a file.
    ///
    /// `file` is its path in the output, such as `2025/11/01/talks/index.html`. Each path is
    /// written once.
    ///
    /// # Errors
    /// When the disk is full or can't be written to, or a directory on the way is a symbolic link.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.write_over(file, FileBytes { bytes, digest: Digest::of(bytes) }, FileOwner::Dateline).map(|_| ())
    }

    /// Writes a file with this digest, and records a [conflict](Stage::conflicts) if it replaces a
    /// file of others with different content. Returns its stamp.
    ///
    /// # Errors
    /// As for [`Stage::write`].
    pub fn write_over(
        &self,
        file: &str,
        FileBytes { bytes, digest }: FileBytes<'_>,
        owner: FileOwner,
    ) -> Result<FileStamp, PublishError> {
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        let OpenedFile { file: mut new, name, found } = self.create(file)?;
        new.write_all(bytes).map_err(failed)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        self.note(file, StagedFile { name, length: bytes.len() as u64, digest }, found, owner);
        stamp(&new).map_err(failed)
    }

    /// Streams `from` to a new file, and records conflicts as [`Stage::write_over`] does.
    ///
    /// # Errors
    /// As for [`Stage::write`], and when `from` can't be read.
    pub fn copy_over(
        &self,
        file: &str,
        from: &mut dyn Read,
        owner: FileOwner,
    ) -> Result<CopiedFile, CopyError> {
        let failed = |error| CopyError::Write(PublishError::new("write", self.output.file(file), error));
        let OpenedFile { file: mut new, name, found } = self.create(file).map_err(CopyError::Write)?;
        let mut hasher = Digest::hasher();
        let mut piece = vec![0; COPY_BUFFER_BYTES];
        loop {
            let length = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(CopyError::Read(error)),
            };
            hasher.update(&piece[..length]);
            new.write_all(&piece[..length]).map_err(failed)?;
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        let (digest, length) = hasher.finish();
        self.note(file, StagedFile { name, length, digest }, found, owner);
        Ok(CopiedFile { digest, length, stamp: stamp(&new).map_err(failed)? })
    }

    /// Records a staged file, and a conflict if it replaces a file of others with different
    /// content.
    fn note(&self, file: &str, waiting: StagedFile, found: EntryKind, owner: FileOwner) {
        let is_clash = match (found, owner) {
            (EntryKind::Nothing | EntryKind::Folder, _) | (_, FileOwner::Dateline) => false,
            (EntryKind::Link, _) => true,
            (EntryKind::File(length), owner) => {
                let may_be_same = length == waiting.length && self.holds(file, waiting.digest, length);
                let is_recorded =
                    matches!(owner, FileOwner::Likely(digest, size) if self.holds(file, digest, size));
                !(may_be_same || is_recorded)
            }
        };
        if is_clash {
            lock(&self.conflicts).push(file.into());
        }
        self.note_waiting(waiting);
    }

    /// Returns the files of others that new files would replace, sorted.
    pub fn conflicts(&self) -> Vec<String> {
        let mut conflicts = lock(&self.conflicts).clone();
        conflicts.sort_unstable();
        conflicts
    }

    /// Returns whether the output has a file with this digest and length.
    pub fn holds(&self, file: &str, digest: Digest, size: u64) -> bool {
        let Some(standing) = self.staging.standing() else { return false };
        if disk::entry_kind(standing, file) != Ok(EntryKind::File(size)) {
            return false;
        }
        let Ok(found) = disk::open(standing, file) else { return false };
        Digest::of_reader(&mut found.take(size + 1)).is_ok_and(|found| found == (digest, size))
    }

    /// Returns whether the output existed when the stage was opened.
    pub fn has_output(&self) -> bool {
        self.staging.standing().is_some()
    }

    /// Writes a file that is not part of the site, such as the manifest.
    ///
    /// It is not counted.
    ///
    /// # Errors
    /// As for [`Stage::write`].
    pub fn write_metadata(&self, file: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        let OpenedFile { file: mut new, name, found: _ } = self.create(file)?;
        new.write_all(bytes).map_err(failed)?;
        let waiting = StagedFile { name, length: bytes.len() as u64, digest: Digest::of(bytes) };
        self.note_waiting(waiting);
        Ok(())
    }

    /// Removes such a file. It is not counted.
    pub fn remove_metadata(&self, file: &str) {
        self.metadata_removed.fetch_add(1, Ordering::Relaxed);
        self.remove(file);
    }

    /// Removes a file that Dateline wrote according to the cache.
    ///
    /// A file that is also written stays; a missing one is ignored.
    pub fn remove(&self, file: &str) {
        // A cache that comes with a site may name any path.
        if is_below(file) {
            lock(&self.leaving).push(file.into());
        }
    }

    /// Replaces the old site, then the cache files.
    ///
    /// # Errors
    /// Before the commit, with the output unchanged: if a file of others is in the way, a directory
    /// is not writable, or the journal or a cache file cannot be written. After the commit, as
    /// [`PublishError::Incomplete`]: if the disk fails; the next [`Stage::open`] resumes.
    pub fn commit(self, records: &[CacheFile]) -> Result<PublishCounts, PublishError> {
        self.commit_then(records, || ())
    }

    /// Commits, and calls `tidy` before the stage is removed.
    ///
    /// If the program is killed in between, the next build [knows](Stage::is_taken_over) that it
    /// has to tidy up.
    ///
    /// # Errors
    /// As for [`Stage::commit`].
    pub fn commit_then(
        mut self,
        records: &[CacheFile],
        tidy: impl FnOnce(),
    ) -> Result<PublishCounts, PublishError> {
        let leaving = std::mem::take(&mut *lock(&self.leaving));
        let mut journal = plan_journal::plan_journal(&mut self.staging, leaving, &self.output)?;
        journal.waiting = std::mem::take(&mut *lock(&self.waiting));
        let decided = write_pending(records, &self.output, &mut journal).and_then(|folder| {
            journal.write(&self.lock)?;
            flush(&self.lock, folder.as_ref())?;
            Journal::commit(&self.lock)
        });
        if let Err(error) = decided {
            remove_pending(&journal.records, &self.output);
            return Err(error);
        }
        self.state = StageState::Committed;
        let removed = replay::replay_with_retry(&journal, &self.lock, &self.output)
            .map_err(PublishError::incomplete)?;
        tidy();
        // The site is complete; the next build removes what is left of the stage.
        if self.lock.clear().is_ok() {
            self.lock.release();
        }
        let removed = removed.saturating_sub(*self.metadata_removed.get_mut());
        Ok(PublishCounts { written: *self.written.get_mut(), removed })
    }

    /// Records a staged file for the journal.
    fn note_waiting(&self, waiting: StagedFile) {
        self.writeback.add(waiting.length);
        lock(&self.waiting).push(waiting);
    }

    /// Creates a file in the stage.
    fn create(&self, file: &str) -> Result<OpenedFile, PublishError> {
        if !is_below(file) {
            return Err(PublishError::OutsideOutput { file: file.into() });
        }
        let (name, found) = self.staging.staged_name(file)?;
        let new = disk::create(self.staging.as_fd(), &name)
            .map_err(|error| PublishError::new("write", self.output.file(file), error))?;
        Ok(OpenedFile { file: new, name, found })
    }
}

/// Returns the stamp of a new file.
fn stamp(file: &File) -> io::Result<FileStamp> {
    Ok(FileStat::new(&file.metadata()?).into())
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The next build deletes what is left.
        if self.state == StageState::Open && self.lock.clear().is_ok() {
            self.lock.release();
        }
    }
}
