//! A folder that is looked over from time to time. In goes a site's folder; out comes a word whenever it is not what it
//! was at the look before.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::cache::{self, mtime_is_reliable};
use crate::diagnostic::Diagnostics;
use crate::path::SOURCE_FOLDERS;
use crate::sources::{FileStat, SourceFile, list_files};

use super::{FILES, Notice};

/// How often the folder is looked over.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// What was seen of a site's folder.
pub(super) struct Poller {
    root: PathBuf,
    before: FolderState,
}

/// What the file system says of all that the site is made from.
struct FolderState {
    folders: Vec<Vec<SourceFile>>,
    files: [Option<FileStat>; FILES.len()],
    /// Whether every later change shows.
    is_settled: bool,
}

impl FolderState {
    /// Returns whether something has changed since it was seen, or may have.
    fn differs(&self, now: &Self) -> bool {
        !self.is_settled || self.folders != now.folders || self.files != now.files
    }
}

impl Poller {
    /// Looks for the first time.
    pub(super) fn first(root: PathBuf) -> Self {
        let before = see(&root);
        Self { root, before }
    }

    /// Tells of every change, until nobody wants to know.
    pub(super) fn forward(mut self, notices: &Sender<Notice>) {
        loop {
            let start = Instant::now();
            let now = see(&self.root);
            let notice = if self.before.differs(&now) { Notice::Changed } else { Notice::Still };
            if notices.send(notice).is_err() {
                return;
            }
            self.before = now;
            // A large folder is not looked over all the time.
            std::thread::sleep(POLL_INTERVAL.max(start.elapsed() * 10));
        }
    }
}

fn see(root: &std::path::Path) -> FolderState {
    let time = cache::now_ns();
    let folders = SOURCE_FOLDERS.map(|folder| list_files(root, folder, &mut Diagnostics::new()));
    let files = FILES.map(|file| std::fs::metadata(root.join(file)).ok().map(|found| FileStat::new(&found)));
    let stats = folders.iter().flatten().map(|source| &source.stat).chain(files.iter().flatten());
    // A time that is still to come would never be past.
    let is_settled = stats.into_iter().all(|stat| stat.mtime_ns > time || mtime_is_reliable(stat, time));
    FolderState { folders: folders.into(), files, is_settled }
}
