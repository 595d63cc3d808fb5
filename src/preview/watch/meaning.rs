//! Converts a file event of any system to a notice.

use std::ffi::OsStr;
use std::path::Path;

use crate::path::{SOURCE_FOLDERS, SitePath};
use crate::sources::{CONTENT, is_leftover};

use super::{Existed, FILES, Notice};

/// File event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileEvent {
    /// A folder was created or moved here.
    FolderAppeared,
    /// A folder was removed or changed.
    FolderChanged,
    /// A file was created.
    FileCreated,
    /// A file was written, removed or renamed.
    FileChanged,
}

impl FileEvent {
    fn is_of_folder(self) -> bool {
        matches!(self, Self::FolderAppeared | Self::FolderChanged)
    }
}

/// Returns whether the site is made from this entry of its root.
///
/// The root also holds the output and the cache.
pub(super) fn is_source(name: &OsStr) -> bool {
    FILES.iter().chain(&SOURCE_FOLDERS).any(|source| name == *source)
}

/// Returns the notice for an event; `None` for an editor's temporary files.
pub(super) fn meaning(root: &Path, path: &Path, event: FileEvent) -> Option<Notice> {
    let Some(file) = SitePath::below(root, path) else { return Some(Notice::Changed) };
    let Some(below) = file.beneath(CONTENT) else {
        return (event.is_of_folder() || !is_leftover(&file)).then_some(Notice::Changed);
    };
    if below.split('/').any(|part| part.starts_with('.')) || (!event.is_of_folder() && is_leftover(&file)) {
        return None;
    }
    Some(match event {
        FileEvent::FolderAppeared => Notice::Folder,
        FileEvent::FolderChanged => Notice::Changed,
        FileEvent::FileCreated => Notice::Edited(file, Existed::No),
        FileEvent::FileChanged => Notice::Edited(file, Existed::Maybe),
    })
}
