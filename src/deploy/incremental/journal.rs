//! Journal of a running deploy, and the remote state after an interrupted one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::deploy::manifest::{EntryState, Manifest, ManifestEntry};
use crate::deploy::{DeployContext, DeployError, Overwrite, Plan, Store, TargetFile, unreadable};

use super::{JOURNAL, MANIFEST};

/// State that a target stores: its manifest and journal.
pub(super) struct RemoteState {
    /// Manifest with the changes of an interrupted deploy.
    manifest: Option<Manifest>,
    /// Paths that an interrupted deploy was to change.
    unfinished: Option<BTreeSet<Box<str>>>,
}

impl RemoteState {
    /// Reads manifest and journal.
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
        // The same deploy wrote this manifest after all uploads, so only deletions are pending.
        let is_all_sent = manifest.id == journal.id;
        let rows =
            journal.rows.into_iter().filter(|(_, row)| !is_all_sent || row.state == EntryState::Deleting);
        manifest.rows.extend(rows);
        Self { manifest: Some(manifest), unfinished }
    }

    /// Returns the manifest with the changes of an interrupted deploy.
    pub(super) fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Returns whether a deploy was interrupted.
    pub(super) fn is_unfinished(&self) -> bool {
        self.unfinished.is_some()
    }

    /// Returns the paths that an interrupted deploy was to change.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = &str> {
        self.unfinished.iter().flatten().map(|path| &**path)
    }

    /// Resolves the entries in state `Creating`: wanted files are uploaded again with a check; of
    /// the others, those with our mark are ours.
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

/// Reason of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Files were uploaded.
    Progress,
    /// An error ended the deploy.
    Error,
}

/// Journal of the running deploy.
pub(super) struct Journal<'a> {
    store: &'a dyn Store,
    now: Mutex<JournalState>,
}

struct JournalState {
    manifest: Manifest,
    written: Instant,
    sent: usize,
}

/// Interval of checkpoints.
///
/// Files uploaded since the last one are uploaded again after an interruption.
const CHECKPOINT_INTERVAL: Duration = Duration::from_secs(30);

impl<'a> Journal<'a> {
    /// Writes the planned changes, if there are any.
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
        // Keep the entries of an interrupted deploy that no manifest has.
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

    /// Records an uploaded file.
    pub(super) fn sent(&self, item: &TargetFile) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(row) = now.manifest.rows.get_mut(&item.path) {
            row.state = EntryState::Present;
            now.sent += 1;
        }
    }

    /// Writes the journal if it is due. A failure only costs repeated uploads.
    pub(super) fn checkpoint(&self, reason: Reason) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = now.written.elapsed() >= CHECKPOINT_INTERVAL || reason == Reason::Error;
        if is_time && now.sent > 0 && self.store.write(JOURNAL, now.manifest.to_bytes()).is_ok() {
            (now.written, now.sent) = (Instant::now(), 0);
        }
    }

    /// Removes the journal of a completed deploy.
    pub(super) fn end(self) -> Result<(), DeployError> {
        self.store.remove(&[JOURNAL])
    }
}
