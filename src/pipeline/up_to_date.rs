//! Whether anything has changed at all. In goes what was found of a site: its settings, its theme, what the file system
//! says of each source. Out comes, where all of it is as it was when its output was last built, what that build told; so
//! a build that has nothing to do looks at each file once and reads none.

use std::io;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use crate::archive::Drafts;
use crate::cache::{self, BuildStamp, FileStamp, Manifest, OutputDelta, OutputRecord};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::{Digest, Digester};
use crate::known_problems;
use crate::ledger::{self, LedgerCheck};
use crate::pages::NEWS_WINDOW;
use crate::publish::{Output, Stage};
use crate::sources::{FileStat, ManagedDir, SourceFile};
use crate::templates::Engine;
use crate::theme::{FileBytes, Theme};

use super::plan_site::FoundSite;
use super::report;
use super::{BuildOutcome, Report, Request, StageSeconds, parse_sources};

/// How many sources are taken in together.
const AT_ONCE: usize = 4096;

/// Everything that a build is made from.
pub(super) struct BuildInputs {
    /// All but the ledger, and what is to become of its addresses.
    site: Digest,
    ledger: Digest,
    ledger_check: LedgerCheck,
    /// The time from which on a change of any source shows in its stat.
    reliable_from: i64,
    seen: i64,
}

impl BuildInputs {
    /// Takes in what was found. The moment is not among it: [`BuildStamp`] says from when to when it is good.
    pub(super) fn of(root: &Path, settings: Digest, found: &FoundSite, request: &Request) -> Self {
        let mut digester = Digester::new();
        digester.digest(settings);
        digester.digest(parse_sources::digest_of(root, known_problems::FILE));
        digester.number(u64::from(request.clock.drafts == Drafts::Shown));
        theme(&found.theme, &mut digester);
        let sources = &found.sources;
        let of_theme = found.theme.files.iter().map(|file| match &file.bytes {
            FileBytes::Disk(stat) => stat.reliable_from(),
            FileBytes::Program(_) => 0,
        });
        let mut reliable_from = of_theme.max().unwrap_or_default();
        for kind in [&sources.texts, &sources.assets, &sources.backups, &sources.static_files] {
            digester.number(kind.len() as u64);
            let chunks: Vec<(Digest, i64)> = kind.par_chunks(AT_ONCE).map(of_some).collect();
            for (digest, latest) in chunks {
                digester.digest(digest);
                reliable_from = reliable_from.max(latest);
            }
        }
        if let Some(addresses) = &found.addresses {
            stat(addresses, digester.text("addresses"));
            reliable_from = reliable_from.max(addresses.reliable_from());
        }
        let (site, ledger) = (digester.finish(), parse_sources::digest_of(root, ledger::FILE));
        Self { site, ledger, ledger_check: request.ledger_check, reliable_from, seen: found.seen }
    }

    fn digest(&self) -> Digest {
        Digester::new().digest(self.site).digest(self.ledger).number(self.ledger_check as u64).finish()
    }

    /// The same, of a build that was to treat published addresses like this.
    pub(super) fn ledger_check(self, ledger_check: LedgerCheck) -> Self {
        Self { ledger_check, ..self }
    }

    /// Returns when the sources were looked at, in nanoseconds since 1970.
    pub(super) fn seen(&self) -> i64 {
        self.seen
    }

    /// Returns how long it takes until every change of a source shows in its stat.
    pub(super) fn until_they_show(&self) -> Duration {
        Duration::from_nanos((self.reliable_from - cache::now_ns()).max(0).cast_unsigned())
    }

    /// Returns whether a source may have been changed after a build looked at it, without its stat showing it.
    pub(super) fn may_have_changed_since(&self, still: &BuildStamp) -> bool {
        self.reliable_from >= still.seen
    }
}

fn of_some(sources: &[SourceFile]) -> (Digest, i64) {
    let mut digester = Digester::new();
    let mut reliable_from = 0;
    for source in sources {
        digester.text(source.path.as_str());
        stat(&source.stat, &mut digester);
        reliable_from = source.stat.reliable_from().max(reliable_from);
    }
    (digester.finish(), reliable_from)
}

