//! Walks a folder of the site on all cores.
//!
//! Files are returned sorted by path, with all problems. Each file is stat'ed relative to its open
//! folder, which saves resolving the path. Symlinks are followed if they stay in the site and don't
//! lead back to a parent folder. Folders are opened by their real paths without following symlinks.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::path::{SitePath, is_text_ending};
use crate::platform::fd::BorrowedFd;
use crate::platform::fs::{AtFlags, FileType, statat};

use super::confined_open::{AccessError, DirEntry, DirListing, may_be_symlink};
use super::name_rules::{self, Area, EntryKind, ExclusionReason, Verdict, reason_text};
use super::{CONTENT, FileStat, SiteDir, SourceFile, hint};

/// Minimum number of `stat` calls in a task.
const MIN_STATS_PER_TASK: usize = 64;

/// Walk through the folders of a site.
pub(super) struct Walk<'r> {
    pub(super) site: &'r SiteDir,
    pub(super) area: Area,
}

/// Result of walking a folder.
#[derive(Default)]
pub(super) struct FoundFiles {
    pub(super) files: Vec<SourceFile>,
    /// The folder and its subfolders.
    pub(super) folders: Vec<SitePath>,
    /// Backup copies, which are not published.
    pub(super) backups: Vec<SourceFile>,
    pub(super) faults: Vec<Diagnostic>,
}

impl FoundFiles {
    /// Returns the files, and adds the problems to `found`.
    pub(super) fn note(self, found: &mut Diagnostics) -> Vec<SourceFile> {
        found.extend(self.faults);
        self.files
    }
}

/// Entries of a folder, by the decision about their names.
#[derive(Default)]
struct ClassifiedEntries {
    taken: Vec<DirEntry>,
    backups: Vec<OsString>,
    refused: Vec<Diagnostic>,
}

/// Folder on the current path.
struct OpenDir<'a> {
    path: SitePath,
    /// Path relative to the site without symlinks.
    real: PathBuf,
    above: Option<&'a Self>,
}

/// Entry of a folder after `stat`.
enum Inspected {
    File(SourceFile),
    Folder { path: SitePath, real: PathBuf },
}

