//! Finds and opens the site's files.
//!
//! [`walk()`] lists the files of `content/` and `static/`, sorted by path, without opening them.
//! Leftovers of editors are skipped. A symlink out of the site, or a name that is not UTF-8, is an
//! error that names it. [`SiteDir`] opens files, and [`ManagedDir`] writes them: no other module
//! opens a file of a site by its path.

mod confined_open;
mod file_stat;
mod managed_dir;
mod misnamed_texts;
mod name_rules;
mod process_stats;
mod site_dir;
mod walk;

use std::fs::File;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;

use name_rules::{Area, EntryKind, Verdict};
use walk::{FoundFiles, Walk};

pub(crate) use confined_open::open_beneath;
pub use file_stat::FileStat;
pub use managed_dir::ManagedDir;
pub use misnamed_texts::{find_misnamed_texts, first_bytes, has_front_matter};
pub use process_stats::{cpu_seconds, resident_bytes};
pub use site_dir::{SiteDir, hint, unreadable};

/// Folder of the texts.
pub const CONTENT: &str = "content";
/// Folder of the standing pages.
pub const PAGES: &str = "content/pages";
/// Folder of the files that are copied unchanged.
pub const STATIC: &str = "static";

/// File of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path of the file.
    pub path: SitePath,
    /// Stat of the file.
    pub stat: FileStat,
}

/// Files of a site's `content/` and `static/`, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Texts in `content/`: `.md` and `.markdown`.
    pub texts: Vec<SourceFile>,
    /// Other files in `content/`.
    pub assets: Vec<SourceFile>,
    /// Backup copies in `content/`, which are not published.
    pub backups: Vec<SourceFile>,
    /// Files in `static/`.
    pub static_files: Vec<SourceFile>,
}

/// Finds the site's files.
pub fn walk(root: &Path) -> (Sources, Diagnostics) {
    let mut found = Diagnostics::new();
    let site = SiteDir::new(root);
    let FoundFiles { files, mut backups, faults, .. } = below(&site, CONTENT);
    found.extend(faults);
    backups.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let (texts, assets) = files.into_par_iter().partition(|source| source.path.is_text());
    let static_files = below(&site, STATIC).note(&mut found);
    (Sources { texts, assets, backups, static_files }, found)
}

/// Returns the files in a folder of the site and its subfolders, sorted by path.
///
/// The list is empty if the folder is missing.
pub fn list_files(root: &Path, folder: &str, found: &mut Diagnostics) -> Vec<SourceFile> {
    below(&SiteDir::new(root), folder).note(found)
}

/// Returns a folder of the site and its subfolders, unsorted.
///
/// The list is empty if the folder is missing. Symlinks out of the site are not followed.
pub fn list_folders(root: &Path, folder: &str) -> Vec<SitePath> {
    below(&SiteDir::new(root), folder).folders
}

/// Finds the files in a folder of the site and its subfolders.
fn below(site: &SiteDir, folder: &str) -> FoundFiles {
    let start = site.root().join(folder);
    if start.symlink_metadata().is_err() {
        return FoundFiles::default();
    }
    let path = SitePath::known(folder);
    if start.is_file() {
        let diagnostic = Diagnostic::error(Place::File(path), "this must be a folder, not a file")
            .hint("rename the file, or move it elsewhere");
        return FoundFiles { faults: vec![diagnostic], ..FoundFiles::default() };
    }
    let is_static = Path::new(folder).starts_with(STATIC);
    let area = if is_static { Area::Static } else { Area::Elsewhere };
    Walk { site, area }.below(path)
}

/// Returns whether a file is a leftover of an editor or a system, by its name.
pub fn is_leftover(file: &SitePath) -> bool {
    let area = if file.beneath(STATIC).is_some() { Area::Static } else { Area::Elsewhere };
    let verdict = name_rules::classify(file.file_name().as_bytes(), EntryKind::File, area);
    matches!(verdict, Verdict::Ignored | Verdict::Backup)
}

/// Reads the site's files. Later stages use no other way.
pub trait SourceReader: Sync {
    /// Returns the bytes of a file.
    ///
    /// # Errors
    /// Returns an error if the file can't be read.
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>>;

