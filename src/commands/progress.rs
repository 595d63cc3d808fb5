//! Progress bar of a long build. Hidden when standard error is not a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use dateline::pipeline::{BuildNote, Progress, Step};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Verbosity, print_text};

/// Progress bar, visible only on a terminal.
pub(super) struct Bar {
    line: ProgressBar,
    /// A build advances the bar a hundred thousand times, so the check must be cheap.
    is_watched: bool,
    verbosity: Verbosity,
}

impl Bar {
    /// Returns a bar that is not visible yet.
    pub(super) fn new(verbosity: Verbosity) -> Self {
        let is_watched = verbosity != Verbosity::Quiet && std::io::stderr().is_terminal();
        let target =
            if is_watched { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let line = ProgressBar::with_draw_target(None, target);
        if is_watched {
            line.enable_steady_tick(Duration::from_millis(250));
        }
        Self { line, is_watched, verbosity }
    }

    /// Removes the bar.
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
            Step::Publishing => "Publishing",
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
            1 => "1 of its files is damaged".to_owned(),
            files => format!("{files} of its files are damaged"),
        };
        let words = match note {
            BuildNote::BuildDropped(files) => format!(
                "A build was interrupted, and {}. The output is unchanged; rebuilding everything",
                damage(files)
            ),
            BuildNote::BuildIncomplete(files) => format!(
                "A build was interrupted, and {}. Some pages are outdated; rebuilding everything",
                damage(files)
            ),
            _ if self.verbosity == Verbosity::Quiet => return,
            BuildNote::Waiting => "Waiting for another build of this output".to_owned(),
            BuildNote::CacheOtherVersion => {
                "Another version of Dateline made the last build; rebuilding everything".to_owned()
            }
            BuildNote::CacheDamaged => "The cache is damaged; rebuilding everything".to_owned(),
        };
        self.line.suspend(|| print_text(&mut std::io::stderr(), &format!("{words}\n")));
    }
}
