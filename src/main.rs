//! The command `dateline`: parse the arguments, run the command, print what it says, exit.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::Parser;

/// Builds allocate and free small things on many threads at once, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    commands::prepare();
    commands::run(&cli)
}
