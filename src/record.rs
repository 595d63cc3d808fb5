//! What the last build did, so that the next need not do it again: `.dateline/`, which may be deleted at any time. Three
//! things are kept there: what was parsed from each source ([`Parsed`]), good for any output; what was written to one
//! output, and from what ([`Published`]); and which of its addresses belong in the ledger ([`Addresses`]). In goes what
//! a build did; out comes, at the next one, the same again, or nothing at all: a record that is damaged, foreign or of
//! another version of Dateline is as good as none, and never leads to a wrong site.

mod addresses;
mod format;
mod parsed;
mod published;

pub use addresses::{Addresses, Occasion, Row};
pub use format::Unusable;
pub use parsed::{Parsed, SourceRecord, now};
pub use published::{FileRecord, Inputs, Published};

/// The folder of records in a site.
pub const FOLDER: &str = ".dateline";

/// This program's name for itself, made from its sources: another program's records are none of its own.
pub const PROGRAM: &str = env!("DATELINE_BUILD");
