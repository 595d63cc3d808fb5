//! Publishing as a build meets it: what is written, what leaves, what is refused, and what is never touched.

#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use dateline::publish::{CacheFile, FileOwner, Output, PublishCounts, PublishError, Stage, Wait};

struct Site {
    temp: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        Self { temp: tempfile::tempdir().unwrap() }
    }

    /// A site that has been published with these files, each saying "old".
    fn with(files: &[&str]) -> Self {
        let site = Self::new();
        let stage = site.open();
        for file in files {
            stage.write(file, b"old").unwrap();
        }
        stage.commit(&[]).unwrap();
        site
    }

    fn open(&self) -> Stage {
        Stage::open(&Output::at(self.temp.path(), Path::new("public")).unwrap(), Wait::No).unwrap()
    }

    fn path(&self, file: &str) -> PathBuf {
        self.temp.path().join(file)
    }

    /// Puts a file of the user's in the output.
    fn own(&self, file: &str) {
        let path = self.path("public").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    }

    /// Everything in the site's folder; directories end with a slash.
    fn all(&self) -> BTreeMap<String, String> {
        walkdir::WalkDir::new(self.temp.path())
            .min_depth(1)
            .into_iter()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.path().strip_prefix(self.temp.path()).unwrap().to_str().unwrap();
                if entry.file_type().is_dir() {
                    (format!("{name}/"), String::new())
                } else {
                    (name.to_owned(), fs::read_to_string(entry.path()).unwrap_or_default())
                }
            })
            .collect()
    }
}

#[test]
fn publishes_and_says_how_much() {
    let site = Site::with(&["index.html", "a/index.html", "b/c/index.html"]);
    site.own("b/notes.txt");
    fs::write(site.path("logo.svg"), "<svg/>").unwrap();
    let stage = site.open();
    stage.write("index.html", b"new").unwrap();
    let mut logo = fs::File::open(site.path("logo.svg")).unwrap();
    stage.copy_over("theme/logo.svg", &mut logo, FileOwner::Dateline).unwrap();
    stage.remove("b/c/index.html");
    stage.remove("never/was.html");
    stage.remove("index.html");
    assert_eq!(stage.published("a/index.html").unwrap().map(|found| found.size), Some(3));
    assert_eq!(stage.published("a").unwrap(), None);
    assert_eq!(stage.published("theme/logo.svg").unwrap(), None);
    let published = stage.commit(&[CacheFile { name: "record".into(), bytes: b"record".into() }]).unwrap();
    assert_eq!(published, PublishCounts { written: 2, removed: 1 });
    let files = [
        (".dateline/", ""),
        (".dateline/record", "record"),
        ("logo.svg", "<svg/>"),
        ("public/", ""),
        ("public/a/", ""),
        ("public/a/index.html", "old"),
        ("public/b/", ""),
        ("public/b/notes.txt", "mine"),
        ("public/index.html", "new"),
        ("public/theme/", ""),
        ("public/theme/logo.svg", "<svg/>"),
    ];
    assert_eq!(site.all(), files.map(|(file, text)| (file.to_owned(), text.to_owned())).into());
}

#[test]
fn a_dropped_stage_leaves_everything_as_it_was() {
    let site = Site::with(&["index.html"]);
    let before = site.all();
    let stage = site.open();
    stage.write("index.html", b"new").unwrap();
    stage.write("a/b/index.html", b"new").unwrap();
    stage.remove("index.html");
    assert_eq!(fs::read(site.path("public/index.html")).unwrap(), b"old");
    drop(stage);
    assert_eq!(site.all(), before);
}

#[test]
fn a_site_without_pages_is_a_directory_without_files() {
    let site = Site::new();
    site.open().commit(&[]).unwrap();
    assert_eq!(site.all().into_keys().collect::<Vec<_>>(), ["public/"]);
}

