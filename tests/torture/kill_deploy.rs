//! Kills deploys of each kind, the command alone or with all that it has started, at random moments. Readers of a target
//! that changes as a whole meet the old site or the new one; the next deploy gives exactly the new one, and nothing is
//! left of the killed one, neither at the target nor on this machine.

#[path = "../deploy/bucket.rs"]
#[allow(dead_code, reason = "other tests take more of it")]
mod bucket;
#[path = "../deploy/desk.rs"]
mod desk;
#[path = "../deploy/server.rs"]
mod server;

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use desk::{Desk, Tree, tree};

use super::bout::Bout;
use super::dice::Dice;
use super::kit::{self, has};

/// Kinds of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Git,
    Rsync,
    Objects,
}

const KINDS: [(Kind, &str); 4] =
    [(Kind::Folder, "folder"), (Kind::Git, "git"), (Kind::Rsync, "rsync"), (Kind::Objects, "objects")];

pub(crate) fn run(bout: &Bout) {
    let runs = bout.count(10, 200, 200);
    std::thread::scope(|scope| {
        for (kind, name) in KINDS {
            scope.spawn(move || {
                if let Some(missing) = missing(kind) {
                    bout.skip(name, &format!("needs {missing}"));
                    return;
                }
                let names: Vec<String> = (0..runs).map(|number| format!("{name} {number}")).collect();
                let place = Mutex::new(None);
                bout.each(&names, 1, |_, dice| {
                    let mut place = place.lock().map_err(|_| "an earlier run panicked".to_owned())?;
                    place.get_or_insert_with(|| Place::new(kind)).kill_once(dice)
                });
                if let Ok(Some(place)) = place.into_inner() {
                    let Place { killed, ended, rebuilt, .. } = place;
                    bout.note(format!(
                        "{name}: {killed} deploys were killed, {rebuilt} of them while building; {ended} had ended before"
                    ));
                }
            });
        }
    });
}

fn missing(kind: Kind) -> Option<&'static str> {
    let sshd = || has("sshd") || Path::new("/usr/sbin/sshd").is_file();
    match kind {
        Kind::Git if !has("git") => Some("git"),
        Kind::Rsync if !(has("rsync") && has("ssh") && sshd()) => Some("rsync, ssh and sshd"),
        _ => None,
    }
}

/// A site with a target.
struct Place {
    kind: Kind,
    desk: Desk,
    bucket: Option<bucket::Bucket>,
    _server: Option<server::Server>,
    /// Time of a deploy that is not killed.
    usual: Duration,
    number: usize,
    killed: usize,
    ended: usize,
    /// Deploys that were killed in a build of their own.
    rebuilt: usize,
}

impl Place {
    fn new(kind: Kind) -> Self {
        let (mut bucket, mut server) = (None, None);
        let desk = match kind {
            Kind::Folder => Desk::new("to = \"dir:../www\"\nkeep = 2"),
            Kind::Git => {
                let desk = Desk::new("to = \"git:../remote.git#pages\"");
                let made = Command::new("git")
                    .args(["init", "-q", "--bare"])
                    .arg(desk.beside("remote.git"))
                    .status();
                assert!(made.is_ok_and(|status| status.success()));
                desk
            }
            Kind::Rsync => {
                let mut desk = Desk::new("to = \"rsync:box:PLACE\"");
                let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
                let place = desk.beside("www");
                desk.write("config.toml", config.replace("PLACE", place.to_str().expect("text")));
                let ssh = desk.beside("ssh");
                server = Some(server::Server::start(&ssh));
                desk.set("RSYNC_RSH", server::Server::through(&ssh));
                desk
            }
            Kind::Objects => {
                let started = bucket::Bucket::start();
                let mut desk =
                    Desk::new(&format!("to = \"s3://news\"\nendpoint = \"{}\"", started.endpoint()));
                desk.set("AWS_ACCESS_KEY_ID", bucket::KEY);
                desk.set("AWS_SECRET_ACCESS_KEY", bucket::SECRET);
                bucket = Some(started);
                desk
            }
        };
        for number in 0..20 {
            desk.story(&format!("story-{number}"), &format!("Story {number}"));
        }
        let mut place = Self {
            kind,
            desk,
            bucket,
            _server: server,
            usual: Duration::ZERO,
            number: 0,
            killed: 0,
            ended: 0,
            rebuilt: 0,
        };
        place.desk.publish();
        place.edit();
        place.desk.build();
        let began = Instant::now();
        place.desk.dateline(&["deploy"]).well();
        place.usual = began.elapsed();
        place
    }

    /// Changes a story, adds one, and takes one away.
    fn edit(&mut self) {
        self.number += 1;
        let number = self.number;
        self.desk.story("one", &format!("Changed {number} times"));
        self.desk.story(&format!("new-{number}"), "New");
        let old = format!("content/new-{}.md", number.saturating_sub(2));
        if number > 2 {
            self.desk.remove(&old);
        }
    }

