//! Finds references to notes that the text does not have.

use super::Place;
use super::mask::Mask;
use crate::diagnostic::Kind;
use crate::markdown::fault::Fault;

/// The most bytes of a note's name.
const LONGEST: usize = 100;

/// The most bytes of a note's text that are looked at.
const LONGEST_TEXT: usize = 2000;

/// Adds a warning for each reference to a note that is shown as it is written.
pub(super) fn find(mask: &Mask<'_>, place: Place, found: &mut Vec<Fault>) {
    let text = &mask.text;
    for (start, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'[') {
        if text[..start].ends_with(b"^") && !text[..start].ends_with(b"[^") {
            in_line(mask, start, found);
        }
        if text.get(start + 1) != Some(&b'^') {
            continue;
        }
        let Some(end) = mask.next(b']', start, LONGEST) else { continue };
        let name = &mask.source[start + 2..end];
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || matches!(c, '[' | '^')) {
            continue;
        }
        let at = mask.place(start..end + 1);
        let fault = match place {
            Place::InComponent => {
                let hint =
                    "put the note's words into the text itself, or refer to it outside of the component";
                Fault::warning(Kind::MissingNote, at, "a text in a component can't have notes", hint)
            }
            Place::Whole => {
                let message = format!("there is no note [^{name}]: this is shown as it is written");
                let hint = format!("write the note in a paragraph of its own: [^{name}]: its text");
                Fault::warning(Kind::MissingNote, at, message, hint)
            }
        };
        found.push(fault);
    }
}

/// Adds a warning for a note whose text stands in the line: `^[text]`.
fn in_line(mask: &Mask<'_>, start: usize, found: &mut Vec<Fault>) {
    let Some(end) = mask.next(b']', start, LONGEST_TEXT) else { return };
    // `2^[a-z]` is a formula.
    if !mask.source[start..end].contains(' ') {
        return;
    }
    let message = "a note can't stand in the line: this is shown as it is written";
    let hint = "write [^1] here, and its text below in a paragraph of its own: [^1]: its text";
    found.push(Fault::warning(Kind::MissingNote, mask.place(start - 1..end + 1), message, hint));
}
