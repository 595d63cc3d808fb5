//! A small site, and the program run on it with its memory and its time measured.

use crate::site;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest time that a command may take.
pub(crate) const LONGEST: Duration = Duration::from_mins(1);

/// Site with one text.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Exit status; nothing where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it said.
    pub(crate) said: String,
    /// Most memory that it had, in MiB.
    pub(crate) memory: u64,
    /// Time that it took.
    pub(crate) time: Duration,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = "title = \"Town News\"\nbase_url = \"https://town.example\"\n";
        let site = Self(site::Site::in_folder(folder, config));
        site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2025-01-01\n+++\nText.\n");
        site
    }

    /// Makes a file that takes little of the disk, with some bytes at its end.
    pub(crate) fn write_sparse(&self, file: &str, size: u64, end: &[u8]) {
        self.write(file, "");
        let mut file = File::options().write(true).open(self.path(file)).expect("a file");
        file.set_len(size).expect("a length");
        file.seek(SeekFrom::Start(size - end.len() as u64)).expect("a place");
        file.write_all(end).expect("an end");
    }

    pub(crate) fn build(&self) -> Ran {
        run(&mut self.command(&["build", "-q"]))
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ran {
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut words = child.stderr.take().expect("what it says");
    let saying = std::thread::spawn(move || {
        let mut said = Vec::new();
        words.read_to_end(&mut said).map(|_| String::from_utf8_lossy(&said).into_owned())
    });
    let mut memory = 0;
    let status = loop {
        memory = peak(&child).max(memory);
        if let Some(status) = child.try_wait().expect("a status") {
            break status;
        }
        if start.elapsed() > LONGEST {
            child.kill().expect("an end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = saying.join().expect("a thread").expect("words");
    Ran { code: status.code(), said, memory, time: start.elapsed() }
}

/// Most memory that a process has had, in MiB.
pub(crate) fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(Path::new("/proc").join(child.id().to_string()).join("status"));
    let status = status.unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
