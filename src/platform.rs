//! Everything that Dateline needs of the operating system beyond the standard library's portable
//! part: files relative to an open directory, locks, owners of files, and times of threads.
//!
//! No other module names a system's own interfaces, except the watcher for Linux's inotify. A port
//! to another system is a file beside `unix` with the same items.

#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(not(unix))]
compile_error!(
    "Dateline runs on Linux, macOS and other Unix systems only. A port to this system is a file beside \
     src/platform/unix.rs with the same items."
);
