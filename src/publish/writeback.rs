//! Flushes a file system in the background while a build writes to it. The disk is at work while pages are rendered, so
//! that little is left to wait for when the site is complete.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::disk;

/// After how many new bytes the file system is flushed.
const AFTER: u64 = 8 << 20;

/// A file system that is flushed from time to time.
pub(super) struct Writeback {
    folder: Arc<OwnedFd>,
    bytes: AtomicU64,
    is_at_work: Arc<AtomicBool>,
}

impl Writeback {
    /// The file system of this directory.
    pub(super) fn new(folder: OwnedFd) -> Self {
        Self { folder: Arc::new(folder), bytes: AtomicU64::new(0), is_at_work: Arc::default() }
    }

    /// Adds bytes that were written. Begins a flush when they are many, unless one is at work.
    pub(super) fn add(&self, bytes: u64) {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before / AFTER == (before + bytes) / AFTER || self.is_at_work.swap(true, Ordering::AcqRel) {
            return;
        }
        let (folder, is_at_work) = (Arc::clone(&self.folder), Arc::clone(&self.is_at_work));
        let begun = thread::Builder::new().name("writeback".to_owned()).spawn(move || {
            // The flush before the site is put in place says what is wrong.
            let _ = disk::flush_file_system(&*folder);
            is_at_work.store(false, Ordering::Release);
        });
        if begun.is_err() {
            self.is_at_work.store(false, Ordering::Release);
        }
    }
}
