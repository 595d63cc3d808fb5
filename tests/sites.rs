//! Golden sites: each folder of `tests/sites/` is one behaviour. `site/` is laid over the small site `_base`, `dateline
//! build` runs on it, and what it writes and says is compared with what stands in the folder.
//!
//! ```text
//! tests/sites/NAME/
//!   case.toml          what is shown, with which arguments, which files are compared
//!   site/              what the small site has that `_base` has not
//!   expected/          the files that case.toml names, as they must come out
//!   expected.list      the files of the output that a site without articles has not, where case.toml has `list = true`
//!   expected.stdout    what must be said, where case.toml has `says`; otherwise stderr must be empty
//!   expected.stderr
//! ```
//!
//! `cargo test --test sites NAME` runs one; `SNAPSHOTS=overwrite cargo test --test sites` takes what comes out for what
//! is expected, to be read in the diff.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "support/files.rs"]
mod files;

#[path = "sites/case.rs"]
mod case;

use std::path::Path;
use std::process::ExitCode;

use case::Case;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("tests/sites is there")
        .map(|entry| entry.expect("its entries can be read"))
        .filter(|entry| entry.path().join("case.toml").is_file())
        .map(|entry| entry.file_name().into_string().expect("a case's name is text"))
        .collect();
    names.sort();
    let trials = names.into_iter().map(|name| {
        let folder = folder.join(&name);
        Trial::test(name, move || Case::read(&folder)?.check().map_err(Failed::from))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
