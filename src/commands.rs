//! Commands of the command line. Each turns its arguments into one call of the library, prints the
//! result, and returns an exit code.

mod build;
mod check;
mod ci_templates;
mod clock;
mod deploy;
mod docs;
mod import;
mod init;
mod ledger;
mod man;
mod new;
mod process;
mod progress;
mod serve;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use dateline::diagnostic::{Diagnostic, Diagnostics, Paint, Place, Severity, print, print_all, visible};

use crate::cli::{Cli, Command};

pub(crate) use process::prepare;

/// Verbosity of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verbosity {
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
    Printed,
}

impl<D: Into<Diagnostics>> From<D> for Failure {
    fn from(found: D) -> Self {
        Self::Site(found.into())
    }
}

/// Runs a command.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    let verbosity = match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let result = match &cli.command {
        Command::Build(args) => build::run(args, &cli.site, verbosity),
        Command::Check(args) => check::run(args, &cli.site, verbosity),
        Command::Serve(args) => serve::run(args, &cli.site, verbosity),
        Command::Deploy(args) => deploy::run(args, &cli.site, verbosity),
        Command::Init(args) => init::run(args, &cli.site, verbosity),
        Command::Import(args) => import::run(args, &cli.site, verbosity),
        Command::Ledger(args) => ledger::run(args, &cli.site, verbosity),
        Command::New(args) => new::run(args, &cli.site, verbosity),
        Command::Docs(args) => docs::run(args),
        Command::Completions(args) => {
            man::completions(args);
            Ok(())
        }
        Command::Man(args) => man::man(args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Site(found)) => {
            print_diagnostics(&found, verbosity);
            ExitCode::from(1)
        }
        Err(Failure::Printed) => ExitCode::from(1),
        Err(Failure::Usage(message)) => {
            print_text(
                &mut std::io::stderr(),
                &format!("error: {message}\n\nFor more information, try '--help'.\n"),
            );
            ExitCode::from(2)
        }
    }
}

/// Formats diagnostics for standard error. `-v` prints all of them.
fn format_diagnostics(found: &Diagnostics, verbosity: Verbosity) -> String {
    let paint = paint(&std::io::stderr());
    match verbosity {
        Verbosity::Quiet | Verbosity::Normal => print(found, paint),
        Verbosity::Verbose => print_all(found, paint),
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
fn print_diagnostics(found: &Diagnostics, verbosity: Verbosity) {
    let mut text = format_diagnostics(found, verbosity);
    let errors = found.count(Severity::Error);
    if errors > 1 {
        let _ = writeln!(text, "{errors} errors. Nothing was written.");
    }
    text.push_str(advice(found));
    print_escaped(&mut std::io::stderr(), &text);
}

/// Returns whether output to a stream is colored (<https://no-color.org>).
fn paint(stream: &impl IsTerminal) -> Paint {
    let is_colored = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if is_colored && stream.is_terminal() { Paint::Color } else { Paint::Plain }
}

/// Prints text, with terminal control characters escaped.
fn print_text(stream: &mut (impl Write + ?Sized), text: &str) {
    print_escaped(stream, &visible(text));
}

/// Writes text that is already escaped. A closed pipe is not an error.
fn print_escaped(stream: &mut (impl Write + ?Sized), text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// Formats a count with its noun.
fn count_of(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Returns the failure for an I/O error outside the pipeline.
fn refused(what: &str, error: &std::io::Error, hint: &str) -> Failure {
    Failure::from(Diagnostic::error(Place::Site, format!("{what}: {error}")).hint(hint))
}
