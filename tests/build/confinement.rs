//! A site that a stranger made, with symlinks, pipes and sockets in it: no command reads, writes or removes anything
//! outside the site's folder, none publishes a hidden place, and none hangs.

#![cfg(unix)]

use crate::files;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::files::Tree;

/// Words that no page and no message may have.
const SECRET: &str = "S3CRET";

/// A folder with a site in it, and beside it what belongs to somebody else.
struct Desk(tempfile::TempDir);

/// What a command said.
struct Said {
    code: Option<i32>,
    all: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(files::folder());
        desk.write("site/config.toml", "title = \"H\"\nbase_url = \"https://h.example\"\n");
        desk.write("site/content/a.md", &article("A"));
        desk.write("site/content/b/b.md", &article("B"));
        desk.write("site/static/plain.txt", "plain\n");
        for file in ["id_rsa", "diary.txt", "parsed/letter", "pictures/wedding.jpg", "looked"] {
            desk.write(&format!("victim/{file}"), SECRET);
        }
        desk
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        files::write(&self.path(file), text);
    }

    fn link(&self, target: &str, at: &str) {
        let at = self.path(at);
        fs::create_dir_all(at.parent().expect("a folder")).expect("a folder is made");
        remove(&at);
        symlink(target, at).expect("a link");
    }

    /// What belongs to somebody else.
    fn victim(&self) -> Tree {
        files::tree(&self.path("victim"))
    }

    fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(self.0.path()).env("SOURCE_DATE_EPOCH", "1767225600").args(["--site", "site"]);
        let output = command.args(args).timeout(Duration::from_secs(20)).output().expect("dateline runs");
        let all = [output.stdout, output.stderr].concat();
        Said { code: output.status.code(), all: String::from_utf8_lossy(&all).into_owned() }
    }

    fn build(&self) {
        let said = self.run(&["build", "--quiet"]);
        assert_eq!(said.code, Some(0), "{}", said.all);
    }

    /// Runs the preview, and asks it for a few pages.
    fn serve(&self) {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .current_dir(self.0.path())
            .args(["--site", "site", "serve", "--port", "0"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("dateline runs");
        std::thread::sleep(Duration::from_millis(1500));
        child.kill().expect("it is there still");
        child.wait().expect("it ends");
    }
}

fn article(title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-01-01\n+++\nText.\n")
}

fn remove(path: &Path) {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path).expect("a folder is removed"),
        Ok(_) => fs::remove_file(path).expect("a file is removed"),
        Err(_) => {}
    }
}

fn pipe(path: &Path) {
    remove(path);
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a pipe");
}

const COMMANDS: [&[&str]; 9] = [
    &["build", "-q"],
    &["build", "-q", "--force"],
    &["check"],
    &["check", "--accept"],
    &["ledger"],
    &["ledger", "accept"],
    &["new", "A headline"],
    &["deploy", "t"],
    &["build", "-q", "--adopt"],
];

#[test]
fn a_record_that_leads_elsewhere_is_named_and_left_alone() {
    for built in [false, true] {
        for what in ["", "/parsed", "/pictures", "/looked", "/deploy"] {
            let desk = Desk::new();
            let config = "title = \"H\"\nbase_url = \"https://h.example\"\n[deploy.t]\nto = \"dir:/PATH\"\n";
            let target = desk.path("target");
            desk.write("site/config.toml", &config.replace("/PATH", target.to_str().expect("a path")));
            if built {
                desk.build();
            }
            remove(&desk.path(&format!("site/.dateline{what}")));
            let up = if what.is_empty() { ".." } else { "../.." };
            desk.link(&format!("{up}/victim{what}"), &format!("site/.dateline{what}"));
            let before = desk.victim();
            for command in COMMANDS {
                let said = desk.run(command);
                assert_eq!(desk.victim(), before, "{command:?} with .dateline{what}: {}", said.all);
                let is_named = said.all.contains(&format!(".dateline{what} is a symlink"));
                assert!(command[0] == "new" || is_named, "{command:?} with .dateline{what}: {}", said.all);
                assert!(command[0] == "new" || said.code == Some(1), "{command:?}: {:?}", said.code);
            }
            desk.serve();
            assert_eq!(desk.victim(), before, "serve with .dateline{what}");
        }
    }
}

