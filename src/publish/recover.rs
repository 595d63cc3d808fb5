//! Recovers an interrupted build.
//!
//! Before anything moves, each staged file is verified against the journal; if one is damaged, the
//! old site stays and the build is dropped. If moves had begun and other files are damaged, the
//! output mixes both sites; the cache files are dropped, so that the next build compares every
//! file.

use std::io::Read;
use std::os::fd::OwnedFd;

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use rustix::io::Errno;
use walkdir::WalkDir;

use super::cache_files::remove_pending;
use super::disk::{self, EntryKind};
use super::journal::{Journal, StagedFile};
use super::replay::{self, CLEARED, NEW};
use super::stage_lock::StageLock;
use super::{Output, PublishError};
use crate::digest::Digest;
use crate::sources::{ManagedDir, is_symlink};

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
    for name in &found.damaged {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = format!("{NEW}/{folder}");
        // A symlink on the path is damage, too, and is removed itself.
        let removed = ManagedDir::open(lock.path(), folder.trim_end_matches('/'))
            .and_then(|folder| folder.remove_file(file));
        match removed {
            Err(error) if is_symlink(&error) => {}
            removed => removed
                .map_err(|error| PublishError::new("remove", lock.path().join(NEW).join(name), error))?,
        }
    }
    let rest = Journal { waiting: Vec::new(), removals: Vec::new(), records: Vec::new(), ..journal };
    replay::replay_with_retry(&rest, lock, output).map_err(PublishError::incomplete)?;
    Ok(Recovery::Incomplete(damaged))
}

/// State of an interrupted build.
struct Findings {
    /// Damaged or unknown files in the stage.
    damaged: Vec<String>,
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
        let mut damaged: Vec<String> = of(State::Damaged).map(|(file, _)| file.name.clone()).collect();
        damaged.extend(strangers(journal, lock));
        let lost = of(State::Lost).count();
        let has_begun =
            lost > 0 || of(State::InPlace).next().is_some() || is_clearing(journal, lock, &places);
        Ok(Self { damaged, lost, has_begun })
    }
}

/// Returns files of the stage that the journal lacks, such as a planted symlink.
fn strangers(journal: &Journal, lock: &StageLock) -> Vec<String> {
    let folder = lock.path().join(NEW);
    let known: HashSet<&str> = journal.waiting.iter().map(|file| &*file.name).collect();
    let entries = WalkDir::new(&folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    let names = entries
        .filter_map(|entry| Some(entry.path().strip_prefix(&folder).ok()?.to_string_lossy().into_owned()));
    names.filter(|name| !known.contains(&**name)).collect()
}

/// Returns whether clearances have begun.
fn is_clearing(journal: &Journal, lock: &StageLock, places: &Places<'_>) -> bool {
    let is_gone = |file: &String| {
        places
            .standing
            .as_ref()
            .is_none_or(|standing| disk::entry_kind(standing, file) == Ok(EntryKind::Nothing))
    };
    disk::entry_kind(lock, CLEARED) != Ok(EntryKind::Nothing) || journal.clearances.iter().any(is_gone)
}

/// Locations of the files of a journal.
struct Places<'a> {
    output: &'a Output,
    /// Directory of the staged files, if it exists.
    new: Option<OwnedFd>,
    /// Output directory, if it exists.
    standing: Option<OwnedFd>,
    /// Targets of the moves, by number.
    targets: HashMap<u64, &'a str>,
}

impl<'a> Places<'a> {
    fn open(journal: &'a Journal, lock: &StageLock, output: &'a Output) -> Result<Self, PublishError> {
        let open = |path: &std::path::Path| match disk::open_folder(rustix::fs::CWD, path) {
            Ok(folder) => Ok(Some(folder)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(PublishError::new("open", path, error)),
        };
        Ok(Self {
            output,
            new: open(&lock.path().join(NEW))?,
            standing: open(output.path())?,
            targets: journal.moves.iter().map(|moved| (moved.number, &*moved.to)).collect(),
        })
    }

    fn state(&self, file: &StagedFile) -> Result<State, PublishError> {
        let failed = |error| PublishError::new("look at", self.output.path(), error);
        let in_stage =
            self.new.as_ref().map_or(Ok(None), |new| holds(new, &file.name, file)).map_err(failed)?;
        match in_stage {
            Some(true) => return Ok(State::Waits),
            Some(false) => return Ok(State::Damaged),
            None => {}
        }
        let Some(target) = self.target(&file.name) else { return Ok(State::Lost) };
        let in_place = self.standing.as_ref().map_or(Ok(None), |standing| holds(standing, &target, file));
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
fn holds(folder: &OwnedFd, path: &str, file: &StagedFile) -> rustix::io::Result<Option<bool>> {
    match disk::entry_kind(folder, path)? {
        EntryKind::Nothing => return Ok(None),
        EntryKind::File(length) if length == file.length => {}
        _ => return Ok(Some(false)),
    }
    let found = disk::open(folder, path)?;
    let read = Digest::of_reader(&mut found.take(file.length + 1));
    Ok(Some(read.is_ok_and(|read| read == (file.digest, file.length))))
}
