//! Provides the output of the last build for a deploy.
//!
//! The output is provided only if another build would not change it. A [`LastBuild`] holds the
//! output's lock, so no build can start meanwhile.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use crate::address::OldAddress;
use crate::cache::{BuildKind, BuildStamp, FileRecord, FileStamp, LedgerAddresses, PreviousOutput};
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ledger::LedgerCheck;
use crate::publish::{Output, Stage};

use super::session::{BuildContext, Session, open_stage};
use super::{CacheMode, Progress, Request, ledger, up_to_date};

/// Output of the last build.
pub struct LastBuild {
    /// Folder of the site.
    pub root: PathBuf,
    /// Settings of the site.
    pub site: Site,
    /// Records of the files, in no particular order.
    pub files: Vec<FileRecord>,
    output: Output,
    inputs: up_to_date::BuildInputs,
    /// Holds the lock of the output.
    _stage: Stage,
}

/// Maximum time to wait for a reliable mtime.
///
/// The granularity of file systems is up to two seconds.
const MAX_WAIT: Duration = Duration::from_secs(3);

/// Returns the output of the last build if it is up to date.
///
/// # Errors
/// Returns an error if there is no build, if it is a preview, empty or out of date, or if another
/// build is running.
pub fn last_build(request: &Request, progress: &dyn Progress) -> Result<LastBuild, Diagnostics> {
    match compare(request, progress)? {
        Freshness::UpToDate(last) => Ok(*last),
        Freshness::OutOfDate => out_of_date(),
        // The stats are not reliable, so a build compares the contents.
        Freshness::Unknown(ledger_check, wait) => {
            std::thread::sleep(wait.min(MAX_WAIT));
            let request = Request { ledger_check, cache_mode: CacheMode::ReadWrite, ..request.clone() };
            let report = super::build(&request, progress)?.report;
            if report.written + report.files_removed > 0 {
                return refused(
                    "a text or file changed during the build",
                    "the site was built again: check it, then deploy",
                );
            }
            match compare(&request, progress)? {
                Freshness::UpToDate(last) => Ok(*last),
                Freshness::OutOfDate | Freshness::Unknown(..) => out_of_date(),
            }
        }
    }
}

/// Comparison of the last build with its inputs.
enum Freshness {
    /// The build is up to date.
    UpToDate(Box<LastBuild>),
    /// The build is out of date.
    OutOfDate,
    /// The build may be out of date.
    ///
    /// A source changed so shortly before it that a later change would not be visible in the stat.
    /// The stats are reliable after the duration. A build with this ledger check decides.
    Unknown(LedgerCheck, Duration),
}

fn compare(request: &Request, progress: &dyn Progress) -> Result<Freshness, Diagnostics> {
    let mut session = Session::open(&request.site, &request.overrides)?;
    let output = session.output(request.output.as_deref())?;
    let stage = open_stage(&output, request.wait, progress)?;
    let published = published(&session.root, &output)?;
    let sources = session.find();
    let Session { root, config, found } = session;
    if found.has_errors() {
        return Err(found);
    }
    let context = BuildContext { root: &root, request, progress };
    let mut inputs = up_to_date::BuildInputs::of(context, config.digest, &sources);
    // A build that was allowed to drop addresses is up to date, too.
    for ledger_check in [LedgerCheck::Error, LedgerCheck::Warn] {
        inputs = inputs.ledger_check(ledger_check);
        let Some(stamp) = up_to_date::matching_stamp(context, &output, &inputs) else { continue };
        let written_at = BuildStamp::written_at(&root, output.path());
        check_output(&published, &stage, written_at)?;
        return Ok(if inputs.may_have_changed_since(&stamp) {
            Freshness::Unknown(ledger_check, inputs.time_until_reliable())
        } else {
            let files = published.into_files();
            Freshness::UpToDate(Box::new(LastBuild {
                root,
                site: config.site,
                files,
                output,
                inputs,
                _stage: stage,
            }))
        });
    }
    Ok(Freshness::OutOfDate)
}

/// Checks that each file of the output has the recorded stamp or bytes.
fn check_output(published: &PreviousOutput, stage: &Stage, written_at: i64) -> Result<(), Diagnostics> {
    let files: Vec<&FileRecord> = published.files().map(|file| file.record).collect();
    let is_other = |record: &&&FileRecord| {
        let found = stage.published(&record.file).ok().flatten();
        let is_same = found.is_some_and(|found| {
            let is_known = found.size == record.size && FileStamp::from(found) == record.stamp;
            is_known && found.unchanged_since(written_at)
        });
        !is_same && !stage.holds(&record.file, record.digest, record.size)
    };
    match files.par_iter().find_first(is_other) {
        None => Ok(()),
        Some(other) => refused(
            &format!("{} was changed since the build", other.file),
            "the output was changed, or restored from a backup: build the site, then deploy",
        ),
    }
}

/// Reads the records of an output that can be deployed.
fn published(root: &Path, output: &Output) -> Result<PreviousOutput, Diagnostics> {
    let Ok(published) = PreviousOutput::read(root, output.path()) else {
        return refused("there is no build to deploy", "build the site first: dateline build");
    };
    if LedgerAddresses::build_kind(root, output.path()) != Some(BuildKind::Publication) {
        return refused(
            "the last build was a preview, with drafts or as of another moment",
            "build the site without --drafts and --as-of, then deploy",
        );
    }
    if published.is_empty() {
        return refused(
            "the last build is empty",
            "an empty site is not deployed: it would delete the published one",
        );
    }
    Ok(published)
}

fn out_of_date<T>() -> Result<T, Diagnostics> {
    refused(
        "the last build is out of date",
        "build the site, then deploy: the last build failed, or something changed since then: a text, a setting, the \
         theme, the output, or the time at which an article appears",
    )
}

impl LastBuild {
    /// Returns the path of a file in the output.
    pub fn path(&self, file: &str) -> PathBuf {
        self.output.path().join(file)
    }

    /// Adds the addresses of the build to the ledger, and returns the added ones.
    ///
    /// # Errors
    /// Returns an error if the ledger can't be read or written.
    pub fn accept(&self) -> Result<Vec<OldAddress>, Diagnostics> {
        let new = ledger::accept_last(&self.root, &self.output)?;
        if !new.is_empty() {
            // If this fails, the next deploy asks for a build, which will change nothing.
            let _ = up_to_date::update_for_ledger(&self.root, &self.output, &self.inputs);
        }
        Ok(new)
    }
}

fn refused<T>(why: &str, hint: &str) -> Result<T, Diagnostics> {
    Err(Diagnostic::error(Place::Site, why).hint(hint).into())
}
