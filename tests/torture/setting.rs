//! Arguments of the torture tests: which suites run, in which form, from which seed.

use std::time::Duration;

use super::bout::Bout;

/// A group of runs that try one thing.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) weight: u32,
    pub(crate) run: fn(&Bout),
}

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Seconds; part of `cargo test`.
    Short,
    /// An hour for all suites together.
    Long,
    /// Whatever each suite's goal takes.
    Full,
}

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) length: Length,
    pub(crate) seed: u64,
    pub(crate) again: bool,
    pub(crate) list: bool,
    names: Vec<String>,
}

/// The time of the long form.
const HOUR: Duration = Duration::from_hours(1);

impl Length {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Full => "full",
        }
    }
}

impl Setting {
    /// Parses the arguments. Those of Rust's own test harness are accepted, since `cargo test` passes them to all tests.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut setting =
            Self { length: Length::Short, seed: 1, again: false, list: false, names: Vec::new() };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--long" => setting.length = Length::Long,
                "--full" => setting.length = Length::Full,
                "--again" => setting.again = true,
                "--list" => setting.list = true,
                "--seed" => {
                    let seed = arguments.next().and_then(|seed| seed.parse().ok());
                    setting.seed = seed.ok_or("`--seed` needs a number")?;
                }
                "--test-threads" | "--format" | "--color" | "--skip" => drop(arguments.next()),
                other if other.starts_with('-') => {
                    let known = ["--ignored", "--include-ignored", "--nocapture", "--exact", "--quiet", "-q"];
                    if !known.contains(&other) && !other.contains('=') {
                        return Err(format!("`{other}` is no option of the torture tests"));
                    }
                }
                name => setting.names.push(name.to_owned()),
            }
        }
        Ok(setting)
    }

    /// Returns whether a suite is to run: without names all do, as in Rust's own harness.
    pub(crate) fn selects(&self, suite: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| suite.contains(name.as_str()))
    }

    /// Returns a suite's share of the time.
    pub(crate) fn budget(&self, weight: u32, weights: u32) -> Option<Duration> {
        (self.length == Length::Long).then(|| HOUR * weight / weights.max(1))
    }
}