/// Paths of the files that a build keeps in its record, sorted by what they are for.
fn kept(desk: &Desk) -> Vec<String> {
    let is_for = |file: &String| -> Vec<String> {
        file.split(['/', '.']).filter(|part| part.len() != 32).map(str::to_owned).collect()
    };
    let mut kept: Vec<String> = files::tree(&desk.path("site/.dateline")).into_keys().collect();
    kept.sort_by_key(is_for);
    kept
}

/// Every file that a build keeps, one after the other, as a link out, a pipe and a folder.
#[test]
fn no_file_of_the_record_leads_elsewhere_or_is_waited_for() {
    let desk = Desk::new();
    desk.build();
    let count = kept(&desk).len();
    assert!(count >= 6, "{:?}", kept(&desk));
    for (which, kind) in (0..count).flat_map(|which| ["link", "pipe", "folder"].map(|kind| (which, kind))) {
        let desk = Desk::new();
        desk.build();
        let at = format!("site/.dateline/{}", kept(&desk)[which]);
        match kind {
            "link" => {
                let up = "../".repeat(at.matches('/').count());
                desk.link(&format!("{up}victim/diary.txt"), &at);
            }
            "pipe" => pipe(&desk.path(&at)),
            _ => {
                remove(&desk.path(&at));
                desk.write(&format!("{at}/x"), "x");
            }
        }
        desk.write("site/content/c.md", &article("C"));
        let before = desk.victim();
        for command in [&["build", "-q"][..], &["ledger", "accept"]] {
            let said = desk.run(command);
            assert!(said.code.is_some_and(|code| code < 2), "{command:?} {kind} {at}: {:?}", said.code);
            assert!(!said.all.contains("panicked"), "{command:?} {kind} {at}: {}", said.all);
            assert_eq!(desk.victim(), before, "{command:?} {kind} {at}");
        }
    }
}

/// The files of a site that are read whole, each with a command that reads it.
const READ: [&str; 13] = [
    "config.toml",
    "ledger.txt",
    "known-problems.toml",
    "addresses.csv",
    "content/a.md",
    "content/tags/peace.md",
    "content/b/note.txt",
    "static/plain.txt",
    "static/css/site.css",
    "i18n/en.toml",
    "templates/list.html",
    "themes/own/theme.toml",
    "themes/own/static/x.css",
];

fn with_theme(desk: &Desk) {
    desk.write("site/config.toml", "title = \"H\"\nbase_url = \"https://h.example\"\ntheme = \"own\"\n");
    desk.write("site/themes/own/theme.toml", "extends = \"broadsheet\"\n");
}

#[test]
fn what_is_no_file_is_named_at_once() {
    for file in READ {
        for kind in ["pipe", "socket", "folder"] {
            let desk = Desk::new();
            with_theme(&desk);
            let at = desk.path("site").join(file);
            fs::create_dir_all(at.parent().expect("a folder")).expect("a folder is made");
            remove(&at);
            let mut socket = None;
            match kind {
                "pipe" => pipe(&at),
                "socket" => socket = Some(UnixListener::bind(&at).expect("a socket")),
                _ => fs::create_dir(&at).expect("a folder"),
            }
            for command in [["build", "-q"], ["check", "-q"]] {
                let said = desk.run(&command);
                // A folder among texts or files is one in which there may be others.
                let may_be = kind == "folder" && file.contains('/') && !file.ends_with("theme.toml");
                assert!(
                    may_be || said.code == Some(1),
                    "{command:?} {kind} {file}: {:?} {}",
                    said.code,
                    said.all
                );
                assert!(may_be || said.all.contains(file), "{command:?} {kind} {file}: {}", said.all);
                assert!(!said.all.contains("panicked"), "{command:?} {kind} {file}: {}", said.all);
            }
            drop(socket);
        }
    }
}