    /// Opens a file that may be too large for memory.
    ///
    /// # Errors
    /// Returns an error if the file can't be opened.
    fn open(&self, path: &SitePath) -> io::Result<File>;

    /// Returns whether a changed file may be used, because only its body differs.
    ///
    /// A build accepts no changed file, so that the site shows one state of its sources.
    fn accepts_changed(&self, _path: &SitePath, _bytes: &[u8]) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_sorted_and_without_what_editors_leave_behind() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for file in [
            "content/b.md",
            "content/a/x.MD",
            "content/a/map.svg",
            "content/b.md~",
            "content/.git/x.md",
            "static/.well-known/x",
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let (sources, found) = walk(root);
        assert!(found.is_empty(), "{found:?}");
        let names = |sources: &[SourceFile]| sources.iter().map(|s| s.path.to_string()).collect::<Vec<_>>();
        assert_eq!(names(&sources.texts), ["content/a/x.MD", "content/b.md"]);
        assert_eq!(names(&sources.assets), ["content/a/map.svg"]);
        assert_eq!(names(&sources.static_files), ["static/.well-known/x"]);
    }

    #[cfg(unix)]
    #[test]
    fn symlinks_that_leave_the_site_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        std::fs::write(outside.path().join("secret.md"), "x").unwrap();
        crate::platform::fs::symlink(outside.path().join("secret.md"), dir.path().join("content/x.md"))
            .unwrap();
        crate::platform::fs::symlink("nowhere", dir.path().join("content/y.md")).unwrap();
        let (sources, found) = walk(dir.path());
        assert!(sources.texts.is_empty());
        let messages: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 2);
        assert!(
            messages[0].contains("content/x.md: this symlink leads to")
                || messages[1].contains("content/x.md"),
            "{messages:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn nothing_behind_a_symlink_that_leaves_the_site_is_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.md"), "x").unwrap();
        crate::platform::fs::symlink(outside.path(), dir.path().join("content")).unwrap();
        std::fs::create_dir(dir.path().join("static")).unwrap();
        crate::platform::fs::symlink(outside.path(), dir.path().join("static/out")).unwrap();
        let (sources, found) = walk(dir.path());
        assert!(sources.texts.is_empty() && sources.static_files.is_empty(), "{sources:?}");
        assert_eq!(found.iter().count(), 2, "{found:?}");
    }

    #[test]
    fn files_are_in_the_order_of_their_whole_paths_however_deep_they_are() {
        let dir = tempfile::tempdir().unwrap();
        for file in ["a/z.md", "a-b.md", "a/b/c.md", "a/b-c.md", "a.md", "b/a.md"] {
            let path = dir.path().join("content").join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let (sources, _) = walk(dir.path());
        let names: Vec<&str> = sources.texts.iter().map(|source| &source.path.as_str()[8..]).collect();
        assert_eq!(names, ["a-b.md", "a.md", "a/b-c.md", "a/b/c.md", "a/z.md", "b/a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_into_the_site_is_followed_and_one_that_leads_back_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let content = dir.path().join("content");
        std::fs::create_dir_all(content.join("a")).unwrap();
        std::fs::create_dir_all(content.join("b")).unwrap();
        std::fs::write(content.join("a/x.md"), "x").unwrap();
        crate::platform::fs::symlink("../a", content.join("b/again")).unwrap();
        crate::platform::fs::symlink("../b", content.join("a/over")).unwrap();
        crate::platform::fs::symlink("a/x.md", content.join("y.md")).unwrap();
        let (sources, found) = walk(dir.path());
        let names: Vec<&str> = sources.texts.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(names, ["content/a/x.md", "content/b/again/x.md", "content/y.md"]);
        let mut faults: Vec<String> = found.iter().map(ToString::to_string).collect();
        faults.sort_unstable();
        let back = "this symlink leads back to a folder that it is in";
        assert_eq!(
            faults,
            [format!("content/a/over/again: {back}"), format!("content/b/again/over: {back}")]
        );
    }

    #[test]
    fn a_file_in_place_of_a_folder_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("content"), "x").unwrap();
        let (sources, found) = walk(dir.path());
        assert!(sources.texts.is_empty() && sources.assets.is_empty());
        let messages: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(messages, ["content: this must be a folder, not a file"]);
    }
}