#[test]
fn an_empty_output_stays_the_directory_that_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let site = Site::new();
    fs::create_dir(site.path("public")).unwrap();
    fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o2775)).unwrap();
    let before = fs::metadata(site.path("public")).unwrap();
    let stage = site.open();
    stage.write("a/index.html", b"new").unwrap();
    stage.commit(&[]).unwrap();
    let after = fs::metadata(site.path("public")).unwrap();
    assert_eq!((before.ino(), before.mode()), (after.ino(), after.mode()));
}

#[test]
fn a_link_in_place_of_a_page_is_replaced_and_not_followed() {
    let site = Site::with(&["a/index.html"]);
    fs::write(site.path("elsewhere"), "mine").unwrap();
    fs::remove_file(site.path("public/a/index.html")).unwrap();
    symlink(site.path("elsewhere"), site.path("public/a/index.html")).unwrap();
    let stage = site.open();
    stage.write("a/index.html", b"new").unwrap();
    stage.commit(&[]).unwrap();
    assert_eq!(fs::read(site.path("elsewhere")).unwrap(), b"mine");
    assert!(!site.path("public/a/index.html").is_symlink());
}

#[test]
fn a_link_in_place_of_a_directory_is_refused() {
    let site = Site::with(&["index.html"]);
    fs::create_dir(site.path("elsewhere")).unwrap();
    symlink(site.path("elsewhere"), site.path("public/a")).unwrap();
    let stage = site.open();
    let error = stage.write("a/index.html", b"new").unwrap_err();
    assert!(matches!(&error, PublishError::Symlink { path } if path.ends_with("public/a")), "{error}");
    drop(stage);
    // What is reached through a link is not ours to remove, either.
    fs::write(site.path("elsewhere/index.html"), "mine").unwrap();
    let stage = site.open();
    stage.remove("a/index.html");
    assert_eq!(stage.commit(&[]).unwrap().removed, 0);
    assert!(site.path("elsewhere/index.html").exists());
}

#[test]
fn a_file_of_the_users_in_the_way_is_refused_and_named() {
    let site = Site::with(&["index.html", "page/index.html"]);
    site.own("about");
    site.own("page/deep/notes.txt");
    let before = site.all();
    for (file, leaving, named) in [
        ("about/index.html", "index.html", "public/about"),
        ("page", "page/index.html", "public/page/deep/notes.txt"),
    ] {
        let stage = site.open();
        stage.write(file, b"new").unwrap();
        stage.remove(leaving);
        let record = CacheFile { name: "record".into(), bytes: b"record".into() };
        let error = stage.commit(&[record]).unwrap_err();
        assert!(matches!(&error, PublishError::Blocked { path, .. } if path.ends_with(named)), "{error}");
        assert_eq!(site.all(), before);
    }
}

