//! What is recorded of a build. In go the site that was made and what its files are; what is new of the records is written,
//! and the indexes that say which of it holds go out with the site.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::publish::{PublishError, Record, Stage};
use crate::record::{Addresses, Kept, Manifest, Occasion, Parts, Published, Still, Update};
use crate::render::World;

use super::ledger;

/// What is recorded of a build.
pub(super) struct Records<'a> {
    pub(super) root: &'a Path,
    pub(super) output: &'a Path,
    pub(super) still: &'a Still,
    /// What is recorded of the output's files, where that is not as it was.
    pub(super) changed: Option<Changed<'a>>,
}

/// What is recorded of the output's files.
pub(super) struct Changed<'a> {
    pub(super) update: &'a Update<'a>,
    pub(super) world: &'a World,
    pub(super) occasion: Occasion,
}

impl Records<'_> {
    /// Puts the site in place, with its records where they have changed. Gives how many files were written and removed.
    pub(super) fn publish(&self, stage: Stage) -> Result<(usize, usize), Diagnostics> {
        let Self { root, output, still, changed } = self;
        let still = (Still::path(root, output), still.to_bytes(output));
        let still = Record { path: &still.0, bytes: &still.1 };
        let published = match changed {
            None => stage.commit(&[still]),
            Some(changed) => {
                let parts = Parts::of(root, output);
                let kept = changed.write(&parts)?;
                let published = stage.commit(&[
                    Record { path: &Published::path(root, output), bytes: &Published::index(&kept, output) },
                    Record { path: &Manifest::path(root, output), bytes: Manifest::index(&kept).as_bytes() },
                    Record {
                        path: &Addresses::path(root, output),
                        bytes: &Addresses::index(&kept, (output, changed.occasion)),
                    },
                    still,
                ]);
                if published.is_ok() {
                    parts.keep_only(&kept);
                }
                published
            }
        };
        let published = published.map_err(Diagnostic::from)?;
        Ok((published.written, published.removed))
    }
}

impl Changed<'_> {
    /// Writes what is new of the records. It is of no use to anybody until their indexes name it.
    fn write(&self, parts: &Parts) -> Result<Vec<Kept>, Diagnostics> {
        let pages = self.world.plan.pages();
        let written = self.update.write(parts, |places| ledger::rows(&pages[places], self.world));
        written.map_err(|error| Diagnostic::from(PublishError::new("write to", parts.folder(), error)).into())
    }
}
