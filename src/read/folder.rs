//! One folder of the site is gone through here, on all cores. In goes the folder; out come the files below it, sorted by
//! path, and what is wrong with it. The system is asked of each file from the open folder that it is in, which spares it
//! the way there. Symlinks are followed as long as they stay in the site and do not lead back to where they are in.

use std::ffi::OsString;
use std::fs::{DirEntry, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::path::SitePath;

use super::names::{self, Area, Bearer, Reason, Verdict};
use super::{Source, Stat};

/// How many files of a folder the system is asked of in one go, at least.
const AT_ONCE: usize = 64;

/// How the folders of a site are gone through.
pub(super) struct Walk<'r> {
    pub(super) root: &'r Path,
    pub(super) area: Area,
}

/// What is below a folder.
#[derive(Default)]
pub(super) struct Below {
    pub(super) files: Vec<Source>,
    /// Backup copies, which are not published.
    pub(super) copies: Vec<Source>,
    pub(super) faults: Vec<Diagnostic>,
}

impl Below {
    /// Returns the files, and notes the faults.
    pub(super) fn note(self, found: &mut Diagnostics) -> Vec<Source> {
        found.extend(self.faults);
        self.files
    }
}

/// Entries of one folder, judged by their names.
#[derive(Default)]
struct Entries {
    taken: Vec<(OsString, DirEntry)>,
    copies: Vec<Source>,
    refused: Vec<Diagnostic>,
}

/// A folder on the way down.
struct Here<'a> {
    path: SitePath,
    /// Where it is when no symlink is on the way to it.
    real: PathBuf,
    above: Option<&'a Self>,
}

/// Something in a folder.
enum Met {
    File(Source),
    Folder { path: SitePath, real: PathBuf },
}

