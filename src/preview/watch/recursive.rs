//! Watches whole folders with the crate `notify`: `FSEvents` on macOS, kqueue on BSD. Their events
//! do not tell when a file is closed, so a file that is still being written may be read twice.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::path::SOURCE_FOLDERS;

use super::Notice;
use super::meaning::{FileEvent, is_source, meaning};

/// Maximum wait for events before the receiver is checked.
const EVENT_TIMEOUT: Duration = Duration::from_millis(250);

/// Watches on a site's folder.
pub(super) struct Watches {
    /// Root as events name it, without symlinks.
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watches {
    /// Watches all folders of a site.
    ///
    /// # Errors
    /// Returns an error if the system can't watch them.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let (sender, events) = channel();
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(sender, config).map_err(io::Error::other)?;
        let mut all = Self { root: root.canonicalize()?, watcher, events };
        all.watch_all()?;
        Ok(all)
    }

    fn watch_all(&mut self) -> io::Result<()> {
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
        for folder in SOURCE_FOLDERS {
            self.watch_below(&self.root.join(folder))?;
        }
        Ok(())
    }

    /// Watches a source folder, if it exists.
    fn watch_below(&mut self, folder: &Path) -> io::Result<()> {
        if !folder.is_dir() {
            return Ok(());
        }
        match self.watcher.watch(folder, RecursiveMode::Recursive) {
            // It vanished meanwhile.
            Err(_) if !folder.is_dir() => Ok(()),
            watched => watched.map_err(io::Error::other),
        }
    }

    /// Forwards events until the receiver is gone.
    ///
    /// # Errors
    /// Returns an error if the system can't watch the folders any longer.
    pub(super) fn forward(mut self, notices: &Sender<Notice>) -> io::Result<()> {
        loop {
            let read = match self.events.recv_timeout(EVENT_TIMEOUT) {
                Ok(event) => self.read(&event.map_err(io::Error::other)?)?,
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("the system's events ended"));
                }
            };
            // The last notice shows whether the receiver still exists.
            if read.into_iter().chain([Notice::Still]).any(|notice| notices.send(notice).is_err()) {
                return Ok(());
            }
        }
    }

    /// Converts an event.
    fn read(&mut self, event: &Event) -> io::Result<Vec<Notice>> {
        if event.need_rescan() {
            self.watch_all()?;
            return Ok(vec![Notice::Changed]);
        }
        let mut notices = Vec::new();
        for path in &event.paths {
            let Some(happened) = file_event(event.kind, path) else { continue };
            if path.parent() == Some(&*self.root) {
                if !path.file_name().is_some_and(is_source) {
                    continue;
                }
                // A source folder that appears has no watch yet.
                if happened == FileEvent::FolderAppeared {
                    self.watch_below(path)?;
                }
            } else if *path == self.root {
                continue;
            }
            notices.extend(meaning(&self.root, path, happened));
        }
        Ok(notices)
    }
}

/// Returns the event of a file; `None` if nothing was written.
fn file_event(kind: EventKind, path: &Path) -> Option<FileEvent> {
    let changed = || if path.is_dir() { FileEvent::FolderChanged } else { FileEvent::FileChanged };
    let appeared = || if path.is_dir() { FileEvent::FolderAppeared } else { FileEvent::FileChanged };
    match kind {
        EventKind::Access(access) if !matches!(access, AccessKind::Close(_)) => None,
        EventKind::Create(CreateKind::File) => Some(FileEvent::FileCreated),
        EventKind::Create(CreateKind::Folder) => Some(FileEvent::FolderAppeared),
        EventKind::Remove(RemoveKind::Folder) => Some(FileEvent::FolderChanged),
        // Other systems name both ends of a move alike.
        EventKind::Create(_)
        | EventKind::Modify(ModifyKind::Name(RenameMode::Any | RenameMode::Both | RenameMode::To)) => {
            Some(appeared())
        }
        // Something that is gone may have been a folder.
        EventKind::Modify(ModifyKind::Name(_)) if path.extension().is_none() => {
            Some(FileEvent::FolderChanged)
        }
        _ => Some(changed()),
    }
}
