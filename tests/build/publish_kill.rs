//! Builds that are killed at any moment, from outside and without warning. Whatever they were doing, the next one
//! finds the old site or the new one, whole, with the record that belongs to it, and the user's own files.
//! (`src/publish/tests/crash.rs` does the same at every single change on the disk.)

#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use crate::files::{Tree, folder, tree};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dateline::publish::{CacheFile, Output, Stage, Wait};
use rayon::prelude::*;

const SITE: &str = "DATELINE_TEST_SITE";
const FIRST: &str = "DATELINE_TEST_FIRST_EDITION";
const KILLS: u32 = 60;

/// The pages of one of two sites: some are in both and differ, some in one of them, and one's file is the other's
/// directory.
fn pages(edition: usize) -> Tree {
    let text = |n: usize| format!("edition {edition}, page {n} ").repeat(200).into_bytes();
    let both = (0..150).map(|n| (format!("both/{}/{n}/index.html", n % 12), text(n)));
    let one = (0..150).map(|n| (format!("only-{edition}/{}/{n}/index.html", n % 12), text(n)));
    let mixed = (0..20).map(|n| {
        let file = if n % 2 == edition { format!("mixed/{n}") } else { format!("mixed/{n}/index.html") };
        (file, text(n))
    });
    both.chain(one).chain(mixed).collect()
}

fn publish(root: &Path, edition: usize) {
    let output = Output::at(root, Path::new("public")).unwrap();
    let stage = Stage::open(&output, Wait::No).unwrap();
    pages(edition).par_iter().for_each(|(file, text)| stage.write(file, text).unwrap());
    for file in pages(1 - edition).keys() {
        stage.remove(file);
    }
    stage.commit(&[CacheFile { name: "record".into(), bytes: edition.to_string().into() }]).unwrap();
}

/// Not a test by itself: the build that is killed, one edition after the other without end.
#[test]
#[ignore = "the process that the next test kills"]
fn the_build_that_is_killed() {
    let Some(root) = std::env::var_os(SITE).map(PathBuf::from) else { return };
    let first: usize = std::env::var(FIRST).unwrap().parse().unwrap();
    for edition in [first, 1 - first].into_iter().cycle() {
        publish(&root, edition);
    }
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let temp = folder();
    let root = temp.path();
    publish(root, 1);
    fs::write(root.join("public/both/notes.txt"), "mine").unwrap();
    let begin = Instant::now();
    publish(root, 0);
    let one_build = begin.elapsed();
    let mut edition = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "publish_kill::the_build_that_is_killed", "--ignored", "--test-threads=1"])
            .env(SITE, root)
            .env(FIRST, (1 - edition).to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the first two builds, or as far as a busy machine comes.
        std::thread::sleep(one_build * 2 * (kill * 37 % KILLS) / KILLS + Duration::from_millis(2));
        child.kill().unwrap();
        child.wait().unwrap();
        drop(Stage::open(&Output::at(root, Path::new("public")).unwrap(), Wait::No).unwrap());
        edition = fs::read_to_string(root.join(".dateline/record")).unwrap().parse::<usize>().unwrap();
        let mut site = tree(&root.join("public"));
        assert_eq!(site.remove("both/notes.txt").as_deref(), Some(&b"mine"[..]));
        assert!(site == pages(edition), "neither the one site nor the other after kill {kill}");
        assert!(!root.join(".public.stage").exists());
        if begin.elapsed() > Duration::from_secs(6) {
            break;
        }
    }
}
