//! The program dies here, before each single change on the disk in turn, and the next build has to
//! leave exactly the old site or exactly the new one. The test starts itself again as the one that
//! dies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::publish::{CacheFile, Output, Stage, Wait};

const SITE: &str = "DATELINE_TEST_SITE";
const DIE_AT: &str = "DATELINE_TEST_DIE_AT";
const BUILD: &str = "DATELINE_TEST_BUILD";

/// Counts the changes, and dies before the one that the environment names.
pub(in crate::publish) fn step() {
    static LAST: LazyLock<usize> =
        LazyLock::new(|| std::env::var(DIE_AT).ok().and_then(|at| at.parse().ok()).unwrap_or(usize::MAX));
    static COUNT: AtomicUsize = AtomicUsize::new(1);
    if COUNT.fetch_add(1, Ordering::SeqCst) == *LAST {
        std::process::abort();
    }
}

/// What the old and the new site have in their files; what only the old one has leaves.
pub(super) const OLD: [(&str, &str); 9] = [
    ("index.html", "old front page"),
    ("kept/index.html", "the same in both"),
    ("2025/11/01/talks/index.html", "old talks"),
    ("2025/11/02/gone/index.html", "a story that leaves, and its day with it"),
    ("2025/11/02/gone/photo.jpg", "a photograph of it"),
    ("became-a-folder", "a file"),
    ("became-a-file/deep/down/index.html", "a page"),
    ("became-a-file/index.html", "another page"),
    ("Tags/peace/index.html", "a tag in capitals"),
];
pub(super) const NEW: [(&str, &str); 9] = [
    ("index.html", "new front page"),
    ("2025/11/01/talks/index.html", "new talks"),
    ("2025/11/01/talks/map.png", "a map beside them"),
    ("2025/12/24/eve/index.html", "a day that there was not"),
    ("2025/12/24/eve/photo.jpg", "and its photograph"),
    ("became-a-folder/index.html", "a page"),
    ("became-a-file", "a file"),
    ("tags/peace/index.html", "a tag in small letters"),
    ("atom.xml", "a feed"),
];
/// The user's own, between ours.
const OWN: [(&str, &str); 3] =
    [("CNAME", "example.org"), ("2025/11/01/notes.txt", "mine"), (".git/config", "mine")];

pub(super) fn build(root: &Path, files: &[(&str, &str)], leaving: &[(&str, &str)], record: &str) {
    let output = Output::at(root, Path::new("public")).unwrap();
    let stage = Stage::open(&output, Wait::No).unwrap();
    for (file, text) in files {
        stage.write(file, text.as_bytes()).unwrap();
    }
    for (file, _) in leaving.iter().filter(|(file, _)| *file != "kept/index.html") {
        stage.remove(file);
    }
    stage.commit(&[CacheFile { name: "record".into(), bytes: record.into() }]).unwrap();
}

/// Everything below a directory: the text of files, nothing for directories.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Option<String>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".public.stage")
        .filter_map(Result::ok)
        .map(|entry| (entry.path().to_owned(), fs::read_to_string(entry.path()).ok()))
        .collect()
}

pub(super) type State = (BTreeMap<PathBuf, Option<String>>, Option<String>);

pub(super) fn state(root: &Path) -> State {
    (snapshot(&root.join("public")), fs::read_to_string(root.join(".dateline/record")).ok())
}

/// Starts this test again as a build that dies; whether it came to its end.
pub(super) fn run(root: &Path, what: &str, die_at: usize) -> bool {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "publish::tests::crash::the_build_that_dies", "--test-threads=1"])
        .env(SITE, root)
        .env(BUILD, what)
        .env(DIE_AT, die_at.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// A directory in memory where there is one: a real disk only makes the flushes slow.
pub(super) fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

#[test]
fn the_build_that_dies() {
    let Some(root) = std::env::var_os(SITE) else { return };
    let root = Path::new(&root);
    match std::env::var(BUILD).as_deref() {
        Ok("new") => build(root, &NEW, &OLD, "new"),
        Ok("first") => build(root, &NEW, &[], "new"),
        _ => drop(Stage::open(&Output::at(root, Path::new("public")).unwrap(), Wait::No).unwrap()),
    }
}

/// Kills a build at every point, and finds the old or the new site after each.
fn kill_everywhere(what: &str, prepare: impl Fn(&Path)) {
    let temp = scratch();
    let fresh = || {
        let _ = fs::remove_dir_all(temp.path().join("site"));
        let root = temp.path().join("site");
        fs::create_dir(&root).unwrap();
        prepare(&root);
        root
    };
    let open = |root: &Path| {
        drop(Stage::open(&Output::at(root, Path::new("public")).unwrap(), Wait::No).unwrap());
    };
    let root = fresh();
    open(&root);
    let old = state(&root);
    assert!(run(&fresh(), what, usize::MAX));
    let new = state(&root);
    assert_ne!(old, new);

    let mut decided = false;
    for point in 1.. {
        let root = fresh();
        let finished = run(&root, what, point);
        if state(&root).1 == new.1 {
            assert_eq!(state(&root), new, "the record says too much after point {point}");
        }
        // The build that would finish it dies too, some time.
        run(&root, "recover", point % 23 + 1);
        open(&root);
        assert!(!root.join(".public.stage").exists(), "a stage is left over after point {point}");
        let found = state(&root);
        if decided || finished {
            assert_eq!(found, new, "not the new site after point {point}");
        } else if found != old {
            assert_eq!(found, new, "neither the old nor the new site after point {point}");
            decided = true;
        }
        if finished {
            assert!(point > 20, "the build has only {point} points to die at");
            return;
        }
    }
}

fn old_site(root: &Path) {
    fs::create_dir(root.join(".dateline")).unwrap();
    fs::write(root.join(".dateline/record"), "old").unwrap();
    for (file, text) in OLD.iter().chain(&OWN) {
        let path = root.join("public").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Makes the old site anew.
pub(super) fn fresh(temp: &Path) -> PathBuf {
    let root = temp.join("site");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir(&root).unwrap();
    old_site(&root);
    root
}

#[test]
fn a_site_over_another() {
    kill_everywhere("new", old_site);
}

#[test]
fn a_first_site() {
    kill_everywhere("first", |_| {});
}

#[test]
fn a_site_with_its_stage_within() {
    kill_everywhere("new", |root| {
        old_site(root);
        fs::create_dir(root.join("public/.public.stage")).unwrap();
    });
}

#[test]
fn the_new_site_is_what_it_should_be() {
    let temp = scratch();
    old_site(temp.path());
    build(temp.path(), &NEW, &OLD, "new");
    let mut files: Vec<(String, String)> = snapshot(&temp.path().join("public"))
        .into_iter()
        .filter_map(|(path, text)| {
            let path = path.strip_prefix(temp.path().join("public")).unwrap().to_str().unwrap().to_owned();
            text.map(|text| (path, text))
        })
        .collect();
    files.sort();
    let mut expected: Vec<(String, String)> =
        [&NEW[..], &OWN[..], &OLD[1..2]].concat().iter().map(|(f, t)| ((*f).into(), (*t).into())).collect();
    expected.sort();
    assert_eq!(files, expected);
    for emptied in ["2025/11/02", "Tags"] {
        assert!(!temp.path().join("public").join(emptied).exists(), "{emptied} is left over");
    }
}
