//! Commands of the command line. Each turns its arguments into one call of the library, prints the
//! result, and returns an exit code.

mod build;
mod check;
mod ci;
mod deploy;
mod docs;
mod import;
mod init;
mod ledger;
mod manual;
mod new;
mod process;
mod progress;
mod serve;
mod time;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use dateline::diagnostic::{Diagnostic, Diagnostics, Paint, Place, Severity, print, print_all, visible};

use crate::cli::{Cli, Command};

pub(crate) use process::prepare;

/// Verbosity of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Quiet,
    Normal,
    Verbose,
}

/// Failure of a command.
enum Failure {
    /// Errors of the site.
    Site(Diagnostics),
    /// Invalid usage.
    Usage(String),
    /// Errors of the site that were already printed.
    Said,
}

impl<D: Into<Diagnostics>> From<D> for Failure {
    fn from(found: D) -> Self {
        Self::Site(found.into())
    }
}

/// Runs a command.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    let voice = match (cli.quiet, cli.verbose) {
        (true, _) => Voice::Quiet,
        (_, true) => Voice::Verbose,
        _ => Voice::Normal,
    };
    let result = match &cli.command {
        Command::Build(args) => build::run(args, &cli.site, voice),
        Command::Check(args) => check::run(args, &cli.site, voice),
        Command::Serve(args) => serve::run(args, &cli.site, voice),
        Command::Deploy(args) => deploy::run(args, &cli.site, voice),
        Command::Init(args) => init::run(args, &cli.site, voice),
        Command::Import(args) => import::run(args, &cli.site, voice),
        Command::Ledger(args) => ledger::run(args, &cli.site, voice),
        Command::New(args) => new::run(args, &cli.site, voice),
        Command::Docs(args) => docs::run(args),
        Command::Completions(args) => {
            manual::completions(args);
            Ok(())
        }
        Command::Man(args) => manual::man(args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Site(found)) => {
            say_found(&found, voice);
            ExitCode::from(1)
        }
        Err(Failure::Said) => ExitCode::from(1),
        Err(Failure::Usage(message)) => {
            say(
                &mut std::io::stderr(),
                &format!("error: {message}\n\nFor more information, try '--help'.\n"),
            );
            ExitCode::from(2)
        }
    }
}

/// Formats diagnostics for standard error. `-v` prints all of them.
fn printed(found: &Diagnostics, voice: Voice) -> String {
    let paint = paint(&std::io::stderr());
    match voice {
        Voice::Quiet | Voice::Normal => print(found, paint),
        Voice::Verbose => print_all(found, paint),
    }
}

/// Returns a note on `check --accept` if some errors can be accepted.
fn advice(found: &Diagnostics) -> &'static str {
    let is_acceptable = |found: &Diagnostic| found.severity == Severity::Error && found.kind.is_acceptable();
    if !found.iter().any(is_acceptable) {
        return "";
    }
    "To accept dead links and missing pictures of an old archive as known problems, run dateline check --accept. \
     If another system serves these paths, list them in config.toml: [links] elsewhere = [\"/shop/\"].\n"
}

/// Prints diagnostics, and the number of errors if there are several.
fn say_found(found: &Diagnostics, voice: Voice) {
    let mut text = printed(found, voice);
    let errors = found.count(Severity::Error);
    if errors > 1 {
        let _ = writeln!(text, "{errors} errors. Nothing was written.");
    }
    text.push_str(advice(found));
    put(&mut std::io::stderr(), &text);
}

/// Returns whether output to a stream is colored (<https://no-color.org>).
fn paint(stream: &impl IsTerminal) -> Paint {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && stream.is_terminal() { Paint::Colour } else { Paint::Plain }
}

/// Prints text, with terminal control characters escaped.
fn say(stream: &mut (impl Write + ?Sized), text: &str) {
    put(stream, &visible(text));
}

/// Writes text that is already escaped. A closed pipe is not an error.
fn put(stream: &mut (impl Write + ?Sized), text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// Formats a count with its noun.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Returns the failure for an I/O error outside the pipeline.
fn refused(what: &str, error: &std::io::Error, hint: &str) -> Failure {
    Failure::from(Diagnostic::error(Place::Site, format!("{what}: {error}")).hint(hint))
}
