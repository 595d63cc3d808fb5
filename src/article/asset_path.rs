//! Resolves a reference in an article to the path of a file below `content/`.
//!
//! The existence of the file is not checked here.

use crate::path::SitePath;

/// Reason why a reference is not the path of a content file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AssetPathError {
    #[error("it leads out of content/")]
    Leaves,
    #[error("it names a folder")]
    Folder,
    #[error("a file's name can't hold a backslash, a colon or a control character")]
    Forbidden,
}

/// The file that `written` names, relative to the article `from`.
///
/// # Errors
/// When that is no file below `content/`, on any system.
pub(super) fn resolve(from: &SitePath, written: &str) -> Result<SitePath, AssetPathError> {
    if written.contains(|c: char| matches!(c, '\\' | ':') || c.is_control()) {
        return Err(AssetPathError::Forbidden);
    }
    let last = written.rsplit('/').next().unwrap_or(written);
    if matches!(last, "" | "." | "..") {
        return Err(AssetPathError::Folder);
    }
    let file = from.resolve(written).ok_or(AssetPathError::Leaves)?;
    if file.beneath("content").is_none() {
        return Err(AssetPathError::Leaves);
    }
    Ok(file)
}
