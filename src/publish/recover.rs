//! Recovers an interrupted build.
//!
//! Before anything moves, each staged file is verified against the journal; if one is damaged, the
//! old site stays and the build is dropped. If moves had begun and other files are damaged, the
//! output mixes both sites; the cache files are dropped, so that the next build compares every
//! file.

use std::io::Read;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::cache_files::remove_pending;
use super::disk::{self, EntryKind};
use super::journal::{Journal, StagedFile};
use super::replay::{self, CLEARED, NEW};
use super::stage_lock::StageLock;
use super::{Output, PublishError};
use crate::digest::Digest;
use crate::platform::fd::OwnedFd;
use crate::platform::io::Errno;

/// Outcome of an interrupted build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// No build was interrupted after its commit.
    Nothing,
    /// Completed.
    Finished,
    /// Dropped because of this many damaged files. The previous site is in place.
    Dropped(usize),
    /// Completed except for this many damaged files.
    Incomplete(usize),
}

/// Completes or drops the build of the journal.
pub(super) fn recover(lock: &StageLock, output: &Output) -> Result<Recovery, PublishError> {
    let Some(journal) = Journal::read(lock)? else { return Ok(Recovery::Nothing) };
    let found = Findings::of(&journal, lock, output)?;
    let damaged = found.damaged.len() + found.lost;
    if damaged == 0 {
        replay::replay_with_retry(&journal, lock, output).map_err(PublishError::incomplete)?;
        return Ok(Recovery::Finished);
    }
    remove_pending(&journal.records, output);
    if !found.has_begun {
        Journal::remove(lock)?;
        return Ok(Recovery::Dropped(damaged));
    }
    for path in &found.damaged {
        remove_staged(lock, path)
            .map_err(|error| PublishError::new("remove", lock.path().join(NEW).join(path), error))?;
    }
    let rest = Journal { waiting: Vec::new(), removals: Vec::new(), records: Vec::new(), ..journal };
    replay::replay_with_retry(&rest, lock, output).map_err(PublishError::incomplete)?;
    Ok(Recovery::Incomplete(damaged))
}

/// Removes an entry of the stage.
///
/// A symlink on its path is damage, too, and is removed itself.
fn remove_staged(lock: &StageLock, path: &Path) -> crate::platform::io::Result<()> {
    let mut folder = disk::open_folder(lock, NEW)?;
    for above in path.parent().into_iter().flat_map(Path::components) {
        folder = match disk::open_folder(&folder, above.as_os_str()) {
            Err(Errno::LOOP | Errno::NOTDIR | Errno::NOENT) => return Ok(()),
            opened => opened?,
        };
    }
    match disk::remove_all(&folder, path.file_name().unwrap_or_default()) {
        Err(Errno::NOENT) => Ok(()),
        other => other,
    }
}

/// State of an interrupted build.
struct Findings {
    /// Paths of damaged or unknown files in the stage.
    damaged: Vec<PathBuf>,
    /// Number of files that are neither staged nor in place.
    lost: usize,
    /// Whether the output may have changed.
    has_begun: bool,
}

/// State of a staged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waits,
    Damaged,
    InPlace,
    Lost,
}

impl Findings {
    fn of(journal: &Journal, lock: &StageLock, output: &Output) -> Result<Self, PublishError> {
        let places = Places::open(journal, lock, output)?;
        let states: Vec<State> =
            journal.waiting.par_iter().map(|file| places.state(file)).collect::<Result<_, _>>()?;
        let of =
            |wanted: State| journal.waiting.iter().zip(&states).filter(move |(_, state)| **state == wanted);
        let mut damaged: Vec<PathBuf> = of(State::Damaged).map(|(file, _)| (&*file.name).into()).collect();
        damaged.extend(places.strangers(journal)?);
        let lost = of(State::Lost).count();
        let has_begun =
            lost > 0 || of(State::InPlace).next().is_some() || is_clearing(journal, lock, &places)?;
        Ok(Self { damaged, lost, has_begun })
    }
}

