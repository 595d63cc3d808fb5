//! Detects builds without changes.
//!
//! If the settings, the theme, the stats of all sources and the output match the last build's
//! stamp, its outcome is returned. Such a build stats each file once and reads none.

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

use super::found_site::FoundSite;
use super::report;
use super::session::BuildContext;
use super::{BuildOutcome, Report, StageSeconds, parse_sources};

/// Number of files in a digest task.
const FILES_PER_TASK: usize = 4096;

/// Fingerprint of all inputs of a build.
pub(super) struct BuildInputs {
    /// Digest of everything except the ledger and its check.
    site: Digest,
    ledger: Digest,
    ledger_check: LedgerCheck,
    /// Time from which any change of a source is visible, in nanoseconds since 1970.
    reliable_from: i64,
    seen: i64,
}

impl BuildInputs {
    /// Computes the fingerprint.
    ///
    /// The moment is not included: the [`BuildStamp`] holds the range of moments for which it is
    /// valid.
    pub(super) fn of(context: BuildContext<'_>, settings: Digest, found: &FoundSite) -> Self {
        let BuildContext { root, request, .. } = context;
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
            let chunks: Vec<(Digest, i64)> = kind.par_chunks(FILES_PER_TASK).map(digest_sources).collect();
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

    /// Returns the inputs of a build with another ledger check.
    pub(super) fn ledger_check(self, ledger_check: LedgerCheck) -> Self {
        Self { ledger_check, ..self }
    }

    /// Returns the time of the scan, in nanoseconds since 1970.
    pub(super) fn seen(&self) -> i64 {
        self.seen
    }

    /// Returns the time until a change of any source is visible in its stat.
    pub(super) fn time_until_reliable(&self) -> Duration {
        Duration::from_nanos((self.reliable_from - cache::now_ns()).max(0).cast_unsigned())
    }

    /// Returns whether a source may have changed invisibly since the stamp's build.
    pub(super) fn may_have_changed_since(&self, last: &BuildStamp) -> bool {
        self.reliable_from >= last.scanned_at
    }
}

fn digest_sources(sources: &[SourceFile]) -> (Digest, i64) {
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
    // Destructured, so that a new field of the theme fails to compile until it is included.
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

/// Returns the stamp of an output's last build if it matches the inputs.
pub(super) fn matching_stamp(
    context: BuildContext<'_>,
    output: &Output,
    inputs: &BuildInputs,
) -> Option<BuildStamp> {
    let BuildContext { root, request, .. } = context;
    let now = request.clock.now;
    BuildStamp::read(root, output.path()).filter(|last| {
        last.inputs == inputs.digest()
            && last.valid_from <= now
            && last.valid_until.is_none_or(|until| now < until)
    })
}

/// Returns the outcome of the last build if another one would change nothing.
pub(super) fn unchanged_outcome(
    context: BuildContext<'_>,
    output: &Output,
    stage: &Stage,
    inputs: &BuildInputs,
) -> Option<BuildOutcome> {
    let last = matching_stamp(context, output, inputs)?;
    if inputs.may_have_changed_since(&last) {
        return None;
    }
    let Manifest { files } = Manifest::read(output.path())?;
    let written_at = BuildStamp::written_at(context.root, output.path());
    let of_some = |files: &[(Box<str>, u64)]| {
        let mut digester = Digester::new();
        for (file, _) in files {
            let found = stage.published(file).ok()?.filter(|found| found.unchanged_since(written_at))?;
            stamp(found.size, found.into(), &mut digester);
        }
        Some(digester.finish())
    };
    let stamps: Option<Vec<Digest>> = files.par_chunks(FILES_PER_TASK).map(of_some).collect();
    if combine(&stamps?) != last.output {
        return None;
    }
    let report = Report {
        articles: last.articles,
        pages: files.len(),
        rendered: 0,
        written: 0,
        files_removed: 0,
        removed: last.removed,
        unchanged: files.len(),
        warnings: last.warnings.len(),
        known_problems: report::known_problems(&last.warnings),
        left_out: last.left_out.len(),
        as_of: context.request.clock.now,
        next_change: last.next_change,
        seconds: StageSeconds::default(),
    };
    let warnings = last.warnings.into_iter().collect();
    Some(BuildOutcome { report, warnings, left_out: last.left_out, rebuilt: Vec::new() })
}

/// Updates the stamp after the last build's addresses were added to the ledger.
///
/// Another build would find no other missing addresses, so it can last be skipped.
pub(super) fn update_for_ledger(root: &Path, output: &Output, inputs: &BuildInputs) -> io::Result<()> {
    let Some(last) = BuildStamp::read(root, output.path()).filter(|last| last.inputs == inputs.digest())
    else {
        return Ok(());
    };
    let inputs = BuildInputs { ledger: parse_sources::digest_of(root, ledger::FILE), ..*inputs };
    let bytes = BuildStamp { inputs: inputs.digest(), ..last }.to_bytes(output.path());
    ManagedDir::create(root, cache::FOLDER)?.write_atomic(
        &BuildStamp::name(output.path()),
        &bytes,
        |_| Ok(()),
    )
}

/// Returns the digest of the stamps of the output's files.
fn output_digest(files: &[OutputRecord<'_>]) -> Digest {
    let of_some = |files: &[OutputRecord<'_>]| {
        let mut digester = Digester::new();
        for record in files.iter().map(OutputRecord::record) {
            stamp(record.size, record.stamp, &mut digester);
        }
        digester.finish()
    };
    combine(&files.par_chunks(FILES_PER_TASK).map(of_some).collect::<Vec<_>>())
}

fn stamp(size: u64, FileStamp { inode, mtime_ns }: FileStamp, digester: &mut Digester) {
    digester.number(size).number(inode).number(mtime_ns.cast_unsigned());
}

fn combine(some: &[Digest]) -> Digest {
    let mut digester = Digester::new();
    for some in some {
        digester.digest(*some);
    }
    digester.finish()
}

/// Creates the stamp of a build.
pub(super) fn build_stamp(
    inputs: &BuildInputs,
    engine: &Engine,
    update: &OutputDelta<'_>,
    warnings: &Diagnostics,
    removed: usize,
) -> BuildStamp {
    let archive = &engine.model().archive;
    let warnings: Vec<Diagnostic> = warnings.iter().cloned().collect();
    BuildStamp {
        inputs: inputs.digest(),
        scanned_at: inputs.seen,
        output: output_digest(update.files()),
        valid_from: archive.now(),
        valid_until: archive.valid_until(NEWS_WINDOW),
        next_change: archive.next_change(),
        articles: archive.len(),
        left_out: archive.hidden().to_vec(),
        removed,
        warnings,
    }
}
