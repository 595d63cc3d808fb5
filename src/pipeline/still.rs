//! Whether anything has changed at all. In goes what was found of a site: its settings, its theme, what the file system
//! says of each source. Out comes, where all of it is as it was when its output was last built, what that build told; so
//! a build that has nothing to do looks at each file once and reads none.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::archive::Drafts;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::{Digest, Digester};
use crate::known_problems;
use crate::ledger::{self, Keeping};
use crate::publish::{Output, Stage};
use crate::read::{OwnFolder, Source, Stat};
use crate::record::{self, Manifest, Still};
use crate::render::{Engine, NEWS_FOR};
use crate::theme::{FileBytes, Theme};

use super::planned::Found;
use super::report;
use super::{Outcome, Report, Request, Seconds, load};

/// How many sources are taken in together.
const AT_ONCE: usize = 4096;

/// Everything that a build is made from.
pub(super) struct Inputs {
    /// All but the ledger, and what is to become of its addresses.
    site: Digest,
    ledger: Digest,
    keeping: Keeping,
    /// Whether no source can have been changed after it was looked at without its stat showing it.
    are_settled: bool,
    seen: i64,
}

impl Inputs {
    /// Takes in what was found. The moment is not among it: [`Still`] says from when to when it is good.
    pub(super) fn of(root: &Path, settings: Digest, found: &Found, request: &Request) -> Self {
        let mut digester = Digester::new();
        digester.digest(settings);
        digester.digest(load::digest_of(root, known_problems::FILE));
        digester.number(u64::from(request.clock.drafts == Drafts::Shown));
        theme(&found.theme, &mut digester);
        let sources = &found.sources;
        let mut are_settled = found.theme.files.iter().all(|file| match &file.bytes {
            FileBytes::Disk(stat) => record::was_settled(stat, found.seen),
            FileBytes::Program(_) => true,
        });
        for kind in [&sources.texts, &sources.assets, &sources.copies, &sources.statics] {
            digester.number(kind.len() as u64);
            let chunks: Vec<(Digest, bool)> =
                kind.par_chunks(AT_ONCE).map(|some| of_some(some, found.seen)).collect();
            for (digest, settled) in chunks {
                digester.digest(digest);
                are_settled &= settled;
            }
        }
        if let Some(addresses) = &found.addresses {
            stat(addresses, digester.text("addresses"));
            are_settled &= record::was_settled(addresses, found.seen);
        }
        let (site, ledger) = (digester.finish(), load::digest_of(root, ledger::FILE));
        Self { site, ledger, keeping: request.keeping, are_settled, seen: found.seen }
    }

    fn digest(&self) -> Digest {
        Digester::new().digest(self.site).digest(self.ledger).number(self.keeping as u64).finish()
    }

    /// The same, of a build that was to treat published addresses like this.
    pub(super) fn keeping(self, keeping: Keeping) -> Self {
        Self { keeping, ..self }
    }

    /// Whether no source can have been changed after it was looked at without its stat showing it.
    pub(super) fn are_settled(&self) -> bool {
        self.are_settled
    }
}

fn of_some(sources: &[Source], seen: i64) -> (Digest, bool) {
    let mut digester = Digester::new();
    let mut are_settled = true;
    for source in sources {
        digester.text(source.path.as_str());
        stat(&source.stat, &mut digester);
        are_settled &= record::was_settled(&source.stat, seen);
    }
    (digester.finish(), are_settled)
}

fn stat(stat: &Stat, digester: &mut Digester) {
    let Stat { size, modified, changed, inode } = *stat;
    digester.numbers([size, modified.cast_unsigned(), changed.cast_unsigned(), inode]);
}

fn theme(theme: &Theme, digester: &mut Digester) {
    // Taken apart, so that what is added to a theme is taken in here, or does not compile.
    let Theme { layers, templates, translations, files } = theme;
    for layer in layers {
        digester.text(layer);
    }
    for template in templates {
        digester.text(&template.name).text(&template.text);
    }
    for translation in translations {
        digester.text(&translation.language).text(translation.file.as_str()).text(&translation.text);
    }
    for file in files {
        digester.text(&file.path).text(file.file.as_str());
        match &file.bytes {
            FileBytes::Disk(found) => stat(found, digester),
            FileBytes::Program(bytes) => {
                digester.digest(Digest::of(bytes));
            }
        }
    }
}

/// What the last build of an output told, where another one would do nothing.
pub(super) fn outcome(
    root: &Path,
    output: &Output,
    stage: &Stage,
    inputs: &Inputs,
    request: &Request,
) -> Option<Outcome> {
    let still = Still::read(root, output.path())?;
    let now = request.clock.now;
    let is_good = still.inputs == inputs.digest()
        && inputs.are_settled
        && still.from <= now
        && still.until.is_none_or(|until| now < until);
    if !is_good {
        return None;
    }
    let Manifest { files } = Manifest::read(output.path())?;
    let is_there =
        |(file, length): &(Box<str>, u64)| stage.published_length(file).ok() == Some(Some(*length));
    if !files.par_iter().all(is_there) {
        return None;
    }
    let report = Report {
        articles: still.articles,
        pages: files.len(),
        rendered: 0,
        written: 0,
        files_removed: 0,
        removed: still.removed,
        unchanged: files.len(),
        warnings: still.warnings.len(),
        known_problems: report::known_problems(&still.warnings),
        left_out: still.left_out.len(),
        as_of: now,
        next_change: still.next_change,
        seconds: Seconds::default(),
    };
    let warnings = still.warnings.into_iter().collect();
    Some(Outcome { report, warnings, left_out: still.left_out, why: Vec::new() })
}

/// Keeps what the last build told although the ledger has changed since: it has taken in what this very build has, and
/// nothing else, so another build would find nothing lost that this one did not.
pub(super) fn keep_beside_ledger(root: &Path, output: &Output, inputs: &Inputs) -> io::Result<()> {
    let Some(still) = Still::read(root, output.path()).filter(|still| still.inputs == inputs.digest()) else {
        return Ok(());
    };
    let inputs = Inputs { ledger: load::digest_of(root, ledger::FILE), ..*inputs };
    let bytes = Still { inputs: inputs.digest(), ..still }.to_bytes(output.path());
    OwnFolder::make(root, record::FOLDER)?.put(&Still::name(output.path()), &bytes, |_| Ok(()))
}

/// What is to be kept of a build.
pub(super) fn kept(inputs: &Inputs, engine: &Engine, (warnings, removed): (&Diagnostics, usize)) -> Still {
    let archive = &engine.world().archive;
    let warnings: Vec<Diagnostic> = warnings.iter().cloned().collect();
    Still {
        inputs: inputs.digest(),
        seen: inputs.seen,
        from: archive.now(),
        until: archive.steady_until(NEWS_FOR),
        next_change: archive.next_change(),
        articles: archive.len(),
        left_out: archive.left_out().to_vec(),
        removed,
        warnings,
    }
}
