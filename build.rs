//! Gives the program a name of its own, made from its sources: a record that another version of Dateline wrote must
//! not be taken for this one's, and two builds of one version from one source must not be taken for two.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for root in ["src", "Cargo.lock", "themes/broadsheet"] {
        println!("cargo::rerun-if-changed={root}");
        take_in(Path::new(root), &mut hasher);
    }
    let version = env!("CARGO_PKG_VERSION");
    println!("cargo::rustc-env=DATELINE_BUILD={version}-{:016x}", hasher.finish());
}

/// Takes in a file, or every file of a folder in the order of their names.
fn take_in(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            take_in(&path, hasher);
        }
    } else if let Ok(bytes) = fs::read(path) {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
}
