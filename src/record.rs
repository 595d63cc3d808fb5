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
pub use published::{Asked, FileRecord, Inputs, Kept, Published, Role};
pub use still::Still;
pub use update::{File, Listings, Recorded, Update};

use std::path::Path;

use crate::digest::Digest;

/// The folder of records in a site.
pub const FOLDER: &str = ".dateline";

/// This program's name for itself, made from its sources: another program's records are none of its own.
pub const PROGRAM: &str = env!("DATELINE_BUILD");

/// What an output's records are kept under.
fn context(output: &Path) -> Digest {
    Digest::of(output.as_os_str().as_encoded_bytes())
}
