//! What the last build published, for whoever sends it on. In goes a [`Request`]; out comes [`LastBuild`], as long as
//! building again would change nothing; otherwise why it is not to be sent. While a [`LastBuild`] is there, nobody builds.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use crate::address::OldAddress;
use crate::cache::{BuildKind, BuildStamp, FileRecord, FileStamp, LedgerAddresses, PreviousOutput};
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ledger::LedgerCheck;
use crate::publish::{Output, Stage};

use super::plan_site::find;
use super::{CacheMode, Progress, Request, ledger, parse_sources, stage, up_to_date};

/// What the last build published.
pub struct LastBuild {
    /// The site's folder.
    pub root: PathBuf,
    /// The site's settings.
    pub site: Site,
    /// Each file, in no order that means anything.
    pub files: Vec<FileRecord>,
    output: Output,
    inputs: up_to_date::BuildInputs,
    /// Held, so that nobody builds.
    _stage: Stage,
}

/// The longest time to wait until every change of a source shows: file systems count seconds or parts of them.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the last build published, if another would do nothing.
///
/// # Errors
/// When nothing was built, or what was built is a preview, empty, or older than what it is made from; when a build is
/// at work.
pub fn last_build(request: &Request, progress: &dyn Progress) -> Result<LastBuild, Diagnostics> {
    match look(request, progress)? {
        Answer::Last(last) => Ok(*last),
        Answer::Other => other(),
        // Only its bytes tell: the next build reads them.
        Answer::Unsure(ledger_check, wait) => {
            std::thread::sleep(wait.min(PATIENCE));
            let request = Request { ledger_check, cache_mode: CacheMode::ReadWrite, ..request.clone() };
            let report = super::build(&request, progress)?.report;
            if report.written + report.files_removed > 0 {
                return refused(
                    "a text or file was changed while the site was built",
                    "the site has been built again: look at it, then deploy",
                );
            }
            match look(&request, progress)? {
                Answer::Last(last) => Ok(*last),
                Answer::Other | Answer::Unsure(..) => other(),
            }
        }
    }
}

/// Whether the last build is what a build would make now.
enum Answer {
    /// It is.
    Last(Box<LastBuild>),
    /// It is not.
    Other,
    /// A source was changed so shortly before it that a later change may not show, and won't for so long. A build with this
    /// treatment of published addresses tells.
    Unsure(LedgerCheck, Duration),
}

fn look(request: &Request, progress: &dyn Progress) -> Result<Answer, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = parse_sources::root(&request.site)?;
    let (site, settings) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    let output = Output::choose(&root, request.output.as_deref(), &site.output).map_err(|error| *error)?;
    let stage = stage(&output, request.wait, progress)?;
    let published = published(&root, &output)?;
    let sources = find(&root, &site, &mut found);
    if found.has_errors() {
        return Err(found);
    }
    let mut inputs = up_to_date::BuildInputs::of(&root, settings, &sources, request);
    // Whether it was allowed to let addresses go is its affair.
    for ledger_check in [LedgerCheck::Error, LedgerCheck::Warn] {
        inputs = inputs.ledger_check(ledger_check);
        let Some(still) = up_to_date::current(&root, &output, &inputs, request) else { continue };
        let written_at = BuildStamp::written_at(&root, output.path());
        check_output(&published, &stage, written_at)?;
        return Ok(if inputs.may_have_changed_since(&still) {
            Answer::Unsure(ledger_check, inputs.until_they_show())
        } else {
            let files = published.into_files();
            Answer::Last(Box::new(LastBuild { root, site, files, output, inputs, _stage: stage }))
        });
    }
    Ok(Answer::Other)
}

/// Checks that each file of the output is the one that was written, or has its bytes.
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
            &format!("{} is not as it was built", other.file),
            "the output was changed, or put back from a backup: build the site, then deploy",
        ),
    }
}

/// Reads what is recorded of an output that can be sent.
fn published(root: &Path, output: &Output) -> Result<PreviousOutput, Diagnostics> {
    let Ok(published) = PreviousOutput::read(root, output.path()) else {
        return refused("there is no build that could be sent", "build the site first: dateline build");
    };
    if LedgerAddresses::occasion(root, output.path()) != Some(BuildKind::Publication) {
        return refused(
            "the last build was a preview, of drafts or of another moment",
            "build the site without --drafts and --as-of, then send that",
        );
    }
    if published.is_empty() {
        return refused(
            "the last build is empty",
            "an empty site is not sent: it would delete the one that is there",
        );
    }
    Ok(published)
}

fn other<T>() -> Result<T, Diagnostics> {
    refused(
        "what was built is not what a build would make now",
        "build the site, then deploy: the last build failed, or something has changed since it: a text, a setting, the \
         theme, the output itself, or the time at which a story appears",
    )
}

impl LastBuild {
    /// Where a file of the output is.
    pub fn path(&self, file: &str) -> PathBuf {
        self.output.path().join(file)
    }

    /// Adds its addresses to the ledger. Gives those that were added.
    ///
    /// # Errors
    /// When the ledger can't be read or written.
    pub fn accept(&self) -> Result<Vec<OldAddress>, Diagnostics> {
        let new = ledger::accept_last(&self.root, &self.output)?;
        if !new.is_empty() {
            // Should it fail, the next deploy asks for a build, which has nothing to do.
            let _ = up_to_date::keep_beside_ledger(&self.root, &self.output, &self.inputs);
        }
        Ok(new)
    }
}

fn refused<T>(why: &str, hint: &str) -> Result<T, Diagnostics> {
    Err(Diagnostic::error(Place::Site, why).hint(hint).into())
}
