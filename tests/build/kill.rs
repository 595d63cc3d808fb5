//! A build that is killed at any moment leaves the old site or the new one, and nothing in between: the next command,
//! even one that fails, finds it so or makes it so.

use crate::files::{folder, tree};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many stories the site has: enough for a build to take a while.
const STORIES: usize = 120;

/// How long the test goes on.
const TIME: Duration = Duration::from_secs(8);

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let folder = folder();
    let site = folder.path();
    fs::write(site.join("config.toml"), "title = \"N\"\nbase_url = \"https://n.example\"\nper_page = 10\n")
        .expect("written");
    write_stories(site, 0);
    let start = Instant::now();
    build(site);
    let takes = start.elapsed();
    let mut old = tree(&site.join("public"));
    let (mut cut_short, mut rounds) = (0u32, 0u32);
    let began = Instant::now();
    while began.elapsed() < TIME {
        rounds += 1;
        write_stories(site, rounds);
        // Each round dies a little later than the one before, over the whole time that a build takes.
        let part = f64::from(rounds * 7919 % 100) / 100.0;
        let was_killed = kill_after(site, takes.mul_f64(part));
        // A command that fails finishes or forgets the killed build, and does nothing else.
        fs::write(site.join("content/broken.md"), "no front matter").expect("written");
        let status = command(site).status().expect("dateline runs");
        assert_eq!(status.code(), Some(1));
        let there = tree(&site.join("public"));
        fs::remove_file(site.join("content/broken.md")).expect("removed");
        build(site);
        let new = tree(&site.join("public"));
        assert!(there == old || there == new, "round {rounds}: neither the old site nor the new one");
        cut_short += u32::from(was_killed && there == old);
        old = new;
    }
    assert!(cut_short > 0, "no build of {rounds} was killed before its end");
    fs::remove_dir_all(site.join(".dateline")).expect("removed");
    fs::remove_dir_all(site.join("public")).expect("removed");
    build(site);
    assert_eq!(old.len(), tree(&site.join("public")).len());
    assert!(old == tree(&site.join("public")), "the last site is not what a build from nothing gives");
}

fn write_stories(site: &Path, round: u32) {
    fs::create_dir_all(site.join("content")).expect("a folder is made");
    for number in 0..STORIES {
        let mut text = String::new();
        let (month, day) = (1 + number % 12, 1 + number % 28);
        let _ = write!(
            text,
            "+++\ntitle = \"Story {number} of {round}\"\ndate = 2024-{month:02}-{day:02}\ntags = [\"t{}\", \"r{round}\"]\n+++\nText.\n",
            number % 7
        );
        // Some come and go from round to round.
        let path = site.join(format!("content/s{number}-{}.md", if number % 5 == 0 { round % 2 } else { 2 }));
        let other = site.join(format!("content/s{number}-{}.md", (round + 1) % 2));
        let _ = fs::remove_file(other);
        fs::write(path, text).expect("written");
    }
}

fn command(site: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(["--quiet", "build", "--as-of", "2025-01-01"]).current_dir(site).stderr(Stdio::null());
    command
}

fn build(site: &Path) {
    assert!(command(site).status().expect("dateline runs").success());
}

/// Begins a build and kills it after a while; whether it was still at work then.
fn kill_after(site: &Path, time: Duration) -> bool {
    let mut child = command(site).spawn().expect("dateline runs");
    std::thread::sleep(time);
    let is_at_work = child.try_wait().expect("dateline is waited for").is_none();
    let _ = child.kill();
    let _ = child.wait();
    is_at_work
}
