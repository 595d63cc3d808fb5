//! Command-line program `dateline`.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::Parser;

/// Builds allocate many small objects on many threads, which is slow with the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    commands::prepare();
    commands::run(&cli)
}
