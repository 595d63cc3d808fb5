//! Finds references to missing footnotes.

use super::Scope;
use super::mask::Mask;
use crate::diagnostic::Kind;
use crate::markdown::problem::Problem;

/// Maximum length of a label.
const MAX_LABEL_BYTES: usize = 100;

/// Maximum length of an inline footnote that is examined.
const MAX_TEXT_BYTES: usize = 2000;

/// Warns about each footnote reference that is shown as written.
pub(super) fn check(mask: &Mask<'_>, scope: Scope, problems: &mut Vec<Problem>) {
    let text = &mask.text;
    for (start, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'[') {
        if text[..start].ends_with(b"^") && !text[..start].ends_with(b"[^") {
            check_inline_footnote(mask, start, problems);
        }
        if text.get(start + 1) != Some(&b'^') {
            continue;
        }
        let Some(end) = mask.find(b']', start, MAX_LABEL_BYTES) else { continue };
        let name = &mask.source[start + 2..end];
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || matches!(c, '[' | '^')) {
            continue;
        }
        let at = mask.source_range(start..end + 1);
        let problem = match scope {
            Scope::Component => {
                let hint =
                    "put the footnote's text into the component itself, or move the reference out of it";
                Problem::warning(Kind::MissingNote, at, "a component can't contain footnotes", hint)
            }
            Scope::Document => {
                let message = format!("there is no footnote [^{name}], so this is shown as plain text");
                let hint = format!("add the footnote in a paragraph of its own: [^{name}]: its text");
                Problem::warning(Kind::MissingNote, at, message, hint)
            }
        };
        problems.push(problem);
    }
}

/// Warns about an inline footnote, `^[text]`.
fn check_inline_footnote(mask: &Mask<'_>, start: usize, problems: &mut Vec<Problem>) {
    let Some(end) = mask.find(b']', start, MAX_TEXT_BYTES) else { return };
    // `2^[a-z]` is a formula.
    if !mask.source[start..end].contains(' ') {
        return;
    }
    let message = "inline footnotes are not supported, so this is shown as plain text";
    let hint = "write [^1] here, and its text below in a paragraph of its own: [^1]: its text";
    problems.push(Problem::warning(Kind::MissingNote, mask.source_range(start - 1..end + 1), message, hint));
}
