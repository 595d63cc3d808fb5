//! What is recorded of a build. In go the site that was made and what its files are; what is new of the records is written,
//! and the indexes that say which of it holds go out with the site.

use std::path::Path;

use crate::cache::{
    BuildKind, BuildStamp, ChunkStore, LedgerAddresses, Manifest, ManifestChunks, ManifestUpdate,
    OutputDelta, PreviousOutput, WrittenChunk,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::SiteModel;
use crate::publish::{CacheFile, PublishError, Stage};

use super::ledger;

/// What is recorded of a build.
pub(super) struct Records<'a> {
    pub(super) root: &'a Path,
    pub(super) output: &'a Path,
    pub(super) still: &'a BuildStamp,
    /// What is recorded of the output's files, where that is not as it was.
    pub(super) changed: Option<Changed<'a>>,
}

/// What is recorded of the output's files.
pub(super) struct Changed<'a> {
    pub(super) update: &'a OutputDelta<'a>,
    pub(super) model: &'a SiteModel,
    pub(super) occasion: BuildKind,
    pub(super) listings: ManifestChunks,
}

impl Records<'_> {
    /// Puts the site in place, with its records where they have changed; then what they don't name is removed, and what
    /// `tidy` removes. Gives how many files were written and removed.
    pub(super) fn publish(&self, stage: Stage, tidy: impl FnOnce()) -> Result<(usize, usize), Diagnostics> {
        let Self { root, output, still, changed } = self;
        let still = CacheFile { name: BuildStamp::name(output), bytes: still.to_bytes(output) };
        let published = match changed {
            None => stage.commit_then(&[still], tidy),
            Some(changed) => {
                let mut parts = ChunkStore::of(root, output);
                let written = changed.write(&mut parts)?;
                let (kept, manifest) = Manifest::update(output, written, changed.listings);
                put_in_place(&manifest, &stage)?;
                let records = [
                    CacheFile {
                        name: PreviousOutput::name(output),
                        bytes: PreviousOutput::index(&kept, output),
                    },
                    CacheFile {
                        name: LedgerAddresses::name(output),
                        bytes: LedgerAddresses::index(&kept, (output, changed.occasion)),
                    },
                    still,
                ];
                stage.commit_then(&records, || {
                    parts.keep_only(&kept);
                    tidy();
                })
            }
        };
        let published = published.map_err(Diagnostic::from)?;
        Ok((published.written, published.removed))
    }
}

impl<'a> Changed<'a> {
    /// Returns what is recorded anew of an output; nothing where all of it would be as it was.
    pub(super) fn of(
        update: &'a OutputDelta<'a>,
        model: &'a SiteModel,
        (root, output): (&Path, &Path),
        (occasion, listings): (BuildKind, ManifestChunks),
    ) -> Option<Self> {
        let is_as_before = update.is_nothing()
            && listings == ManifestChunks::New
            && LedgerAddresses::occasion(root, output) == Some(occasion);
        (!is_as_before).then_some(Self { update, model, occasion, listings })
    }

    /// Writes what is new of the records. It is of no use to anybody until their indexes name it.
    fn write(&self, parts: &mut ChunkStore<'_>) -> Result<Vec<WrittenChunk>, Diagnostics> {
        let pages = self.model.plan.pages();
        let written =
            self.update.write(parts, self.listings, |places| ledger::rows(&pages[places], self.model));
        written.map_err(|error| Diagnostic::from(PublishError::new("write to", parts.path(), error)).into())
    }
}

/// Writes what is new of the output's manifest, which goes out with the site, and takes away what is outdated.
fn put_in_place(manifest: &ManifestUpdate, stage: &Stage) -> Result<(), Diagnostics> {
    for (file, bytes) in &manifest.new {
        stage.write_metadata(file, bytes).map_err(Diagnostic::from)?;
    }
    manifest.outdated.iter().for_each(|file| stage.remove_metadata(file));
    Ok(())
}
