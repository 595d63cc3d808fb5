//! What the last build did, so that the next need not do it again: `.dateline/`, which may be deleted at any time. Several
//! things are kept there: what was parsed from each source ([`ParsedSources`]), good for any output; and for each output what was
//! written, and from what ([`PreviousOutput`]), what all of it was made from as a whole ([`BuildStamp`]), and which addresses belong in the ledger ([`LedgerAddresses`]). All that
//! is as long as the archive is kept in parts ([`ChunkStore`]), of which a build writes those that change ([`OutputDelta`]). Which
//! files an output has is listed in the output itself ([`Manifest`]). In goes what a build did; out comes, at the next one, the same again, or nothing at all: a record that is damaged, foreign or of
//! another version of Dateline is as good as none, and never leads to a wrong site.

mod build_stamp;
mod chunk_store;
mod chunking;
mod delta;
mod format;
mod fs;
mod images;
mod ledger_addresses;
mod manifest;
mod parsed_sources;
mod previous_output;

pub use build_stamp::BuildStamp;
pub use chunk_store::ChunkStore;
pub use delta::{ManifestChunks, OutputDelta, OutputRecord, PreviousRecord};
pub use format::CacheError;
pub use images::{ImageCache, ImageProbe, ProbeCache};
pub use ledger_addresses::{BuildKind, LedgerAddress, LedgerAddresses, LedgerRow};
pub use manifest::{Manifest, ManifestUpdate, WrittenChunk};
pub use parsed_sources::{ChunkList, ParsedSource, ParsedSources, SourceBatch, mtime_is_reliable, now_ns};
pub use previous_output::{
    ChunkDigests, Dependencies, FileRecord, FileStamp, InputFingerprint, PreviousOutput, UploadGroup,
};

use std::path::Path;

use std::io;

use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::known_problems;
use crate::ledger;
use crate::path::SitePath;
use crate::sources::ManagedDir;

/// The folder of records in a site.
pub const FOLDER: &str = ".dateline";

/// Checks that a site's folder of records, and all that is in it, is Dateline's own: nothing is a symlink that would have
/// files elsewhere written or removed.
///
/// # Errors
/// When the folder or something in it is a symlink, or the folder is none.
pub fn check(root: &Path) -> Result<(), Box<Diagnostic>> {
    match ManagedDir::open(root, FOLDER).and_then(|folder| folder.check_no_symlinks()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let place = Place::File(SitePath::known(FOLDER));
            let message = format!("the folder of Dateline's own files can't be used: {error}");
            Err(Box::new(
                Diagnostic::error(place, message).hint("delete it: Dateline makes what it needs anew"),
            ))
        }
        _ => Ok(()),
    }
}

/// Removes what killed processes have left in a site of files that they were about to put in place: in the folder of records,
/// of the ledger and the list of known problems, and, while nobody else builds it, of the records of an output.
pub fn sweep(root: &Path, output: Option<&Path>) {
    if let Ok(folder) = ManagedDir::open(root, "") {
        folder.remove_stale_temp_files(|name| [ledger::FILE, known_problems::FILE].contains(&name));
    }
    for path in [FOLDER.to_owned(), parsed_sources::folder(), images::folder()] {
        if let Ok(folder) = ManagedDir::open(root, &path) {
            folder.remove_stale_temp_files(|_| true);
        }
    }
    if let (Some(output), Ok(folder)) = (output, ManagedDir::open(root, FOLDER)) {
        for name in [PreviousOutput::name(output), LedgerAddresses::name(output), BuildStamp::name(output)] {
            let _ = folder.remove_file(&format!("{name}.new"));
        }
    }
}

/// Removes the parts of an output's records that a build which died has written and no record names.
pub fn remove_unreferenced_chunks(root: &Path, output: &Path) {
    if let Ok(published) = PreviousOutput::read(root, output) {
        let kept: Vec<ChunkDigests> = published.kept().collect();
        ChunkStore::of(root, output).keep_only(&kept);
    }
}

/// Reads a file of the folder of records; nothing where it is not there or no file.
fn read(root: &Path, name: &str) -> Option<Vec<u8>> {
    ManagedDir::open(root, FOLDER).ok()?.read(name).ok()
}

/// This program's name for itself, made from its sources: another program's records are none of its own.
pub const PROGRAM: &str = env!("DATELINE_BUILD");

/// Reads bytes as every kind of record, with and without the checksums around them, and returns how many are one. For
/// fuzzing, which can't make checksums that are right.
#[doc(hidden)]
pub fn kinds_in(bytes: &[u8]) -> usize {
    let whole = format::decode::<ParsedSource>(Digest::default(), bytes).is_ok();
    let parsed = postcard::from_bytes::<Vec<ParsedSource>>(bytes).is_ok();
    let looked = postcard::from_bytes::<Vec<ImageProbe>>(bytes).is_ok();
    let still = postcard::from_bytes::<BuildStamp>(bytes).is_ok();
    [whole, parsed, looked, still].into_iter().filter(|is_one| *is_one).count()
}

/// What an output's records are kept under.
fn context(output: &Path) -> Digest {
    Digest::of(output.as_os_str().as_encoded_bytes())
}
