//! Accepts known problems: checks the site, and writes `known-problems.toml`.
//!
//! The list is written to a temporary file, which is renamed. It is not written if it would not
//! change.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::known_problems::{Acceptable, FILE, KnownProblems};
use crate::moment::Moment;
use crate::path::SitePath;
use crate::sources::ManagedDir;

use super::check::{CheckReport, look};
use super::session::Session;
use super::{Progress, Request, parse_sources};

/// Maximum number of checks. A problem may hide another one on the same page.
const MAX_CHECKS: usize = 8;

/// Result of accepting problems.
#[derive(Debug)]
pub struct AcceptReport {
    /// Number of added problems.
    pub added: usize,
    /// Number of removed problems that no longer occur.
    pub dropped: usize,
    /// Number of known problems.
    pub known: usize,
    /// Check of the site with its new list.
    pub checked: CheckReport,
}

/// Accepts all acceptable problems of a site, and drops those that no longer occur.
///
/// # Errors
/// Returns all problems that can't be accepted. The list is unchanged then.
pub fn accept_problems(request: &Request, progress: &dyn Progress) -> Result<AcceptReport, Diagnostics> {
    let Session { root, config, found } = Session::open(&request.site, &request.overrides)?;
    let today = Moment::at(request.clock.now, &config.site.time_zone).date();
    let before = parse_sources::known_problems(&root)?;
    if found.has_errors() {
        return Err(found);
    }
    let mut known = before.clone();
    for _ in 0..MAX_CHECKS {
        match look(request, Some(known.clone()), progress, &mut |_| {}) {
            Ok(mut checked) => {
                let solved = std::mem::take(&mut checked.solved);
                let kept = known.without(&solved);
                let added = kept.all().iter().filter(|known| !before.has(known)).count();
                let dropped = before.all().iter().filter(|known| !kept.has(known)).count();
                if added + dropped > 0 {
                    write(&root, &kept)?;
                }
                return Ok(AcceptReport { added, dropped, known: kept.len(), checked });
            }
            Err(errors) => {
                let acceptable = Acceptable::of(errors, today);
                if acceptable.others.has_errors() {
                    return Err(not_acceptable(acceptable.others));
                }
                known = known.with(acceptable);
            }
        }
    }
    let message = "accepting problems kept revealing others, so nothing was accepted";
    Err(Diagnostic::error(Place::Site, message)
        .hint("run dateline check, and fix the problems that it reports")
        .into())
}

/// Adds a note that nothing was accepted to errors that can't be accepted.
fn not_acceptable(mut errors: Diagnostics) -> Diagnostics {
    let message = "nothing was accepted, because these errors can't be accepted";
    errors.push(
        Diagnostic::error(Place::Site, message).hint("fix them, then run dateline check --accept again"),
    );
    errors.sort();
    errors
}

/// Writes the list, or removes the file if the list is empty.
fn write(root: &Path, known: &KnownProblems) -> Result<(), Diagnostics> {
    let written = ManagedDir::open(root, "").and_then(|folder| {
        if known.is_empty() {
            folder.remove_file(FILE)
        } else {
            folder.write_atomic(FILE, known.to_text().as_bytes(), File::sync_all)
        }
    });
    written.map_err(|error| refused(&error))
}

fn refused(error: &io::Error) -> Diagnostics {
    let place = Place::File(SitePath::known(FILE));
    Diagnostic::error(place, format!("the known problems can't be written: {error}"))
        .hint("make the site's folder writable")
        .into()
}
