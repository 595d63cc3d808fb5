//! What the last build published, for whoever sends it on. In goes a [`Request`]; out comes [`Last`], as long as
//! building again would change nothing; otherwise why it is not to be sent. While a [`Last`] is there, nobody builds.

use std::path::PathBuf;
use std::time::Duration;

use crate::address::OldAddress;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ledger::Keeping;
use crate::publish::{Output, Stage};
use crate::record::{Addresses, FileRecord, Occasion, Published};

use super::planned::find;
use super::{Progress, Request, ledger, load, stage, still};

/// What the last build published.
pub struct Last {
    /// The site's folder.
    pub root: PathBuf,
    /// The site's settings.
    pub site: Site,
    /// Each file, in no order that means anything.
    pub files: Vec<FileRecord>,
    output: Output,
    inputs: still::Inputs,
    /// Held, so that nobody builds.
    _stage: Stage,
}

/// How often a site is looked at again whose files have only just been written, and how long it is left alone between.
/// A file's clock may stand still for a moment, in which a change would not show.
const LOOKS: usize = 8;
const PAUSE: Duration = Duration::from_millis(25);

/// What the last build published, if another would do nothing.
///
/// # Errors
/// When nothing was built, or what was built is a preview, empty, or older than what it is made from; when a build is
/// at work.
pub fn last(request: &Request, progress: &dyn Progress) -> Result<Last, Diagnostics> {
    let mut found = Diagnostics::new();
    let root = load::root(&request.site)?;
    let (site, settings) = load::settings(&root, &request.overrides, &mut found)?;
    let output = Output::choose(&root, request.output.as_deref(), &site.output).map_err(|error| *error)?;
    let stage = stage(&output, request.wait, progress)?;
    let Ok(published) = Published::read(&root, output.path()) else {
        return refused("there is no build that could be sent", "build the site first: dateline build");
    };
    if Addresses::occasion(&root, output.path()) != Some(Occasion::Publication) {
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
    for _ in 0..LOOKS {
        let sources = find(&root, &site, &mut found);
        if found.has_errors() {
            return Err(found);
        }
        let mut inputs = still::Inputs::of(&root, settings, &sources, request);
        // Whether it was allowed to let addresses go is its affair.
        for keeping in [Keeping::Strict, Keeping::Loose] {
            inputs = inputs.keeping(keeping);
            if still::outcome(&root, &output, &stage, &inputs, request).is_some() {
                return Ok(Last { root, site, files: published.into_files(), output, inputs, _stage: stage });
            }
        }
        if inputs.are_settled() {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    refused(
        "what was built is not what a build would make now",
        "build the site, then deploy: the last build failed, or something has changed since it: a text, a setting, the \
         theme, the output itself, or the time at which a story appears",
    )
}

impl Last {
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
            let _ = still::keep_beside_ledger(&self.root, &self.output, &self.inputs);
        }
        Ok(new)
    }
}

fn refused<T>(why: &str, hint: &str) -> Result<T, Diagnostics> {
    Err(Diagnostic::error(Place::Site, why).hint(hint).into())
}
