//! The commands: arguments in, one call into the library, words and an exit code out.

mod build;
mod check;
mod ci;
mod deploy;
mod docs;
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

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Quiet,
    Normal,
    Verbose,
}

/// Why a command did not do what it was asked.
enum Failure {
    /// The site has errors.
    Site(Diagnostics),
    /// The command can't be meant.
    Usage(String),
    /// The site has errors, and they have been said.
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

/// Returns diagnostics as they are printed to standard error: all of them where much is to be said.
fn printed(found: &Diagnostics, voice: Voice) -> String {
    let paint = paint(&std::io::stderr());
    match voice {
        Voice::Quiet | Voice::Normal => print(found, paint),
        Voice::Verbose => print_all(found, paint),
    }
}

/// Returns advice for a site some of whose problems can be accepted.
fn advice(found: &Diagnostics) -> &'static str {
    let is_acceptable = |found: &Diagnostic| found.severity == Severity::Error && found.kind.is_acceptable();
    if !found.iter().any(is_acceptable) {
        return "";
    }
    "Dead links and pictures of long ago need not stop the site: dateline check --accept lists them as known problems. \
     What something else serves on the same host goes into config.toml, as [links] elsewhere.\n"
}

/// Prints diagnostics, and how many there are where there are several.
fn say_found(found: &Diagnostics, voice: Voice) {
    let mut text = printed(found, voice);
    let errors = found.count(Severity::Error);
    if errors > 1 {
        let _ = writeln!(text, "{errors} errors. Nothing was written.");
    }
    text.push_str(advice(found));
    put(&mut std::io::stderr(), &text);
}

/// Whether what is said on a stream is painted (<https://no-color.org>).
fn paint(stream: &impl IsTerminal) -> Paint {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && stream.is_terminal() { Paint::Colour } else { Paint::Plain }
}

/// Says something. Characters of names and values that would act on a terminal are shown as what they are.
fn say(stream: &mut (impl Write + ?Sized), text: &str) {
    put(stream, &visible(text));
}

/// Writes a text that was made fit to be shown, such as painted diagnostics. A reader who has gone away (a closed pipe) is
/// no reason to stop.
fn put(stream: &mut (impl Write + ?Sized), text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// So many of something.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Something that could not be read or written, outside the site's own stages.
fn refused(what: &str, error: &std::io::Error, hint: &str) -> Failure {
    Failure::from(Diagnostic::error(Place::Site, format!("{what}: {error}")).hint(hint))
}
