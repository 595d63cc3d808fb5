//! Replays the corpora of the fuzz targets, so that what was once found stays found, without a nightly compiler. `fuzz/`
//! has the targets; `docs/testing.md` says how they are run.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// Runs a target on every file of its corpus, and on pieces of each.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(files.len() > 2, "the corpus of {name} is small");
    target(&[]);
    for file in files {
        let bytes = fs::read(&file).expect("a seed");
        target(&bytes);
        target(&bytes[..bytes.len() / 2]);
        target(&bytes[bytes.len() / 2..]);
    }
}

#[test]
fn front_matter() {
    replay("front_matter", targets::front_matter);
}

#[test]
fn addresses() {
    replay("addresses", targets::addresses);
}

#[test]
fn markdown() {
    replay("markdown", targets::markdown);
}

#[test]
fn requests() {
    replay("requests", targets::requests);
}

#[test]
fn records() {
    replay("records", targets::records);
}

#[test]
fn manifest() {
    replay("manifest", targets::manifest);
}

#[test]
fn edits() {
    replay("edits", targets::edits);
}
