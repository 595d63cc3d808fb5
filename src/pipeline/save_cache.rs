//! Publishes a site together with its cache.
//!
//! Changed chunks of the records are written first. Their indexes are published with the site.

use std::path::Path;

use crate::cache::{
    BuildKind, BuildStamp, ChunkStore, LedgerAddresses, Manifest, ManifestChunks, ManifestUpdate,
    OutputDelta, PreviousOutput, WrittenChunk,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::SiteModel;
use crate::publish::{CacheFile, PublishCounts, PublishError, Stage};

use super::ledger_rows;

/// Data to store about a build.
pub(super) struct CacheUpdate<'a> {
    pub(super) root: &'a Path,
    pub(super) output: &'a Path,
    pub(super) stamp: &'a BuildStamp,
    /// Records of the output's files, if they changed.
    pub(super) changed: Option<ChangedRecords<'a>>,
}

/// Changed records of the output's files.
pub(super) struct ChangedRecords<'a> {
    pub(super) update: &'a OutputDelta<'a>,
    pub(super) model: &'a SiteModel,
    pub(super) kind: BuildKind,
    pub(super) listings: ManifestChunks,
}

impl CacheUpdate<'_> {
    /// Publishes the site and its changed records.
    ///
    /// Then removes unreferenced chunks, and runs `tidy`.
    pub(super) fn publish(&self, stage: Stage, tidy: impl FnOnce()) -> Result<PublishCounts, Diagnostics> {
        let Self { root, output, stamp, changed } = self;
        let stamp = CacheFile { name: BuildStamp::name(output), bytes: stamp.to_bytes(output) };
        let published = match changed {
            None => stage.commit_then(&[stamp], tidy),
            Some(changed) => {
                let mut store = ChunkStore::open(root, output);
                let written = changed.write(&mut store)?;
                let (kept, manifest) = Manifest::update(output, written, changed.listings);
                put_in_place(&manifest, &stage)?;
                let records = [
                    CacheFile {
                        name: PreviousOutput::name(output),
                        bytes: PreviousOutput::index(&kept, output),
                    },
                    CacheFile {
                        name: LedgerAddresses::name(output),
                        bytes: LedgerAddresses::index(&kept, output, changed.kind),
                    },
                    stamp,
                ];
                stage.commit_then(&records, || {
                    store.retain(&kept);
                    tidy();
                })
            }
        };
        Ok(published.map_err(Diagnostic::from)?)
    }
}

impl<'a> ChangedRecords<'a> {
    /// Returns the records to store, or `None` if nothing changed.
    pub(super) fn of(
        update: &'a OutputDelta<'a>,
        model: &'a SiteModel,
        root: &Path,
        output: &Path,
        kind: BuildKind,
        listings: ManifestChunks,
    ) -> Option<Self> {
        let is_as_before = update.is_nothing()
            && listings == ManifestChunks::New
            && LedgerAddresses::build_kind(root, output) == Some(kind);
        (!is_as_before).then_some(Self { update, model, kind, listings })
    }

    /// Writes the changed chunks. They have no effect until an index names them.
    fn write(&self, parts: &mut ChunkStore<'_>) -> Result<Vec<WrittenChunk>, Diagnostics> {
        let pages = self.model.plan.pages();
        let written =
            self.update.write(parts, self.listings, |places| ledger_rows::rows(&pages[places], self.model));
        written.map_err(|error| Diagnostic::from(PublishError::new("write to", parts.path(), error)).into())
    }
}

/// Stages the changed files of the output's manifest, and removes outdated ones.
fn put_in_place(manifest: &ManifestUpdate, stage: &Stage) -> Result<(), Diagnostics> {
    for (file, bytes) in &manifest.new {
        stage.write_metadata(file, bytes).map_err(Diagnostic::from)?;
    }
    manifest.outdated.iter().for_each(|file| stage.remove_metadata(file));
    Ok(())
}
