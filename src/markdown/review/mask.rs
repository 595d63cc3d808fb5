//! The source of a block in which all that is no text is blanked out: code, HTML, the marks of links and emphasis, and
//! characters after a backslash. A pattern that is found in it is text to a reader.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::Event;

use crate::markdown::events::{Literals, Piece, Place, Places};

/// Stands for bytes that are no text.
pub(super) const BLANK: u8 = 0;

/// The text of a block.
pub(super) struct Mask<'t> {
    /// The source of the block.
    pub(super) source: &'t str,
    /// The same number of bytes, without what is no text.
    pub(super) text: Vec<u8>,
    /// Where the block begins.
    start: usize,
}

impl<'t> Mask<'t> {
    /// Blanks out what is no text in the block that has these inline events.
    pub(super) fn of(text: &'t str, run: &VecDeque<Piece<'t>>) -> Self {
        let start = run.front().map_or(0, |(_, at)| at.start);
        let end = run.iter().map(|(_, at)| at.end).max().unwrap_or(start);
        let source = text.get(start..end).unwrap_or_default();
        let mut mask = Self { source, text: vec![BLANK; source.len()], start };
        let mut places = Places::default();
        let mut literals = Literals::of(text);
        for (event, at) in run {
            let place = places.meet(event);
            match event {
                Event::Text(content) => {
                    let literal = literals.meet(content, at);
                    if place != Place::Verbatim && literal < content.len() {
                        mask.show(at.start + literal..at.end);
                    }
                }
                Event::SoftBreak | Event::HardBreak => mask.show(at.clone()),
                _ => {}
            }
        }
        mask
    }

    /// Blanks out all of a block of HTML.
    pub(super) fn of_html(text: &'t str, at: &Range<usize>) -> Self {
        let source = text.get(at.clone()).unwrap_or_default();
        Self { source, text: vec![BLANK; source.len()], start: at.start }
    }

    /// PageKind what stands in a range of the text.
    pub(super) fn show(&mut self, at: Range<usize>) {
        let at = at.start - self.start..at.end - self.start;
        if let (Some(shown), Some(source)) = (self.text.get_mut(at.clone()), self.source.get(at)) {
            shown.copy_from_slice(source.as_bytes());
        }
    }

    /// Returns a range of the block as one of the text.
    pub(super) fn place(&self, at: Range<usize>) -> Range<usize> {
        at.start + self.start..at.end + self.start
    }

    /// Returns where a sign next stands in the text from `from` on, and no further than `limit` bytes.
    pub(super) fn next(&self, sign: u8, from: usize, limit: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        rest.iter().take(limit).position(|byte| *byte == sign).map(|at| from + at)
    }
}