    fn kill_once(&mut self, dice: &mut Dice) -> Result<(), String> {
        let before = self.seen();
        self.edit();
        self.desk.build();
        let after = self.desk.built();
        let when = self.usual.mul_f64(0.9 * dice.part());
        let with_all = dice.once_in(2);
        let mut child = self.begin();
        std::thread::sleep(when);
        if with_all {
            kit::end_group(&child);
        } else {
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        if status.success() {
            self.ended += 1;
        } else {
            self.killed += 1;
        }
        let what =
            format!("killed after {} ms{}", when.as_millis(), if with_all { ", with all" } else { "" });
        if matches!(self.kind, Kind::Folder | Kind::Git) {
            let seen = self.seen();
            if seen != before && seen != after {
                return Err(format!("{what}: readers meet neither the old site nor the new one"));
            }
        }
        let mut said = self.desk.dateline(&["deploy"]);
        // A deploy builds again where an edit may not show yet. Killed there, it leaves an unfinished build.
        if said.code == Some(1) && said.stderr.contains("build the site, then deploy") {
            self.rebuilt += 1;
            self.desk.build();
            said = self.desk.dateline(&["deploy"]);
        }
        if said.code != Some(0) {
            return Err(format!("{what}: the next deploy fails: {}{}", said.stdout, said.stderr));
        }
        if self.seen() != after {
            return Err(format!("{what}: the next deploy gives another site"));
        }
        // An ssh that outlived the killed deploy may open its socket after the next deploy has looked for it. The deploy
        // after that removes it.
        if self.leftovers().iter().any(|path| path.contains("/ssh-")) {
            self.desk.dateline(&["deploy"]).well();
        }
        match self.leftovers().as_slice() {
            [] => Ok(()),
            left => Err(format!("{what}: there is left: {}", left.join(", "))),
        }
    }

    /// Begins a deploy in a process group of its own.
    fn begin(&self) -> std::process::Child {
        let mut command = self.desk.command(&["deploy"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        command.spawn().expect("dateline runs")
    }

    /// Returns what readers meet.
    fn seen(&self) -> Tree {
        let mut seen = match self.kind {
            Kind::Folder => tree(&self.desk.beside("www/")),
            Kind::Rsync => tree(&self.desk.beside("www")),
            Kind::Objects => self.bucket.as_ref().expect("a bucket").objects(),
            Kind::Git => self.branch(),
        };
        seen.retain(|path, _| !path.starts_with(".dateline/") && path != ".nojekyll");
        seen
    }

    fn branch(&self) -> Tree {
        let folder = self.desk.beside("checkout");
        let _ = fs::remove_dir_all(&folder);
        let mut clone = Command::new("git");
        clone.args(["clone", "-q", "--branch", "pages", "--depth=1"]);
        clone.arg(format!("file://{}", self.desk.beside("remote.git").display())).arg(&folder);
        assert!(clone.status().is_ok_and(|status| status.success()), "the branch is fetched back");
        let _ = fs::remove_dir_all(folder.join(".git"));
        tree(&folder)
    }

    /// Returns everything that a deploy leaves nowhere when it ends well.
    fn leftovers(&self) -> Vec<String> {
        let mut left = Vec::new();
        let mut look = |folder: &Path, is_fine: &dyn Fn(&str) -> bool| {
            for path in names(folder) {
                if !is_fine(&path) {
                    left.push(folder.join(path).display().to_string());
                }
            }
        };
        look(&self.desk.workplace(), &|path| {
            let known = ["site", "announced", "branch.lock"].contains(&path);
            known
                || (path.starts_with("branch.git/") && !is_part(path) && !path.contains("refs/dateline/next"))
        });
        look(&self.desk.path(".dateline"), &|path| {
            !path.starts_with("deploy") && !path.ends_with(".changes") && !is_part(path)
        });
        let own = |path: &str| path == "manifest";
        match self.kind {
            Kind::Folder => {
                let releases = self.desk.beside(".www.releases");
                let is_name = |name: &str| name.starts_with("000") || name == "lock";
                look(&releases, &|path| is_name(path.split('/').next().unwrap_or_default()));
                let entries = fs::read_dir(&releases).map_or(0, |entries| entries.flatten().count());
                if entries > 5 {
                    left.push(format!("{entries} entries in {}", releases.display()));
                }
            }
            Kind::Rsync => look(&self.desk.beside("www/.dateline"), &own),
            Kind::Objects => look(&self.bucket.as_ref().expect("a bucket").folder().join(".dateline"), &own),
            Kind::Git => look(&self.desk.beside("remote.git"), &|path| !is_lock(path)),
        }
        left
    }
}

/// Returns whether a path is that of a lock or of something that was not complete.
fn is_part(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let has_process =
        name.rsplit_once('.').is_some_and(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()));
    is_lock(name) || path.contains("tmp_") || (name.starts_with('.') && has_process)
}

/// Returns the paths of all files in a folder, sockets too.
fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below");
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// Returns whether a file is a lock of git's, which spells its names one way.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "see the description")]
fn is_lock(path: &str) -> bool {
    path.ends_with(".lock")
}
