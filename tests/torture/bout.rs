//! One suite at work: counts its runs, keeps which have passed, and prints those that fail with what repeats them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::dice::Dice;
use super::kit;
use super::setting::{Length, Setting, Suite};

/// A suite at work.
pub(crate) struct Bout<'a> {
    suite: &'a Suite,
    pub(crate) setting: &'a Setting,
    began: Instant,
    budget: Option<Duration>,
    /// Names of the runs that have passed, in this process or in one that was stopped.
    passed: Mutex<BTreeSet<String>>,
    state: Option<PathBuf>,
    tally: Mutex<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    before: usize,
    failures: usize,
    skipped: Vec<String>,
    notes: Vec<String>,
    /// Runs for which the long form had no time.
    out_of_time: usize,
}

/// What became of a suite.
pub(crate) struct Score {
    name: &'static str,
    tally: Tally,
    seconds: f64,
}

impl<'a> Bout<'a> {
    pub(crate) fn new(suite: &'a Suite, setting: &'a Setting, weights: u32) -> Self {
        let mut bout = Self {
            suite,
            setting,
            began: Instant::now(),
            budget: setting.budget(suite.weight, weights),
            passed: Mutex::default(),
            state: None,
            tally: Mutex::default(),
        };
        if setting.length != Length::Short {
            bout.resume();
        }
        bout
    }

    /// Runs the whole suite.
    pub(crate) fn run(self) -> Score {
        println!("\n{}: {}", self.suite.name, self.suite.about);
        (self.suite.run)(&self);
        let seconds = self.began.elapsed().as_secs_f64();
        let tally = self.tally.into_inner().expect("no thread panicked");
        println!("{}: {} runs, {} failed, {seconds:.0} s", self.suite.name, tally.runs, tally.failures);
        Score { name: self.suite.name, tally, seconds }
    }

    /// Returns how many runs a suite makes in each form.
    #[allow(dead_code, reason = "a suite of cases runs them all")]
    pub(crate) fn count(&self, short: usize, long: usize, full: usize) -> usize {
        match self.setting.length {
            Length::Short => short,
            Length::Long => long,
            Length::Full => full,
        }
    }

    /// Runs each named case once, on `threads` threads. A case that panics or returns an error has failed.
    #[allow(dead_code, reason = "some suites run one case at a time")]
    pub(crate) fn each(
        &self,
        names: &[String],
        threads: usize,
        case: impl Fn(&str, &mut Dice) -> Result<(), String> + Sync,
    ) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                scope.spawn(|| {
                    while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.one(name, &case);
                    }
                });
            }
        });
    }

    /// Runs one named case.
    pub(crate) fn one(&self, name: &str, case: impl Fn(&str, &mut Dice) -> Result<(), String>) {
        if self.passed.lock().expect("no thread panicked").contains(name) {
            self.tally.lock().expect("no thread panicked").before += 1;
            return;
        }
        if self.budget.is_some_and(|budget| self.began.elapsed() > budget) {
            self.tally.lock().expect("no thread panicked").out_of_time += 1;
            return;
        }
        let mut dice = Dice::new(self.setting.seed, name);
        let result = catch_unwind(AssertUnwindSafe(|| case(name, &mut dice)));
        let result = result.unwrap_or_else(|_| Err("the test itself panicked".to_owned()));
        self.tally.lock().expect("no thread panicked").runs += 1;
        match result {
            Ok(()) => self.keep(name),
            Err(why) => {
                self.tally.lock().expect("no thread panicked").failures += 1;
                println!("FAILED {} {name} (seed {}): {why}", self.suite.name, self.setting.seed);
            }
        }
    }

    /// Says that something can't be tried here. It is printed at the end again.
    #[allow(dead_code, reason = "some suites can always run")]
    pub(crate) fn skip(&self, what: &str, why: &str) {
        println!("NOT RUN {} {what}: {why}", self.suite.name);
        self.tally.lock().expect("no thread panicked").skipped.push(format!("{what}: {why}"));
    }

    /// Adds a figure that is printed below the table.
    #[allow(dead_code, reason = "not every suite measures")]
    pub(crate) fn note(&self, figure: impl Into<String>) {
        self.tally.lock().expect("no thread panicked").notes.push(figure.into());
    }

    /// Reads what an earlier process has done of the same form, seed and program, and keeps on from there.
    fn resume(&mut self) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/torture");
        let file = folder.join(format!("{}-{}.txt", self.suite.name, self.setting.length.name()));
        let program = fs::read(kit::program()).expect("the program is read");
        let head = format!("seed {} program {}", self.setting.seed, blake3::hash(&program).to_hex());
        let text = fs::read_to_string(&file).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() == Some(head.as_str()) && !self.setting.again {
            self.passed = Mutex::new(lines.map(str::to_owned).collect());
        } else {
            fs::create_dir_all(&folder).expect("a folder is made");
            fs::write(&file, head + "\n").expect("the state is written");
        }
        self.state = Some(file);
    }

    fn keep(&self, name: &str) {
        let Some(file) = &self.state else { return };
        let mut passed = self.passed.lock().expect("no thread panicked");
        passed.insert(name.to_owned());
        let state = fs::File::options().append(true).open(file);
        state.and_then(|mut state| writeln!(state, "{name}")).expect("the state is written");
    }
}

impl Score {
    pub(crate) fn has_passed(&self) -> bool {
        self.tally.failures == 0
    }
}

/// Returns the table of all suites.
pub(crate) fn table(scores: &[Score]) -> String {
    let mut table = format!(
        "\n| {:<12} | {:>6} | {:>6} | {:>8} | {:>7} | {:>7} |\n|{:-<14}|{:->8}|{:->8}|{:->10}|{:->9}|{:->9}|\n",
        "Suite", "Runs", "Before", "Failures", "Skipped", "Seconds", "", "", "", "", "", ""
    );
    for Score { name, tally, seconds } in scores {
        let _ = writeln!(
            table,
            "| {name:<12} | {:>6} | {:>6} | {:>8} | {:>7} | {seconds:>7.0} |",
            tally.runs,
            tally.before,
            tally.failures,
            tally.skipped.len(),
        );
    }
    for Score { name, tally, .. } in scores {
        for note in &tally.notes {
            let _ = writeln!(table, "{name}: {note}");
        }
        for what in &tally.skipped {
            let _ = writeln!(table, "NOT RUN: {name} {what}");
        }
        if tally.out_of_time > 0 {
            let _ = writeln!(table, "{name}: no time for {} more runs", tally.out_of_time);
        }
    }
    table
}
