//! Watches the site's folder. File events come one by one, often several per save; the debouncer
//! merges them into one change after a quiet period. If native events are unavailable, the folder
//! is polled twice a second, and the user is told so.

#[cfg(target_os = "linux")]
mod inotify;
mod meaning;
mod poll;
// The tests try it on Linux, too.
#[cfg(any(not(target_os = "linux"), test))]
mod recursive;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use inotify::Watches;
use poll::Poller;
#[cfg(not(target_os = "linux"))]
use recursive::Watches;

use crate::known_problems;
use crate::path::SitePath;
use crate::redirects;

use super::rebuilder::Rebuilder;
use super::{Event, EventHandler, WatchMode};

/// Watched files at the site's root, besides its folders.
const FILES: [&str; 4] = ["config.toml", redirects::FILE, "ledger.txt", known_problems::FILE];

/// Maximum number of edits that are handled one by one; more trigger a full
/// rebuild.
const MAX_EDITS: usize = 64;

/// Quiet period after the edit of one file.
const QUIET_PERIOD: Duration = Duration::from_millis(30);

/// Quiet period after several edits or a new file: “Save all” pauses between files.
const QUIET_AFTER_SOME: Duration = Duration::from_millis(150);

/// Quiet period after many edits or a new folder, as in a checkout: a busy machine
/// pauses longer between files.
const QUIET_AFTER_MANY: Duration = Duration::from_millis(600);

/// Number of files that count as many.
const MANY_FILES: usize = 16;

/// Maximum number of events from saving one file, where they don't name the file.
const NOTICES_PER_SAVE: usize = 8;

/// Quiet period while a file is still being written, so that no half of it is
/// shown.
const QUIET_WHILE_WRITING: Duration = Duration::from_millis(500);

/// Maximum time until a change is handled.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Maximum time until a change of many files is handled.
const MAX_WAIT_FOR_MANY: Duration = Duration::from_secs(10);

/// Event in the site's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Notice {
    /// Something in the site changed.
    Changed,
    /// A folder appeared, and files may follow.
    Folder,
    /// A text was created or changed.
    Edited(SitePath, Existed),
    /// A file was opened for writing and is not closed yet.
    Unfinished,
    /// Nothing changed. Sending it detects a closed channel.
    Still,
    /// The preview stopped.
    Stop,
}

/// Whether a text existed before the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Existed {
    /// It was created.
    No,
    /// It may have existed.
    Maybe,
}

/// Events that belong together.
enum Change {
    /// Only these texts were edited.
    Edits(BTreeMap<SitePath, Existed>),
    /// Anything may have changed.
    Anything,
}

impl Change {
    /// Adds an event.
    fn add(&mut self, notice: Notice) {
        match (&mut *self, notice) {
            (_, Notice::Still | Notice::Stop | Notice::Unfinished) => {}
            (Self::Edits(edited), Notice::Edited(file, existed)) if edited.len() < MAX_EDITS => {
                // The first event knows whether the file existed.
                edited.entry(file).or_insert(existed);
            }
            _ => *self = Self::Anything,
        }
    }

    /// Rebuilds the site.
    fn show(self, rebuilder: &Rebuilder, root: &Path) {
        match self {
            Self::Anything => rebuilder.rebuild(),
            Self::Edits(edited) => {
                // A file that was created and removed again, as some editors do to test
                // permissions, is no change.
                let has_stayed = |(file, existed): &(SitePath, Existed)| {
                    *existed == Existed::Maybe || file.under(root).symlink_metadata().is_ok()
                };
                let edited: BTreeSet<SitePath> =
                    edited.into_iter().filter(has_stayed).map(|(file, _)| file).collect();
                if !edited.is_empty() {
                    rebuilder.rebuild_after(&edited);
                }
            }
        }
    }
}

/// Handle of the watcher, which stops when this is dropped.
pub(super) struct Watch {
    notices: Sender<Notice>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.notices.send(Notice::Stop);
    }
}

/// Watches the site's folder and rebuilds the site after each change.
///
/// # Errors
/// Returns an error if no thread can be started.
pub(super) fn start(
    rebuilder: Arc<Rebuilder>,
    root: &Path,
    how: WatchMode,
    on_event: EventHandler,
) -> io::Result<Watch> {
    let (notices, heard) = channel();
    // Watching starts before the first read, so that no edit is missed.
    match how {
        WatchMode::Native => start_watching(root, notices.clone(), on_event)?,
        WatchMode::Poll => start_polling(root, notices.clone(), &on_event, "as was asked")?,
    }
    let root = root.to_owned();
    thread::Builder::new().name("dateline-rebuilder".to_owned()).spawn(move || {
        rebuilder.rebuild();
        while let Some(change) = wait(&rebuilder, &heard) {
            change.show(&rebuilder, &root);
        }
    })?;
    Ok(Watch { notices })
}

