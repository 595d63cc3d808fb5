//! Normalizes a text for the matching of names: case and Unicode form are folded, and every
//! separator of words becomes one space. Each character keeps its range in the source.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Normalized character with the source range of the character it came from.
#[derive(Debug, Clone)]
pub(super) struct NormalizedChar {
    pub(super) c: char,
    pub(super) at: Range<usize>,
}

/// Rules for the separators of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Running text.
    Prose,
    /// Address, in which punctuation separates words.
    Address,
}

/// Normalizes a text.
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
        // Some languages use İ and ı as the capital and small forms of one letter.
        '\u{307}' if before == Some('i') => {}
        'ı' => chars.push(NormalizedChar { c: 'i', at }),
        'ß' => chars.extend([at.clone(), at].map(|at| NormalizedChar { c: 's', at })),
        'ς' => chars.push(NormalizedChar { c: 'σ', at }),
        '’' | '‘' | 'ʼ' | '`' | '＇' => chars.push(NormalizedChar { c: '\'', at }),
        c if c.is_whitespace() => push_space(chars, at),
        c => chars.push(NormalizedChar { c, at }),
    }
}

/// Appends a space, unless the last character is one.
pub(super) fn push_space(chars: &mut Vec<NormalizedChar>, at: Range<usize>) {
    if chars.last().is_none_or(|last| last.c != ' ') {
        chars.push(NormalizedChar { c: ' ', at });
    }
}

/// Returns whether a character separates words; `after` is the text behind it.
fn is_separator(c: char, after: &str, syntax: Syntax) -> bool {
    let in_text = c.is_whitespace() || matches!(c, '-' | '_' | '+' | '\u{2010}'..='\u{2015}');
    let in_address = match c {
        '/' | '=' | '&' | '~' => true,
        '.' => after.starts_with(char::is_alphanumeric),
        _ => false,
    };
    in_text || (syntax == Syntax::Address && in_address)
}

/// Returns whether a character is invisible to readers.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Returns whether a character belongs to a word.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Returns whether a character's script needs no space between words.
///
/// Such scripts write words without spaces, or attach endings that are no part of a name.
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

/// Returns whether Arabic or Hebrew attaches a letter to the next word, as “and”.
pub(super) fn is_joined_prefix(c: char) -> bool {
    matches!(c, 'و' | 'ف' | 'ب' | 'ك' | 'ل' | 'ו' | 'ב' | 'ל' | 'מ' | 'ש' | 'כ' | 'ה')
}
