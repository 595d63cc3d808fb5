//! What happens in the site's folder. In come the system's notices, one for each file and often several; out goes one
//! word for all that happened together, after a moment of quiet. Where the system has no watches left, the folder is
//! looked over twice a second instead, and that is said.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostic::Diagnostics;
use crate::read::{Source, Stat, files_below};

use super::studio::Studio;
use super::{Event, Tell, Watching};

/// What of a site's folder is watched, beside the config: not the output, which builds write.
const FOLDERS: [&str; 5] = ["content", "i18n", "static", "templates", "themes"];

/// The file of the settings.
const CONFIG: &str = "config.toml";

/// How long nothing must happen before a change is taken to be over.
const QUIET: Duration = Duration::from_millis(30);

/// How long is waited for quiet at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the folder is looked over where it can't be watched.
const LOOK: Duration = Duration::from_millis(500);

/// What a watch tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// Something in the site has changed.
    Changed,
    /// One of the watched folders has come or gone.
    Rearranged,
    /// Nothing has changed.
    Still,
    /// There is nobody left to tell.
    Stop,
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

/// Watches the site's folder, and has the studio look at the site anew after each change.
///
/// # Errors
/// When no thread can be had for it.
pub(super) fn start(studio: Arc<Studio>, root: &Path, how: Watching, tell: Tell) -> std::io::Result<Watch> {
    let (notices, heard) = channel();
    // The watch is up before the site is read, so that no edit falls between the two.
    let mut eyes = Eyes::open(root, how, notices.clone(), &tell);
    std::thread::Builder::new().name("dateline-watch".to_owned()).spawn(move || {
        studio.renew();
        while let Some(what) = wait(&studio, &heard) {
            if what == Notice::Rearranged {
                eyes.look_again(&tell);
            }
            studio.renew();
        }
    })?;
    Ok(Watch { notices })
}

/// Waits for the next change to be over; nothing when it is time to stop.
fn wait(studio: &Studio, heard: &Receiver<Notice>) -> Option<Notice> {
    let first = loop {
        let heard = match studio.until_next_change() {
            // What the clock brings is a change as well.
            Some(left) => match heard.recv_timeout(left) {
                Err(RecvTimeoutError::Timeout) => return Some(Notice::Changed),
                heard => heard.ok()?,
            },
            None => heard.recv().ok()?,
        };
        if heard != Notice::Still {
            break heard;
        }
    };
    let began = Instant::now();
    let mut what = first;
    loop {
        match (what, heard.recv_timeout(QUIET)) {
            (Notice::Stop, _) | (_, Ok(Notice::Stop) | Err(RecvTimeoutError::Disconnected)) => return None,
            (_, Err(RecvTimeoutError::Timeout)) => return Some(what),
            (_, Ok(Notice::Rearranged)) => what = Notice::Rearranged,
            (_, Ok(Notice::Changed | Notice::Still)) => {}
        }
        if began.elapsed() > PATIENCE {
            return Some(what);
        }
    }
}

/// What sees changes in a site's folder.
struct Eyes {
    root: PathBuf,
    sight: Sight,
    notices: Sender<Notice>,
}

/// How changes are seen.
enum Sight {
    BySystem(RecommendedWatcher),
    ByLooking,
}

impl Eyes {
    fn open(root: &Path, how: Watching, notices: Sender<Notice>, tell: &Tell) -> Self {
        let mut eyes = Self { root: root.to_owned(), sight: Sight::ByLooking, notices };
        match how {
            Watching::BySystem => match eyes.by_system() {
                Ok(watcher) => eyes.sight = Sight::BySystem(watcher),
                Err(error) => eyes.look_over(tell, &error.to_string()),
            },
            Watching::ByLooking => eyes.look_over(tell, "as was asked"),
        }
        eyes
    }

    fn by_system(&self) -> notify::Result<RecommendedWatcher> {
        let mut watcher = RecommendedWatcher::new(self.handler(), Config::default())?;
        watch_all(&self.root, &mut watcher)?;
        Ok(watcher)
    }

    /// Looks the folder over from time to time.
    fn look_over(&mut self, tell: &Tell, why: &str) {
        tell(Event::Polling(why));
        self.sight = Sight::ByLooking;
        let (root, notices) = (self.root.clone(), self.notices.clone());
        let look = std::thread::Builder::new().name("dateline-look".to_owned());
        // Before the site is read for the first time, so that no edit falls between the two.
        let mut before = looks_like(&root);
        let started = look.spawn(move || {
            loop {
                let start = Instant::now();
                let now = looks_like(&root);
                if now != before && notices.send(Notice::Changed).is_err() {
                    return;
                }
                before = now;
                // A large folder is not looked over all the time.
                std::thread::sleep(LOOK.max(start.elapsed() * 10));
                if notices.send(Notice::Still).is_err() {
                    return;
                }
            }
        });
        if let Err(error) = started {
            tell(Event::Polling(&error.to_string()));
        }
    }

    /// Watches the folders that have come, or come back.
    fn look_again(&mut self, tell: &Tell) {
        let Sight::BySystem(watcher) = &mut self.sight else { return };
        for folder in FOLDERS {
            let _ = watcher.unwatch(&self.root.join(folder));
        }
        if let Err(error) = watch_all(&self.root, watcher) {
            self.look_over(tell, &error.to_string());
        }
    }

    /// Turns the system's notices into ours.
    fn handler(&self) -> impl FnMut(notify::Result<notify::Event>) + Send + 'static {
        let (root, notices) = (self.root.clone(), self.notices.clone());
        move |event| {
            let what = match event {
                Ok(event) => meaning(&root, &event),
                // What was missed can be anything.
                Err(_) => Some(Notice::Changed),
            };
            if let Some(what) = what {
                let _ = notices.send(what);
            }
        }
    }
}

/// Watches what there is of a site's folder.
fn watch_all(root: &Path, watcher: &mut RecommendedWatcher) -> notify::Result<()> {
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(())
}

/// What the file system says of all that is watched.
fn looks_like(root: &Path) -> (Vec<Vec<Source>>, Option<Stat>) {
    let folders = FOLDERS.map(|folder| files_below(root, folder, &mut Diagnostics::new()));
    let config = std::fs::metadata(root.join(CONFIG)).ok().map(|config| Stat::new(&config));
    (folders.into(), config)
}

/// What an event means; nothing where it is none of the site's.
fn meaning(root: &Path, event: &notify::Event) -> Option<Notice> {
    if event.need_rescan() {
        return Some(Notice::Rearranged);
    }
    // To read a file is no change, and is what we do after each.
    let is_a_look =
        matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if is_a_look {
        return None;
    }
    let mut what = None;
    for path in &event.paths {
        let Ok(below) = path.strip_prefix(root) else { continue };
        let mut parts = below.components();
        let first = parts.next()?.as_os_str().to_str().unwrap_or_default();
        if FOLDERS.contains(&first)
            && parts.next().is_none()
            && !matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_)))
        {
            return Some(Notice::Rearranged);
        }
        if FOLDERS.contains(&first) || first == CONFIG {
            what = Some(Notice::Changed);
        }
    }
    what
}
