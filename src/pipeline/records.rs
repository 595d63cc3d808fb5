//! What is recorded of a build. In go the site that was made and what its files are; the records go out with the site,
//! row by row, so that none is in memory as a whole.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::publish::{Record, Stage};
use crate::record::{Addresses, Manifest, Occasion, Published, Still};
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
    pub(super) after: &'a Published<'a>,
    pub(super) world: &'a World,
    pub(super) occasion: Occasion,
}

impl Records<'_> {
    /// Puts the site in place, with its records where they have changed. Gives how many files were written and removed.
    pub(super) fn publish(&self, stage: Stage) -> Result<(usize, usize), Diagnostics> {
        let Self { root, output, still, changed } = self;
        let still = (Still::path(root, output), still.to_bytes(output));
        let still = Record { path: &still.0, write: &|out| out.write_all(&still.1) };
        let published = match changed {
            None => stage.commit(&[still]),
            Some(Changed { after, world, occasion }) => {
                let lengths = || after.files.iter().map(|record| (&*record.file, record.size));
                stage.commit(&[
                    Record { path: &Published::path(root, output), write: &|out| after.write(output, out) },
                    Record {
                        path: &Manifest::path(root, output),
                        write: &|out| Manifest::write(lengths(), out),
                    },
                    Record {
                        path: &Addresses::path(root, output),
                        write: &|out| ledger::record(world, (output, *occasion), out),
                    },
                    still,
                ])
            }
        };
        let published = published.map_err(Diagnostic::from)?;
        Ok((published.written, published.removed))
    }
}
