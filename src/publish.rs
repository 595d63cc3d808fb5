//! Writes the output directory, atomically.
//!
//! After any crash, the next [`Stage::open`] leaves exactly the old or exactly the new site. New
//! files are written to a *stage* next to the output. [`Stage::commit`] writes a *journal* of moves
//! and removals; renaming the journal into place commits the new site, and recovery replays the
//! journal. Cache files are replaced last, so they never describe more than the output has. Open a
//! stage before reading the cache, since opening finishes an interrupted build.
//!
//! Against a loss of power the stage is flushed before the journal is committed, and the output
//! before the cache, with one `syncfs` each. Recovery verifies the staged files against lengths and
//! digests in the journal.
//!
//! ```text
//! .public.stage/lock        held by the running build
//! .public.stage/new/7       a file, or a whole new directory
//! .public.stage/journal     targets of the moves, and removals
//! ```

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

pub use cache_files::CacheFile;
pub use error::PublishError;
pub use output::Output;
pub use recover::Recovery;
pub use stage::{CopiedFile, CopyError, FileBytes, FileOwner, PublishCounts, Stage};
pub use stage_lock::Wait;
pub use unplanned::unplanned_files;

#[doc(hidden)]
pub use journal::paths_in;