impl Walk<'_> {
    /// Walks the folder at a path.
    pub(super) fn below(&self, path: SitePath) -> FoundFiles {
        match self.start(&path) {
            Ok(real) => self.folder(&OpenDir { path, real, above: None }),
            Err(fault) => FoundFiles { faults: vec![*fault], ..FoundFiles::default() },
        }
    }

    /// Resolves the path of the first folder.
    fn start(&self, path: &SitePath) -> Result<PathBuf, Box<Diagnostic>> {
        let real = Path::new(path.as_str());
        let handle = self.site.handle().map_err(|error| unreadable(path, &error))?;
        match super::confined_open::open_dir(handle, real) {
            Ok(_) => Ok(real.to_owned()),
            Err(error) if may_be_symlink(error) => self.resolve_symlink(path, None),
            Err(error) => Err(Box::new(unreadable(path, &error.into()))),
        }
    }

    fn folder(&self, here: &OpenDir<'_>) -> FoundFiles {
        self.list(here).unwrap_or_else(|error| FoundFiles {
            faults: vec![unreadable(&here.path, &error)],
            ..FoundFiles::default()
        })
    }

    fn list(&self, here: &OpenDir<'_>) -> io::Result<FoundFiles> {
        let mut listing = DirListing::of(self.site.open_real(&here.real)?)?;
        let ClassifiedEntries { taken, backups, refused } =
            self.classify(here, std::mem::take(&mut listing.entries));
        let folder = listing.folder()?;
        let met: Vec<Result<Inspected, Box<Diagnostic>>> = taken
            .into_par_iter()
            .with_min_len(MIN_STATS_PER_TASK)
            .map(|entry| self.inspect(here, folder, &entry))
            .collect();
        let copy = |name: &OsString| {
            let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
            Some(SourceFile { path: here.path.child(name)?, stat: FileStat::from_stat(&stat) })
        };
        let mut below = FoundFiles {
            folders: vec![here.path.clone()],
            backups: backups.iter().filter_map(copy).collect(),
            faults: refused,
            ..FoundFiles::default()
        };
        let mut folders = Vec::new();
        for met in met {
            match met {
                Ok(Inspected::File(source)) => below.files.push(source),
                Ok(Inspected::Folder { path, real }) => {
                    folders.push(OpenDir { path, real, above: Some(here) });
                }
                Err(fault) => below.faults.push(*fault),
            }
        }
        below.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        // By the order of the paths in them: `a-b/x` is before `a/x`.
        folders.sort_unstable_by(|a, b| a.path.as_folder().cmp(b.path.as_folder()));
        let is_mixed = !below.files.is_empty() && !folders.is_empty();
        let deeper: Vec<FoundFiles> = folders.par_iter().map(|folder| self.folder(folder)).collect();
        below.files.reserve(deeper.iter().map(|below| below.files.len()).sum());
        for FoundFiles { files, folders, backups, faults } in deeper {
            below.files.extend(files);
            below.folders.extend(folders);
            below.backups.extend(backups);
            below.faults.extend(faults);
        }
        if is_mixed {
            below.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(below)
    }

    /// Decides about the names of a folder's entries.
    fn classify(&self, here: &OpenDir<'_>, found: Vec<DirEntry>) -> ClassifiedEntries {
        let mut entries = ClassifiedEntries::default();
        for entry in found {
            let bearer = if entry.kind == FileType::Directory { EntryKind::Folder } else { EntryKind::File };
            match name_rules::classify(entry.name.as_encoded_bytes(), bearer, self.area) {
                Verdict::Included => entries.taken.push(entry),
                Verdict::Ignored => {}
                Verdict::Backup => entries.backups.push(entry.name),
                Verdict::Excluded(reason) => {
                    entries.refused.extend(here.path.child(&entry.name).map(|path| refusal(path, reason)));
                }
            }
        }
        entries
    }

    fn inspect(
        &self,
        here: &OpenDir<'_>,
        folder: BorrowedFd<'_>,
        entry: &DirEntry,
    ) -> Result<Inspected, Box<Diagnostic>> {
        let DirEntry { name, kind } = entry;
        let Some(path) = here.path.child(name) else {
            let place = self.site.root().join(here.path.as_str()).join(name);
            let message = format!("the name of {} is not UTF-8", place.display());
            return Err(Box::new(Diagnostic::error(Place::Site, message).hint("rename the file")));
        };
        if *kind == FileType::Directory {
            return Ok(Inspected::Folder { real: here.real.join(name), path });
        }
        if *kind != FileType::Symlink {
            let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
            let stat = stat.map_err(|error| unreadable(&path, &error.into()))?;
            let of_stat = FileType::from_raw_mode(stat.st_mode);
            match of_stat {
                // Some file systems don't report the type of a folder's entries.
                FileType::Directory => return Ok(Inspected::Folder { real: here.real.join(name), path }),
                FileType::Symlink => {}
                kind => return file(path, &here.real.join(name), kind, || FileStat::from_stat(&stat)),
            }
        }
        let real = self.resolve_symlink(&path, Some(here))?;
        let found = self.site.root().join(&real).metadata().map_err(|error| unreadable(&path, &error))?;
        if found.is_dir() {
            return Ok(Inspected::Folder { path, real });
        }
        let kind = if found.is_file() { FileType::RegularFile } else { FileType::Unknown };
        file(path, &real, kind, || FileStat::new(&found))
    }

    /// Returns the target of a symlink, in the site and not above the symlink.
    fn resolve_symlink(
        &self,
        path: &SitePath,
        here: Option<&OpenDir<'_>>,
    ) -> Result<PathBuf, Box<Diagnostic>> {
        let refused = |what: &str, hint: &str| {
            Box::new(Diagnostic::error(Place::File(path.clone()), format!("this symlink {what}")).hint(hint))
        };
        let real = self.site.real(path.as_str()).map_err(|error| match AccessError::of(&error) {
            Some(refusal @ AccessError::Outside(target)) => {
                refused(&format!("leads to {}, which is not in the site", target.display()), refusal.hint())
            }
            Some(refusal @ AccessError::Nowhere) => refused("leads nowhere", refusal.hint()),
            Some(refusal @ AccessError::Hidden(target, reason)) => refused(
                &format!("leads to {}, which {}", target.display(), reason_text(*reason)),
                refusal.hint(),
            ),
            _ => Box::new(unreadable(path, &error)),
        })?;
        if std::iter::successors(here, |here| here.above).any(|here| here.real == real) {
            return Err(refused("leads back to a folder that it is in", "remove the symlink"));
        }
        Ok(real)
    }
}

/// Returns the warning that something is not published because of its name.
fn refusal(path: SitePath, reason: ExclusionReason) -> Diagnostic {
    let hint = match reason {
        ExclusionReason::VersionControl | ExclusionReason::Cache => "move it out of the folder",
        ExclusionReason::Secret => {
            "move it out of the folder; if it was ever published, change the passwords and keys in it"
        }
        ExclusionReason::Unfinished => "rename it if it is complete, otherwise delete it",
        ExclusionReason::Hidden | ExclusionReason::Settings => "move it elsewhere",
    };
    let subject = path.to_string();
    Diagnostic::warning(Place::File(path), format!("this is not published, since it {}", reason_text(reason)))
        .hint(hint)
        .about(Kind::HeldBack, subject)
}

/// Returns a file of the site if it may be read.
///
/// `real` is its path without symlinks.
fn file(
    path: SitePath,
    real: &Path,
    kind: FileType,
    stat: impl FnOnce() -> FileStat,
) -> Result<Inspected, Box<Diagnostic>> {
    if kind != FileType::RegularFile {
        let diagnostic = Diagnostic::error(Place::File(path), "this is neither a file nor a folder");
        return Err(Box::new(diagnostic.hint("move it out of the site")));
    }
    // The symlink would publish a draft under another name.
    let is_elsewhere = path.beneath(CONTENT).is_none() && real.starts_with(CONTENT);
    if is_elsewhere && real.extension().and_then(OsStr::to_str).is_some_and(is_text_ending) {
        let message = format!("a symlink leads to {}, which is a text", real.display());
        let diagnostic = Diagnostic::error(Place::File(path), message);
        return Err(Box::new(diagnostic.hint("remove the symlink: texts are published from content/")));
    }
    Ok(Inspected::File(SourceFile { path, stat: stat() }))
}

fn unreadable(path: &SitePath, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Place::File(path.clone()), format!("this can't be read: {error}"))
        .hint(hint(error, "check that the file exists and is readable"))
}
