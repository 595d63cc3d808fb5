//! Tests that try to break Dateline: hostile sites, kills, cut power, full disks, and what else a newsroom's machine may
//! do. `cargo test` runs each suite in its short form; `docs/testing.md` describes them all.
//!
//! ```text
//! cargo test --release --test torture -- [SUITE…] [--long | --full] [--seed N] [--again] [--list]
//! ```
//!
//! `--long` takes about an hour on two cores, divided between the suites that are named; `--full` runs each suite until
//! it has reached its goal. Both keep what has passed below `target/torture/`, so a run that is stopped goes on where it
//! was; `--again` starts from the beginning, and a program that was compiled anew does too. The program that is tested
//! is `$DATELINE`, otherwise the one that Cargo has compiled.

#[allow(dead_code, reason = "the snapshots here are the kit's, which follow no link")]
#[path = "../support/files.rs"]
mod files;

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/said.rs"]
mod said;

#[path = "../support/dangerous.rs"]
mod dangerous;

mod bout;
mod dice;
mod disk;
mod edits;
mod growth;
mod hostile;
mod kill_build;
mod kill_deploy;
mod kit;
mod mount;
mod pair;
mod power;
mod same_bytes;
mod setting;

use std::process::ExitCode;

use bout::{Bout, Score};
use setting::{Setting, Suite};

/// Every suite, in the order in which they run. A suite's weight is its share of the hour of the long form.
const SUITES: [Suite; 8] = [
    Suite { name: "hostile", about: "hostile sites, as data", weight: 4, run: hostile::run },
    Suite {
        name: "same_bytes",
        about: "the same bytes in any surroundings",
        weight: 2,
        run: same_bytes::run,
    },
    Suite { name: "edits", about: "incremental equals full", weight: 8, run: edits::run },
    Suite { name: "kill_build", about: "kill -9 in builds and recoveries", weight: 8, run: kill_build::run },
    Suite { name: "kill_deploy", about: "kill -9 in each kind of deploy", weight: 8, run: kill_deploy::run },
    Suite { name: "power", about: "loss of power, on a loop device", weight: 6, run: power::run },
    Suite { name: "disk", about: "full disks, failing writes, scarce resources", weight: 4, run: disk::run },
    Suite { name: "growth", about: "awkward texts at n, 2n and 4n", weight: 4, run: growth::run },
];

fn main() -> ExitCode {
    let setting = match Setting::read(std::env::args().skip(1)) {
        Ok(setting) => setting,
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::from(2);
        }
    };
    let suites: Vec<&Suite> = SUITES.iter().filter(|suite| setting.selects(suite.name)).collect();
    if setting.list {
        for suite in suites {
            println!("{}: test", suite.name);
        }
        return ExitCode::SUCCESS;
    }
    println!("\ntorture: {}, seed {}, {}", setting.length.name(), setting.seed, kit::program().display());
    let weights: u32 = suites.iter().map(|suite| suite.weight).sum();
    let scores: Vec<Score> = suites.iter().map(|suite| Bout::new(suite, &setting, weights).run()).collect();
    print!("{}", bout::table(&scores));
    if scores.iter().all(Score::has_passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
