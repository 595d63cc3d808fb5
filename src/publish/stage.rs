//! One build at work. In come new files, from many threads at once, and the names of those that leave; out comes the
//! new site in place of the old one, or, when the stage is dropped before it is committed, the old one as it was.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cache_files::{flush, remove_pending, write_pending};
use super::disk::{self, EntryKind};
use super::journal::{Journal, StagedFile, is_clean};
use super::recover::{self, Recovery};
use super::stage_lock::{StageLock, Wait};
use super::staging::{Staging, lock};
use super::writeback::Writeback;
use super::{Output, PublishError, plan_journal, replay};
use crate::cache::FileStamp;
use crate::digest::Digest;
use crate::sources::FileStat;

/// The new site, while it is being made.
///
/// After an error from [`Stage::write`] or [`Stage::copy_over`] the site is not complete: drop the stage.
pub struct Stage {
    output: Output,
    lock: StageLock,
    staging: Staging,
    leaving: Mutex<Vec<String>>,
    /// Each new file, as it was written.
    waiting: Mutex<Vec<StagedFile>>,
    writeback: Writeback,
    recovery: Recovery,
    written: AtomicUsize,
    /// Files in the output that somebody else put there, where new files are to be.
    conflicts: Mutex<Vec<String>>,
    /// How many files leave that are not the site's own.
    metadata_removed: AtomicUsize,
    state: StageState,
}

/// What is known of the file in whose place a new one is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOwner {
    /// Dateline wrote it.
    Dateline,
    /// Dateline wrote a file of this digest and length, and nothing says that it is still the same one.
    Likely(Digest, u64),
    /// Nothing says that Dateline wrote it.
    Unknown,
}

/// Error of a copy.
#[derive(Debug)]
pub enum CopyError {
    /// The file to copy can't be read.
    Read(io::Error),
    /// The copy can't be written.
    Write(PublishError),
}

/// A file that was copied.
#[derive(Debug, Clone, Copy)]
pub struct CopiedFile {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub length: u64,
    /// Its stamp.
    pub stamp: FileStamp,
}

/// Number of bytes that are copied at once.
const COPY_BUFFER_BYTES: usize = 1 << 18;

/// A new file, open, in the stage.
struct OpenedFile {
    file: File,
    /// Its name in the stage.
    name: String,
    /// What the output has in its place.
    found: EntryKind,
}

/// What becomes of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StageState {
    /// It stays as it is.
    Open,
    /// It becomes the new site, now or when the next build begins.
    Committed,
}

/// A file in the site's folder of records that says what is in the output. It may be on another disk than the output.
#[derive(Debug, Clone)]
pub struct CacheFile {
    /// Its name.
    pub name: String,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// What a build has done to the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishCounts {
    /// How many files were written.
    pub written: usize,
    /// How many files were removed.
    pub removed: usize,
}

impl Stage {
    /// Begins a build. A build that was cut short is finished first, if it had come so far that its site is the new
    /// one, and forgotten otherwise; so whoever reads the record does it with a stage open.
    ///
    /// # Errors
    /// When another build is at work, unless this one is to wait; when the stage can't be made; when an unfinished
    /// build can't be finished.
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

    /// Returns what became of the build before this one, if it was cut short.
    pub fn recovery(&self) -> Recovery {
        self.recovery
    }

    /// Returns whether a build before this one died, so that it may have left something behind elsewhere.
    pub fn is_taken_over(&self) -> bool {
        self.lock.is_taken_over()
    }

