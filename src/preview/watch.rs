//! What happens in the site's folder. In come the system's notices, one for each file and often several; out goes one
//! word for all that happened together, after a moment of quiet. Where the system can't watch, or has no watches left,
//! the folder is looked over twice a second instead, and that is said.

#[cfg(target_os = "linux")]
mod inotify;
mod poll;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use poll::Poller;

use crate::known_problems;
use crate::path::SitePath;
use crate::redirects;

use super::rebuilder::Rebuilder;
use super::{Event, EventHandler, WatchMode};

/// Files at the site's root that are watched, beside its folders: the settings, the old addresses, the ledger, which keeps
/// files published, and the known problems.
const FILES: [&str; 4] = ["config.toml", redirects::FILE, "ledger.txt", known_problems::FILE];

/// How many edits at once are looked at one by one.
const MAX_EDITS: usize = 64;

/// How long nothing must happen before the edit of a file is taken to be over.
const QUIET: Duration = Duration::from_millis(30);

/// How long before several are, or one that is new: whoever saves all that is open pauses in between.
const QUIET_AFTER_SOME: Duration = Duration::from_millis(150);

/// How long before many are, as in a checkout, or a folder has come, which is seldom alone: a busy machine pauses in
/// between for longer.
const QUIET_AFTER_MANY: Duration = Duration::from_millis(600);

/// How many files are many.
const MANY_FILES: usize = 16;

/// How many notices the saving of one file brings at most, where they don't on_event of which file they are.
const NOTICES_PER_SAVE: usize = 8;

/// How long nothing must happen while a file is still being written: half of it is nothing to show.
const QUIET_WHILE_WRITING: Duration = Duration::from_millis(500);

/// How long is waited for quiet at most.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// How long where many files come one after the other.
const MAX_WAIT_FOR_MANY: Duration = Duration::from_secs(10);

/// What is notices_read of the site's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Notice {
    /// Something in the site has changed.
    Changed,
    /// A folder has come, and what will be in it may come yet.
    Folder,
    /// Something has happened to this text.
    Edited(SitePath, Existed),
    /// Somebody has begun to write a file, and not yet ended.
    Unfinished,
    /// Nothing has changed.
    Still,
    /// There is nobody left to on_event.
    Stop,
}

/// What happened to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Existed {
    /// It was not there before.
    No,
    /// It may have been there before.
    Maybe,
}

/// All that happened together.
enum Change {
    /// These texts were edited, and nothing else happened.
    Edits(BTreeMap<SitePath, Existed>),
    /// Anything may have changed.
    Anything,
}

impl Change {
    /// Takes in one thing more.
    fn add(&mut self, notice: Notice) {
        match (&mut *self, notice) {
            (_, Notice::Still | Notice::Stop | Notice::Unfinished) => {}
            (Self::Edits(edited), Notice::Edited(file, existed)) if edited.len() < MAX_EDITS => {
                // What existed first tells whether it was there before.
                edited.entry(file).or_insert(existed);
            }
            _ => *self = Self::Anything,
        }
    }

    /// Has the rebuilder look at the site anew.
    fn show(self, rebuilder: &Rebuilder, root: &Path) {
        match self {
            Self::Anything => rebuilder.rebuild(),
            Self::Edits(edited) => {
                // What existed and went again, as some editors' attempts at writing do, has changed nothing.
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

/// Ends the watching when it is dropped.
pub(super) struct Watch {
    notices: Sender<Notice>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.notices.send(Notice::Stop);
    }
}

/// Watches the site's folder, and has the rebuilder look at the site anew after each change.
///
/// # Errors
/// When no thread can be had for it.
pub(super) fn start(
    rebuilder: Arc<Rebuilder>,
    root: &Path,
    how: WatchMode,
    on_event: EventHandler,
) -> io::Result<Watch> {
    let (notices, heard) = channel();
    // The watch is up before the site is read, so that no edit falls between the two.
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

/// Lets the system on_event of changes.
#[cfg(target_os = "linux")]
fn start_watching(root: &Path, notices: Sender<Notice>, on_event: EventHandler) -> io::Result<()> {
    let watches = match inotify::Watches::open(root) {
        Ok(watches) => watches,
        Err(error) => return start_polling(root, notices, &on_event, &error.to_string()),
    };
    let root = root.to_owned();
    thread::Builder::new().name("dateline-watch".to_owned()).spawn(move || {
        if let Err(error) = watches.forward(&notices) {
            // What was missed meanwhile can be anything.
            let _ = notices.send(Notice::Changed);
            let _ = start_polling(&root, notices, &on_event, &error.to_string());
        }
    })?;
    Ok(())
}

/// Lets the system on_event of changes, which it can't here.
#[cfg(not(target_os = "linux"))]
fn start_watching(root: &Path, notices: Sender<Notice>, on_event: EventHandler) -> io::Result<()> {
    start_polling(root, notices, &on_event, "not on this system")
}

/// Looks the folder over from time to time.
fn start_polling(root: &Path, notices: Sender<Notice>, on_event: &EventHandler, why: &str) -> io::Result<()> {
    on_event(Event::Polling(why));
    let look = Poller::first(root.to_owned());
    thread::Builder::new().name("dateline-look".to_owned()).spawn(move || look.forward(&notices))?;
    Ok(())
}

/// What has come since the last change was over.
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

    /// How many files have changed, about. What comes without an ending is an editing program's, which tries whether it
    /// may write.
    fn files(&self) -> usize {
        let is_a_try =
            |(file, existed): &(&SitePath, &Existed)| **existed == Existed::No && file.extension().is_none();
        let edited = match &self.change {
            Change::Edits(edited) => edited.iter().filter(|it| !is_a_try(it)).count(),
            Change::Anything => 1,
        };
        edited.max(self.notices / NOTICES_PER_SAVE)
    }

    /// Whether there are texts that were not there before. One that an editor deletes and writes anew was, and what an
    /// editing program makes for itself is no text.
    fn has_new(&self) -> bool {
        let is_new = |(file, existed): (&SitePath, &Existed)| *existed == Existed::No && file.is_text();
        match &self.change {
            Change::Edits(edited) => edited.iter().any(is_new),
            Change::Anything => false,
        }
    }

    /// When it is over, if nothing more comes.
    fn end(&self) -> Instant {
        let (quiet, patience) = match self.files() {
            _ if self.has_folder => (QUIET_AFTER_MANY, MAX_WAIT_FOR_MANY),
            MANY_FILES.. => (QUIET_AFTER_MANY, MAX_WAIT_FOR_MANY),
            0 | 1 if !self.has_new() => (QUIET, MAX_WAIT),
            _ => (QUIET_AFTER_SOME, MAX_WAIT),
        };
        let quiet = if self.is_unfinished { quiet.max(QUIET_WHILE_WRITING) } else { quiet };
        (self.last + quiet).min(self.first + patience)
    }

    /// Whoever writes for so long is looked at all the same.
    fn into_change(self) -> Change {
        if self.is_unfinished { Change::Anything } else { self.change }
    }
}

/// Waits for the next change to be over; nothing when it is time to stop.
fn wait(rebuilder: &Rebuilder, heard: &Receiver<Notice>) -> Option<Change> {
    let mut burst = loop {
        let notice = match rebuilder.until_next_change() {
            // What the clock brings is a change as well.
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
