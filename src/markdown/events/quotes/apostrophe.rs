//! Recognizes apostrophes at the beginning of a word, where something is left out: `'90s`, `'tis`, rock `'n'` roll.

use super::OPENS;
use super::context::{Closing, Quote};

/// Words that are written with an apostrophe at their beginning.
const SHORTENED: [&str; 17] = [
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
const OF_ONE_LETTER: [&str; 6] = ["s", "t", "k", "m", "r", "n"];

/// The most letters of such a word.
const LONGEST: usize = 10;

/// Whether a single mark before a word is an apostrophe.
pub(super) fn is_one(text: &str, quote: &Quote) -> bool {
    let rest = text[quote.at + 1..].trim_start_matches(OPENS);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return digits == 2 && is_year(&rest[2..], quote);
    }
    let letters = rest.chars().take(LONGEST + 1).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let (word, after) = rest.split_at(letters);
    if OF_ONE_LETTER.contains(&word) && after.starts_with(char::is_whitespace) {
        return true;
    }
    let lowered = word.to_lowercase();
    // A word that is quoted by itself is no shorter for it, save the one between rock and roll.
    SHORTENED.contains(&&*lowered) && (lowered == "n" || !after.starts_with('\''))
}

/// Whether two digits are a year without its century: `'90s`, and `'68` unless a quotation begins with it.
fn is_year(after: &str, quote: &Quote) -> bool {
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    match &after[..letters] {
        "s" | "er" | "ers" | "ern" => true,
        "" => quote.later != Closing::Clear,
        _ => false,
    }
}