#[test]
fn what_leads_out_of_the_site_is_refused_before_it_is_read() {
    let desk = Desk::new();
    for target in ["outside", "nowhere", ".env", ".git/config", ".dateline/x", ".private/x"] {
        for file in READ {
            remove(&desk.path("site"));
            desk.write("site/content/a.md", &article("A"));
            with_theme(&desk);
            desk.write("secret", &format!("root:{SECRET}:0\n"));
            let to = if target == "outside" { "../secret" } else { target };
            if to.starts_with('.') && !to.starts_with("..") {
                desk.write(&format!("site/{to}"), &format!("root:{SECRET}:0\n"));
            }
            let up = "../".repeat(file.matches('/').count());
            desk.link(&format!("{up}{to}"), &format!("site/{file}"));
            let commands = [["check", "-q"], ["build", "-q"]];
            for command in &commands[..if target == "outside" { 2 } else { 1 }] {
                let said = desk.run(command);
                assert_eq!(said.code, Some(1), "{command:?} {file} -> {target}: {}", said.all);
                assert!(said.all.contains(file), "{command:?} {file} -> {target}: {}", said.all);
                assert!(!said.all.contains(SECRET), "{command:?} {file} -> {target}: {}", said.all);
            }
        }
    }
}

#[test]
fn folders_of_the_site_lead_neither_out_nor_to_hidden_places() {
    for folder in ["content", "content/b", "static", "static/s", "i18n", "templates", "themes", "themes/own"]
    {
        for target in ["../outside", ".git", ".env.d"] {
            let desk = Desk::new();
            with_theme(&desk);
            let at = if target.starts_with("..") { "" } else { "site/" };
            let place = format!("{at}{}", target.trim_start_matches("../"));
            for file in ["a.md", "a.txt", "own/theme.toml", "theme.toml", "list.html", "en.toml"] {
                desk.write(&format!("{place}/{file}"), SECRET);
            }
            let up = "../".repeat(folder.matches('/').count());
            desk.link(&format!("{up}{target}"), &format!("site/{folder}"));
            let said = desk.run(&["build", "-q"]);
            assert_eq!(said.code, Some(1), "{folder} -> {target}: {}", said.all);
            assert!(
                said.all.contains(folder) && !said.all.contains(SECRET),
                "{folder} -> {target}: {}",
                said.all
            );
        }
    }
}

#[test]
fn harmless_links_in_the_site_are_followed_and_texts_are_not_published_by_another_name() {
    let desk = Desk::new();
    desk.write("site/shared/map.svg", "<svg/>");
    desk.write("site/content/draft.md", &article("D").replace("+++\nText", "draft = true\n+++\nText"));
    desk.link("../shared", "site/static/maps");
    desk.link(desk.path("site/shared/map.svg").to_str().expect("a path"), "site/static/whole.svg");
    desk.link("../static/plain.txt", "site/static/again.txt");
    desk.build();
    for file in ["maps/map.svg", "whole.svg", "again.txt"] {
        assert!(desk.path("site/public").join(file).is_file(), "{file}");
    }
    for (target, at) in [
        ("../content/draft.md", "static/d.md"),
        ("../content", "static/c"),
        ("../config.toml", "static/c.txt"),
    ] {
        desk.link(target, &format!("site/{at}"));
        let said = desk.run(&["build", "-q"]);
        assert_eq!(said.code, Some(1), "{at}: {}", said.all);
        remove(&desk.path(&format!("site/{at}")));
    }
}

