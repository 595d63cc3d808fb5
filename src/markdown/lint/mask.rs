//! Source of a block with everything but plain text blanked out.
//!
//! Code, HTML, link and emphasis markers, and escaped characters are blank, so a pattern found in a
//! mask is visible to readers.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::Event;

use crate::markdown::text_context::{ContextTracker, LiteralPrefixes, SpannedEvent, TextContext};

/// Value of a blanked byte.
pub(super) const BLANK: u8 = 0;

/// Masked block.
pub(super) struct Mask<'t> {
    /// Source of the block.
    pub(super) source: &'t str,
    /// Bytes of the source, blanked where they are not plain text.
    pub(super) text: Vec<u8>,
    /// Offset of the block in the text.
    start: usize,
}

impl<'t> Mask<'t> {
    /// Masks the block that has these inline events.
    pub(super) fn new(text: &'t str, run: &VecDeque<SpannedEvent<'t>>) -> Self {
        let start = run.front().map_or(0, |(_, at)| at.start);
        let end = run.iter().map(|(_, at)| at.end).max().unwrap_or(start);
        let source = text.get(start..end).unwrap_or_default();
        let mut mask = Self { source, text: vec![BLANK; source.len()], start };
        let mut contexts = ContextTracker::default();
        let mut literals = LiteralPrefixes::new(text);
        for (event, at) in run {
            let text_context = contexts.advance(event);
            match event {
                Event::Text(content) => {
                    let literal = literals.advance(content, at);
                    if text_context != TextContext::Verbatim && literal < content.len() {
                        mask.reveal(at.start + literal..at.end);
                    }
                }
                Event::SoftBreak | Event::HardBreak => mask.reveal(at.clone()),
                _ => {}
            }
        }
        mask
    }

    /// Returns a fully blanked mask for a block of HTML.
    pub(super) fn blank(text: &'t str, at: &Range<usize>) -> Self {
        let source = text.get(at.clone()).unwrap_or_default();
        Self { source, text: vec![BLANK; source.len()], start: at.start }
    }

    /// Copies a range of the source into the mask.
    pub(super) fn reveal(&mut self, at: Range<usize>) {
        let at = at.start - self.start..at.end - self.start;
        if let (Some(shown), Some(source)) = (self.text.get_mut(at.clone()), self.source.get(at)) {
            shown.copy_from_slice(source.as_bytes());
        }
    }

    /// Converts a range of the block to a range of the text.
    pub(super) fn source_range(&self, at: Range<usize>) -> Range<usize> {
        at.start + self.start..at.end + self.start
    }

    /// Returns the offset of the next `sign` from `from` on, within `limit` bytes.
    pub(super) fn find(&self, sign: u8, from: usize, limit: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        rest.iter().take(limit).position(|byte| *byte == sign).map(|at| from + at)
    }
}
