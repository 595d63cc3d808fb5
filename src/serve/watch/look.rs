//! A folder that is looked over from time to time. In goes a site's folder; out comes a word whenever it is not what it
//! was at the look before.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostics;
use crate::path::SOURCE_FOLDERS;
use crate::read::{Source, Stat, files_below};

use super::{FILES, Notice};

/// How often the folder is looked over.
const OFTEN: Duration = Duration::from_millis(500);

/// What was seen of a site's folder.
pub(super) struct Look {
    root: PathBuf,
    before: Seen,
}

/// What the file system says of all that the site is made from.
type Seen = (Vec<Vec<Source>>, [Option<Stat>; FILES.len()]);

impl Look {
    /// Looks for the first time.
    pub(super) fn first(root: PathBuf) -> Self {
        let before = see(&root);
        Self { root, before }
    }

    /// Tells of every change, until nobody wants to know.
    pub(super) fn pass_on(mut self, notices: &Sender<Notice>) {
        loop {
            let start = Instant::now();
            let now = see(&self.root);
            let notice = if now == self.before { Notice::Still } else { Notice::Changed };
            if notices.send(notice).is_err() {
                return;
            }
            self.before = now;
            // A large folder is not looked over all the time.
            std::thread::sleep(OFTEN.max(start.elapsed() * 10));
        }
    }
}

fn see(root: &std::path::Path) -> Seen {
    let folders = SOURCE_FOLDERS.map(|folder| files_below(root, folder, &mut Diagnostics::new()));
    let files = FILES.map(|file| std::fs::metadata(root.join(file)).ok().map(|found| Stat::new(&found)));
    (folders.into(), files)
}
