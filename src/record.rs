//! What the last build did, so that the next need not do it again: `.dateline/`, which may be deleted at any time. Several
//! things are kept there: what was parsed from each source ([`Parsed`]), good for any output; and for each output what was
//! written, and from what ([`Published`]), what all of it was made from as a whole ([`Still`]), and which addresses belong in the ledger ([`Addresses`]). All that
//! is as long as the archive is kept in parts ([`Parts`]), of which a build writes those that change ([`Update`]). Which
//! files an output has is listed in the output itself ([`Manifest`]). In goes what a build did; out comes, at the next one, the same again, or nothing at all: a record that is damaged, foreign or of
//! another version of Dateline is as good as none, and never leads to a wrong site.

mod addresses;
mod cut;
mod files;
mod format;
mod manifest;
mod parsed;
mod parts;
mod pictures;
mod published;
mod still;
mod update;

pub use addresses::{Addresses, Occasion, Published as PublishedAddress, Row};
pub use format::Unusable;
pub use manifest::{Manifest, ManifestUpdate, WrittenPart};
pub use parsed::{Parsed, ParsedParts, Piece, SourceRecord, now, was_settled};
pub use parts::Parts;
pub use pictures::{LookRecord, Looked, PictureCache};
pub use published::{Asked, FileRecord, Inputs, Kept, Published, Role, Stamp};
pub use still::Still;
pub use update::{File, Listings, Recorded, Update};

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
    for path in [FOLDER.to_owned(), parsed::folder(), pictures::folder()] {
        if let Ok(folder) = ManagedDir::open(root, &path) {
            folder.remove_stale_temp_files(|_| true);
        }
    }
    if let (Some(output), Ok(folder)) = (output, ManagedDir::open(root, FOLDER)) {
        for name in [Published::name(output), Addresses::name(output), Still::name(output)] {
            let _ = folder.remove_file(&format!("{name}.new"));
        }
    }
}

/// Removes the parts of an output's records that a build which died has written and no record names.
pub fn sweep_parts(root: &Path, output: &Path) {
    if let Ok(published) = Published::read(root, output) {
        let kept: Vec<Kept> = published.kept().collect();
        Parts::of(root, output).keep_only(&kept);
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
    let whole = format::decode::<SourceRecord>(Digest::default(), bytes).is_ok();
    let parsed = postcard::from_bytes::<Vec<SourceRecord>>(bytes).is_ok();
    let looked = postcard::from_bytes::<Vec<LookRecord>>(bytes).is_ok();
    let still = postcard::from_bytes::<Still>(bytes).is_ok();
    [whole, parsed, looked, still].into_iter().filter(|is_one| *is_one).count()
}

/// What an output's records are kept under.
fn context(output: &Path) -> Digest {
    Digest::of(output.as_os_str().as_encoded_bytes())
}
