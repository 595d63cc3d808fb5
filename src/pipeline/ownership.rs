//! Distinguishes Dateline's files in an output from other files.
//!
//! The output's manifest lists Dateline's files. Without a manifest, a file is Dateline's only if
//! its bytes match the cached record.

use std::collections::HashSet;
use std::path::Path;

use crate::cache::{FileRecord, Manifest, ManifestChunks, OutputRecord, PreviousOutput, PreviousRecord};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::publish::{FileOwner, Output, Stage, unplanned_files};

use super::Adoption;
use super::match_previous::MatchedRecords;

/// Maximum number of files that a message names.
const MAX_NAMED_FILES: usize = 20;

/// Ownership of the files in an output.
pub(super) enum Ownership {
    /// The manifest matches the cached records: exactly these files are Dateline's.
    Recorded,
    /// These files of the manifest are Dateline's.
    Listed(HashSet<Box<str>>),
    /// The output has no manifest.
    Unlisted,
}

impl Ownership {
    /// Reads the manifest of an output, and compares it with the cached records.
    pub(super) fn of(published: &PreviousOutput, output: &Path) -> Self {
        if Manifest::is_of(published, output) {
            return Self::Recorded;
        }
        match Manifest::read(output) {
            Some(Manifest { files }) => Self::Listed(files.into_iter().map(|(file, _)| file).collect()),
            None => Self::Unlisted,
        }
    }

    /// Returns which chunks of the manifest have to be encoded.
    pub(super) fn manifest_chunks(&self) -> ManifestChunks {
        match self {
            Self::Recorded => ManifestChunks::New,
            Self::Listed(_) | Self::Unlisted => ManifestChunks::All,
        }
    }

    /// Returns the owner of the file that a page would replace.
    pub(super) fn owner(&self, file: &str, before: Option<PreviousRecord<'_>>) -> FileOwner {
        match (self, before) {
            (Self::Recorded, Some(_)) => FileOwner::Dateline,
            (Self::Listed(files), _) if files.contains(file) => FileOwner::Dateline,
            (_, Some(PreviousRecord { record, .. })) => FileOwner::Likely(record.digest, record.size),
            (_, None) => FileOwner::Unknown,
        }
    }

    /// Removes Dateline's files that are no longer planned.
    pub(super) fn remove_unplanned(
        &self,
        matched: &MatchedRecords<'_>,
        files: &[OutputRecord<'_>],
        stage: &Stage,
    ) {
        match self {
            Self::Recorded => matched.removed.iter().for_each(|gone| stage.remove(&gone.record.file)),
            Self::Listed(listed) => {
                let planned = planned(files);
                listed.iter().filter(|file| !planned.contains(&***file)).for_each(|file| stage.remove(file));
            }
            Self::Unlisted => {
                let gone = matched.removed.iter().map(|gone| gone.record);
                let is_ours = |gone: &&FileRecord| stage.holds(&gone.file, gone.digest, gone.size);
                gone.filter(is_ours).for_each(|gone| stage.remove(&gone.file));
            }
        }
    }

    /// Returns a warning about files in the output that Dateline may not have written.
    pub(super) fn foreign_files_warning(
        &self,
        output: &Output,
        files: &[OutputRecord<'_>],
        stage: &Stage,
    ) -> Option<Diagnostic> {
        if !matches!(self, Self::Unlisted) || !stage.has_output() {
            return None;
        }
        let planned = planned(files);
        let others = unplanned_files(output, |file| planned.contains(file));
        let (count, are) = match others.len() {
            0 => return None,
            1 => ("a file".to_owned(), "it was kept"),
            several => (format!("{several} files"), "they were kept"),
        };
        let message =
            format!("the output has {count} that Dateline did not write, and {are}: {}", named(&others));
        let hint = "delete files that an earlier build left; put your own files into static/, from where they are copied";
        Some(Diagnostic::warning(Place::Site, message).hint(hint).about(Kind::ForeignFile, named(&others)))
    }
}

/// Refuses to replace other programs' files by pages.
///
/// # Errors
/// Returns one error that names the files, unless replacing them is allowed.
pub(super) fn refuse(clashes: &[String], adoption: Adoption, output: &Output) -> Result<(), Diagnostics> {
    let folder = output.path().file_name().unwrap_or_default().to_string_lossy();
    let files = named(clashes);
    let (what, hint) = match clashes.len() {
        0 => return Ok(()),
        _ if adoption == Adoption::Allowed => return Ok(()),
        1 => (
            format!("{folder}/{files} was not written by Dateline, and a page of the site would replace it"),
            "move it elsewhere, or into static/ to publish it. If it may be replaced, run once: dateline build --adopt",
        ),
        count => (
            format!(
                "{count} files in {folder}/ were not written by Dateline, and pages of the site would replace them: {files}"
            ),
            "move them elsewhere, or into static/ to publish them. If they may be replaced, run once: dateline build --adopt",
        ),
    };
    Err(Diagnostic::error(Place::Site, what).hint(hint).about(Kind::ForeignFile, files).into())
}

/// Returns the names of the first files and the number of the others.
fn named(files: &[String]) -> String {
    let first = files.iter().take(MAX_NAMED_FILES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(MAX_NAMED_FILES) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn planned<'f>(files: &'f [OutputRecord<'_>]) -> HashSet<&'f str> {
    files.iter().map(|file| &*file.record().file).collect()
}