/// Starts native watching.
fn start_watching(root: &Path, notices: Sender<Notice>, on_event: EventHandler) -> io::Result<()> {
    let watches = match Watches::open(root) {
        Ok(watches) => watches,
        Err(error) => return start_polling(root, notices, &on_event, &error.to_string()),
    };
    let root = root.to_owned();
    thread::Builder::new().name("dateline-watch".to_owned()).spawn(move || {
        if let Err(error) = watches.forward(&notices) {
            // Events were lost, so anything may have changed.
            let _ = notices.send(Notice::Changed);
            let _ = start_polling(&root, notices, &on_event, &error.to_string());
        }
    })?;
    Ok(())
}

/// Starts polling.
fn start_polling(root: &Path, notices: Sender<Notice>, on_event: &EventHandler, why: &str) -> io::Result<()> {
    on_event(Event::Polling(why));
    let look = Poller::first(root.to_owned());
    thread::Builder::new().name("dateline-look".to_owned()).spawn(move || look.forward(&notices))?;
    Ok(())
}

/// Events since the last change, merged.
struct Debouncer {
    change: Change,
    notices: usize,
    has_folder: bool,
    is_unfinished: bool,
    first: Instant,
    last: Instant,
}

impl Debouncer {
    fn begin(notice: Notice) -> Self {
        let now = Instant::now();
        let change = Change::Edits(BTreeMap::new());
        let mut burst =
            Self { change, notices: 0, has_folder: false, is_unfinished: false, first: now, last: now };
        burst.add(notice);
        burst
    }

    fn add(&mut self, notice: Notice) {
        self.has_folder |= notice == Notice::Folder;
        self.is_unfinished = notice == Notice::Unfinished;
        self.notices += 1;
        self.last = Instant::now();
        self.change.add(notice);
    }

    /// Estimates the number of changed files.
    /// New files without an extension are an editor's permission tests and don't count.
    fn files(&self) -> usize {
        let is_a_try =
            |(file, existed): &(&SitePath, &Existed)| **existed == Existed::No && file.extension().is_none();
        let edited = match &self.change {
            Change::Edits(edited) => edited.iter().filter(|it| !is_a_try(it)).count(),
            Change::Anything => 1,
        };
        edited.max(self.notices / NOTICES_PER_SAVE)
    }

    /// Returns whether a text was created.
    /// A text that an editor deletes and writes again existed before, and an editor's own temporary
    /// files are not texts.
    fn has_new(&self) -> bool {
        let is_new = |(file, existed): (&SitePath, &Existed)| *existed == Existed::No && file.is_text();
        match &self.change {
            Change::Edits(edited) => edited.iter().any(is_new),
            Change::Anything => false,
        }
    }

    /// Returns when the change is complete if no further event arrives.
    fn end(&self) -> Instant {
        let (quiet, patience) = match self.files() {
            _ if self.has_folder => (QUIET_AFTER_MANY, MAX_WAIT_FOR_MANY),
            MANY_FILES.. => (QUIET_AFTER_MANY, MAX_WAIT_FOR_MANY),
            0 | 1 if !self.has_new() => (QUIET_PERIOD, MAX_WAIT),
            _ => (QUIET_AFTER_SOME, MAX_WAIT),
        };
        let quiet = if self.is_unfinished { quiet.max(QUIET_WHILE_WRITING) } else { quiet };
        (self.last + quiet).min(self.first + patience)
    }

    /// A write that outlasts the maximum wait counts as a change of anything.
    fn into_change(self) -> Change {
        if self.is_unfinished { Change::Anything } else { self.change }
    }
}

/// Waits until the next change is complete; `None` when the preview stops.
fn wait(rebuilder: &Rebuilder, heard: &Receiver<Notice>) -> Option<Change> {
    let mut burst = loop {
        let notice = match rebuilder.until_next_change() {
            // An embargo that lifts is a change, too.
            Some(left) => match heard.recv_timeout(left) {
                Err(RecvTimeoutError::Timeout) => return Some(Change::Anything),
                heard => heard.ok()?,
            },
            None => heard.recv().ok()?,
        };
        match notice {
            Notice::Still => {}
            Notice::Stop => return None,
            notice => break Debouncer::begin(notice),
        }
    };
    loop {
        match heard.recv_timeout(burst.end().saturating_duration_since(Instant::now())) {
            Ok(Notice::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            Ok(Notice::Still) => {}
            Ok(notice) => burst.add(notice),
            Err(RecvTimeoutError::Timeout) => return Some(burst.into_change()),
        }
    }
}