#[test]
fn a_path_that_leads_out_of_the_output_is_neither_written_nor_removed() {
    let site = Site::with(&["index.html"]);
    fs::write(site.path("diary"), "mine").unwrap();
    let stage = site.open();
    for path in ["../diary", "a/../../diary", "/diary", "a//b", "..", ""] {
        assert!(matches!(stage.write(path, b"new"), Err(PublishError::OutsideOutput { .. })), "{path}");
        stage.remove(path);
    }
    stage.write("index.html", b"new").unwrap();
    stage.commit(&[]).unwrap();
    assert_eq!(fs::read_to_string(site.path("diary")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(site.path("public/index.html")).unwrap(), "new");
}

#[test]
fn a_record_that_cannot_be_written_leaves_the_old_site() {
    let site = Site::with(&["index.html"]);
    fs::create_dir_all(site.path(".dateline/record")).unwrap();
    let before = site.all();
    let stage = site.open();
    stage.write("index.html", b"new").unwrap();
    let records = [
        CacheFile { name: "first".into(), bytes: b"record".into() },
        CacheFile { name: "record".into(), bytes: b"record".into() },
    ];
    assert!(stage.commit(&records).is_err());
    assert_eq!(site.all(), before);
}

#[test]
fn what_could_not_be_finished_the_next_build_finishes() {
    let site = Site::with(&["a/index.html", "b/index.html", "c/index.html"]);
    let stage = site.open();
    for file in ["a/index.html", "b/index.html", "c/index.html"] {
        stage.write(file, b"new").unwrap();
    }
    // Between the look at the output and the moves, a directory turns into a link.
    fs::rename(site.path("public/b"), site.path("elsewhere")).unwrap();
    symlink(site.path("elsewhere"), site.path("public/b")).unwrap();
    let record = site.path(".dateline/record");
    let error = stage.commit(&[CacheFile { name: "record".into(), bytes: b"record".into() }]).unwrap_err();
    assert!(matches!(error, PublishError::Incomplete { .. }), "{error}");
    assert_eq!(fs::read(site.path("elsewhere/index.html")).unwrap(), b"old");
    assert!(!record.exists());

    let again = Stage::open(&Output::at(site.temp.path(), Path::new("public")).unwrap(), Wait::No);
    assert!(matches!(again, Err(PublishError::Incomplete { .. })));
    fs::remove_file(site.path("public/b")).unwrap();
    drop(site.open());
    for file in ["public/a/index.html", "public/b/index.html", "public/c/index.html"] {
        assert_eq!(fs::read(site.path(file)).unwrap(), b"new", "{file}");
    }
    assert_eq!(fs::read(record).unwrap(), b"record");
}

#[test]
fn a_directory_that_has_come_to_be_there_is_joined() {
    let site = Site::with(&["index.html"]);
    let stage = site.open();
    stage.write("a/b/index.html", b"new").unwrap();
    stage.write("a/index.html", b"new").unwrap();
    site.own("a/b/notes.txt");
    stage.commit(&[]).unwrap();
    for (file, text) in [("a/b/index.html", "new"), ("a/index.html", "new"), ("a/b/notes.txt", "mine")] {
        assert_eq!(fs::read_to_string(site.path("public").join(file)).unwrap(), text, "{file}");
    }
}

#[test]
fn a_damaged_journal_is_not_carried_out() {
    let site = Site::with(&["index.html"]);
    fs::create_dir(site.path(".public.stage")).unwrap();
    fs::write(site.path(".public.stage/lock"), "").unwrap();
    fs::write(site.path(".public.stage/journal"), "dateline journal 1\n").unwrap();
    let output = Output::at(site.temp.path(), Path::new("public")).unwrap();
    assert!(matches!(Stage::open(&output, Wait::No), Err(PublishError::UnreadableJournal { .. })));
    assert!(site.path(".public.stage/journal").exists());
}

#[test]
fn many_threads_write_at_once() {
    use rayon::prelude::*;
    let site = Site::with(&["index.html", "old/index.html"]);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(16).build().unwrap();
    let file = |n: usize| {
        let top = if n.is_multiple_of(2) { "old" } else { "new" };
        format!("{top}/{}/{}/{n}.html", n % 7, n % 3)
    };
    let stage = site.open();
    pool.install(|| {
        (0..4000).into_par_iter().for_each(|n| stage.write(&file(n), n.to_string().as_bytes()).unwrap());
    });
    assert_eq!(stage.commit(&[]).unwrap().written, 4000);
    for n in 0..4000 {
        assert_eq!(fs::read_to_string(site.path("public").join(file(n))).unwrap(), n.to_string());
    }
    let stage = site.open();
    pool.install(|| (0..4000).into_par_iter().for_each(|n| stage.remove(&file(n))));
    assert_eq!(stage.commit(&[]).unwrap().removed, 4000);
    let left: Vec<_> = site.all().into_keys().collect();
    assert_eq!(left, ["public/", "public/index.html", "public/old/", "public/old/index.html"]);
}
