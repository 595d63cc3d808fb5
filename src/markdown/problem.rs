//! Problems found in a text, each with its range, a message and a hint.

use std::ops::Range;

use crate::diagnostic::{Kind, Severity};

/// Problem in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// Message.
    pub message: String,
    /// Hint.
    pub hint: String,
    /// Severity; an error stops the build.
    pub severity: Severity,
    /// Kind of the problem.
    pub kind: Kind,
}

impl Problem {
    /// Returns an error.
    pub fn new(at: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self { at, message, hint, severity: Severity::Error, kind: Kind::Other }
    }

    /// Returns a warning.
    pub(super) fn warning(
        kind: Kind,
        at: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, kind, ..Self::new(at, message, hint) }
    }
}
