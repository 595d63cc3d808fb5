//! Files of a folder of the record: what is no longer wanted goes.

use foldhash::HashSet;

use crate::sources::ManagedDir;

/// Removes the files of a folder, but for these. One that stays although it should not is in nobody's way.
pub(super) fn retain_files(folder: &ManagedDir, kept: &HashSet<String>) {
    for file in files(folder).iter().filter(|file| !kept.contains(*file)) {
        let _ = folder.remove_file(file);
    }
}

/// Returns the names of the files of a folder, but for those that somebody else is still writing, which have an extension.
pub(super) fn files(folder: &ManagedDir) -> Vec<String> {
    let mut names = folder.list().unwrap_or_default();
    names.retain(|name| !name.contains('.'));
    names
}
