//! Determines the context of each straight quotation mark of a text.

use unicode_general_category::{GeneralCategory as G, get_general_category};

use super::{ELEMENT_END, ELEMENT_START, OBJECT};

/// Straight quotation mark.
#[derive(Debug)]
pub(super) struct Quote {
    /// Offset in the text.
    pub(super) at: usize,
    pub(super) is_double: bool,
    /// Nearest character on each side that is not a quotation mark.
    ///
    /// `None` at the edge of the text, and where an element starts directly before the mark or ends
    /// directly after it.
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
    /// True if the previous character is a quotation mark.
    pub(super) is_adjacent: bool,
    /// Later single mark that can close this one, with no opening mark between them.
    pub(super) later_closing: Closing,
    /// True if a double mark follows.
    pub(super) has_later_double: bool,
}

/// Single mark that may close a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// None.
    Missing,
    /// After an `s` or a digit, where it may be an apostrophe or a sign for feet.
    Unclear,
    /// Certain.
    Clear,
}

/// Returns the marks of a text, in order.
pub(super) fn quotes(text: &str) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let (mut before, mut is_adjacent) = (None, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' | '"' => {
                quotes.push(Quote {
                    at,
                    is_double: c == '"',
                    before,
                    after: None,
                    is_adjacent,
                    later_closing: Closing::Missing,
                    has_later_double: false,
                });
                is_adjacent = true;
            }
            ELEMENT_END => {}
            ELEMENT_START => before = None,
            c => (before, is_adjacent) = (Some(c), false),
        }
    }
    fill_following(text, &mut quotes);
    quotes
}

/// Sets the fields that depend on the text after a mark.
fn fill_following(text: &str, quotes: &mut [Quote]) {
    let mut after = None;
    let (mut closing, mut double) = (Closing::Missing, false);
    let mut rest = quotes.iter_mut().rev();
    for c in text.chars().rev() {
        match c {
            '\'' | '"' => {
                let Some(quote) = rest.next() else { return };
                quote.after = after;
                quote.later_closing = closing;
                quote.has_later_double = double;
                double |= quote.is_double;
                if !quote.is_double {
                    let begins = quote.before.is_none_or(|c| c.is_whitespace() || is_opening(c));
                    let goes_on = after.is_some_and(is_wordlike);
                    closing = match (begins, goes_on) {
                        (false, false) if !may_be_apostrophe(quote.before) => Closing::Clear,
                        (false, false) if closing == Closing::Missing => Closing::Unclear,
                        (true, true) => Closing::Missing,
                        _ => closing,
                    };
                }
            }
            ELEMENT_START => {}
            ELEMENT_END => after = None,
            c => after = Some(c),
        }
    }
}

/// Returns whether a mark after this character may be no closing mark.
fn may_be_apostrophe(before: Option<char>) -> bool {
    before.is_some_and(|c| c == 's' || c.is_ascii_digit())
}

/// Returns whether a character belongs to a word or stands for one.
pub(super) fn is_wordlike(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, OBJECT | '%' | '°' | '$' | '€' | '£' | '_')
        || (!c.is_ascii() && matches!(get_general_category(c), G::NonspacingMark | G::SpacingMark))
}

/// Returns whether a character opens a bracket or a quotation.
pub(super) fn is_opening(c: char) -> bool {
    match c {
        '(' | '[' | '{' | '<' | '¿' | '¡' => true,
        c if c.is_ascii() => false,
        c => matches!(get_general_category(c), G::OpenPunctuation | G::InitialPunctuation),
    }
}

/// Returns whether a character's script is written without spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{05FF}')
}

/// Returns whether a one-letter Hebrew prefix precedes a mark before a word.
///
/// Then the mark opens a quotation and does not belong to an abbreviation.
pub(super) fn is_hebrew_prefix(text: &str, quote: &Quote) -> bool {
    let letters = |mut chars: Box<dyn Iterator<Item = char> + '_>| {
        chars
            .by_ref()
            .filter(|c| get_general_category(*c) != G::NonspacingMark)
            .take(2)
            .take_while(|c| is_hebrew(*c))
            .count()
    };
    letters(Box::new(text[..quote.at].chars().rev())) == 1
        && letters(Box::new(text[quote.at + 1..].chars())) == 2
}
