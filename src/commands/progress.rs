//! How a build gets on, on a terminal, once it takes long. Quiet when piped: a log has no use for a moving bar.

use std::io::IsTerminal;
use std::time::Duration;

use dateline::pipeline::{BuildNote, Progress, Step};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Voice, say};

/// A bar that appears where a person is watching.
pub(super) struct Bar {
    line: ProgressBar,
    /// A build asks a hundred thousand times to move the bar, so it is quick to say that there is none.
    is_watched: bool,
    voice: Voice,
}

impl Bar {
    /// A bar that is not there yet.
    pub(super) fn new(voice: Voice) -> Self {
        let is_watched = voice != Voice::Quiet && std::io::stderr().is_terminal();
        let target =
            if is_watched { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let line = ProgressBar::with_draw_target(None, target);
        if is_watched {
            line.enable_steady_tick(Duration::from_millis(250));
        }
        Self { line, is_watched, voice }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.line.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, step: Step, total: usize) {
        if !self.is_watched {
            return;
        }
        let name = match step {
            Step::Reading => "Reading",
            Step::Rendering => "Rendering",
            Step::Publishing => "Putting in place",
        };
        let style = ProgressStyle::with_template("{prefix:>16} {bar:32} {pos}/{len} {eta}");
        self.line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.line.set_prefix(name);
        self.line.set_length(total as u64);
        self.line.set_position(0);
    }

    fn advance(&self) {
        if self.is_watched {
            self.line.inc(1);
        }
    }

    fn note(&self, note: BuildNote) {
        let damage = |files: usize| match files {
            1 => "1 file that it left is damaged".to_owned(),
            files => format!("{files} files that it left are damaged"),
        };
        let words = match note {
            BuildNote::BuildDropped(files) => format!(
                "A build was cut short, and {}: the site stays as it was before that build, and is built anew now",
                damage(files)
            ),
            BuildNote::BuildIncomplete(files) => format!(
                "A build was cut short, and {}: some pages are still those of before; the site is built anew now",
                damage(files)
            ),
            _ if self.voice == Voice::Quiet => return,
            BuildNote::Waiting => "Another build is at work on this output; waiting for it".to_owned(),
            BuildNote::CacheOtherVersion => {
                "Another version of Dateline built this last; everything is built anew".to_owned()
            }
            BuildNote::CacheDamaged => {
                "The memory of the last build is damaged; everything is built anew".to_owned()
            }
        };
        self.line.suspend(|| say(&mut std::io::stderr(), &format!("{words}\n")));
    }
}
