//! `dateline check`.

use std::fmt::Write as _;
use std::path::{Component, Path};

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Severity, github, json};
use dateline::host_limits;
use dateline::pipeline::{self, AcceptReport, Adoption, CacheMode, CheckReport, Request};
use dateline::publish::Wait;

use crate::cli::{Check, Format};

use super::build::left_out;
use super::progress::Bar;
use super::{Failure, Voice, advice, counted, printed, put, say, time};

/// Checks the site as a build would, and prints the diagnostics.
pub(super) fn run(args: &Check, site: &Path, voice: Voice) -> Result<(), Failure> {
    let told = Told { format: args.format, site, voice };
    let request = match request(args, site) {
        Ok(request) => request,
        Err(Failure::Site(found)) => return told.found(&found, ""),
        Err(failure) => return Err(failure),
    };
    let bar = Bar::new(voice);
    let checked = if args.accept {
        pipeline::accept_problems(&request, &bar)
            .map(|AcceptReport { added, dropped, known, checked }| (checked, accepted(added, dropped, known)))
    } else {
        pipeline::check(&request, &bar).map(|checked| (checked, String::new()))
    };
    bar.finish();
    match checked {
        Ok((mut checked, accepted)) => {
            let mut found = std::mem::take(&mut checked.warnings);
            if let Some(service) = args.target {
                found.extend(host_limits::check(service, &checked.listing));
            }
            if args.format == Format::Human && voice != Voice::Quiet && !checked.left_out.is_empty() {
                say(&mut std::io::stderr(), &left_out(&checked.left_out, voice));
            }
            told.found(&found, &(accepted + &passed(args, &checked, &found)))
        }
        Err(found) => told.found(&found, ""),
    }
}

fn request(args: &Check, site: &Path) -> Result<Request, Failure> {
    let overrides = Overrides { base_url: args.base_url.clone() };
    let now = time::asked(args.as_of.as_deref(), site, &overrides)?;
    let drafts = if args.drafts { Drafts::Shown } else { Drafts::Hidden };
    Ok(Request {
        site: site.to_owned(),
        output: None,
        overrides,
        clock: Clock { now, drafts },
        wait: Wait::No,
        ledger_check: time::ledger_check(args.as_of.as_deref(), drafts, args.allow_lost),
        adoption: Adoption::Refused,
        cache_mode: CacheMode::ReadOnly,
    })
}

/// Output of diagnostics.
struct Told<'a> {
    format: Format,
    site: &'a Path,
    voice: Voice,
}

impl Told<'_> {
    /// Prints the diagnostics, with `passed` and the counts for people.
    fn found(&self, found: &Diagnostics, passed: &str) -> Result<(), Failure> {
        match self.format {
            Format::Human => self.human(found, passed),
            Format::Json => put(&mut std::io::stdout(), &json(found, &self.folder())),
            Format::Github => put(&mut std::io::stdout(), &github(found, &self.folder())),
        }
        if found.has_errors() { Err(Failure::Said) } else { Ok(()) }
    }

    fn human(&self, found: &Diagnostics, passed: &str) {
        put(&mut std::io::stderr(), &printed(found, self.voice));
        if self.voice == Voice::Quiet {
            return;
        }
        say(&mut std::io::stderr(), advice(found));
        let [errors, warnings] = [Severity::Error, Severity::Warning].map(|severity| found.count(severity));
        let counts = [(errors, "error"), (warnings, "warning")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        let counts = if counts.is_empty() { "No problems".to_owned() } else { counts.join(", ") };
        say(&mut std::io::stdout(), &format!("{passed}{counts}\n"));
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
    let known = counted(known, "known problem");
    if added + dropped == 0 {
        return format!("{known}, none new and none gone\n");
    }
    format!("{known}: {added} accepted, {dropped} dropped. Commit known-problems.toml\n")
}

/// Formats the size of the site, and whether it fits the host.
fn passed(args: &Check, checked: &CheckReport, found: &Diagnostics) -> String {
    let fits = match args.target {
        Some(service) if found.has_errors() => format!("It does not fit {service}. "),
        Some(service) => format!("It fits {service}. "),
        None => String::new(),
    };
    let CheckReport { articles, listing, seconds, .. } = checked;
    format!(
        "{}, {}, about {}, checked in {seconds:.2} s\n{fits}",
        counted(*articles, "article"),
        counted(listing.files.len(), "file"),
        host_limits::size(listing.bytes())
    )
}
