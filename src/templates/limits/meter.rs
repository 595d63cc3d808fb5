//! Counts the steps, bytes and CPU time of the page that a thread renders.

use std::cell::Cell;
use std::io::{self, Write};

use crate::config::Limits;
use crate::platform::thread_cpu_ns;

/// Number of steps between two checks of the CPU time.
///
/// Output is checked every 64 KiB.
const CHECK_INTERVAL_WRITES: u64 = 1 << 12;

/// Divisor of the output limit for the size of one value.
const PART_OF_A_VALUE: u64 = 4;

/// Factor of the output limit for all bytes written into variables for one page.
const WRITTEN_FACTOR: u64 = 4;

/// Limit that a page has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Steps,
    Time,
    Output,
    Value,
    Depth,
}

thread_local! {
    /// Meter of the page that this thread renders. Tera passes no context to filters.
    static METER: Meter = const { Meter::new() };
}

struct Meter {
    limits: Cell<Limits>,
    steps: Cell<u64>,
    bytes: Cell<u64>,
    /// Number of steps at which the CPU time is checked next.
    next_look: Cell<u64>,
    /// CPU time of the thread at the first check, in nanoseconds.
    began: Cell<u64>,
    stopped: Cell<Option<Stop>>,
}

impl Meter {
    const fn new() -> Self {
        Self {
            limits: Cell::new(Limits::DEFAULT),
            steps: Cell::new(0),
            bytes: Cell::new(0),
            next_look: Cell::new(CHECK_INTERVAL_WRITES),
            began: Cell::new(0),
            stopped: Cell::new(None),
        }
    }

    fn stop(&self, stop: Stop) -> Stop {
        self.stopped.set(Some(stop));
        stop
    }

    fn steps(&self, steps: u64) -> Result<(), Stop> {
        let total = self.steps.get().saturating_add(steps);
        self.steps.set(total);
        if total < self.next_look.get() {
            return Ok(());
        }
        if total > self.limits.get().template_steps {
            return Err(self.stop(Stop::Steps));
        }
        self.next_look.set(total + CHECK_INTERVAL_WRITES);
        self.look()
    }

    /// Checks the CPU time.
    fn look(&self) -> Result<(), Stop> {
        let now = thread_cpu_ns();
        if self.began.get() == 0 {
            self.began.set(now);
        }
        let limit = self.limits.get().template_seconds.saturating_mul(1_000_000_000);
        if now.saturating_sub(self.began.get()) > limit { Err(self.stop(Stop::Time)) } else { Ok(()) }
    }
}

/// Resets the meter for a page.
pub(super) fn begin(limits: Limits) {
    METER.with(|meter| {
        meter.limits.set(limits);
        meter.steps.set(0);
        meter.bytes.set(0);
        meter.next_look.set(CHECK_INTERVAL_WRITES.min(limits.template_steps));
        meter.began.set(0);
        meter.stopped.set(None);
    });
}

/// Returns the limit that the page has reached, if any.
pub(super) fn stopped() -> Option<Stop> {
    METER.with(|meter| meter.stopped.get())
}

/// Counts steps.
pub(super) fn steps(steps: u64) -> Result<(), Stop> {
    METER.with(|meter| meter.steps(steps))
}

/// Counts bytes that are written, into the page or into a variable.
pub(super) fn bytes(bytes: usize) -> Result<(), Stop> {
    METER.with(|meter| {
        let (before, bytes) = (meter.bytes.get(), bytes as u64);
        let total = before.saturating_add(bytes);
        meter.bytes.set(total);
        if before >> 16 == total >> 16 {
            return Ok(());
        }
        if total > meter.limits.get().output().saturating_mul(WRITTEN_FACTOR) {
            return Err(meter.stop(Stop::Output));
        }
        meter.look()
    })
}

/// Checks the size of a value, of which `share` may exist at once.
pub(super) fn value(bytes: usize, share: u64) -> Result<(), Stop> {
    METER.with(|meter| {
        if bytes as u64 > meter.limits.get().output() / PART_OF_A_VALUE / share {
            return Err(meter.stop(Stop::Value));
        }
        meter.steps(1 + (bytes as u64 >> 12))
    })
}

/// Records that a limit without a number is reached.
pub(super) fn stop(stop: Stop) -> Stop {
    METER.with(|meter| meter.stop(stop))
}

/// Returns the maximum size of a value, in bytes.
pub(super) fn largest_value() -> usize {
    METER.with(|meter| usize::try_from(meter.limits.get().output() / PART_OF_A_VALUE).unwrap_or(usize::MAX))
}

/// Writer that stops at the output's limit.
pub(super) struct Bounded<W> {
    to: W,
    left: u64,
    /// Number of bytes until the CPU time is checked.
    until_look: usize,
}

impl<W: Write> Bounded<W> {
    pub(super) fn new(to: W) -> Self {
        let left = METER.with(|meter| meter.limits.get().output());
        Self { to, left, until_look: 1 << 16 }
    }
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        if length > self.left {
            return Err(io::Error::other(stop(Stop::Output)));
        }
        self.left -= length;
        if let Some(until) = self.until_look.checked_sub(bytes.len()) {
            self.until_look = until;
        } else {
            self.until_look = 1 << 16;
            METER.with(Meter::look).map_err(io::Error::other)?;
        }
        self.to.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let limits = METER.with(|meter| meter.limits.get());
        match self {
            Self::Steps => write!(f, "this takes more than {} steps", limits.template_steps),
            Self::Time => write!(f, "this takes more than {} seconds", limits.template_seconds),
            Self::Output => write!(f, "this makes a page of more than {} MiB", limits.template_mebibytes),
            Self::Value => {
                let most = limits.output() / PART_OF_A_VALUE;
                write!(f, "this makes a value of more than {} KiB", most >> 10)
            }
            Self::Depth => {
                write!(f, "this makes lists or maps within one another that are too many or too deep")
            }
        }
    }
}

impl std::error::Error for Stop {}

impl Stop {
    /// Returns the hint for an editor.
    pub(super) fn hint(self) -> String {
        let Limits { template_steps, template_seconds, template_mebibytes } =
            METER.with(|meter| meter.limits.get());
        let raise = match self {
            Self::Steps => format!("template_steps = {}", template_steps.saturating_mul(10)),
            Self::Time => format!("template_seconds = {}", template_seconds.saturating_mul(10)),
            Self::Output | Self::Value => {
                format!("template_mebibytes = {}", template_mebibytes.saturating_mul(4))
            }
            Self::Depth => return "put less into one list, and fewer lists into one another".to_owned(),
        };
        format!(
            "see whether a loop or an include has no end; if the page has to be that large, write {raise} under \
             [limits] in config.toml"
        )
    }
}
