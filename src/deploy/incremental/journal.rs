//! What is remembered at a target while something is being sent. In goes the plan, and each file as soon as it is there;
//! out comes, at the next deploy, a [`Memory`] that knows of every file whether it is ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::deploy::manifest::{EntryState, Manifest, ManifestEntry};
use crate::deploy::{DeployContext, DeployError, Overwrite, Plan, Store, TargetFile, unreadable};

use super::{JOURNAL, MANIFEST};

/// What a target remembers of us.
pub(super) struct RemoteState {
    /// The manifest, with what a deploy that was cut short has changed since.
    manifest: Option<Manifest>,
    /// The paths that such a deploy was to change.
    unfinished: Option<BTreeSet<Box<str>>>,
}

impl RemoteState {
    /// Reads what a target remembers.
    pub(super) fn read(store: &dyn Store) -> Result<Self, DeployError> {
        let read = |name: &str| {
            let bytes = store.read(name)?;
            bytes
                .map(|bytes| Manifest::from_bytes(&bytes).map_err(|error| unreadable(name, error)))
                .transpose()
        };
        let manifest = read(MANIFEST)?;
        Ok(match read(JOURNAL)? {
            Some(journal) => Self::overlaid(manifest, journal),
            None => Self { manifest, unfinished: None },
        })
    }

    fn overlaid(manifest: Option<Manifest>, journal: Manifest) -> Self {
        let unfinished = Some(journal.rows.keys().cloned().collect());
        let Some(mut manifest) = manifest else { return Self { manifest: Some(journal), unfinished } };
        // The manifest of this very deploy is written when all is sent, and knows better; only deletes come after it.
        let is_all_sent = manifest.id == journal.id;
        let rows =
            journal.rows.into_iter().filter(|(_, row)| !is_all_sent || row.state == EntryState::Deleting);
        manifest.rows.extend(rows);
        Self { manifest: Some(manifest), unfinished }
    }

    /// The manifest, as it would be if nothing had been cut short.
    pub(super) fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Whether a deploy was cut short.
    pub(super) fn is_unfinished(&self) -> bool {
        self.unfinished.is_some()
    }

    /// The paths that a deploy was to change that was cut short.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = &str> {
        self.unfinished.iter().flatten().map(|path| &**path)
    }

    /// Decides on the files that were to be sent to where nothing of ours was. Those that are wanted are simply new:
    /// whoever sends them sees what is there. Of the others, those are ours that we put there.
    pub(super) fn settled(mut self, store: &dyn Store, wanted: &BTreeSet<&str>) -> Result<Self, DeployError> {
        let Some(manifest) = &mut self.manifest else { return Ok(self) };
        let is_unsure = |row: &ManifestEntry| row.state == EntryState::Creating;
        let unwanted: Vec<Box<str>> = manifest
            .rows
            .iter()
            .filter(|(path, row)| is_unsure(row) && !wanted.contains(&***path))
            .map(|(path, _)| path.clone())
            .collect();
        let paths: Vec<&str> = unwanted.iter().map(|path| &**path).collect();
        let owned = if paths.is_empty() { Vec::new() } else { store.owns(&paths)? };
        for path in unwanted.iter().zip(owned).filter(|(_, is_ours)| *is_ours).map(|(path, _)| path) {
            if let Some(row) = manifest.rows.get_mut(path) {
                row.state = EntryState::Replacing;
            }
        }
        manifest.rows.retain(|_, row| !is_unsure(row));
        Ok(self)
    }
}

/// Why the journal is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Some files are there.
    Progress,
    /// Something went wrong, and nothing else will be written.
    Error,
}

/// The journal of a deploy that is at work.
pub(super) struct Journal<'a> {
    store: &'a dyn Store,
    now: Mutex<JournalState>,
}

struct JournalState {
    manifest: Manifest,
    written: Instant,
    sent: usize,
}

/// How often the journal is written anew. What was sent since then is sent again, should this deploy be cut short.
const EVERY: Duration = Duration::from_secs(30);

impl<'a> Journal<'a> {
    /// Writes down what is going to be done, if that changes any file.
    pub(super) fn begin(
        store: &'a dyn Store,
        plan: &Plan,
        memory: &RemoteState,
        context: &DeployContext<'_>,
    ) -> Result<Self, DeployError> {
        let uploads = plan.uploads().filter_map(|upload| {
            let state = if upload.overwrite == Overwrite::Never {
                EntryState::Creating
            } else {
                EntryState::Replacing
            };
            let row = plan.rows.get(&upload.file.path)?;
            Some((upload.file.path.clone(), ManifestEntry { state, ..*row }))
        });
        let held = memory.manifest().map(|manifest| &manifest.rows);
        let leaving = plan.deletes.iter().filter_map(|delete| {
            let row = held?.get(&delete.path)?;
            Some((delete.path.clone(), ManifestEntry { state: EntryState::Deleting, ..*row }))
        });
        let mut rows: BTreeMap<Box<str>, ManifestEntry> = uploads.chain(leaving).collect();
        // What an earlier deploy had sent, and no manifest has, is not to be forgotten.
        for path in memory.unfinished.iter().flatten() {
            if let Some(row) = held.and_then(|held| held.get(path)) {
                rows.entry(path.clone()).or_insert(*row);
            }
        }
        let manifest = Manifest { site: context.site.to_owned(), id: context.id, rows };
        if !manifest.rows.is_empty() {
            store.write(JOURNAL, manifest.to_bytes())?;
        }
        Ok(Self { store, now: Mutex::new(JournalState { manifest, written: Instant::now(), sent: 0 }) })
    }

    /// Notes that a file is there.
    pub(super) fn sent(&self, item: &TargetFile) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(row) = now.manifest.rows.get_mut(&item.path) {
            row.state = EntryState::Present;
            now.sent += 1;
        }
    }

    /// Brings what is written up to date, if it is worth it. Should that fail, something is sent twice.
    pub(super) fn checkpoint(&self, reason: Reason) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = now.written.elapsed() >= EVERY || reason == Reason::Error;
        if is_time && now.sent > 0 && self.store.write(JOURNAL, now.manifest.to_bytes()).is_ok() {
            (now.written, now.sent) = (Instant::now(), 0);
        }
    }

    /// Takes the journal away: all that it says is done.
    pub(super) fn end(self) -> Result<(), DeployError> {
        self.store.remove(&[JOURNAL])
    }
}
