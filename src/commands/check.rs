//! `dateline check`.

mod answers;

use std::fmt::Write as _;
use std::path::{Component, Path};

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Severity, github, json};
use dateline::host_limits;
use dateline::pipeline::{
    self, AcceptReport, Adoption, Answer, AnswersReport, CacheMode, CheckReport, Request,
};
use dateline::publish::Wait;
use dateline_import::old_addresses::OldAddresses;

use crate::cli::{Check, Format};

use super::build::left_out;
use super::progress::Bar;
use super::{Failure, Verbosity, advice, clock, count_of, format_diagnostics, print_escaped, print_text};

/// Checks the site as a build would, and prints the diagnostics.
pub(super) fn run(args: &Check, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let printer = Printer { format: args.format, site, verbosity };
    let request = match request(args, site) {
        Ok(request) => request,
        Err(Failure::Site(found)) => return printer.finish(&found, ""),
        Err(failure) => return Err(failure),
    };
    let old = args.answers.as_deref().map(answers::read).transpose()?;
    let bar = Bar::new(verbosity);
    let checked = check(args, &request, old.as_ref(), &bar);
    bar.finish();
    let mut checked = match checked {
        Ok(checked) => checked,
        Err(found) => return printer.finish(&found, ""),
    };
    let mut found = std::mem::take(&mut checked.report.warnings);
    if let Some(service) = args.target {
        found.extend(host_limits::check(service, &checked.report.listing));
    }
    if args.format == Format::Human && verbosity != Verbosity::Quiet && !checked.report.left_out.is_empty() {
        print_text(&mut std::io::stderr(), &left_out(&checked.report.left_out, verbosity));
    }
    let mut result = checked.accepted + &format_result(args, &checked.report, &found);
    let mut unanswered = 0;
    if let Some(old) = &old {
        let summary = answers::summarize(old, &checked.answers, site)?;
        unanswered = summary.unanswered;
        match args.format {
            Format::Human => result += &summary.text,
            Format::Json | Format::Github => print_text(&mut std::io::stderr(), &summary.text),
        }
    }
    printer.finish(&found, &result)?;
    if unanswered > 0 { Err(Failure::Printed) } else { Ok(()) }
}

/// Checked site, with what the options ask for.
struct Checked {
    report: CheckReport,
    /// Result of `--accept`.
    accepted: String,
    /// Result of `--answers`.
    answers: Vec<Answer>,
}

/// Checks the site.
fn check(
    args: &Check,
    request: &Request,
    old: Option<&OldAddresses>,
    bar: &Bar,
) -> Result<Checked, Diagnostics> {
    if args.accept {
        let AcceptReport { added, dropped, known, checked } = pipeline::accept_problems(request, bar)?;
        return Ok(Checked {
            report: checked,
            accepted: accepted(added, dropped, known),
            answers: Vec::new(),
        });
    }
    let Some(old) = old else {
        let report = pipeline::check(request, bar)?;
        return Ok(Checked { report, accepted: String::new(), answers: Vec::new() });
    };
    let addresses: Vec<&str> = old.requests.keys().map(String::as_str).collect();
    let AnswersReport { checked, answers } = pipeline::check_answers(request, bar, &addresses)?;
    Ok(Checked { report: checked, accepted: String::new(), answers })
}

fn request(args: &Check, site: &Path) -> Result<Request, Failure> {
    let overrides = Overrides { base_url: args.base_url.clone() };
    let now = clock::asked(args.as_of.as_deref(), site, &overrides)?;
    let drafts = if args.drafts { Drafts::Shown } else { Drafts::Hidden };
    Ok(Request {
        site: site.to_owned(),
        output: None,
        overrides,
        clock: Clock { now, drafts },
        wait: Wait::No,
        ledger_check: clock::ledger_check(args.as_of.as_deref(), drafts, args.allow_lost),
        adoption: Adoption::Refused,
        cache_mode: CacheMode::ReadOnly,
    })
}

/// Output of diagnostics.
struct Printer<'a> {
    format: Format,
    site: &'a Path,
    verbosity: Verbosity,
}

impl Printer<'_> {
    /// Prints the diagnostics, with `result` and the counts for people.
    fn finish(&self, found: &Diagnostics, result: &str) -> Result<(), Failure> {
        match self.format {
            Format::Human => self.human(found, result),
            Format::Json => print_escaped(&mut std::io::stdout(), &json(found, &self.folder())),
            Format::Github => print_escaped(&mut std::io::stdout(), &github(found, &self.folder())),
        }
        if found.has_errors() { Err(Failure::Printed) } else { Ok(()) }
    }

    fn human(&self, found: &Diagnostics, result: &str) {
        print_escaped(&mut std::io::stderr(), &format_diagnostics(found, self.verbosity));
        if self.verbosity == Verbosity::Quiet {
            return;
        }
        print_text(&mut std::io::stderr(), advice(found));
        let [errors, warnings] = [Severity::Error, Severity::Warning].map(|severity| found.count(severity));
        let counts = [(errors, "error"), (warnings, "warning")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| count_of(count, what))
            .collect();
        let counts = if counts.is_empty() { "No problems".to_owned() } else { counts.join(", ") };
        print_text(&mut std::io::stdout(), &format!("{result}{counts}\n"));
    }

    /// Returns the prefix for file paths: the site's folder relative to the working
    /// directory.
    fn folder(&self) -> String {
        let here = std::env::current_dir().ok().filter(|_| self.site.is_absolute());
        let below = here.as_deref().and_then(|here| self.site.strip_prefix(here).ok()).unwrap_or(self.site);
        let mut folder = String::new();
        for part in below.components() {
            match part {
                Component::CurDir => {}
                Component::RootDir => folder.push('/'),
                part => {
                    let _ = write!(folder, "{}/", part.as_os_str().display());
                }
            }
        }
        folder
    }
}

/// Formats the result of `--accept`.
fn accepted(added: usize, dropped: usize, known: usize) -> String {
    let known = count_of(known, "known problem");
    if added + dropped == 0 {
        return format!("{known}, none new and none gone\n");
    }
    format!("{known}: {added} accepted, {dropped} dropped. Commit known-problems.toml\n")
}

/// Formats the size of the site, and whether it fits the host.
fn format_result(args: &Check, checked: &CheckReport, found: &Diagnostics) -> String {
    let fits = match args.target {
        Some(service) if found.has_errors() => format!("It does not fit {service}. "),
        Some(service) => format!("It fits {service}. "),
        None => String::new(),
    };
    let CheckReport { articles, listing, seconds, .. } = checked;
    format!(
        "{}, {}, about {}, checked in {seconds:.2} s\n{fits}",
        count_of(*articles, "article"),
        count_of(listing.files.len(), "file"),
        host_limits::size(listing.bytes())
    )
}
