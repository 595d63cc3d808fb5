//! Accepts the problems of long ago: checks the site, and writes the list of its known problems. The file is written beside
//! itself and renamed, and not at all where nothing would change.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::known_problems::{Acceptable, FILE, KnownProblems};
use crate::moment::Moment;
use crate::path::SitePath;
use crate::sources::ManagedDir;

use super::check::{CheckReport, look};
use super::{Progress, Request, parse_sources};

/// Number of times that a site is checked: a problem may hide behind another on the same page.
const ROUNDS: usize = 8;

/// Result of accepting problems.
#[derive(Debug)]
pub struct AcceptReport {
    /// Number of problems that were added.
    pub added: usize,
    /// Number of entries that were dropped, as they no longer occur.
    pub dropped: usize,
    /// Number of problems that are known now.
    pub known: usize,
    /// The site as it is checked with its new list.
    pub checked: CheckReport,
}

/// Checks a site, accepts the problems of its texts that can be accepted, and drops entries that no longer occur.
///
/// # Errors
/// Every problem that can't be accepted; then nothing is written.
pub fn accept_problems(request: &Request, progress: &dyn Progress) -> Result<AcceptReport, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = parse_sources::root(&request.site)?;
    let (site, _) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    let today = Moment::at(request.clock.now, &site.time_zone).date();
    let before = parse_sources::known_problems(&root)?;
    if found.has_errors() {
        return Err(found);
    }
    let mut known = before.clone();
    for _ in 0..ROUNDS {
        match look(request, Some(known.clone()), progress) {
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
    let message = "the site has ever more problems as some are accepted, and nothing was accepted";
    Err(Diagnostic::error(Place::Site, message)
        .hint("run dateline check, and mend what it says first")
        .into())
}

/// Adds to errors that can't be accepted that nothing was.
fn not_acceptable(mut errors: Diagnostics) -> Diagnostics {
    let message = "nothing was accepted: these errors come first, and can't be accepted";
    errors.push(
        Diagnostic::error(Place::Site, message).hint("mend them, then run dateline check --accept again"),
    );
    errors.sort();
    errors
}

/// Writes the list; without entries, there is no file.
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
        .hint("see that the site's folder may be written to")
        .into()
}