fn stat(stat: &FileStat, digester: &mut Digester) {
    let FileStat { size, mtime_ns, ctime_ns, inode } = *stat;
    digester.numbers([size, mtime_ns.cast_unsigned(), ctime_ns.cast_unsigned(), inode]);
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

/// Returns what the last build of an output told, where another one would be made from the same, as far as that shows.
pub(super) fn current(
    root: &Path,
    output: &Output,
    inputs: &BuildInputs,
    request: &Request,
) -> Option<BuildStamp> {
    let now = request.clock.now;
    BuildStamp::read(root, output.path()).filter(|still| {
        still.inputs == inputs.digest() && still.from <= now && still.until.is_none_or(|until| now < until)
    })
}

/// What the last build of an output told, where another one would do nothing.
pub(super) fn outcome(
    root: &Path,
    output: &Output,
    stage: &Stage,
    inputs: &BuildInputs,
    request: &Request,
) -> Option<BuildOutcome> {
    let still = current(root, output, inputs, request)?;
    if inputs.may_have_changed_since(&still) {
        return None;
    }
    let Manifest { files } = Manifest::read(output.path())?;
    let written_at = BuildStamp::written_at(root, output.path());
    let of_some = |files: &[(Box<str>, u64)]| {
        let mut digester = Digester::new();
        for (file, _) in files {
            let found = stage.published(file).ok()?.filter(|found| found.unchanged_since(written_at))?;
            stamp(found.size, found.into(), &mut digester);
        }
        Some(digester.finish())
    };
    let stamps: Option<Vec<Digest>> = files.par_chunks(AT_ONCE).map(of_some).collect();
    if of_all(&stamps?) != still.stamps {
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
        as_of: request.clock.now,
        next_change: still.next_change,
        seconds: StageSeconds::default(),
    };
    let warnings = still.warnings.into_iter().collect();
    Some(BuildOutcome { report, warnings, left_out: still.left_out, rebuilt: Vec::new() })
}

/// Keeps what the last build told although the ledger has changed since: it has taken in what this very build has, and
/// nothing else, so another build would find nothing lost that this one did not.
pub(super) fn keep_beside_ledger(root: &Path, output: &Output, inputs: &BuildInputs) -> io::Result<()> {
    let Some(still) = BuildStamp::read(root, output.path()).filter(|still| still.inputs == inputs.digest())
    else {
        return Ok(());
    };
    let inputs = BuildInputs { ledger: parse_sources::digest_of(root, ledger::FILE), ..*inputs };
    let bytes = BuildStamp { inputs: inputs.digest(), ..still }.to_bytes(output.path());
    ManagedDir::create(root, cache::FOLDER)?.write_atomic(
        &BuildStamp::name(output.path()),
        &bytes,
        |_| Ok(()),
    )
}

/// Returns the digest of the stamps of all files that an output is to have.
fn stamps(files: &[OutputRecord<'_>]) -> Digest {
    let of_some = |files: &[OutputRecord<'_>]| {
        let mut digester = Digester::new();
        for record in files.iter().map(OutputRecord::record) {
            stamp(record.size, record.stamp, &mut digester);
        }
        digester.finish()
    };
    of_all(&files.par_chunks(AT_ONCE).map(of_some).collect::<Vec<_>>())
}

fn stamp(size: u64, FileStamp { inode, modified }: FileStamp, digester: &mut Digester) {
    digester.number(size).number(inode).number(modified.cast_unsigned());
}

fn of_all(some: &[Digest]) -> Digest {
    let mut digester = Digester::new();
    for some in some {
        digester.digest(*some);
    }
    digester.finish()
}

/// What is to be kept of a build.
pub(super) fn kept(
    inputs: &BuildInputs,
    engine: &Engine,
    update: &OutputDelta<'_>,
    (warnings, removed): (&Diagnostics, usize),
) -> BuildStamp {
    let archive = &engine.model().archive;
    let warnings: Vec<Diagnostic> = warnings.iter().cloned().collect();
    BuildStamp {
        inputs: inputs.digest(),
        seen: inputs.seen,
        stamps: stamps(update.files()),
        from: archive.now(),
        until: archive.steady_until(NEWS_WINDOW),
        next_change: archive.next_change(),
        articles: archive.len(),
        left_out: archive.left_out().to_vec(),
        removed,
        warnings,
    }
}
