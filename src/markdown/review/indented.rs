//! Recognizes a paragraph that became code because its first line begins with a tab or four spaces. Real code must not be
//! taken for one, so everything about it has to look like prose.

use std::ops::Range;

use crate::diagnostic::Kind;
use crate::markdown::fault::Fault;

/// The fewest words of a sentence that is taken for prose.
const FEWEST_WORDS: usize = 6;

/// The fewest letters of one in a script without spaces.
const FEWEST_LETTERS: usize = 12;

/// Returns a warning if the block of indented code at `at` reads as prose.
pub(super) fn judge(text: &str, at: &Range<usize>) -> Option<Fault> {
    let block = text.get(at.clone())?;
    let rest = text.get(at.end..).unwrap_or_default();
    // A paragraph of which only the first line is indented goes on in the line below.
    let goes_on = block.ends_with('\n') && rest.starts_with(char::is_alphabetic);
    if !is_prose(block, goes_on) {
        return None;
    }
    let first = block.lines().next().map_or(0, str::len);
    let message = "this paragraph is shown as code, because it begins with a tab or four spaces";
    let hint = "take the spaces at the beginning of its lines out; if it is code, put it between two lines that are ```";
    Some(Fault::warning(Kind::AccidentalCode, at.start..at.start + first, message, hint))
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

/// Whether a line has no signs that code or a table has.
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

/// Whether most of what stands between spaces is words, and there are enough of them.
fn has_words(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() * 2 > letters
        && !text.contains(' ')
    {
        return letters >= FEWEST_LETTERS;
    }
    let (mut words, mut all) = (0_usize, 0_usize);
    for word in text.split_whitespace() {
        all += 1;
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_word = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '–' | '—'));
        words += usize::from(is_word && !word.is_empty());
    }
    words >= FEWEST_WORDS && words * 10 >= all * 8
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
