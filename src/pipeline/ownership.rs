//! Tells the files of an output that Dateline wrote from those that somebody else put there. The output's own manifest says
//! so; without one, only what is recorded byte for byte counts as Dateline's.

use std::collections::HashSet;
use std::path::Path;

use crate::cache::{FileRecord, Manifest, ManifestChunks, OutputRecord, PreviousOutput, PreviousRecord};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::publish::{FileOwner, Output, Stage, unplanned_files};

use super::Adoption;
use super::match_previous::MatchedRecords;

/// The most files that are named at once.
const MOST: usize = 20;

/// What is known of who wrote the files of an output.
pub(super) enum Ownership {
    /// The manifest names what is recorded: that is Dateline's, and nothing else.
    Recorded,
    /// The manifest names these files.
    Listed(HashSet<Box<str>>),
    /// There is no manifest.
    Unlisted,
}

impl Ownership {
    /// Reads who wrote the files of an output of which this is recorded.
    pub(super) fn of(published: &PreviousOutput, output: &Path) -> Self {
        if Manifest::is_of(published, output) {
            return Self::Recorded;
        }
        match Manifest::read(output) {
            Some(Manifest { files }) => Self::Listed(files.into_iter().map(|(file, _)| file).collect()),
            None => Self::Unlisted,
        }
    }

    /// Returns which parts of the manifest have to be written.
    pub(super) fn listings(&self) -> ManifestChunks {
        match self {
            Self::Recorded => ManifestChunks::New,
            Self::Listed(_) | Self::Unlisted => ManifestChunks::All,
        }
    }

    /// Returns who wrote the file in whose place a page is to be.
    pub(super) fn owner(&self, file: &str, before: Option<PreviousRecord<'_>>) -> FileOwner {
        match (self, before) {
            (Self::Recorded, Some(_)) => FileOwner::Dateline,
            (Self::Listed(files), _) if files.contains(file) => FileOwner::Dateline,
            (_, Some(PreviousRecord { record, .. })) => FileOwner::Likely(record.digest, record.size),
            (_, None) => FileOwner::Unknown,
        }
    }

    /// Takes away what Dateline wrote and is no longer planned.
    pub(super) fn take_away(&self, former: &MatchedRecords<'_>, files: &[OutputRecord<'_>], stage: &Stage) {
        match self {
            Self::Recorded => former.gone.iter().for_each(|gone| stage.remove(&gone.record.file)),
            Self::Listed(listed) => {
                let planned = planned(files);
                listed.iter().filter(|file| !planned.contains(&***file)).for_each(|file| stage.remove(file));
            }
            Self::Unlisted => {
                let gone = former.gone.iter().map(|gone| gone.record);
                let is_ours = |gone: &&FileRecord| stage.holds(&gone.file, gone.digest, gone.size);
                gone.filter(is_ours).for_each(|gone| stage.remove(&gone.file));
            }
        }
    }

    /// Returns a warning of the files that are in the output, are not planned, and are not known to be Dateline's.
    pub(super) fn others(
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
            1 => ("a file that is".to_owned(), "it stays"),
            several => (format!("{several} files that are"), "they stay"),
        };
        let message = format!("the output has {count} not the site’s, and {are}: {}", named(&others));
        let hint = "delete what an earlier build may have left; a file of your own belongs in static/, from where it is \
                    copied into the output";
        Some(Diagnostic::warning(Place::Site, message).hint(hint).about(Kind::ForeignFile, named(&others)))
    }
}

/// Refuses that pages take the places of files which somebody else put into the output.
///
/// # Errors
/// When there are any, unless that is allowed: one error that names them.
pub(super) fn refuse(clashes: &[String], adoption: Adoption, output: &Output) -> Result<(), Diagnostics> {
    let folder = output.path().file_name().unwrap_or_default().to_string_lossy();
    let files = named(clashes);
    let (what, hint) = match clashes.len() {
        0 => return Ok(()),
        _ if adoption == Adoption::Allowed => return Ok(()),
        1 => (
            format!(
                "{folder}/{files} is there already, and Dateline did not write it: a page of the site would replace it"
            ),
            "move it elsewhere; what is to be on the site belongs in static/. If it may be replaced, since it is what \
             an earlier build left, run once: dateline build --adopt",
        ),
        count => (
            format!(
                "{count} files in {folder}/ that Dateline did not write would be replaced by pages of the site: {files}"
            ),
            "move them elsewhere; what is to be on the site belongs in static/. If they may be replaced, since they \
             are what an earlier build left, run once: dateline build --adopt",
        ),
    };
    Err(Diagnostic::error(Place::Site, what).hint(hint).about(Kind::ForeignFile, files).into())
}

/// Returns the first of some files' names, and how many there are beside them.
fn named(files: &[String]) -> String {
    let first = files.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn planned<'f>(files: &'f [OutputRecord<'_>]) -> HashSet<&'f str> {
    files.iter().map(|file| &*file.record().file).collect()
}