/// Returns whether clearances have begun.
fn is_clearing(journal: &Journal, lock: &StageLock, places: &Places<'_>) -> Result<bool, PublishError> {
    let failed = |error| PublishError::new("look at", lock.path().join(CLEARED), error);
    if disk::entry_kind(lock, CLEARED).map_err(failed)? != EntryKind::Nothing {
        return Ok(true);
    }
    let Some(standing) = &places.standing else { return Ok(!journal.clearances.is_empty()) };
    for file in &journal.clearances {
        let failed = |error| PublishError::new("look at", places.output.file(file), error);
        if disk::entry_kind(standing, file).map_err(failed)? == EntryKind::Nothing {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Locations of the files of a journal.
struct Places<'a> {
    output: &'a Output,
    /// Path of the staged files.
    path: PathBuf,
    /// Directory of the staged files, if it exists.
    new: Option<OwnedFd>,
    /// Output directory, if it exists.
    standing: Option<OwnedFd>,
    /// Targets of the moves, by number.
    targets: HashMap<u64, &'a str>,
}

impl<'a> Places<'a> {
    fn open(journal: &'a Journal, lock: &StageLock, output: &'a Output) -> Result<Self, PublishError> {
        let open = |path: &std::path::Path| match disk::open_folder(crate::platform::fs::CWD, path) {
            Ok(folder) => Ok(Some(folder)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(PublishError::new("open", path, error)),
        };
        let path = lock.path().join(NEW);
        Ok(Self {
            output,
            new: open(&path)?,
            path,
            standing: open(output.path())?,
            targets: journal.moves.iter().map(|moved| (moved.number, &*moved.to)).collect(),
        })
    }

    /// Returns paths of the stage that the journal lacks, such as a planted symlink.
    fn strangers(&self, journal: &Journal) -> Result<Vec<PathBuf>, PublishError> {
        let known: HashSet<&Path> = journal.waiting.iter().map(|file| Path::new(&*file.name)).collect();
        let mut found = Vec::new();
        if let Some(new) = &self.new {
            self.add_strangers(new, Path::new(""), &known, &mut found)?;
        }
        Ok(found)
    }

    fn add_strangers(
        &self,
        folder: &OwnedFd,
        path: &Path,
        known: &HashSet<&Path>,
        found: &mut Vec<PathBuf>,
    ) -> Result<(), PublishError> {
        let failed = |error| PublishError::new("read", self.path.join(path), error);
        for name in disk::names(folder).map_err(failed)? {
            let below = path.join(&name);
            match disk::entry_kind(folder, &*name).map_err(failed)? {
                EntryKind::Folder => {
                    let folder = disk::open_folder(folder, &*name).map_err(failed)?;
                    self.add_strangers(&folder, &below, known, found)?;
                }
                _ if known.contains(&*below) => {}
                _ => found.push(below),
            }
        }
        Ok(())
    }

    fn state(&self, file: &StagedFile) -> Result<State, PublishError> {
        let failed = |error| PublishError::new("read", self.path.join(&file.name), error);
        let in_stage =
            self.new.as_ref().map_or(Ok(None), |new| holds(new, &file.name, file)).map_err(failed)?;
        match in_stage {
            Some(true) => return Ok(State::Waits),
            Some(false) => return Ok(State::Damaged),
            None => {}
        }
        let Some(target) = self.target(&file.name) else { return Ok(State::Lost) };
        let in_place = self.standing.as_ref().map_or(Ok(None), |standing| holds(standing, &target, file));
        let failed = |error| PublishError::new("read", self.output.file(&target), error);
        Ok(if in_place.map_err(failed)? == Some(true) { State::InPlace } else { State::Lost })
    }

    /// Returns the target of a staged file in the output.
    fn target(&self, name: &str) -> Option<String> {
        let (number, rest) = name.split_once('/').unwrap_or((name, ""));
        let to = *self.targets.get(&number.parse().ok()?)?;
        Some(match (to, rest) {
            ("", rest) => rest.to_owned(),
            (to, "") => to.to_owned(),
            (to, rest) => format!("{to}/{rest}"),
        })
    }
}

/// Returns whether a path has this file; `None` if it has nothing.
fn holds(folder: &OwnedFd, path: &str, file: &StagedFile) -> crate::platform::io::Result<Option<bool>> {
    match disk::entry_kind(folder, path)? {
        EntryKind::Nothing => return Ok(None),
        EntryKind::File(length) if length == file.length => {}
        _ => return Ok(Some(false)),
    }
    let found = disk::open(folder, path)?;
    // A failure to read is no damage: the next attempt may read the file.
    let read = Digest::of_reader(&mut found.take(file.length + 1));
    let read = read.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    Ok(Some(read == (file.digest, file.length)))
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_cannot_be_read_is_not_taken_for_a_damaged_one() {
        use super::*;
        // A regular file of no bytes, of which the first can't be read.
        let folder =
            disk::open_folder(crate::platform::fs::CWD, format!("/proc/{}", std::process::id())).unwrap();
        let file = StagedFile { name: "mem".into(), length: 0, digest: Digest::of(b"") };
        assert_eq!(holds(&folder, "mem", &file), Err(Errno::IO));
    }
}
