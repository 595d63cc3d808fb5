//! Same input, same bytes: the demonstration is built under other time zones, locales, numbers of threads and file
//! times, and not a byte differs.

use crate::files::{Tree, copy, tree};
use std::path::Path;

use assert_cmd::Command;

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
        let differing: Vec<&String> =
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
    tree(&site.join("public"))
}
