//! Polls the site's folder, and sends a notice when it differs from the last poll. Used where
//! native file events are unavailable.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::cache::{self, mtime_is_reliable};
use crate::diagnostic::Diagnostics;
use crate::path::SOURCE_FOLDERS;
use crate::sources::{FileStat, SourceFile, list_files};

use super::{FILES, Notice};

/// Minimum interval between polls.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Poller with the state at its last poll.
pub(super) struct Poller {
    root: PathBuf,
    before: FolderState,
}

/// Metadata of all files that the site is made from.
struct FolderState {
    folders: Vec<Vec<SourceFile>>,
    files: [Option<FileStat>; FILES.len()],
    /// Whether every later change is visible in the metadata.
    is_settled: bool,
}

impl FolderState {
    /// Returns whether something changed or may have changed.
    fn differs(&self, now: &Self) -> bool {
        !self.is_settled || self.folders != now.folders || self.files != now.files
    }
}

impl Poller {
    /// Polls for the first time.
    pub(super) fn first(root: PathBuf) -> Self {
        let before = see(&root);
        Self { root, before }
    }

    /// Sends a notice after each poll, until the receiver is gone.
    pub(super) fn forward(mut self, notices: &Sender<Notice>) {
        loop {
            let start = Instant::now();
            let now = see(&self.root);
            let notice = if self.before.differs(&now) { Notice::Changed } else { Notice::Still };
            if notices.send(notice).is_err() {
                return;
            }
            self.before = now;
            // Polling takes at most a tenth of the time.
            std::thread::sleep(POLL_INTERVAL.max(start.elapsed() * 10));
        }
    }
}

fn see(root: &std::path::Path) -> FolderState {
    let time = cache::now_ns();
    let folders = SOURCE_FOLDERS.map(|folder| list_files(root, folder, &mut Diagnostics::new()));
    let files = FILES.map(|file| std::fs::metadata(root.join(file)).ok().map(|found| FileStat::new(&found)));
    let stats = folders.iter().flatten().map(|source| &source.stat).chain(files.iter().flatten());
    // A modification time in the future would never become reliable.
    let is_settled = stats.into_iter().all(|stat| stat.mtime_ns > time || mtime_is_reliable(stat, time));
    FolderState { folders: folders.into(), files, is_settled }
}