/// A file that becomes a link and a file again while builds run is never published as what it leads to.
#[test]
fn a_file_that_becomes_a_link_meanwhile_is_not_followed() {
    let desk = Desk::new();
    desk.write("secret.txt", SECRET);
    desk.write("site/.env", SECRET);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for (file, target) in [("static/plain.txt", "../../secret.txt"), ("content/b/b.md", "../../.env")] {
            let (desk, done) = (&desk, &done);
            scope.spawn(move || {
                let (at, beside) = (desk.path("site").join(file), desk.path(&file.replace('/', "-")));
                for round in 0.. {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    match round % 2 {
                        0 => symlink(target, &beside).expect("a link"),
                        _ => fs::write(&beside, article("X")).expect("a file"),
                    }
                    fs::rename(&beside, &at).expect("in its place");
                }
            });
        }
        for round in 0..12 {
            let command = if round % 3 == 2 { ["check", "-q"] } else { ["build", "-q"] };
            let said = desk.run(&command);
            assert!(!said.all.contains(SECRET) && !said.all.contains("panicked"), "{}", said.all);
            for (file, bytes) in files::tree(&desk.path("site/public")) {
                assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{file}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_site_does_not_decide_to_be_written_elsewhere() {
    let desk = Desk::new();
    let before = desk.victim();
    let said_by_config = "title = \"H\"\nbase_url = \"https://h.example\"\noutput = \"../victim\"\n";
    for output in [said_by_config, ""] {
        if output.is_empty() {
            desk.write("site/config.toml", "title = \"H\"\nbase_url = \"https://h.example\"\n");
            desk.link("../victim", "site/public");
        } else {
            desk.write("site/config.toml", output);
        }
        for command in COMMANDS {
            let said = desk.run(command);
            assert_eq!(desk.victim(), before, "{command:?}: {}", said.all);
        }
        assert!(desk.run(&["build", "-q"]).all.contains("out of the site"));
    }
    let said = desk.run(&["build", "-q", "--output", "elsewhere"]);
    assert_eq!(said.code, Some(0), "{}", said.all);
    assert!(desk.path("elsewhere/index.html").is_file());
}

#[test]
fn a_stage_that_a_site_brings_along_leads_nowhere() {
    let cases = ["stage", "lock", "journal", "new", "lock-pipe", "journal-pipe", "lock-folder", "new-pipe"];
    for case in cases {
        let desk = Desk::new();
        let before = desk.victim();
        let stage = "site/.public.stage";
        if case != "stage" && !case.starts_with("lock") {
            desk.write(&format!("{stage}/lock"), "");
        }
        match case.split_once('-') {
            _ if case == "stage" => desk.link("../victim", stage),
            None => desk.link("../../victim", &format!("{stage}/{case}")),
            Some((file, kind)) => {
                fs::create_dir_all(desk.path(stage)).expect("a folder");
                let at = desk.path(&format!("{stage}/{file}"));
                if kind == "pipe" { pipe(&at) } else { fs::create_dir(at).expect("a folder") }
            }
        }
        for command in [&["build", "-q"][..], &["ledger", "accept"], &["deploy", "t"]] {
            let said = desk.run(command);
            assert!(said.code.is_some(), "{command:?} {case} hangs");
            assert!(!said.all.contains("panicked"), "{command:?} {case}: {}", said.all);
            assert_eq!(desk.victim(), before, "{command:?} {case}");
        }
    }
}

#[test]
fn what_is_written_for_an_editor_stays_in_the_site() {
    let desk = Desk::new();
    let before = desk.victim();
    for (at, target) in
        [("content/2026", "../../victim"), ("content", "../victim"), ("content/2026", "../.git")]
    {
        let folder = format!("site/{at}");
        desk.write("site/.git/config", "");
        desk.link(target, &folder);
        let said = desk.run(&["new", "A headline"]);
        assert_eq!(said.code, Some(1), "{}", said.all);
        assert_eq!(desk.victim(), before);
        assert_eq!(files::tree(&desk.path("site/.git")).len(), 1);
        remove(&desk.path(&folder));
    }
    desk.link("../archive", "site/content/2026");
    fs::create_dir(desk.path("site/archive")).expect("a folder");
    assert_eq!(desk.run(&["new", "A headline"]).code, Some(0));
    assert!(desk.path("site/archive/2026-01-01-a-headline.md").is_file());

    desk.link("../victim", "site/.github");
    let said = desk.run(&["init", "--ci", "github-pages", "site"]);
    assert_eq!(said.code, Some(1), "{}", said.all);
    assert_eq!(desk.victim(), before);
}

/// A ledger is written beside itself first: no link that guesses the name is followed.
#[test]
fn a_link_beside_the_ledger_is_not_written_to() {
    let desk = Desk::new();
    desk.build();
    let before = desk.victim();
    for process in 1..40_000 {
        symlink("../victim/diary.txt", desk.path(&format!("site/.ledger.txt.{process}"))).expect("a link");
    }
    assert_eq!(desk.run(&["ledger", "accept"]).code, Some(0));
    assert_eq!(desk.victim(), before);
    assert!(desk.path("site/ledger.txt").symlink_metadata().expect("a ledger").is_file());
}
