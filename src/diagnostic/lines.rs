//! Line index of a text, for many excerpts. Checkpoints are computed at the first use, so that
//! every excerpt takes constant time, even in a text that is one long line.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::{memchr_iter, memrchr};

use super::Excerpt;
use super::excerpt::{Head, floor};

/// Distance of checkpoints in bytes.
const CHECKPOINT_BYTES: usize = 1024;

/// Text with a line index.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Positions at multiples of `CHECKPOINT_BYTES`.
    marks: OnceCell<Vec<Head>>,
}

impl<'t> Lines<'t> {
    /// Returns the line index of a text.
    pub fn of(text: &'t str) -> Self {
        Self { text, marks: OnceCell::new() }
    }

    /// Returns the text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the same excerpt as [`Excerpt::new`].
    pub fn excerpt(&self, span: Range<usize>) -> Excerpt {
        let at = floor(self.text, span.start.min(self.text.len()));
        Excerpt::at(self.text, &self.head(at), at..span.end)
    }

    fn head(&self, at: usize) -> Head {
        let marks = self.marks.get_or_init(|| marks(self.text));
        let known = at / CHECKPOINT_BYTES;
        marks.get(known).map_or(Head { line: 1, start: 0, column: 1 }, |mark| {
            advanced(self.text.as_bytes(), mark, known * CHECKPOINT_BYTES..at)
        })
    }
}

/// Computes the checkpoints.
/// One inside a character counts it as before the checkpoint.
fn marks(text: &str) -> Vec<Head> {
    let bytes = text.as_bytes();
    let mut marks = Vec::with_capacity(bytes.len() / CHECKPOINT_BYTES + 1);
    let mut head = Head { line: 1, start: 0, column: 1 };
    for at in (0..=bytes.len()).step_by(CHECKPOINT_BYTES) {
        marks.push(head);
        head = advanced(bytes, &head, at..(at + CHECKPOINT_BYTES).min(bytes.len()));
    }
    marks
}

/// Advances a position over a range of the text.
fn advanced(text: &[u8], head: &Head, between: Range<usize>) -> Head {
    let bytes = text.get(between.clone()).unwrap_or_default();
    let is_first = |byte: &&u8| **byte & 0xc0 != 0x80;
    match memrchr(b'\n', bytes) {
        Some(last) => Head {
            line: head.line + memchr_iter(b'\n', bytes).count(),
            start: between.start + last + 1,
            column: bytes[last + 1..].iter().filter(is_first).count() + 1,
        },
        None => Head { column: head.column + bytes.iter().filter(is_first).count(), ..*head },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn an_excerpt_is_the_same_as_by_itself(
            pieces in proptest::collection::vec("[a-zé\r\n🙂]{0,3}|\n|x{900,1100}|é{500,700}", 0..8),
            spans in proptest::collection::vec((0..6000_usize, 0..3000_usize), 1..6),
        ) {
            let text = pieces.concat();
            let lines = Lines::of(&text);
            for (start, length) in spans {
                let span = start..start + length;
                proptest::prop_assert_eq!(lines.excerpt(span.clone()), Excerpt::new(&text, span));
            }
        }
    }
}
