//! The files of a folder of the record, by whole files: one is written beside its place and then gets its name, so that a
//! reader meets all of it or none; what is no longer wanted goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use foldhash::HashSet;

/// Writes a file whole or not at all, in a folder that is there.
pub(super) fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(std::process::id().to_string());
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Removes the files of a folder, but for these. One that stays although it should not is in nobody's way.
pub(super) fn remove_all_but(folder: &Path, kept: &HashSet<PathBuf>) {
    for file in files(folder).iter().filter(|file| !kept.contains(*file)) {
        let _ = fs::remove_file(file);
    }
}

/// The files of a folder, but for those that somebody else is still writing, which have an extension.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_none()).collect()
}
