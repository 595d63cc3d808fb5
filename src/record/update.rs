//! What is recorded of an output after a build: most of it is what was recorded before. In go the files that the output
//! has now, in the order of the plan; the parts of its records that say something new are written, and out comes which
//! parts there are. What has not changed is neither made nor written again.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::digest::Digest;

use super::addresses::{self, Row};
use super::cut::in_parts;
use super::manifest::{self, WrittenPart};
use super::parts::Parts;
use super::published::{self, FileRecord, Kept, Published};

/// What was recorded of a file.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'b> {
    /// The how many-th it was of all that were.
    pub place: u32,
    /// What was recorded.
    pub record: &'b FileRecord,
}

/// What is to be recorded of a file.
#[derive(Debug)]
pub enum File<'b> {
    /// What was recorded before.
    Recorded(Recorded<'b>),
    /// Something else.
    New(Box<FileRecord>),
}

impl File<'_> {
    /// What is to be recorded.
    pub fn record(&self) -> &FileRecord {
        match self {
            Self::Recorded(recorded) => recorded.record,
            Self::New(record) => record,
        }
    }

    /// Whether this is what was recorded before, in this place.
    fn is_in(&self, place: usize) -> bool {
        matches!(self, Self::Recorded(recorded) if recorded.place as usize == place)
    }
}

/// Parts whose texts in the output's manifest are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listings {
    /// Those that are new: the output has the others.
    OfNew,
    /// All: the output has no manifest that can be trusted.
    OfAll,
}

/// What is recorded of an output before a build and after it.
#[derive(Debug)]
pub struct Update<'b> {
    before: &'b Published,
    files: Vec<File<'b>>,
}

impl<'b> Update<'b> {
    /// From what was recorded to these files.
    pub fn new(before: &'b Published, files: Vec<File<'b>>) -> Self {
        Self { before, files }
    }

    /// Whether nothing else is to be recorded than what is.
    pub fn is_nothing(&self) -> bool {
        self.files.len() == self.before.len() && are_at(&self.files, 0)
    }

    /// The files that the output has.
    pub fn files(&self) -> &[File<'b>] {
        &self.files
    }

    /// Writes the parts that are not as they were, on all cores. `addresses` says what the ledger is to know of the files
    /// in these places, and may say nothing that is not in what their pages were made from. Gives all parts, each with its
    /// text in the output's manifest where that is asked for or the part is new.
    ///
    /// # Errors
    /// When a part can't be written.
    pub fn write<'a>(
        &self,
        parts: &mut Parts<'_>,
        listings: Listings,
        addresses: impl Fn(Range<usize>) -> Vec<Row<'a>> + Sync,
    ) -> io::Result<Vec<WrittenPart>> {
        parts.make()?;
        let parts = &*parts;
        let mut places = Vec::new();
        let mut start = 0;
        for files in in_parts(&self.files, |file| &file.record().file) {
            places.push(start..start + files.len());
            start += files.len();
        }
        let write = |places: Range<usize>| {
            let files = &self.files[places.clone()];
            if let Some(kept) = self.kept(files).filter(|kept| parts.have(kept)) {
                let listing = match listings {
                    Listings::OfAll => manifest::part(files),
                    Listings::OfNew => String::new(),
                };
                return Ok(WrittenPart { kept, listing });
            }
            let listing = manifest::part(files);
            let kept = Kept {
                files: parts.put(&published::part(files))?,
                manifest: Digest::of(listing.as_bytes()),
                addresses: parts.put(&addresses::part(&addresses(places)))?,
            };
            Ok(WrittenPart { kept, listing })
        };
        places.into_par_iter().map(write).collect()
    }

    /// The part that says just what is to be recorded of these files, if there is one.
    fn kept(&self, files: &[File<'_>]) -> Option<Kept> {
        let Some(File::Recorded(first)) = files.first() else { return None };
        let start = first.place as usize;
        let kept = self.before.part_of(start..start + files.len())?;
        are_at(files, start).then_some(kept)
    }
}

/// Whether all that is to be recorded of these files was recorded before, in just these places.
fn are_at(files: &[File<'_>], start: usize) -> bool {
    files.iter().zip(start..).all(|(file, place)| file.is_in(place))
}
