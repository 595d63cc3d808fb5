//! Flushes a file system in the background while a build writes to it.
//!
//! The disk works while pages are rendered, so the final flush is short.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::platform::fd::OwnedFd;

/// After how many new bytes the file system is flushed.
const FLUSH_INTERVAL_BYTES: u64 = 8 << 20;

/// A file system that is flushed from time to time.
pub(super) struct Writeback {
    folder: Arc<OwnedFd>,
    bytes: AtomicU64,
    is_flushing: Arc<AtomicBool>,
}

impl Writeback {
    /// The file system of this directory.
    pub(super) fn new(folder: OwnedFd) -> Self {
        Self { folder: Arc::new(folder), bytes: AtomicU64::new(0), is_flushing: Arc::default() }
    }

    /// Adds bytes that were written.
    ///
    /// Begins a flush when they are many, unless one is at work.
    pub(super) fn add(&self, bytes: u64) {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before / FLUSH_INTERVAL_BYTES == (before + bytes) / FLUSH_INTERVAL_BYTES
            || self.is_flushing.swap(true, Ordering::AcqRel)
        {
            return;
        }
        let (folder, is_flushing) = (Arc::clone(&self.folder), Arc::clone(&self.is_flushing));
        let begun = thread::Builder::new().name("writeback".to_owned()).spawn(move || {
            // The flush before the site is put in place says what is wrong.
            let _ = crate::platform::flush_file_system(&*folder);
            is_flushing.store(false, Ordering::Release);
        });
        if begun.is_err() {
            self.is_flushing.store(false, Ordering::Release);
        }
    }
}
