//! One build at work. In come new files, from many threads at once, and the names of those that leave; out comes the
//! new site in place of the old one, or, when the stage is dropped before it is committed, the old one as it was.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::claim::{Claim, Wait};
use super::disk::{self, Kind};
use super::journal::{Journal, RecordPath, is_clean};
use super::survey::{Survey, lock};
use super::{Output, PublishError, draft, perform};
use crate::digest::Digest;

/// The new site, while it is being made.
///
/// After an error from [`Stage::write`] or [`Stage::copy`] the site is not complete: drop the stage.
pub struct Stage {
    output: Output,
    claim: Claim,
    survey: Survey,
    leaving: Mutex<Vec<String>>,
    written: AtomicUsize,
    /// Files in the output that somebody else put there, where new files are to be.
    clashes: Mutex<Vec<String>>,
    /// How many files leave that are not the site's own.
    notes_removed: AtomicUsize,
    fate: Fate,
}

/// What is known of the file in whose place a new one is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Dateline wrote it.
    Dateline,
    /// Dateline wrote a file of this digest and length, and nothing says that it is still the same one.
    Perhaps(Digest, u64),
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

/// Number of bytes that are copied at once.
const PIECE: usize = 1 << 18;

/// What becomes of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It stays as it is.
    Undecided,
    /// It becomes the new site, now or when the next build begins.
    Committed,
}

/// A file outside the output that says what is in it.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Where it is; on another disk than the output, if need be.
    pub path: &'a Path,
    /// What it says.
    pub bytes: &'a [u8],
}

