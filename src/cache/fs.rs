//! Operations on folders of the cache.

use foldhash::HashSet;

use crate::sources::ManagedDir;

/// Removes all files of a folder except these.
///
/// Ignores errors: a leftover file does no harm.
pub(super) fn retain_files(folder: &ManagedDir, kept: &HashSet<String>) {
    for file in files(folder).iter().filter(|file| !kept.contains(*file)) {
        let _ = folder.remove_file(file);
    }
}

/// Returns the names of the files in a folder, without temporary files.
///
/// Those have an extension.
pub(super) fn files(folder: &ManagedDir) -> Vec<String> {
    let mut names = folder.list().unwrap_or_default();
    names.retain(|name| !name.contains('.'));
    names
}
