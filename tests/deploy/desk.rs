//! A desk with a site on it that is deployed by the command itself: what it says, what comes of it at the other end. In the
//! place of a program that it starts another can stand, which counts, waits, fails or kills before it does the same.

#![allow(dead_code, reason = "each test takes what it needs")]

use crate::files;
pub(crate) use crate::files::{Tree, tree};
use crate::said::Said;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A desk.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    variables: Vec<(OsString, OsString)>,
}

impl Desk {
    /// A desk with a small site, whose target is this table's content.
    pub(crate) fn new(target: &str) -> Self {
        let desk = Self::empty();
        let config = "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n";
        desk.write("config.toml", format!("{config}\n[deploy.live]\n{target}\n"));
        desk.story("one", "First");
        desk.story("two", "Second");
        desk.write("static/robots.txt", "User-agent: *\n");
        desk.write("static/a \"b\" \u{e9}/it's $(id).txt", "odd\n");
        desk
    }

    /// A desk with the demonstration.
    pub(crate) fn with_demonstration(target: &str) -> Self {
        let desk = Self::empty();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["content", "static"] {
            files::copy(&root.join(folder), &desk.path(folder));
        }
        desk.write("ledger.txt", fs::read_to_string(root.join("ledger.txt")).expect("a ledger"));
        let config = fs::read_to_string(root.join("config.toml")).expect("a config");
        desk.write("config.toml", format!("{config}\n[deploy.live]\n{target}\n"));
        desk
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // 2026-01-01T00:00:00Z
        let cache = folder.path().join("cache").into_os_string();
        let variables =
            vec![("SOURCE_DATE_EPOCH".into(), "1767225600".into()), ("XDG_CACHE_HOME".into(), cache)];
        Self { folder, variables }
    }

    /// A place on the desk, beside the site.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns what Dateline keeps for the site's only target in the user's cache.
    pub(crate) fn workplace(&self) -> PathBuf {
        let folders = fs::read_dir(self.beside("cache/dateline/deploy")).expect("a cache");
        let mut folders = folders.map(|entry| entry.expect("an entry").path());
        folders.next().expect("the target's folder")
    }

    /// Makes this a machine that knows nothing of earlier deploys.
    pub(crate) fn forget(&self) {
        fs::remove_dir_all(self.beside("cache")).expect("what the last deploy kept");
    }

    /// A file of the site.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.beside("site").join(file)
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        files::write(&self.path(file), bytes);
    }

    /// A story, at `/2025/11/01/SLUG/`.
    pub(crate) fn story(&self, slug: &str, title: &str) {
        let text = format!("+++\ntitle = \"{title}\"\ndate = 2025-11-01\n+++\nText of {title}.\n");
        self.write(&format!("content/{slug}.md"), &text);
    }

    /// Takes a file of the site away, and lets go of the addresses that it had.
    pub(crate) fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.path("ledger.txt"));
        fs::remove_file(self.path(file)).expect("a file is removed");
    }

    /// What the environment has.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
    }

    /// Returns a command of Dateline on the site. The torture tests may be told of another program.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let program = std::env::var_os("DATELINE").unwrap_or_else(|| env!("CARGO_BIN_EXE_dateline").into());
        let mut command = Command::new(program);
        command.arg("--site").arg(self.path("")).args(args).envs(self.variables.iter().cloned());
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn dateline(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().expect("dateline runs"))
    }

    /// The same, and does not wait for its end.
    pub(crate) fn begin(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("dateline runs")
    }

    /// Builds the site as it now is.
    pub(crate) fn build(&self) {
        self.dateline(&["build"]).well();
    }

    /// Builds it and sends it.
    pub(crate) fn publish(&self) -> String {
        self.build();
        self.dateline(&["deploy"]).well()
    }

    /// Returns what was built last, without the output's manifest, which is not sent.
    pub(crate) fn built(&self) -> Tree {
        let mut built = tree(&self.path("public"));
        built.retain(|file, _| !file.starts_with(".dateline/"));
        built
    }

    /// Has a shell script stand in a program's place for whatever dateline starts. The script finds the program itself
    /// in `$REAL`, and the process that started it in `$PPID`.
    pub(crate) fn stand_in(&mut self, program: &str, script: &str) {
        let folder = self.beside("stand-ins");
        fs::create_dir_all(&folder).expect("a folder is made");
        let path = std::env::var_os("PATH").expect("a PATH");
        let real = std::env::split_paths(&path)
            .filter(|place| *place != folder)
            .map(|place| place.join(program))
            .find(|path| path.is_file())
            .expect("the program itself");
        let file = folder.join(program);
        let desk = self.folder.path().display();
        let text = format!("#!/bin/sh\nREAL={}\nDESK={desk}\n{script}\n", real.display());
        fs::write(&file, text).expect("a file is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it can be run");
        let all = [folder].into_iter().chain(std::env::split_paths(&path));
        self.set("PATH", std::env::join_paths(all).expect("a PATH"));
    }

    /// The programs themselves again.
    pub(crate) fn no_stand_ins(&mut self) {
        self.variables.retain(|(name, _)| name != "PATH");
    }
}

/// Sees that a program is there without which a test would say nothing.
pub(crate) fn need(program: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    let found = places.map(|place| place.join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        unreachable!("this test needs {program}, which is not here: apt-get install {package}; see .ci/run")
    })
}

/// A port of this machine's that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
