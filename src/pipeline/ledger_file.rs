//! Reads and writes the ledger of a site.
//!
//! The ledger is written to a temporary file, which is renamed.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ledger::{self, Ledger};
use crate::path::SitePath;
use crate::sources::{self, ManagedDir, SiteDir};

/// Reads the ledger. A line with a problem is an error.
pub(super) fn sound(root: &Path) -> Result<Ledger, Diagnostics> {
    let (ledger, faults) = read(root)?;
    if faults.has_errors() { Err(faults) } else { Ok(ledger) }
}

/// Reads the ledger of a site. It is empty if there is no file.
pub(super) fn read(root: &Path) -> Result<(Ledger, Diagnostics), Diagnostics> {
    match SiteDir::new(root).read_optional(ledger::FILE) {
        Ok(Some(bytes)) => Ok(Ledger::read(&bytes)),
        Ok(None) => Ok((Ledger::default(), Diagnostics::new())),
        Err(error) => Err(refused("read", &error)),
    }
}

/// Writes the ledger to a temporary file, syncs and renames it.
pub(super) fn write(root: &Path, ledger: &Ledger) -> Result<(), Diagnostics> {
    let written = ManagedDir::open(root, "")
        .and_then(|folder| folder.write_atomic(ledger::FILE, ledger.to_text().as_bytes(), File::sync_all));
    written.map_err(|error| refused("written", &error))
}

fn refused(what: &str, error: &io::Error) -> Diagnostics {
    let place = Place::File(SitePath::known(ledger::FILE));
    Diagnostic::error(place, format!("the ledger can't be {what}: {error}"))
        .hint(sources::hint(error, "make the site's folder readable and writable"))
        .into()
}
