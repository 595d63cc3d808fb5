//! What happens in the site's folder. In come the system's notices, one for each file and often several; out goes one
//! word for all that happened together, after a moment of quiet. Where the system can't watch, or has no watches left,
//! the folder is looked over twice a second instead, and that is said.

mod look;
#[cfg(target_os = "linux")]
mod system;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use look::Look;

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

/// What is told of the site's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// Something in the site has changed.
    Changed,
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
pub(super) fn start(studio: Arc<Studio>, root: &Path, how: Watching, tell: Tell) -> io::Result<Watch> {
    let (notices, heard) = channel();
    // The watch is up before the site is read, so that no edit falls between the two.
    match how {
        Watching::BySystem => by_system(root, notices.clone(), tell)?,
        Watching::ByLooking => by_looking(root, notices.clone(), &tell, "as was asked")?,
    }
    thread::Builder::new().name("dateline-studio".to_owned()).spawn(move || {
        studio.renew();
        while wait(&studio, &heard).is_some() {
            studio.renew();
        }
    })?;
    Ok(Watch { notices })
}

/// Lets the system tell of changes.
#[cfg(target_os = "linux")]
fn by_system(root: &Path, notices: Sender<Notice>, tell: Tell) -> io::Result<()> {
    let watches = match system::Watches::open(root) {
        Ok(watches) => watches,
        Err(error) => return by_looking(root, notices, &tell, &error.to_string()),
    };
    let root = root.to_owned();
    thread::Builder::new().name("dateline-watch".to_owned()).spawn(move || {
        if let Err(error) = watches.pass_on(&notices) {
            // What was missed meanwhile can be anything.
            let _ = notices.send(Notice::Changed);
            let _ = by_looking(&root, notices, &tell, &error.to_string());
        }
    })?;
    Ok(())
}

/// Lets the system tell of changes, which it can't here.
#[cfg(not(target_os = "linux"))]
fn by_system(root: &Path, notices: Sender<Notice>, tell: Tell) -> io::Result<()> {
    by_looking(root, notices, &tell, "not on this system")
}

/// Looks the folder over from time to time.
fn by_looking(root: &Path, notices: Sender<Notice>, tell: &Tell, why: &str) -> io::Result<()> {
    tell(Event::Polling(why));
    let look = Look::first(root.to_owned());
    thread::Builder::new().name("dateline-look".to_owned()).spawn(move || look.pass_on(&notices))?;
    Ok(())
}

/// Waits for the next change to be over; nothing when it is time to stop.
fn wait(studio: &Studio, heard: &Receiver<Notice>) -> Option<()> {
    loop {
        let notice = match studio.until_next_change() {
            // What the clock brings is a change as well.
            Some(left) => match heard.recv_timeout(left) {
                Err(RecvTimeoutError::Timeout) => return Some(()),
                heard => heard.ok()?,
            },
            None => heard.recv().ok()?,
        };
        match notice {
            Notice::Changed => break,
            Notice::Still => {}
            Notice::Stop => return None,
        }
    }
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        match heard.recv_timeout(QUIET) {
            Ok(Notice::Changed | Notice::Still) => {}
            Ok(Notice::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    Some(())
}
