//! Decodes files as UTF-8.

use super::{Diagnostic, Excerpt, Place};
use crate::path::SitePath;

/// Decodes the bytes of a file.
///
/// # Errors
/// Returns a diagnostic with the line and a caret if the bytes are not UTF-8.
pub fn utf8<'a>(file: &SitePath, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let is_break = |byte: &u8| *byte == b'\n';
        let before = &bytes[..at];
        let line_start = before.iter().rposition(is_break).map_or(0, |i| i + 1);
        let after = &bytes[at..];
        // A binary file may be one endless line, so the excerpt is bounded.
        let line_end = at + after.iter().position(is_break).unwrap_or(after.len()).min(200);
        let line = String::from_utf8_lossy(&bytes[line_start..line_end]);
        let lines_before = before.iter().filter(|byte| is_break(byte)).count();
        let at = at - line_start;
        let excerpt = Excerpt::new(&line, at..at + '\u{fffd}'.len_utf8()).below(lines_before);
        Box::new(
            Diagnostic::error(Place::Line(file.clone(), excerpt), "this is not UTF-8")
                .hint("open the file in your editor with the encoding it has, and save it as UTF-8"),
        )
    })
}
