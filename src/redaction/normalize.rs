//! A text as names are looked for in it: without case and Unicode form, every gap between words a single space, every
//! character with its place. In goes a text; out come its characters.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A character, and where in its text the one that it was made from stands.
#[derive(Debug, Clone)]
pub(super) struct NormalizedChar {
    pub(super) c: char,
    pub(super) at: Range<usize>,
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// As words.
    Prose,
    /// As an address, in which signs stand between words.
    Address,
}

/// Folds a text.
pub(super) fn normalize(text: &str, syntax: Syntax) -> Vec<NormalizedChar> {
    let mut chars: Vec<NormalizedChar> = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        let at = start..start + c.len_utf8();
        if is_separator(c, &text[at.end..], syntax) {
            push_space(&mut chars, at);
        } else if !is_invisible(c) {
            decompose_compatible(c, |part| {
                for c in part.to_lowercase() {
                    push(&mut chars, c, at.clone());
                }
            });
        }
    }
    chars
}

fn push(chars: &mut Vec<NormalizedChar>, c: char, at: Range<usize>) {
    let before = chars.last().map(|chars| chars.c);
    match c {
        // İ and ı are the capital and the small letter of two letters that other languages take for one.
        '\u{307}' if before == Some('i') => {}
        'ı' => chars.push(NormalizedChar { c: 'i', at }),
        'ß' => chars.extend([at.clone(), at].map(|at| NormalizedChar { c: 's', at })),
        'ς' => chars.push(NormalizedChar { c: 'σ', at }),
        '’' | '‘' | 'ʼ' | '`' | '＇' => chars.push(NormalizedChar { c: '\'', at }),
        c if c.is_whitespace() => push_space(chars, at),
        c => chars.push(NormalizedChar { c, at }),
    }
}

/// Adds a gap, unless there is one.
pub(super) fn push_space(chars: &mut Vec<NormalizedChar>, at: Range<usize>) {
    if chars.last().is_none_or(|last| last.c != ' ') {
        chars.push(NormalizedChar { c: ' ', at });
    }
}

/// Whether a character parts words. `after` is what follows it.
fn is_separator(c: char, after: &str, syntax: Syntax) -> bool {
    let in_text = c.is_whitespace() || matches!(c, '-' | '_' | '+' | '\u{2010}'..='\u{2015}');
    let in_address = match c {
        '/' | '=' | '&' | '~' => true,
        '.' => after.starts_with(char::is_alphanumeric),
        _ => false,
    };
    in_text || (syntax == Syntax::Address && in_address)
}

/// Whether a character is one that no reader sees.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a character is a part of a word.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether a character is of a script that writes words without a space between them, or in which words take endings
/// that are no part of a name.
pub(super) fn is_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{0F00}'..='\u{0FFF}' // Tibetan
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1100}'..='\u{11FF}' // Hangul, decomposed
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3040}'..='\u{30FF}' // Hiragana, Katakana
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' // Chinese characters
        | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a letter is one that Arabic and Hebrew write before a word as a part of it: and, in, to, like, from …
pub(super) fn is_joined_prefix(c: char) -> bool {
    matches!(c, 'و' | 'ف' | 'ب' | 'ك' | 'ل' | 'ו' | 'ב' | 'ל' | 'מ' | 'ש' | 'כ' | 'ה')
}
