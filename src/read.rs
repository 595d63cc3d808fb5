//! Finds and opens the site's files. [`walk`] lists the files of `content/` and `static/`, sorted by path and not yet
//! opened; what an editor's program leaves behind is passed over, and a symlink that leaves the site, or a name that is
//! not text, is an error that names it. [`Folder`] opens them, and [`OwnFolder`] writes: no other module opens a file of
//! a site by its path.

mod beneath;
mod folder;
mod front;
mod names;
mod own;
mod process;
mod site;

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;

use folder::{Below, Walk};
use names::{Area, Bearer, Verdict};

pub(crate) use beneath::{is_symlink, open_beneath};
pub use front::{first_bytes, first_of_text, texts_with_other_endings};
pub use own::OwnFolder;
pub use process::{memory, processor_seconds};
pub use site::{Folder, hint, unreadable};

/// The folder of articles.
pub const CONTENT: &str = "content";
/// The folder of standing pages.
pub const PAGES: &str = "content/pages";
/// The folder of files that are copied as they are.
pub const STATIC: &str = "static";

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path.
    pub path: SitePath,
    /// What the file system says of it.
    pub stat: Stat,
}

/// What the file system says of a file: as long as it says the same, the file is taken to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// Its size in bytes.
    pub size: u64,
    /// When its bytes were last changed, in nanoseconds since 1970.
    pub modified: i64,
    /// When anything of it was last changed, in nanoseconds since 1970; 0 where the system doesn't say.
    pub changed: i64,
    /// Which file it is on its disk; 0 where the system doesn't say.
    pub inode: u64,
}

/// The time for which the clock of a file system may stand still, in nanoseconds: a change shortly after another may get the
/// same time.
const TICK: i64 = 50_000_000;

const SECOND: i64 = 1_000_000_000;

impl Stat {
    /// Returns the time from which on every change of the file shows in what the file system says of it, in nanoseconds
    /// since 1970. A change before that may have got the same times as the one before it.
    pub fn shows_from(&self) -> i64 {
        // Every change moves the time of the last change of any kind, and nobody can set that.
        let latest = if self.changed == 0 || self.is_like_fat() {
            self.modified.max(self.changed)
        } else {
            self.changed
        };
        latest.saturating_add(self.granularity()).saturating_add(TICK)
    }

    /// Returns whether nothing can have been done to the file without its stat showing it, after something of which the file
    /// system has kept this time was done to another file of it.
    pub fn is_settled_before(&self, time: i64) -> bool {
        self.changed.saturating_add(self.granularity()) <= time
    }

    /// Returns in which steps the file system counts time, in nanoseconds, as far as these times tell. Whole seconds are
    /// taken to be FAT's, which are two.
    fn granularity(&self) -> i64 {
        let changed = if self.changed == 0 { self.modified } else { self.changed };
        if changed % SECOND == 0 || self.is_like_fat() {
            2 * SECOND
        } else if changed % (SECOND / 10) == 0 {
            SECOND / 10
        } else {
            0
        }
    }

    /// Returns whether the times may be FAT's, which keeps the time of creation, in steps of ten milliseconds, where others
    /// keep the time of the last change of any kind.
    fn is_like_fat(&self) -> bool {
        self.modified % SECOND == 0 && self.changed % (SECOND / 100) == 0
    }

    /// What `metadata` says.
    pub fn new(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        let (changed, inode) = change_and_inode(metadata);
        Self { size: metadata.len(), modified, changed, inode }
    }

    /// What the system says of a file, by an open folder that it is in.
    pub(crate) fn of_entry(stat: &rustix::fs::Stat) -> Self {
        let nanoseconds =
            |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            size: number(stat.st_size),
            modified: nanoseconds(number(stat.st_mtime), number(stat.st_mtime_nsec)).max(0),
            changed: nanoseconds(number(stat.st_ctime), number(stat.st_ctime_nsec)),
            inode: number(stat.st_ino),
        }
    }
}

/// Converts a number of the system's, whose type differs between systems.
fn number<N>(number: impl TryInto<N>) -> N
where
    N: Default,
{
    number.try_into().unwrap_or_default()
}

#[cfg(unix)]
fn change_and_inode(metadata: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn change_and_inode(_: &Metadata) -> (i64, u64) {
    (0, 0)
}

/// All files of a site's `content/` and `static/`, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The texts of `content/`: `.md` and `.markdown`.
    pub texts: Vec<Source>,
    /// The other files of `content/`.
    pub assets: Vec<Source>,
    /// Backup copies in `content/`, which are not published.
    pub copies: Vec<Source>,
    /// The files of `static/`.
    pub statics: Vec<Source>,
}

/// Finds the site's files.
pub fn walk(root: &Path) -> (Sources, Diagnostics) {
    let mut found = Diagnostics::new();
    let site = Folder::new(root);
    let Below { files, mut copies, faults, .. } = below(&site, CONTENT);
    found.extend(faults);
    copies.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let (texts, assets) = files.into_par_iter().partition(|source| source.path.is_text());
    let statics = below(&site, STATIC).note(&mut found);
    (Sources { texts, assets, copies, statics }, found)
}

