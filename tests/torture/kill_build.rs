//! Kills builds and the recoveries after them: at random moments, and at system calls that write. The next command has to
//! find or make the old edition or the new one, and nothing may be left over.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::bout::Bout;
use super::dice::Dice;
use super::files;
use super::kit::{self, LIMIT, run as run_command};
use super::pair::{Edition, Pair};

/// System calls that change something on the disk, or decide when it is.
const CALLS: [&str; 15] = [
    "openat",
    "openat2",
    "write",
    "pwrite64",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
    "fdatasync",
    "fsync",
    "syncfs",
];

/// A site that is built again and again, each time as the other edition.
struct Ground<'p> {
    pair: &'p Pair,
    temp: tempfile::TempDir,
    edition: Edition,
    takes: Duration,
    /// How many builds were dead before the new site was decided on, and after.
    ends: [usize; 2],
}

pub(crate) fn run(bout: &Bout) {
    let pair = Pair::new(bout.count(30, 60, 60));
    let ground = Mutex::new(Ground::new(&pair));
    let names = |what: &str, count: usize| -> Vec<String> {
        (0..count).map(|number| format!("{what} {number}")).collect()
    };
    bout.each(&names("moment", bout.count(12, 250, 500)), 1, |_, dice| {
        ground.lock().expect("no thread panicked").round(dice, Ground::kill_at_a_moment)
    });
    if kit::has("strace") {
        let counts = ground.lock().expect("no thread panicked").counts();
        bout.note(format!("system calls of a build: {counts:?}"));
        bout.each(&names("call", bout.count(10, 250, 500)), 1, |_, dice| {
            let kill = |ground: &mut Ground<'_>, dice: &mut Dice| ground.kill_at_a_call(&counts, dice);
            ground.lock().expect("no thread panicked").round(dice, kill)
        });
    } else {
        bout.skip("kills at system calls", "strace is not installed");
    }
    let [before, after] = ground.lock().expect("no thread panicked").ends;
    bout.note(format!(
        "{before} builds died with the old site in place, {after} with the new one, or it was finished then"
    ));
}

impl<'p> Ground<'p> {
    fn new(pair: &'p Pair) -> Self {
        let temp = files::folder();
        let mut ground = Self { pair, temp, edition: 0, takes: Duration::ZERO, ends: [0, 0] };
        ground.begin();
        ground
    }

    fn site(&self) -> &Path {
        self.temp.path()
    }

    /// Begins with the first edition, and measures how long a build of the other takes.
    fn begin(&mut self) {
        for folder in ["public", ".dateline", ".public.stage"] {
            let _ = std::fs::remove_dir_all(self.site().join(folder));
        }
        for edition in [0, 1] {
            self.pair.lay(edition, self.site());
            let began = Instant::now();
            self.pair.build_whole(edition, self.site()).expect("a site that nobody disturbs is built");
            self.takes = began.elapsed();
        }
        self.edition = 1;
    }

    /// Kills a build of the other edition, and sees what the next commands find.
    fn round(&mut self, dice: &mut Dice, kill: impl Fn(&mut Self, &mut Dice)) -> Result<(), String> {
        let result = self.try_round(dice, kill);
        if result.is_err() {
            self.begin();
        }
        result
    }

    fn try_round(&mut self, dice: &mut Dice, kill: impl Fn(&mut Self, &mut Dice)) -> Result<(), String> {
        let (old, new) = (self.edition, 1 - self.edition);
        self.pair.lay(new, self.site());
        kill(self, dice);
        // The build that would go on may die too, several times.
        while dice.once_in(3) {
            kill(self, dice);
        }
        if dice.once_in(2) {
            Pair::build_in_vain(self.site())?;
            let found = self.pair.which(self.site())?;
            self.ends[usize::from(found == new)] += 1;
        }
        let _ = old;
        self.pair.build_whole(new, self.site())?;
        self.edition = new;
        Ok(())
    }

    fn kill_at_a_moment(&mut self, dice: &mut Dice) {
        let mut build = Pair::command(self.site(), &["build", "-q"]);
        let mut build = build.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dateline runs");
        // The end of a build is where most can go wrong.
        let part = if dice.once_in(2) { dice.part() } else { 0.7 + 0.4 * dice.part() };
        std::thread::sleep(self.takes.mul_f64(part));
        let _ = build.kill();
        let _ = build.wait();
    }

    fn kill_at_a_call(&mut self, counts: &[(&'static str, usize)], dice: &mut Dice) {
        let (call, count) = *dice.pick(counts);
        let when = 1 + dice.below(count);
        let inject = format!("inject={call}:signal=KILL:when={when}");
        let mut strace = self.strace(&["-e", &format!("trace={call}"), "-e", &inject]);
        run_command(&mut strace, LIMIT * 6);
    }

    /// Counts the system calls of a build of the other edition, which stays.
    fn counts(&mut self) -> Vec<(&'static str, usize)> {
        let new = 1 - self.edition;
        self.pair.lay(new, self.site());
        let log = self.site().with_extension("calls");
        let names = format!("trace={}", CALLS.map(|call| format!("?{call}")).join(","));
        let mut strace = self.strace(&["-o", &log.to_string_lossy(), "-e", &names]);
        let said = run_command(&mut strace, LIMIT * 6);
        assert_eq!(said.code, Some(0), "{}", said.all());
        self.edition = new;
        let text = std::fs::read_to_string(&log).expect("strace writes what it sees");
        std::fs::remove_file(log).expect("removed");
        let count = |call: &&'static str| {
            let begin = format!("{call}(");
            let is_call = |line: &&str| {
                line.split_once(' ').is_some_and(|(_, rest)| rest.trim_start().starts_with(&begin))
            };
            (*call, text.lines().filter(is_call).count())
        };
        CALLS.iter().map(count).filter(|(_, count)| *count > 0).collect()
    }

    /// Returns a command that traces a build on one thread, whose system calls come in the same order each time.
    fn strace(&self, arguments: &[&str]) -> Command {
        let mut strace = Command::new("strace");
        strace.arg("-f");
        if !arguments.contains(&"-o") {
            strace.args(["-o", "/dev/null"]);
        }
        let build = Pair::command(self.site(), &["build", "-q"]);
        strace.args(arguments).arg(build.get_program()).args(build.get_args());
        strace.env("SOURCE_DATE_EPOCH", kit::NOW).env("RAYON_NUM_THREADS", "1");
        strace
    }
}
