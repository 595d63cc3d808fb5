//! Finds files of an output that are not part of the site.

use walkdir::WalkDir;

use super::Output;

/// Returns the visible files of an output that are not planned, sorted.
pub fn unplanned_files(output: &Output, is_planned: impl Fn(&str) -> bool) -> Vec<String> {
    let is_visible = |name: &std::ffi::OsStr| !name.as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(output.path())
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || is_visible(entry.file_name()));
    let mut others: Vec<String> = entries
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            Some(entry.path().strip_prefix(output.path()).ok()?.to_string_lossy().into_owned())
        })
        .filter(|file| !is_planned(file))
        .collect();
    others.sort_unstable();
    others
}