/// The files below one folder of the site, sorted by path; none where there is no such folder.
pub fn files_below(root: &Path, folder: &str, found: &mut Diagnostics) -> Vec<Source> {
    below(&Folder::new(root), folder).note(found)
}

/// Returns a folder of the site and all folders below it, in no order; none where there is no such folder. Symlinks that
/// leave the site are not followed.
pub fn folders_below(root: &Path, folder: &str) -> Vec<SitePath> {
    below(&Folder::new(root), folder).folders
}

/// Finds what is below one folder of the site.
fn below(site: &Folder, folder: &str) -> Below {
    let start = site.root().join(folder);
    if start.symlink_metadata().is_err() {
        return Below::default();
    }
    let path = SitePath::known(folder);
    if start.is_file() {
        let diagnostic = Diagnostic::error(Place::File(path), "this is to be a folder, and is a file")
            .hint("rename the file, or move it elsewhere");
        return Below { faults: vec![diagnostic], ..Below::default() };
    }
    let is_static = Path::new(folder).starts_with(STATIC);
    let area = if is_static { Area::Static } else { Area::Elsewhere };
    Walk { site, area }.below(path)
}

/// Returns whether a file is an editing program's or a system's own, and no part of the site, by its name.
pub fn is_left_behind(file: &SitePath) -> bool {
    let area = if file.beneath(STATIC).is_some() { Area::Static } else { Area::Elsewhere };
    let verdict = names::judge(file.file_name().as_bytes(), Bearer::File, area);
    matches!(verdict, Verdict::PassedOver | Verdict::Copy)
}

/// Where the texts of the site come from. The one way in which a stage after this one meets a file.
pub trait Texts: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// When the file can't be read.
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>>;

    /// Opens a file that may be too large for memory.
    ///
    /// # Errors
    /// When the file can't be opened.
    fn open(&self, path: &SitePath) -> io::Result<File>;

    /// Whether a file that is not as it was parsed says the same all the same, but for its body. A build takes no such
    /// file: a site is of one moment.
    fn vouches_for(&self, _path: &SitePath, _bytes: &[u8]) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_same_stat_by_its_path_and_by_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x");
        for seconds in [0, 1, 1_700_000_000, 4_000_000_000] {
            let time = UNIX_EPOCH + std::time::Duration::new(seconds, 123_456_789);
            std::fs::File::create(&file).unwrap().set_modified(time).unwrap();
            let by_path = Stat::new(&file.metadata().unwrap());
            assert_eq!(Stat::of_entry(&rustix::fs::stat(&file).unwrap()), by_path);
        }
    }

    #[test]
    fn a_change_shows_after_a_step_of_the_clock() {
        let stat = |modified, changed| Stat { size: 1, modified, changed, inode: 1 };
        let second = 1_000_000_000;
        let fine = 7 * second + 123_456_789;
        for (modified, changed, shows) in [
            (fine, fine, fine + TICK),
            (7 * second, fine, fine + TICK),
            (99 * second + 1, fine, fine + TICK),
            (7 * second, 7 * second, 9 * second + TICK),
            (3 * second, 7 * second, 9 * second + TICK),
            (8 * second, 7 * second + 50_000_000, 10 * second + TICK),
            (fine, 7 * second + 100_000_000, 7 * second + 200_000_000 + TICK),
            (fine, 0, fine + TICK),
            (7 * second, 0, 9 * second + TICK),
        ] {
            assert_eq!(stat(modified, changed).shows_from(), shows, "{modified} {changed}");
        }
        assert!(stat(fine, fine).is_settled_before(fine));
        assert!(!stat(fine, fine).is_settled_before(fine - 1));
        assert!(!stat(fine, 7 * second).is_settled_before(8 * second));
    }

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
        let names = |sources: &[Source]| sources.iter().map(|s| s.path.to_string()).collect::<Vec<_>>();
        assert_eq!(names(&sources.texts), ["content/a/x.MD", "content/b.md"]);
        assert_eq!(names(&sources.assets), ["content/a/map.svg"]);
        assert_eq!(names(&sources.statics), ["static/.well-known/x"]);
    }

    #[cfg(unix)]
    #[test]
    fn symlinks_that_leave_the_site_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        std::fs::write(outside.path().join("secret.md"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.md"), dir.path().join("content/x.md"))
            .unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("content/y.md")).unwrap();
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
        std::os::unix::fs::symlink(outside.path(), dir.path().join("content")).unwrap();
        std::fs::create_dir(dir.path().join("static")).unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("static/out")).unwrap();
        let (sources, found) = walk(dir.path());
        assert!(sources.texts.is_empty() && sources.statics.is_empty(), "{sources:?}");
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
        std::os::unix::fs::symlink("../a", content.join("b/again")).unwrap();
        std::os::unix::fs::symlink("../b", content.join("a/over")).unwrap();
        std::os::unix::fs::symlink("a/x.md", content.join("y.md")).unwrap();
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
        assert_eq!(messages, ["content: this is to be a folder, and is a file"]);
    }
}
