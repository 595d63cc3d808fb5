//! Bytes become files here. In come the new files of a build, from as many threads as there are, and the names of
//! files that are no longer planned; out comes the output directory, holding the old site until the very end and the
//! new one from then on.
//!
//! What this stage promises: whatever happens to the program, the next [`Stage::open`] leaves exactly the old site or
//! exactly the new one. New bytes are written in a *stage* beside the output. [`Stage::commit`] then writes a
//! *journal* of what has to be moved and removed; the moment it has its name, the new site is decided on, and anyone
//! who finds a journal carries it out to its end. The record of what was published comes last, so that it never says
//! more than is so. Whoever wants to read that record opens a stage first, since that is what finishes a build which
//! was cut short.
//!
//! ```text
//! .public.stage/lock        held by the one build that is at work
//! .public.stage/new/7       a file, or a whole directory that the output does not have yet
//! .public.stage/journal     where each of them goes, and what leaves
//! ```
//!
//! Against a loss of power all that waits in the stage is flushed to the disk before the journal gets its name, and the
//! output before the record does: with one call for the whole file system each, which costs a small part of what a flush
//! of each file does. A recovery compares what waits with the lengths and digests in the journal before it moves
//! anything.

mod cache_files;
mod dir_walker;
mod disk;
mod error;
mod journal;
mod output;
mod plan_journal;
mod recover;
mod replay;
mod stage;
mod stage_lock;
mod staging;
#[cfg(test)]
mod tests;
mod unplanned;
mod writeback;

pub use error::PublishError;
pub use output::Output;
pub use recover::Recovery;
pub use stage::{CacheFile, CopiedFile, CopyError, FileOwner, PublishCounts, Stage};
pub use stage_lock::Wait;
pub use unplanned::unplanned_files;

#[doc(hidden)]
pub use journal::paths_in;
