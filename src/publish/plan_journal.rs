//! Computes the journal, and checks everything that could stop its replay while the output is still
//! unchanged.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::platform::fd::OwnedFd;
use crate::platform::fs::{Access, AtFlags};
use crate::platform::io::Errno;

use super::disk::{self, EntryKind};
use super::journal::{Journal, Move};
use super::staging::{Obstacle, Staging, name_in_stage, parent};
use super::{Output, PublishError};

/// Computes the journal without its cache files.
pub(super) fn plan_journal(
    staging: &mut Staging,
    mut leaving: Vec<String>,
    output: &Output,
) -> Result<Journal, PublishError> {
    let findings = staging.findings();
    let mut moves = findings.moves;
    moves.sort_unstable();
    leaving.sort_unstable();
    leaving.dedup();
    let arriving = Arriving::new(if leaving.is_empty() { &[] } else { &moves }, staging);
    // A rewritten file stays.
    leaving.retain(|file| !arriving.has(file));

    for obstacle in &findings.obstacles {
        check_obstacle(obstacle, &leaving, output)?;
    }
    if let Some(standing) = staging.standing() {
        let touched = moves.iter().map(|moved| &moved.to).chain(&leaving);
        check_rights(touched.map(|path| parent(path)), standing, output)?;
    }
    let blocked: BTreeSet<&str> = findings.obstacles.iter().map(Obstacle::path).collect();
    let (clearances, removals) = leaving
        .into_iter()
        .partition(|file| arriving.has_like(file) || ends(file).any(|end| blocked.contains(&file[..end])));
    Ok(Journal { clearances, moves, removals, ..Journal::default() })
}

/// Moves, by path.
struct Arriving<'a> {
    staging: &'a Staging,
    exact: BTreeMap<&'a str, u64>,
    alike: BTreeMap<String, u64>,
}

impl<'a> Arriving<'a> {
    fn new(moves: &'a [Move], staging: &'a Staging) -> Self {
        let exact = moves.iter().map(|moved| (moved.to.as_str(), moved.number)).collect();
        let alike = moves.iter().map(|moved| (alike(&moved.to), moved.number)).collect();
        Self { staging, exact, alike }
    }

    /// Returns whether a move creates this file, alone or in a directory.
    fn has(&self, file: &str) -> bool {
        self.waits(file, |path| self.exact.get(path).copied())
    }

    /// Returns whether a move may create this file on a case-insensitive file system.
    fn has_like(&self, file: &str) -> bool {
        self.waits(file, |path| self.alike.get(&alike(path)).copied())
    }

    fn waits(&self, file: &str, number: impl Fn(&str) -> Option<u64>) -> bool {
        ends(file).any(|end| {
            number(&file[..end]).is_some_and(|number| {
                let waiting = name_in_stage(number, &file[end..]);
                matches!(disk::entry_kind(self.staging.waiting(), &waiting), Ok(EntryKind::File(_)))
            })
        })
    }
}

/// Returns the ends of the path and of each parent, up to the output.
fn ends(file: &str) -> impl Iterator<Item = usize> {
    let slashes = file.rmatch_indices('/').map(|(slash, _)| slash);
    std::iter::once(file.len()).chain(slashes).chain([0])
}

/// Normalizes a path as case-insensitive and normalizing file systems do.
fn alike(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// Fails if an obstacle stays.
fn check_obstacle(obstacle: &Obstacle, leaving: &[String], output: &Output) -> Result<(), PublishError> {
    let leaves = |path: &str| leaving.binary_search_by(|file| file.as_str().cmp(path)).is_ok();
    let (planned, stays) = match obstacle {
        Obstacle::File(path) => (format!("{path}/"), (!leaves(path)).then(|| path.clone())),
        Obstacle::Folder(path) => (path.clone(), what_stays(path, &leaves, output)?),
    };
    stays.map_or(Ok(()), |path| Err(PublishError::Blocked { path: output.file(&path), planned }))
}

/// Returns an entry of a directory that stays, if there is any.
fn what_stays(
    folder: &str,
    leaves: &impl Fn(&str) -> bool,
    output: &Output,
) -> Result<Option<String>, PublishError> {
    let path = output.file(folder);
    let failed = |error: std::io::Error| PublishError::new("read", &path, error);
    for entry in std::fs::read_dir(&path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let below = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let stays = if entry.file_type().map_err(failed)?.is_dir() {
            // Directories are removed when they become empty, not if they always were.
            let empty = std::fs::read_dir(entry.path()).map_err(failed)?.next().is_none();
            if empty { Some(below) } else { what_stays(&below, leaves, output)? }
        } else {
            (!leaves(&below)).then_some(below)
        };
        if stays.is_some() {
            return Ok(stays);
        }
    }
    Ok(None)
}

/// Fails if a directory is not writable, which would stop the replay.
fn check_rights<'a>(
    folders: impl Iterator<Item = &'a str>,
    standing: &OwnedFd,
    output: &Output,
) -> Result<(), PublishError> {
    let mut last = None;
    for folder in folders {
        // Sorted input: most repeat the previous one.
        if last.replace(folder) == Some(folder) {
            continue;
        }
        let name = if folder.is_empty() { "." } else { folder };
        let rights = Access::WRITE_OK | Access::EXEC_OK;
        let answer = crate::platform::fs::accessat(standing, name, rights, AtFlags::empty());
        if let Err(error @ (Errno::ACCESS | Errno::PERM | Errno::ROFS)) = answer
            && disk::entry_kind(standing, name) == Ok(EntryKind::Folder)
        {
            return Err(PublishError::new("change", output.file(folder), error));
        }
    }
    Ok(())
}
