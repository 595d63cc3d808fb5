//! Recognizes apostrophes for letters left out at the start of a word: `'90s`, `'tis`, rock `'n'`
//! roll.

use super::ELEMENT_START;
use super::context::{Closing, Quote};

/// Words written with a leading apostrophe.
const ELIDED_WORDS: [&str; 17] = [
    "tis",
    "tisn",
    "twas",
    "twasn",
    "twere",
    "twill",
    "twould",
    "em",
    "n",
    "nother",
    "nuff",
    "scuse",
    "fraid",
    "tween",
    "neath",
    "cept",
    "ndrangheta",
];

/// Dutch and Afrikaans words of one letter.
const ELIDED_LETTERS: [&str; 6] = ["s", "t", "k", "m", "r", "n"];

/// Maximum length of such a word.
const MAX_LETTERS: usize = 10;

/// Returns whether a single mark before a word is an apostrophe.
pub(super) fn is_apostrophe(text: &str, quote: &Quote) -> bool {
    let rest = text[quote.at + 1..].trim_start_matches(ELEMENT_START);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return digits == 2 && is_year(&rest[2..], quote);
    }
    let letters =
        rest.chars().take(MAX_LETTERS + 1).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let (word, after) = rest.split_at(letters);
    if ELIDED_LETTERS.contains(&word) && after.starts_with(char::is_whitespace) {
        return true;
    }
    let lowered = word.to_lowercase();
    // A word quoted by itself is not elided, except the `'n'` in rock 'n' roll.
    ELIDED_WORDS.contains(&&*lowered) && (lowered == "n" || !after.starts_with('\''))
}

/// Returns whether two digits are an abbreviated year.
///
/// Examples are `'90s`, and `'68` unless it starts a quotation.
fn is_year(after: &str, quote: &Quote) -> bool {
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    match &after[..letters] {
        "s" | "er" | "ers" | "ern" => true,
        "" => quote.later_closing != Closing::Clear,
        _ => false,
    }
}
