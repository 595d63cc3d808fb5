//! Same input, same bytes: the demonstration is built under other time zones, locales, numbers of threads and file
//! times, and not a byte differs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

type Tree = BTreeMap<PathBuf, Vec<u8>>;

#[test]
fn the_same_bytes_in_any_surroundings() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = built(folder.path(), "plain", &[]);
    assert!(plain.len() > 200, "the demonstration has its pages");
    for (name, environment) in [
        ("tokyo", [("TZ", "Asia/Tokyo"), ("LC_ALL", "ja_JP.UTF-8"), ("RAYON_NUM_THREADS", "1")]),
        ("istanbul", [("TZ", "Europe/Istanbul"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "2")]),
        ("nowhere", [("TZ", ":/nowhere"), ("LANG", "C"), ("RAYON_NUM_THREADS", "8")]),
    ] {
        let other = built(folder.path(), name, &environment);
        let differing: Vec<&PathBuf> =
            plain.keys().chain(other.keys()).filter(|file| plain.get(*file) != other.get(*file)).collect();
        assert!(differing.is_empty(), "{name}: {differing:?}");
    }
}

/// The demonstration, copied with fresh file times and built as it stood on one day.
fn built(folder: &Path, name: &str, environment: &[(&str, &str)]) -> Tree {
    let site = folder.join(name);
    for part in ["config.toml", "content", "static", "templates", "ledger.txt"] {
        copy(Path::new(part), &site.join(part));
    }
    Command::cargo_bin("dateline")
        .expect("the program")
        .args(["--site", &site.to_string_lossy(), "--quiet", "build"])
        .env("SOURCE_DATE_EPOCH", "1764547200")
        .envs(environment.iter().copied())
        .assert()
        .success();
    let mut tree = Tree::new();
    gather(&site.join("public"), &site.join("public"), &mut tree);
    tree
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder is made");
        fs::write(to, fs::read(from).expect("a file")).expect("a file is written");
    }
}

fn gather(root: &Path, folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_owned();
            tree.insert(name, fs::read(&path).expect("a file"));
        }
    }
}
