//! `dateline ledger`: lists new and lost addresses, and adds or removes addresses.

use std::fmt::Write as _;
use std::path::Path;

use dateline::address::OldAddress;
use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::ledger::{LedgerCheck, read_line, written_old};
use dateline::pipeline::ledger::{self, Standing};
use dateline::pipeline::{Adoption, CacheMode, Request};
use dateline::publish::Wait;

use crate::cli::{Ledger, LedgerTask};

use super::progress::Bar;
use super::{Failure, Verbosity, clock, print_text};

/// Runs a task on the ledger.
pub(super) fn run(args: &Ledger, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let text = match &args.task {
        None => format_standing(&standing(site)?),
        Some(LedgerTask::Accept { output }) => {
            let bar = Bar::new(verbosity);
            let accepted = ledger::accept(site, output.as_deref(), &Overrides::default(), &bar);
            bar.finish();
            let new = accepted?;
            let mut text = format!("{} added to ledger.txt\n", count_of(new.len()));
            if verbosity == Verbosity::Verbose {
                list(&new, "+", &mut text);
            }
            text
        }
        Some(LedgerTask::Forget { addresses }) => {
            let addresses = addresses.iter().map(|written| {
                read_line(written).map_err(|error| Failure::Usage(format!("{written}: {error}")))
            });
            let addresses = addresses.collect::<Result<Vec<_>, _>>()?;
            ledger::forget(site, &addresses)?;
            format!("{} removed from ledger.txt\n", count_of(addresses.len()))
        }
    };
    if verbosity != Verbosity::Quiet {
        print_text(&mut std::io::stdout(), &text);
    }
    Ok(())
}

fn standing(site: &Path) -> Result<Standing, Failure> {
    let request = Request {
        site: site.to_owned(),
        output: None,
        overrides: Overrides::default(),
        clock: Clock { now: clock::now().map_err(Failure::Usage)?, drafts: Drafts::Hidden },
        wait: Wait::No,
        cache_mode: CacheMode::ReadWrite,
        ledger_check: LedgerCheck::Error,
        adoption: Adoption::Refused,
    };
    Ok(ledger::standing(&request)?)
}

/// Formats the new and lost addresses and a summary.
fn format_standing(standing: &Standing) -> String {
    let Standing { new, lost, known } = standing;
    let mut text = String::new();
    list(new, "+", &mut text);
    list(lost, "-", &mut text);
    let _ = write!(text, "{} in the ledger", count_of(*known));
    if new.is_empty() && lost.is_empty() {
        return text + "; none new, none lost\n";
    }
    if !new.is_empty() {
        let _ = write!(text, "; {} new (+): after a build, dateline ledger accept adds them", new.len());
    }
    if !lost.is_empty() {
        let _ = write!(text, "; {} lost (-): dateline build explains how to keep them", lost.len());
    }
    text + "\n"
}

fn list(addresses: &[OldAddress], sign: &str, text: &mut String) {
    for address in addresses {
        let _ = writeln!(text, "{sign} {}", written_old(address));
    }
}

fn count_of(count: usize) -> String {
    format!("{count} {}", if count == 1 { "address" } else { "addresses" })
}
