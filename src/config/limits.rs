//! Table `[limits]`: resource limits for the templates of one page.

use crate::fields::{DiagnosticSink, Fields};

/// Resource limits for the templates of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Number of loop iterations.
    pub template_steps: u64,
    /// Processor time in seconds.
    pub template_seconds: u64,
    /// Size of the page in MiB.
    pub template_mebibytes: u64,
}

/// Allowed ranges.
const STEPS: std::ops::RangeInclusive<usize> = 1_000..=1_000_000_000_000;
const SECONDS: std::ops::RangeInclusive<usize> = 1..=86_400;
const MEBIBYTES: std::ops::RangeInclusive<usize> = 1..=4_096;

impl Limits {
    /// Default limits. A page that lists a million articles uses a tenth of them.
    pub const DEFAULT: Self =
        Self { template_steps: 10_000_000, template_seconds: 8, template_mebibytes: 64 };

    /// Returns the maximum size of a page in bytes.
    pub fn output(self) -> u64 {
        self.template_mebibytes << 20
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Reads the table.
pub(super) fn read(fields: &mut Fields<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Limits {
    let default = Limits::DEFAULT;
    let table =
        fields.take("limits").and_then(|field| field.table(problems, "limits.", "{ template_seconds = 60 }"));
    let Some(mut inner) = table else { return default };
    let mut number = |name, range| inner.take(name).and_then(|field| field.number(problems, range));
    let limits = Limits {
        template_steps: number("template_steps", STEPS).map_or(default.template_steps, |n| n as u64),
        template_seconds: number("template_seconds", SECONDS).map_or(default.template_seconds, |n| n as u64),
        template_mebibytes: number("template_mebibytes", MEBIBYTES)
            .map_or(default.template_mebibytes, |n| n as u64),
    };
    inner.finish(problems, "");
    limits
}