impl Walk<'_> {
    /// Everything below the folder of this path.
    pub(super) fn below(&self, path: SitePath) -> Below {
        match self.start(&path) {
            Ok(real) => self.folder(&Here { path, real, above: None }),
            Err(fault) => Below { faults: vec![*fault], ..Below::default() },
        }
    }

    /// Where the folder is in which the walk begins.
    fn start(&self, path: &SitePath) -> Result<PathBuf, Box<Diagnostic>> {
        let place = path.under(self.root);
        if place.is_symlink() {
            return self.behind(&place, path, None).map(|(real, _)| real);
        }
        Ok(place.canonicalize().map_err(|error| unreadable(path, &error))?)
    }

    fn folder(&self, here: &Here<'_>) -> Below {
        let Entries { taken: entries, copies, refused } = match self.entries(here) {
            Ok(entries) => entries,
            Err(error) => return Below { faults: vec![unreadable(&here.path, &error)], ..Below::default() },
        };
        let met: Vec<Result<Met, Box<Diagnostic>>> =
            entries.into_par_iter().with_min_len(AT_ONCE).map(|entry| self.meet(here, &entry)).collect();
        let mut below = Below { copies, faults: refused, ..Below::default() };
        let mut folders = Vec::new();
        for met in met {
            match met {
                Ok(Met::File(source)) => below.files.push(source),
                Ok(Met::Folder { path, real }) => folders.push(Here { path, real, above: Some(here) }),
                Err(fault) => below.faults.push(*fault),
            }
        }
        below.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        // As the paths of what is in them will be: `a-b/x` before `a/x`.
        folders.sort_unstable_by(|a, b| a.path.as_folder().cmp(b.path.as_folder()));
        let is_mixed = !below.files.is_empty() && !folders.is_empty();
        let deeper: Vec<Below> = folders.par_iter().map(|folder| self.folder(folder)).collect();
        below.files.reserve(deeper.iter().map(|below| below.files.len()).sum());
        for Below { files, copies, faults } in deeper {
            below.files.extend(files);
            below.copies.extend(copies);
            below.faults.extend(faults);
        }
        if is_mixed {
            below.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        below
    }

    /// Reads the entries of a folder and judges their names.
    fn entries(&self, here: &Here<'_>) -> io::Result<Entries> {
        let mut entries = Entries::default();
        for entry in here.path.under(self.root).read_dir()? {
            let entry = entry?;
            let name = entry.file_name();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let bearer = if is_folder { Bearer::Folder } else { Bearer::File };
            match names::judge(name.as_encoded_bytes(), bearer, self.area) {
                Verdict::Taken => entries.taken.push((name, entry)),
                Verdict::PassedOver => {}
                Verdict::Copy => {
                    let copy = here.path.child(&name).zip(entry.metadata().ok());
                    entries.copies.extend(copy.map(|(path, found)| Source { path, stat: Stat::new(&found) }));
                }
                Verdict::Refused(reason) => {
                    entries.refused.extend(here.path.child(&name).map(|path| refusal(path, reason)));
                }
            }
        }
        Ok(entries)
    }

    fn meet(&self, here: &Here<'_>, (name, entry): &(OsString, DirEntry)) -> Result<Met, Box<Diagnostic>> {
        let Some(path) = here.path.child(name) else {
            let message = format!("the name of {} is not UTF-8", entry.path().display());
            return Err(Box::new(Diagnostic::error(Place::Site, message).hint("rename the file")));
        };
        let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
        if kind.is_dir() {
            return Ok(Met::Folder { real: here.real.join(name), path });
        }
        if !kind.is_symlink() {
            let metadata = entry.metadata().map_err(|error| unreadable(&path, &error))?;
            return file(path, kind, &metadata);
        }
        let (real, metadata) = self.behind(&entry.path(), &path, Some(here))?;
        if metadata.is_dir() {
            return Ok(Met::Folder { path, real });
        }
        file(path, metadata.file_type(), &metadata)
    }

    /// What is behind a symlink in this folder: a place in the site, in which the symlink itself is not.
    fn behind(
        &self,
        link: &Path,
        path: &SitePath,
        here: Option<&Here<'_>>,
    ) -> Result<(PathBuf, Metadata), Box<Diagnostic>> {
        let refused = |what: String, hint: &str| {
            Box::new(Diagnostic::error(Place::File(path.clone()), format!("this symlink {what}")).hint(hint))
        };
        let outside = |leads: String| {
            refused(format!("{leads}, which is not in the site"), "put the file itself in its place")
        };
        let target = link.canonicalize().map_err(|_| outside("leads nowhere".to_owned()))?;
        let root = self.root.canonicalize().ok();
        let Some(below) = root.as_ref().and_then(|root| target.strip_prefix(root).ok()) else {
            return Err(outside(format!("leads to {}", target.display())));
        };
        if let Some(reason) = names::refused_part(below.as_os_str().as_encoded_bytes()) {
            let what = format!("leads to {}, which {}", below.display(), why(reason));
            return Err(refused(what, "take the symlink out"));
        }
        if std::iter::successors(here, |here| here.above).any(|here| here.real == target) {
            return Err(refused("leads back to a folder that it is in".to_owned(), "take the symlink out"));
        }
        let metadata = target.metadata().map_err(|error| unreadable(path, &error))?;
        Ok((target, metadata))
    }
}

/// Returns the warning that something is not published because of its name.
fn refusal(path: SitePath, reason: Reason) -> Diagnostic {
    let hint = match reason {
        Reason::VersionControl | Reason::Cache => "take it out of the folder",
        Reason::Secret => "take it out of the folder, and change what it holds if it was ever published",
        Reason::Unfinished => "rename it if it is complete, otherwise delete it",
    };
    let subject = path.to_string();
    Diagnostic::warning(Place::File(path), format!("this is not published, since it {}", why(reason)))
        .hint(hint)
        .about(Kind::HeldBack, subject)
}

/// Returns the reason as the end of a sentence.
fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::VersionControl => "belongs to version control",
        Reason::Secret => "may hold passwords or keys",
        Reason::Cache => "is Dateline's cache",
        Reason::Unfinished => "looks like a file that was never finished",
    }
}

/// A file of the site, if it is one.
fn file(path: SitePath, kind: FileType, metadata: &Metadata) -> Result<Met, Box<Diagnostic>> {
    if kind.is_file() {
        return Ok(Met::File(Source { path, stat: Stat::new(metadata) }));
    }
    let diagnostic = Diagnostic::error(Place::File(path), "this is neither a file nor a folder");
    Err(Box::new(diagnostic.hint("take it out of the site")))
}

fn unreadable(path: &SitePath, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Place::File(path.clone()), format!("this can't be read: {error}"))
        .hint("see that the file is there and may be read")
}
