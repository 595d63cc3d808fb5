//! `dateline build`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use dateline::address::Address;
use dateline::archive::{Clock, Drafts, Hidden, HiddenReason};
use dateline::config::Overrides;
use dateline::diagnostic::{visible_json, visible_name};
use dateline::pipeline::{self, Adoption, BuildOutcome, CacheMode, Report, Request};
use dateline::publish::Wait;

use crate::cli::Build;

use super::progress::Bar;
use super::{Failure, Verbosity, clock, count_of, format_diagnostics, print_escaped, print_text, refused};

/// Builds the site.
pub(super) fn run(args: &Build, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let overrides = Overrides { base_url: args.base_url.clone() };
    let now = clock::asked(args.as_of.as_deref(), site, &overrides)?;
    let drafts = if args.drafts { Drafts::Shown } else { Drafts::Hidden };
    // Paths on the command line are relative to the working directory, those in the config to the
    // site.
    let output = args.output.as_deref().map(std::path::absolute).transpose();
    let output = output.map_err(|error| Failure::Usage(format!("--output: {error}")))?;
    let request = Request {
        site: site.to_owned(),
        output,
        overrides,
        clock: Clock { now, drafts },
        wait: Wait::UntilFree,
        ledger_check: clock::ledger_check(args.as_of.as_deref(), drafts, args.allow_lost),
        adoption: if args.adopt { Adoption::Allowed } else { Adoption::Refused },
        cache_mode: if args.force { CacheMode::WriteOnly } else { CacheMode::ReadWrite },
    };
    let bar = Bar::new(verbosity);
    let outcome = pipeline::build(&request, &bar);
    bar.finish();
    let outcome = outcome?;
    let report = args.report.as_deref();
    // With `--report -`, standard output holds the report alone.
    let is_piped = report.is_some_and(|file| file == Path::new("-"));
    let out: &mut dyn Write = if is_piped { &mut std::io::stderr() } else { &mut std::io::stdout() };
    if let Some(address) = &args.explain {
        print_text(out, &explain(&outcome, address)?);
    }
    print_outcome(&outcome, verbosity, out);
    match report {
        Some(_) if is_piped => print_escaped(&mut std::io::stdout(), &to_json(&outcome.report)),
        Some(file) => write_report(&outcome.report, file)?,
        None => {}
    }
    Ok(())
}

/// Prints the warnings, the hidden articles and the summary.
fn print_outcome(outcome: &BuildOutcome, verbosity: Verbosity, out: &mut dyn Write) {
    let stderr = &mut std::io::stderr();
    print_escaped(stderr, &format_diagnostics(&outcome.warnings, verbosity));
    if verbosity == Verbosity::Quiet {
        return;
    }
    if !outcome.left_out.is_empty() {
        print_text(stderr, &left_out(&outcome.left_out, verbosity));
    }
    if verbosity == Verbosity::Verbose {
        let seconds = outcome.report.seconds;
        let text = format!(
            "Seconds: read {:.2}, parse {:.2}, organise {:.2}, plan {:.2}, render {:.2}, publish {:.2}\n",
            seconds.read, seconds.parse, seconds.organize, seconds.plan, seconds.render, seconds.publish
        );
        print_text(stderr, &text);
    }
    print_text(out, &summary(&outcome.report));
}

/// Formats the reason why each page, or the page at `address`, was rebuilt.
fn explain(outcome: &BuildOutcome, address: &str) -> Result<String, Failure> {
    let mut text = String::new();
    if address.is_empty() {
        for (address, why) in &outcome.rebuilt {
            let _ = writeln!(text, "{address}: {why}");
        }
        return Ok(text);
    }
    let asked = Address::parse(address).map_err(|error| Failure::Usage(format!("{address}: {error}")))?;
    Ok(match outcome.rebuilt.iter().find(|(address, _)| address.key() == asked.key()) {
        Some((address, why)) => format!("{address}: {why}\n"),
        None => format!("{asked}: not rebuilt: none of its inputs changed\n"),
    })
}

/// Formats the summary line.
fn summary(report: &Report) -> String {
    let Report { articles, pages, written, files_removed, .. } = report;
    let removed = if *files_removed > 0 { format!(", {files_removed} removed") } else { String::new() };
    format!(
        "{}, {}, {} written{removed}, in {:.2} s\n",
        count_of(*articles, "article"),
        count_of(*pages, "page"),
        count_of(*written, "file"),
        report.seconds.total
    )
}

/// Formats the numbers of hidden articles, with `-v` also their names.
pub(super) fn left_out(left_out: &[Hidden], verbosity: Verbosity) -> String {
    let count =
        |is: fn(&HiddenReason) -> bool| left_out.iter().filter(|left_out| is(&left_out.absence)).count();
    let parts = [
        (count(|absence| matches!(absence, HiddenReason::Draft)), "draft", "drafts"),
        (count(|absence| matches!(absence, HiddenReason::Embargoed(_))), "under embargo", "under embargo"),
        (count(|absence| matches!(absence, HiddenReason::Expired(_))), "expired", "expired"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    let mut text = format!("Left out: {}", parts.join(", "));
    if verbosity != Verbosity::Verbose {
        text.push_str(" (-v names them)\n");
        return text;
    }
    text.push('\n');
    for Hidden { file, absence } in left_out {
        let why = match absence {
            HiddenReason::Draft => "a draft".to_owned(),
            HiddenReason::Embargoed(until) => format!("under embargo until {until}"),
            HiddenReason::Expired(at) => format!("expired at {at}; a notice is at its address"),
        };
        let _ = writeln!(text, "  {}: {why}", visible_name(file.as_str()));
    }
    text
}

fn to_json(report: &Report) -> String {
    let json = serde_json::to_string_pretty(report).expect("a report is numbers and texts");
    format!("{}\n", visible_json(&json))
}

fn write_report(report: &Report, file: &Path) -> Result<(), Failure> {
    std::fs::write(file, to_json(report)).map_err(|error| {
        refused(
            &format!("the site is built, but cannot write the report to {}", file.display()),
            &error,
            "check that its folder exists and is writable",
        )
    })
}
