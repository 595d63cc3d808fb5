//! `dateline completions` and `dateline man`, generated from the command line's types.

use clap::CommandFactory;

use crate::cli::{Cli, Completions, Man};

use super::{Failure, print_text, refused};

/// Prints the completions of a shell.
pub(super) fn completions(args: &Completions) {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dateline", &mut script);
    print_text(&mut std::io::stdout(), &String::from_utf8_lossy(&script));
}

/// Prints the manual page, or writes one for each command.
pub(super) fn man(args: &Man) -> Result<(), Failure> {
    let Some(dir) = &args.dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command())
            .render(&mut page)
            .map_err(|error| refused("cannot generate the manual page", &error, "try again"))?;
        print_text(&mut std::io::stdout(), &String::from_utf8_lossy(&page));
        return Ok(());
    };
    std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(Cli::command(), dir)).map_err(
        |error| {
            refused(
                &format!("cannot write the manual pages to {}", dir.display()),
                &error,
                "check that the folder is writable",
            )
        },
    )
}
