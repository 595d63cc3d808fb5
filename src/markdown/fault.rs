//! Problems found in a text, each with its range, what is wrong and what to type instead.

use std::ops::Range;

use crate::diagnostic::{Kind, Severity};

/// Problem in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Whether it stops the build.
    pub severity: Severity,
    /// Kind of the problem.
    pub kind: Kind,
}

impl Fault {
    /// Returns an error.
    pub fn new(at: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self { at, message, hint, severity: Severity::Error, kind: Kind::Other }
    }

    /// Returns a warning of a kind.
    pub(super) fn warning(
        kind: Kind,
        at: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, kind, ..Self::new(at, message, hint) }
    }
}