/// What a build has done to the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
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
        let claim = Claim::take(output, wait)?;
        if let Some(journal) = Journal::read(&claim)? {
            perform::perform(&journal, &claim, output).map_err(PublishError::unfinished)?;
        }
        claim.clear()?;
        let failed = |error| PublishError::new("create a directory in", claim.path(), error);
        disk::make_folder(&claim, perform::NEW).map_err(failed)?;
        let new = disk::open_folder(&claim, perform::NEW).map_err(failed)?;
        Ok(Self {
            output: output.clone(),
            survey: Survey::new(output, new)?,
            claim,
            leaving: Mutex::default(),
            written: AtomicUsize::new(0),
            clashes: Mutex::default(),
            notes_removed: AtomicUsize::new(0),
            fate: Fate::Undecided,
        })
    }

    /// How long the file is that the output now has at this path; `None` when it has none. So a caller learns whether
    /// what its record says was published is still there.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn published_length(&self, file: &str) -> Result<Option<u64>, PublishError> {
        let Some(standing) = self.survey.standing() else { return Ok(None) };
        match disk::look(standing, file) {
            Ok(Kind::File(length)) => Ok(Some(length)),
            Ok(_) => Ok(None),
            Err(error) => Err(PublishError::new("look at", self.output.file(file), error)),
        }
    }

    /// Writes a new file, or the new version of one. `file` is its path in the output, such as
    /// `2025/11/01/talks/index.html`; each path is written once.
    ///
    /// # Errors
    /// When the disk is full or can't be written to, or a directory on the way is a symbolic link.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.write_over(file, bytes, Owner::Dateline)
    }

    /// Writes a new file as [`Stage::write`] does, and notes it among the [clashes](Stage::clashes) if a file of somebody
    /// else's is in its place. A file of the same bytes is no clash.
    ///
    /// # Errors
    /// As for [`Stage::write`].
    pub fn write_over(&self, file: &str, bytes: &[u8], owner: Owner) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        let (mut new, found) = self.create(file)?;
        new.write_all(bytes).map_err(failed)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        self.note_clash(file, (found, owner), bytes.len() as u64, || Digest::of(bytes));
        Ok(())
    }

    /// Copies `from` to a new file in pieces, so that little of it is in memory, and notes a clash as
    /// [`Stage::write_over`] does. Returns the digest and the length of what was copied.
    ///
    /// # Errors
    /// As for [`Stage::write`], and when `from` can't be read.
    pub fn copy_over(
        &self,
        file: &str,
        from: &mut dyn Read,
        owner: Owner,
    ) -> Result<(Digest, u64), CopyError> {
        let failed = |error| CopyError::Write(PublishError::new("write", self.output.file(file), error));
        let (mut new, found) = self.create(file).map_err(CopyError::Write)?;
        let mut hasher = Digest::hasher();
        let mut piece = vec![0; PIECE];
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
        let (digest, size) = hasher.finish();
        self.note_clash(file, (found, owner), size, || digest);
        Ok((digest, size))
    }

    /// Notes a clash where a file of somebody else's, with other bytes, is in a new file's place.
    fn note_clash(
        &self,
        file: &str,
        (found, owner): (Kind, Owner),
        size: u64,
        digest: impl FnOnce() -> Digest,
    ) {
        let is_clash = match (found, owner) {
            (Kind::Nothing | Kind::Folder, _) | (_, Owner::Dateline) => false,
            (Kind::Link, _) => true,
            (Kind::File(length), owner) => {
                let may_be_same = length == size && self.holds(file, digest(), length);
                let is_recorded =
                    matches!(owner, Owner::Perhaps(digest, size) if self.holds(file, digest, size));
                !(may_be_same || is_recorded)
            }
        };
        if is_clash {
            lock(&self.clashes).push(file.into());
        }
    }

    /// Returns the files of somebody else's in whose places new files are to be, sorted.
    pub fn clashes(&self) -> Vec<String> {
        let mut clashes = lock(&self.clashes).clone();
        clashes.sort_unstable();
        clashes
    }

    /// Returns whether the output has a file of this digest and length at a path.
    pub fn holds(&self, file: &str, digest: Digest, size: u64) -> bool {
        let Some(standing) = self.survey.standing() else { return false };
        if disk::look(standing, file) != Ok(Kind::File(size)) {
            return false;
        }
        let Ok(found) = disk::open(standing, file) else { return false };
        Digest::of_reader(&mut found.take(size + 1)).is_ok_and(|found| found == (digest, size))
    }

    /// Returns whether the output was there when the stage was opened.
    pub fn has_output(&self) -> bool {
        self.survey.standing().is_some()
    }

    /// Writes a file that is no part of the site, such as one that says what is in the output. It is not counted.
    ///
    /// # Errors
    /// As for [`Stage::write`].
    pub fn write_note(&self, file: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        self.create(file)?.0.write_all(bytes).map_err(failed)
    }

    /// Says that such a file leaves. It is not counted.
    pub fn remove_note(&self, file: &str) {
        self.notes_removed.fetch_add(1, Ordering::Relaxed);
        self.remove(file);
    }

    /// Copies a file from elsewhere to be a new file, or the new version of one.
    ///
    /// # Errors
    /// As for [`Stage::write`], and when `from` can't be read.
    pub fn copy(&self, file: &str, from: &Path) -> Result<(), PublishError> {
        let mut source = File::open(from).map_err(|error| PublishError::new("read", from, error))?;
        let failed = |error| PublishError::new("write", self.output.file(file), error);
        io::copy(&mut source, &mut self.create(file)?.0).map_err(failed)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Says that a file leaves. The caller knows from its record that Dateline has written it. One that is also
    /// written stays; one that is not there is passed over.
    pub fn remove(&self, file: &str) {
        debug_assert!(is_clean(file), "{file} leaves the output");
        lock(&self.leaving).push(file.into());
    }

    /// Puts the new site in place of the old one, then each record in place of its former version.
    ///
    /// # Errors
    /// Before the new site is decided on: when something that is not Dateline's is in the way, a directory can't be
    /// changed, or the journal or a record can't be written; the output then is as it was. Afterwards, as
    /// [`PublishError::Unfinished`]: when the disk fails; the next [`Stage::open`] goes on from there.
    pub fn commit(mut self, records: &[Record<'_>]) -> Result<Published, PublishError> {
        let leaving = std::mem::take(&mut *lock(&self.leaving));
        let mut journal = draft::draw_up(&mut self.survey, leaving, &self.output)?;
        let mut waiting = Vec::new();
        let decided =
            self.lay_records(records, &mut journal, &mut waiting).and_then(|()| journal.write(&self.claim));
        if let Err(error) = decided {
            for record in waiting {
                let _ = fs::remove_file(record);
            }
            return Err(error);
        }
        self.fate = Fate::Committed;
        let removed =
            perform::perform(&journal, &self.claim, &self.output).map_err(PublishError::unfinished)?;
        // The site is in place; what may be left of the stage the next build clears away.
        if self.claim.clear().is_ok() {
            self.claim.give_up();
        }
        let removed = removed.saturating_sub(*self.notes_removed.get_mut());
        Ok(Published { written: *self.written.get_mut(), removed })
    }

    /// Creates a new file where it waits. Gives it with what stands in its place now.
    fn create(&self, file: &str) -> Result<(File, Kind), PublishError> {
        debug_assert!(is_clean(file), "{file} leaves the output");
        let (berth, found) = self.survey.berth(file)?;
        let new = disk::create(self.survey.as_fd(), &berth)
            .map_err(|error| PublishError::new("write", self.output.file(file), error))?;
        Ok((new, found))
    }

    /// Writes the records beside their places.
    fn lay_records(
        &self,
        records: &[Record<'_>],
        journal: &mut Journal,
        waiting: &mut Vec<PathBuf>,
    ) -> Result<(), PublishError> {
        for record in records {
            let failed = |error| PublishError::new("write", record.path, error);
            let path = settled(record.path).map_err(failed)?;
            if path.is_dir() {
                let planned = path.display().to_string();
                return Err(PublishError::InTheWay { path, planned });
            }
            waiting.push(RecordPath::waiting(&path));
            disk::step();
            fs::write(RecordPath::waiting(&path), record.bytes).map_err(failed)?;
            journal.records.push(RecordPath::new(self.output.parent(), &path));
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What can't be deleted now the next build clears away.
        if self.fate == Fate::Undecided && self.claim.clear().is_ok() {
            self.claim.give_up();
        }
    }
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
