//! Walks one folder of the site on all cores, and lists the files below it, sorted by path, with what is wrong with them.
//! The system is asked of each file from the open folder that it is in, which spares it the way there. Symlinks are
//! followed as long as they stay in the site and do not lead back to where they are in: a folder is opened by its real
//! path, on which no symlink is followed.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::BorrowedFd;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{AtFlags, FileType, statat};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::path::{SitePath, is_text_ending};

use super::confined_open::{AccessError, DirEntry, DirListing, may_be_symlink};
use super::name_rules::{self, Area, EntryKind, ExclusionReason, Verdict, reason_text};
use super::{CONTENT, FileStat, SiteDir, SourceFile, hint};

/// How many files of a folder the system is asked of in one go, at least.
const MIN_STATS_PER_TASK: usize = 64;

/// How the folders of a site are gone through.
pub(super) struct Walk<'r> {
    pub(super) site: &'r SiteDir,
    pub(super) area: Area,
}

/// What is below a folder.
#[derive(Default)]
pub(super) struct FoundFiles {
    pub(super) files: Vec<SourceFile>,
    /// The folder itself, and all that are in it.
    pub(super) folders: Vec<SitePath>,
    /// Backup backups, which are not published.
    pub(super) backups: Vec<SourceFile>,
    pub(super) faults: Vec<Diagnostic>,
}

impl FoundFiles {
    /// Returns the files, and notes the faults.
    pub(super) fn note(self, found: &mut Diagnostics) -> Vec<SourceFile> {
        found.extend(self.faults);
        self.files
    }
}

/// ClassifiedEntries of one folder, judged by their names.
#[derive(Default)]
struct ClassifiedEntries {
    taken: Vec<DirEntry>,
    backups: Vec<OsString>,
    refused: Vec<Diagnostic>,
}

/// A folder on the way down.
struct OpenDir<'a> {
    path: SitePath,
    /// Where it is below the site's folder when no symlink is on the way to it.
    real: PathBuf,
    above: Option<&'a Self>,
}

/// Something in a folder.
enum Inspected {
    File(SourceFile),
    Folder { path: SitePath, real: PathBuf },
}

impl Walk<'_> {
    /// Everything below the folder of this path.
    pub(super) fn below(&self, path: SitePath) -> FoundFiles {
        match self.start(&path) {
            Ok(real) => self.folder(&OpenDir { path, real, above: None }),
            Err(fault) => FoundFiles { faults: vec![*fault], ..FoundFiles::default() },
        }
    }

    /// Where the folder is in which the walk begins.
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
            Some(SourceFile { path: here.path.child(name)?, stat: FileStat::from_rustix(&stat) })
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
                    folders.push(OpenDir { path, real, above: Some(here) })
                }
                Err(fault) => below.faults.push(*fault),
            }
        }
        below.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        // As the paths of what is in them will be: `a-b/x` before `a/x`.
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

    /// Judges the entries of a folder by their names.
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
                // Some file systems do not tell the kind of an entry with its name.
                FileType::Directory => return Ok(Inspected::Folder { real: here.real.join(name), path }),
                FileType::Symlink => {}
                kind => return file(path, &here.real.join(name), kind, || FileStat::from_rustix(&stat)),
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

    /// Returns where a symlink in this folder leads: a place in the site, in which the symlink itself is not.
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
            Some(refusal @ AccessError::Nowhere) => {
                refused("leads nowhere, which is not in the site", refusal.hint())
            }
            Some(refusal @ AccessError::Hidden(target, reason)) => refused(
                &format!("leads to {}, which {}", target.display(), reason_text(*reason)),
                refusal.hint(),
            ),
            _ => Box::new(unreadable(path, &error)),
        })?;
        if std::iter::successors(here, |here| here.above).any(|here| here.real == real) {
            return Err(refused("leads back to a folder that it is in", "take the symlink out"));
        }
        Ok(real)
    }
}

/// Returns the warning that something is not published because of its name.
fn refusal(path: SitePath, reason: ExclusionReason) -> Diagnostic {
    let hint = match reason {
        ExclusionReason::VersionControl | ExclusionReason::Cache => "take it out of the folder",
        ExclusionReason::Secret => {
            "take it out of the folder, and change what it holds if it was ever published"
        }
        ExclusionReason::Unfinished => "rename it if it is complete, otherwise delete it",
        ExclusionReason::Hidden | ExclusionReason::Settings => "move it elsewhere",
    };
    let subject = path.to_string();
    Diagnostic::warning(Place::File(path), format!("this is not published, since it {}", reason_text(reason)))
        .hint(hint)
        .about(Kind::HeldBack, subject)
}

/// A file of the site, if it is one that may be read here. `real` is where it is without symlinks.
fn file(
    path: SitePath,
    real: &Path,
    kind: FileType,
    stat: impl FnOnce() -> FileStat,
) -> Result<Inspected, Box<Diagnostic>> {
    if kind != FileType::RegularFile {
        let diagnostic = Diagnostic::error(Place::File(path), "this is neither a file nor a folder");
        return Err(Box::new(diagnostic.hint("take it out of the site")));
    }
    // A draft would be published by another name.
    let is_elsewhere = path.beneath(CONTENT).is_none() && real.starts_with(CONTENT);
    if is_elsewhere && real.extension().and_then(OsStr::to_str).is_some_and(is_text_ending) {
        let message = format!("a symlink leads to {}, which is a text", real.display());
        let diagnostic = Diagnostic::error(Place::File(path), message);
        return Err(Box::new(diagnostic.hint("take the symlink out: texts are published from content/")));
    }
    Ok(Inspected::File(SourceFile { path, stat: stat() }))
}

fn unreadable(path: &SitePath, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Place::File(path.clone()), format!("this can't be read: {error}"))
        .hint(hint(error, "see that the file is there and may be read"))
}
