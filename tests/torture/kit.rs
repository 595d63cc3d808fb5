//! Pieces that all suites share: the program under test run with a time limit, a site in a folder of its own, and
//! snapshots of folders that follow no link.

#![allow(dead_code, reason = "not every suite uses every piece")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::files;

/// The moment at which every site stands: 2026-01-01T00:00:00Z.
pub(crate) const NOW: &str = "1767225600";

/// How long a command may take that is not to hang.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// Returns the program under test.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("DATELINE").map_or_else(|| env!("CARGO_BIN_EXE_dateline").into(), PathBuf::from)
}

/// Returns whether a program is installed.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Returns whether the tests run as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    pub(crate) timed_out: bool,
}

impl Said {
    /// Returns what no command may ever do: hang, panic, abort.
    pub(crate) fn disgrace(&self) -> Option<String> {
        if self.timed_out {
            return Some(format!("it hangs for {:.0} s", self.took.as_secs_f64()));
        }
        if let Some(signal) = self.signal {
            return Some(format!("signal {signal}: {}", self.stderr));
        }
        let panics = ["panicked at", "stack overflow", "memory allocation of"];
        let panicked = panics.iter().any(|sign| self.stderr.contains(sign));
        (panicked || self.code == Some(101)).then(|| format!("it panics: {}", self.stderr))
    }

    /// Returns all that was printed.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command in a process group of its own, which is killed when the time is over.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Said {
    let began = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().expect("the command starts");
    let read = |mut pipe: Box<dyn std::io::Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let stdout = read(Box::new(child.stdout.take().expect("a pipe")));
    let stderr = read(Box::new(child.stderr.take().expect("a pipe")));
    let mut timed_out = false;
    let status = loop {
        if let Some(status) = child.try_wait().expect("the command is waited for") {
            break status;
        }
        if began.elapsed() > limit {
            timed_out = true;
            end_group(&child);
            break child.wait().expect("the command is waited for");
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let took = began.elapsed();
    Said {
        code: status.code(),
        signal: status.signal(),
        stdout: stdout.join().expect("no thread panicked"),
        stderr: stderr.join().expect("no thread panicked"),
        took,
        timed_out,
    }
}

/// Kills a command and all that it has started.
pub(crate) fn end_group(child: &std::process::Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

/// A site in a folder of its own, with a place beside it that is not the site's.
pub(crate) struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// Makes a site with a config and no text.
    pub(crate) fn new() -> Self {
        let site = Self { folder: files::folder() };
        site.write(
            "config.toml",
            "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n",
        );
        site
    }

    /// Returns the folder in which the site's folder is, where nothing may change.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub(crate) fn path(&self, file: impl AsRef<Path>) -> PathBuf {
        self.root().join(file)
    }

    pub(crate) fn write(&self, file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        files::write(&self.path(file), bytes);
    }

    /// Writes stories that have every kind of term, on days of 2025.
    pub(crate) fn write_stories(&self, count: usize) {
        for number in 0..count {
            let (month, day) = (1 + number % 12, 1 + number % 28);
            let text = format!(
                "+++\ntitle = \"Story {number}\"\ndate = 2025-{month:02}-{day:02}\ntags = [\"t{}\"]\n\
                 authors = [\"Ann\"]\nsection = \"World\"\n+++\n\nThe text of story {number}.\n",
                number % 7
            );
            self.write(format!("content/2025/story-{number}.md"), text);
        }
    }

    /// Returns a command of Dateline on this site, at a fixed moment, with little of this machine's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("--site").arg(self.root()).args(arguments);
        command.env("SOURCE_DATE_EPOCH", NOW).env_remove("NO_COLOR").current_dir(self.outside());
        command
    }

    /// Builds, within the time that no build may exceed.
    pub(crate) fn build(&self) -> Said {
        run(&mut self.command(&["build"]), LIMIT)
    }

    /// Returns the output.
    pub(crate) fn output(&self) -> Snapshot {
        snapshot(&self.path("public"), &[])
    }
}

/// One thing in a folder.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    Folder { mode: u32 },
    File { bytes: Vec<u8>, mode: u32 },
    Link { to: PathBuf },
    Special(&'static str),
    Unreadable,
}

/// Everything in a folder, by its path below it.
pub(crate) type Snapshot = BTreeMap<PathBuf, Thing>;

/// Reads a folder without following a link. What is below a folder of `except`, a path below the root, is left out.
pub(crate) fn snapshot(root: &Path, except: &[&str]) -> Snapshot {
    let mut found = Snapshot::new();
    if root.is_symlink() {
        return found;
    }
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let below = path.strip_prefix(root).expect("below").to_owned();
            if except.iter().any(|except| below == Path::new(except)) {
                continue;
            }
            let thing = look(&path);
            if matches!(thing, Thing::Folder { .. }) {
                folders.push(path);
            }
            found.insert(below, thing);
        }
    }
    found
}

fn look(path: &Path) -> Thing {
    let Ok(is) = fs::symlink_metadata(path) else { return Thing::Unreadable };
    let (kind, mode) = (is.file_type(), is.permissions().mode() & 0o7777);
    if kind.is_symlink() {
        Thing::Link { to: fs::read_link(path).unwrap_or_default() }
    } else if kind.is_dir() {
        Thing::Folder { mode }
    } else if kind.is_fifo() {
        Thing::Special("a FIFO")
    } else if kind.is_socket() {
        Thing::Special("a socket")
    } else if kind.is_char_device() || kind.is_block_device() {
        Thing::Special("a device")
    } else {
        fs::read(path).map_or(Thing::Unreadable, |bytes| Thing::File { bytes, mode })
    }
}

/// Returns every path in which two snapshots differ.
pub(crate) fn differing(one: &Snapshot, other: &Snapshot) -> Vec<String> {
    let mut paths: Vec<&PathBuf> =
        one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .map(|path| {
            let how = match (one.get(path), other.get(path)) {
                (Some(_), None) => "is gone",
                (None, _) => "is new",
                _ => "is another",
            };
            format!("{} {how}", path.display())
        })
        .collect()
}

/// Fails with every path in which two snapshots differ.
pub(crate) fn same(what: &str, one: &Snapshot, other: &Snapshot) -> Result<(), String> {
    let differing = differing(one, other);
    if differing.is_empty() { Ok(()) } else { Err(format!("{what}: {}", differing.join(", "))) }
}