    /// Returns what the file system says of the file that the output has at a path; `None` where it has none. So a caller
    /// learns whether what its record says was published is still there.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn published(&self, file: &str) -> Result<Option<FileStat>, PublishError> {
        let Some(standing) = self.staging.standing() else { return Ok(None) };
        disk::stat(standing, file)
            .map_err(|error| PublishError::new("look at", self.output.file(file), error))
    }

    /// Writes a new file, or the new version of one. `file` is its path in the output, such as
    /// `2025/11/01/talks/index.html`; each path is written once.
    ///
    /// # Errors
    /// When the disk is full or can't be written to, or a directory on the way is a symbolic link.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.write_over(file, (bytes, Digest::of(bytes)), FileOwner::Dateline).map(|_| ())
    }

    /// Writes a new file of this digest as [`Stage::write`] does, and notes it among the [clashes](Stage::clashes) if a
    /// file of somebody else's is in its place. A file of the same bytes is no clash. Returns its stamp.
    ///
    /// # Errors
    /// As for [`Stage::write`].
    pub fn write_over(
        &self,
        file: &str,
        (bytes, digest): (&[u8], Digest),
        owner: FileOwner,
    ) -> Result<FileStamp, PublishError> {
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        let OpenedFile { file: mut new, name, found } = self.create(file)?;
        new.write_all(bytes).map_err(failed)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        self.note(file, StagedFile { name, length: bytes.len() as u64, digest }, (found, owner));
        stamp(&new).map_err(failed)
    }

    /// Copies `from` to a new file in pieces, so that little of it is in memory, and notes a clash as
    /// [`Stage::write_over`] does. Returns what was copied.
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
        self.note(file, StagedFile { name, length, digest }, (found, owner));
        Ok(CopiedFile { digest, length, stamp: stamp(&new).map_err(failed)? })
    }

    /// Notes a new file for the journal, and as a clash where a file of somebody else's, with other bytes, is in its place.
    fn note(&self, file: &str, waiting: StagedFile, (found, owner): (EntryKind, FileOwner)) {
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

    /// Returns the files of somebody else's in whose places new files are to be, sorted.
    pub fn conflicts(&self) -> Vec<String> {
        let mut conflicts = lock(&self.conflicts).clone();
        conflicts.sort_unstable();
        conflicts
    }

    /// Returns whether the output has a file of this digest and length at a path.
    pub fn holds(&self, file: &str, digest: Digest, size: u64) -> bool {
        let Some(standing) = self.staging.standing() else { return false };
        if disk::entry_kind(standing, file) != Ok(EntryKind::File(size)) {
            return false;
        }
        let Ok(found) = disk::open(standing, file) else { return false };
        Digest::of_reader(&mut found.take(size + 1)).is_ok_and(|found| found == (digest, size))
    }

    /// Returns whether the output was there when the stage was opened.
    pub fn has_output(&self) -> bool {
        self.staging.standing().is_some()
    }

    /// Writes a file that is no part of the site, such as one that says what is in the output. It is not counted.
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

    /// Says that such a file leaves. It is not counted.
    pub fn remove_metadata(&self, file: &str) {
        self.metadata_removed.fetch_add(1, Ordering::Relaxed);
        self.remove(file);
    }

    /// Says that a file leaves. The caller knows from its record that Dateline has written it. One that is also
    /// written stays; one that is not there is passed over.
    pub fn remove(&self, file: &str) {
        // A record that a site brings along may name any file.
        if is_clean(file) {
            lock(&self.leaving).push(file.into());
        }
    }

    /// Puts the new site in place of the old one, then each record in place of its former version.
    ///
    /// # Errors
    /// Before the new site is decided on: when something that is not Dateline's is in the way, a directory can't be
    /// changed, or the journal or a record can't be written; the output then is as it was. Afterwards, as
    /// [`PublishError::Unfinished`]: when the disk fails; the next [`Stage::open`] goes on from there.
    pub fn commit(self, records: &[CacheFile]) -> Result<PublishCounts, PublishError> {
        self.commit_then(records, || ())
    }

    /// As [`Stage::commit`], with something to do when all is in place and before the stage goes: should the program be
    /// killed meanwhile, the next one [learns](Stage::is_taken_over) that it has to be done again.
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
        // The site is in place; what may be left of the stage the next build clears away.
        if self.lock.clear().is_ok() {
            self.lock.release();
        }
        let removed = removed.saturating_sub(*self.metadata_removed.get_mut());
        Ok(PublishCounts { written: *self.written.get_mut(), removed })
    }

    /// Notes a new file for the journal.
    fn note_waiting(&self, waiting: StagedFile) {
        self.writeback.add(waiting.length);
        lock(&self.waiting).push(waiting);
    }

    /// Creates a new file where it waits.
    fn create(&self, file: &str) -> Result<OpenedFile, PublishError> {
        if !is_clean(file) {
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
        // What can't be deleted now the next build clears away.
        if self.state == StageState::Open && self.lock.clear().is_ok() {
            self.lock.release();
        }
    }
}
