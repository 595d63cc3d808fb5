//! `dateline deploy`.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline::archive::{Clock, Drafts};
use dateline::cache::UploadGroup;
use dateline::config::Overrides;
use dateline::deploy::{
    self, DeployEvent, DeployOutcome, DeployResult, LockPolicy, Ownership, Plan, Progress, Request,
    RetryPolicy, Task, Verify,
};
use dateline::diagnostic::print;
use dateline::ledger::LedgerCheck;
use dateline::pipeline::{self, Adoption, CacheMode};
use dateline::publish::Wait;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Deploy;

use super::{Failure, Verbosity, clock, paint, print_escaped, print_text};

/// Deploys the site.
pub(super) fn run(args: &Deploy, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let start = Instant::now();
    let request = request(args, site)?;
    let bar = Bar::new(verbosity);
    let outcome = deploy::deploy(&request, &bar);
    bar.bar.finish_and_clear();
    let outcome = outcome?;
    // Explicitly requested output is printed even with `-q`.
    if verbosity != Verbosity::Quiet || matches!(outcome.done, DeployResult::DryRun(_)) {
        print_text(&mut std::io::stdout(), &summary(&outcome, verbosity, start.elapsed()));
    }
    Ok(())
}

fn request(args: &Deploy, site: &Path) -> Result<Request, Failure> {
    let output = args.output.as_deref().map(std::path::absolute).transpose();
    let output = output.map_err(|error| Failure::Usage(format!("--output: {error}")))?;
    let now = clock::now().map_err(Failure::Usage)?;
    let build = pipeline::Request {
        site: site.to_owned(),
        output,
        overrides: Overrides { base_url: args.base_url.clone() },
        clock: Clock { now, drafts: Drafts::Hidden },
        wait: Wait::No,
        cache_mode: CacheMode::ReadWrite,
        ledger_check: LedgerCheck::Error,
        adoption: Adoption::Refused,
    };
    Ok(Request {
        build,
        target: args.name.clone(),
        task: match (args.rollback, args.dry_run) {
            (true, _) => Task::RollBack,
            (_, true) => Task::DryRun,
            _ => Task::Deploy,
        },
        verify: if args.verify { Verify::Full } else { Verify::Quick },
        ownership: if args.adopt { Ownership::Adopt } else { Ownership::Strict },
        lock: if args.take_lock { LockPolicy::Take } else { LockPolicy::Respect },
        allow_deletes: args.allow_deletes,
        concurrency: usize::from(args.concurrency),
        retry_policy: RetryPolicy {
            retries: usize::from(args.retries),
            silence: Duration::from_secs_f64(args.timeout),
            ..RetryPolicy::default()
        },
    })
}

/// Formats the result.
fn summary(outcome: &DeployOutcome, verbosity: Verbosity, took: Duration) -> String {
    let DeployOutcome { target, done } = outcome;
    match done {
        DeployResult::DryRun(plan) => format_plan(target, plan),
        DeployResult::RolledBack(release) => format!("{target} is rolled back to {release}\n"),
        DeployResult::Deployed { plan, accepted, told } => {
            let mut text = String::new();
            if verbosity == Verbosity::Verbose {
                list(plan, &mut text);
            }
            if plan.is_nothing() {
                let _ = write!(text, "{target} is up to date: {} unchanged", files(plan.unchanged));
            } else {
                let sent = (files(plan.uploads().len()), HumanBytes(plan.bytes()), files(plan.deletes.len()));
                let _ = write!(text, "{target}: {} sent ({}), {} deleted", sent.0, sent.1, sent.2);
                let _ = write!(text, ", {} unchanged, in {:.1} s", plan.unchanged, took.as_secs_f64());
            }
            text.push('\n');
            if !accepted.is_empty() {
                let _ = writeln!(text, "{} added to ledger.txt: commit it", addresses(accepted.len()));
            }
            if *told > 0 {
                let _ = writeln!(text, "The command `after` received {}", addresses(*told));
            }
            text
        }
    }
}

/// Formats the plan in the order of its steps.
fn format_plan(target: &str, plan: &Plan) -> String {
    let mut text = String::new();
    list(plan, &mut text);
    let _ = writeln!(
        text,
        "{target}: {} would be sent ({}), {} deleted, {} unchanged",
        files(plan.uploads().len()),
        HumanBytes(plan.bytes()),
        files(plan.deletes.len()),
        plan.unchanged
    );
    text
}

fn list(plan: &Plan, text: &mut String) {
    for upload in plan.uploads() {
        let _ = writeln!(text, "+ {:>10}  {}", HumanBytes(upload.file.size).to_string(), upload.file.path);
    }
    for delete in &plan.deletes {
        let _ = writeln!(text, "- {:>10}  {}", HumanBytes(delete.size).to_string(), delete.path);
    }
}

fn files(count: usize) -> String {
    format!("{count} {}", if count == 1 { "file" } else { "files" })
}

fn addresses(count: usize) -> String {
    format!("{count} {}", if count == 1 { "address" } else { "addresses" })
}

/// Progress bar, visible only on a terminal.
struct Bar {
    bar: ProgressBar,
    verbosity: Verbosity,
}

impl Bar {
    fn new(verbosity: Verbosity) -> Self {
        let is_watched = verbosity != Verbosity::Quiet && std::io::stderr().is_terminal();
        let target =
            if is_watched { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        Self { bar: ProgressBar::with_draw_target(None, target), verbosity }
    }

    fn print_text(&self, words: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.bar.suspend(|| print_text(&mut std::io::stderr(), &format!("{words}\n")));
        }
    }
}

impl Progress for Bar {
    fn begin(&self, files: usize, bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        // The bar counts bytes, since one video takes as long as a thousand pages.
        let template = "{prefix:>16} {bar:32} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left";
        let style = ProgressStyle::with_template(template);
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.bar.set_prefix(self::files(files));
        self.bar.set_length(bytes);
        self.bar.enable_steady_tick(Duration::from_millis(250));
    }

    fn group(&self, upload_group: UploadGroup) {
        self.bar.set_prefix(match upload_group {
            UploadGroup::Hashed | UploadGroup::Asset => "Assets",
            UploadGroup::Article => "Articles",
            UploadGroup::List => "Lists",
            UploadGroup::Front => "Front page",
            UploadGroup::Feed => "Feeds",
        });
    }

    fn sent(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn note(&self, note: DeployEvent) {
        match note {
            DeployEvent::Announcement { target, text } => {
                // Programs that run on this machine are announced even with `-q`.
                let text =
                    format!("First deploy to {target} from this machine, or its settings changed:\n{text}");
                self.bar.suspend(|| print_text(&mut std::io::stderr(), &text));
            }
            DeployEvent::Unknown => {
                self.print_text("No record of an earlier deploy to this target; listing its files");
            }
            DeployEvent::Resumed => self.print_text("Resuming an interrupted deploy"),
            DeployEvent::Doubtful(found) => {
                let text = print(&found, paint(&std::io::stderr()));
                self.bar.suspend(|| print_escaped(&mut std::io::stderr(), &text));
            }
            DeployEvent::DeadLock(holder) => {
                self.print_text(&format!("Taking over the lock of a dead deploy: {holder}"));
            }
            DeployEvent::Deleting(count) => self.bar.set_prefix(format!("Deleting {count}")),
        }
    }
}
