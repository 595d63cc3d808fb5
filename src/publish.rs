//! Writes the output directory, atomically.
//!
//! After any crash, the next [`Stage::open`] leaves exactly the old or exactly the new site. New
//! files are written to a *stage* next to the output. [`Stage::commit`] writes a *journal* of moves
//! and removals; renaming the journal into place commits the new site, and recovery replays the
//! journal. Cache files are replaced last, so they never describe more than the output has. Open a
//! stage before reading the cache, since opening finishes an interrupted build.
//!
//! ```text .public.stage/lock        held by the running build .public.stage/new/7       a file, or
//! a whole new directory .public.stage/journal     targets of the moves, and removals ```
//!
//! Against a loss of power the stage is flushed before the journal is committed, and the output
//! before the cache, with one `syncfs` each. Recovery verifies the staged files against lengths and
//! digests in the journal.
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
