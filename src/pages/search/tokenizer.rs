//! Tokenizer of the search. Words are folded, so that case, accents and forms of letters make no
//! difference. The theme's `js/search.js` folds queries in the same way: change both together.

use unicode_general_category::{GeneralCategory as Of, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// The most characters of a word.
const MAX_WORD_CHARS: usize = 40;

/// The stretch that only makes an Arabic word longer.
const TATWEEL: char = '\u{640}';

/// Hands each word of a text to `found`, again where it is there again.
pub(super) fn each_word(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::with_capacity(32);
    let mut letters = 0;
    let mut is_unspaced = false;
    for c in folded(text).chain([' ']) {
        let (belongs, unspaced) = (is_of_word(c), is_of_unspaced_script(c));
        if !word.is_empty() && (!belongs || unspaced != is_unspaced) {
            if is_unspaced {
                pairs(&word, &mut found);
            } else if letters > 1 || word.chars().all(char::is_numeric) {
                found(&word);
            }
            word.clear();
            letters = 0;
        }
        if belongs && (unspaced || letters < MAX_WORD_CHARS) {
            word.push(c);
            letters += 1;
            is_unspaced = unspaced;
        }
    }
}

/// Writing without spaces between its words: every two letters that are beside each other; a letter
/// alone.
fn pairs(run: &str, found: &mut impl FnMut(&str)) {
    let ends: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if ends.len() == 2 {
        found(run);
    }
    for pair in ends.windows(3) {
        found(&run[pair[0]..pair[2]]);
    }
}

/// Letters without their accents, in lower case, in their usual forms.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let letters = text
        .nfkd()
        .filter(|c| *c != TATWEEL && (c.is_ascii() || get_general_category(*c) != Of::NonspacingMark));
    letters.flat_map(char::to_lowercase).filter_map(|c| match c {
        'ς' => Some('σ'),
        // What lower case adds to a letter, such as the dot of `İ`.
        '\u{307}' => None,
        other => Some(other),
    })
}

fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(
        get_general_category(c),
        Of::UppercaseLetter
            | Of::LowercaseLetter
            | Of::TitlecaseLetter
            | Of::ModifierLetter
            | Of::OtherLetter
            | Of::DecimalNumber
            | Of::LetterNumber
            | Of::OtherNumber
            | Of::SpacingMark
    )
}

/// Thai, Lao, Burmese, Khmer, kana and Han.
fn is_of_unspaced_script(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// A number that all words with the same first two letters have: FNV-1a, 32 bits, of their UTF-8.
pub(super) fn beginning(word: &str) -> u32 {
    let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    word.as_bytes()[..end]
        .iter()
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each_word(text, |word| all.push(word.to_owned()));
        all
    }

    #[test]
    fn case_accents_and_forms_of_letters_make_no_difference() {
        for (text, expected) in [
            ("Don’t PANIC, café!", "don panic cafe"),
            ("İstanbul ISTANBUL ırmak", "istanbul istanbul ırmak"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("الأُمَم المتّحـــدة", "الامم المتحدة"),
            ("１２ Straße ﬁn", "12 straße fin"),
            ("G7 7 x", "g7 7"),
            ("東京大学 を", "東京 京大 大学 を"),
            ("NHK東京", "nhk 東京"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        assert_eq!(words(&"a".repeat(60)), ["a".repeat(40)]);
    }

    #[test]
    fn words_that_begin_alike_are_in_one_file() {
        assert_eq!(beginning("talk"), beginning("tasks"));
        assert_ne!(beginning("talk"), beginning("tomorrow"));
        assert_eq!(beginning("a"), 0xe40c_292c);
    }
}
