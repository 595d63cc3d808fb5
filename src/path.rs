//! Paths of the site's files, relative to its root, with `/` as the separator on every system.
//!
//! A [`SitePath`] is made when a file is found. Later stages name files by it and never open them.

mod layout;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::composed;

pub use layout::{SOURCE_FOLDERS, is_reserved, reserved_names};

/// Extensions of texts in `content/`, in lower case.
pub const TEXT_ENDINGS: [&str; 2] = ["md", "markdown"];

/// Path below the site's root, such as `content/2025/talks.md`.
/// Never absolute, never with `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Box<str>")]
pub struct SitePath(Arc<str>);

/// Error of a text that is no path below the site's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this path leads out of the site")]
pub struct OutsideSite;

/// Validates a path of the cache, which may come with a stranger's site.
impl TryFrom<Box<str>> for SitePath {
    type Error = OutsideSite;

    fn try_from(text: Box<str>) -> Result<Self, Self::Error> {
        if is_below(&text) { Ok(Self(text.into())) } else { Err(OutsideSite) }
    }
}

/// Returns whether a path with `/` as the separator stays below its folder.
pub fn is_below(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\0')
}

impl SitePath {
    /// Returns the path of `file` relative to `root`; `None` if it is outside or not
    /// UTF-8.
    pub fn below(root: &Path, file: &Path) -> Option<Self> {
        let relative = file.strip_prefix(root).ok()?;
        let mut text = String::with_capacity(relative.as_os_str().len());
        for part in relative.components() {
            let std::path::Component::Normal(part) = part else { return None };
            if !text.is_empty() {
                text.push('/');
            }
            text.push_str(part.to_str()?);
        }
        Some(Self(text.into()))
    }

    /// Returns a well-known path, such as `config.toml`.
    pub fn known(path: &str) -> Self {
        debug_assert!(
            !path.starts_with('/') && path.split('/').all(|part| part != ".."),
            "{path} leaves the site"
        );
        Self(path.into())
    }

    /// Returns the path of an entry of this folder; `None` if the name is not UTF-8.
    pub fn child(&self, name: &OsStr) -> Option<Self> {
        let name = name.to_str()?;
        debug_assert!(!name.contains('/') && name != "..", "{name} is more than a name");
        Some(Self([&self.0, "/", name].concat().into()))
    }

    /// Returns the bytes of this path and a slash, the prefix of all paths in this
    /// folder.
    pub fn as_folder(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().chain([b'/'])
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path on disk for a site at `root`.
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }

    /// Returns the NFC-normalized path, or `None` if it is normalized already.
    pub fn composed(&self) -> Option<Self> {
        match composed((&*self.0).into()) {
            Cow::Owned(composed) => Some(Self(composed.into())),
            Cow::Borrowed(_) => None,
        }
    }

    /// Returns the file name.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the file name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rfind('.').filter(|dot| *dot > 0).map_or(name, |dot| &name[..dot])
    }

    /// Returns the extension without the dot.
    pub fn extension(&self) -> Option<&str> {
        let name = self.file_name();
        name.rfind('.').filter(|dot| *dot > 0).map(|dot| &name[dot + 1..])
    }

    /// Returns whether the file is a text, by the extension `.md` or `.markdown` in any
    /// case.
    pub fn is_text(&self) -> bool {
        self.extension().is_some_and(is_text_ending)
    }

    /// Returns the folder: `content/2025` for `content/2025/talks.md`, empty at the
    /// root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// Strips `folder` and a slash from the path.
    pub fn beneath(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// Resolves a relative path in this file: `../b.md` in `content/a/x.md` is
    /// `content/b.md`. Returns `None` if it leaves the site.
    pub fn resolve(&self, relative: &str) -> Option<Self> {
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        (!parts.is_empty()).then(|| Self(parts.join("/").into()))
    }
}

/// Returns whether an extension, without its dot, is that of a text.
pub fn is_text_ending(ending: &str) -> bool {
    TEXT_ENDINGS.iter().any(|text| ending.eq_ignore_ascii_case(text))
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_its_parts() {
        let path = SitePath::known("content/2025/talks.end.md");
        assert_eq!(path.file_name(), "talks.end.md");
        assert_eq!(path.stem(), "talks.end");
        assert_eq!(path.extension(), Some("md"));
        assert_eq!(path.folder(), "content/2025");
        assert_eq!(path.beneath("content"), Some("2025/talks.end.md"));
        assert_eq!(SitePath::known("static/.nojekyll").extension(), None);
    }

    #[test]
    fn resolves_what_is_written_in_it_and_stays_in_the_site() {
        let path = SitePath::known("content/2025/talks.md");
        assert_eq!(path.resolve("../about.md"), Some(SitePath::known("content/about.md")));
        assert_eq!(path.resolve("./a/b.png"), Some(SitePath::known("content/2025/a/b.png")));
        assert_eq!(path.resolve("../../../etc/passwd"), None);
    }
}
