//! Recognizes paragraphs that became code because their first line is indented.
//!
//! Real code must not be reported, so every feature of the text has to look like prose.

use std::ops::Range;

use crate::diagnostic::Kind;
use crate::markdown::problem::Problem;

/// Minimum number of words of prose.
const MIN_WORDS: usize = 6;

/// Minimum number of letters of prose in a script without spaces.
const MIN_LETTERS: usize = 12;

/// Returns a warning if the block of indented code at `at` reads like prose.
pub(super) fn check(text: &str, at: &Range<usize>) -> Option<Problem> {
    let block = text.get(at.clone())?;
    let rest = text.get(at.end..).unwrap_or_default();
    // If only the first line is indented, the paragraph continues below.
    let goes_on = block.ends_with('\n') && rest.starts_with(char::is_alphabetic);
    if !is_prose(block, goes_on) {
        return None;
    }
    let first = block.lines().next().map_or(0, str::len);
    let message = "this paragraph is shown as code, because it begins with a tab or four spaces";
    let hint = "remove the spaces at the start of its lines; if it is code, put it between two lines of ```";
    Some(Problem::warning(Kind::AccidentalCode, at.start..at.start + first, message, hint))
}

fn is_prose(block: &str, goes_on: bool) -> bool {
    let trimmed = block.trim();
    let begins =
        trimmed.chars().find(|c| !is_quote(*c)).is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let ends = goes_on
        || trimmed
            .trim_end_matches(is_quote)
            .ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '۔', '।']);
    begins && ends && trimmed.lines().all(is_line_of_prose) && has_words(trimmed)
}

/// Returns whether a line has no characters typical of code or tables.
fn is_line_of_prose(line: &str) -> bool {
    let line = line.trim();
    let code = |c: char| {
        matches!(c, '{' | '}' | '<' | '>' | '=' | '|' | '\\' | '$' | '`' | '^' | '~' | ';' | '_' | '+')
    };
    let is_code = line.contains(code)
        || line.contains("  ")
        || line.contains('\t')
        || line.contains("::")
        || line.contains("()");
    !is_code && !line.starts_with(['#', '/', '-', '*', '@', '%', '.', '['])
}

/// Returns whether a text consists mostly of words, and has enough of them.
fn has_words(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() * 2 > letters
        && !text.contains(' ')
    {
        return letters >= MIN_LETTERS;
    }
    let (mut words, mut all) = (0_usize, 0_usize);
    for word in text.split_whitespace() {
        all += 1;
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_word = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '–' | '—'));
        words += usize::from(is_word && !word.is_empty());
    }
    words >= MIN_WORDS && words * 10 >= all * 8
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '«'
            | '»'
            | '„'
            | '‚'
            | '('
            | ')'
            | '—'
            | '–'
            | '¿'
            | '¡'
    )
}
