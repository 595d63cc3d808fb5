//! Describes what stands around each straight quotation mark of a text.

use unicode_general_category::{GeneralCategory as G, get_general_category};

use super::{CLOSES, OBJECT, OPENS};

/// A straight quotation mark.
#[derive(Debug)]
pub(super) struct Quote {
    /// Where it stands.
    pub(super) at: usize,
    pub(super) is_double: bool,
    /// The next character before it and after it that is no quotation mark; none at the edge of the text, and where an
    /// element begins directly before it or ends directly after it.
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
    /// Whether the character before it is a quotation mark.
    pub(super) is_adjacent: bool,
    /// Whether a single mark comes later that can close what this one opens, and none in between that opens.
    pub(super) later: Closing,
    /// Whether there is a later double mark.
    pub(super) has_later_double: bool,
}

/// Single mark that may close a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// There is none.
    Missing,
    /// There is one after an `s` or a digit, where it may be a plural's apostrophe or the sign for feet.
    Unclear,
    /// There is one.
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
                    later: Closing::Missing,
                    has_later_double: false,
                });
                is_adjacent = true;
            }
            CLOSES => {}
            OPENS => before = None,
            c => (before, is_adjacent) = (Some(c), false),
        }
    }
    look_back(text, &mut quotes);
    quotes
}

/// Fills in what only the text after a mark says.
fn look_back(text: &str, quotes: &mut [Quote]) {
    let mut after = None;
    let (mut closing, mut double) = (Closing::Missing, false);
    let mut rest = quotes.iter_mut().rev();
    for c in text.chars().rev() {
        match c {
            '\'' | '"' => {
                let Some(quote) = rest.next() else { return };
                quote.after = after;
                quote.later = closing;
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
            OPENS => {}
            CLOSES => after = None,
            c => after = Some(c),
        }
    }
}

/// Whether a mark after a character may be something else than the end of a quotation.
fn may_be_apostrophe(before: Option<char>) -> bool {
    before.is_some_and(|c| c == 's' || c.is_ascii_digit())
}

/// Whether a character is a part of a word, or something in place of one.
pub(super) fn is_wordlike(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, OBJECT | '%' | '°' | '$' | '€' | '£' | '_')
        || (!c.is_ascii() && matches!(get_general_category(c), G::NonspacingMark | G::SpacingMark))
}

/// Whether a character opens a bracket or a quotation, so that a word begins after it.
pub(super) fn is_opening(c: char) -> bool {
    match c {
        '(' | '[' | '{' | '<' | '¿' | '¡' => true,
        c if c.is_ascii() => false,
        c => matches!(get_general_category(c), G::OpenPunctuation | G::InitialPunctuation),
    }
}

/// Whether a character belongs to a script that is written without spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{05FF}')
}

/// Whether a Hebrew word before a mark is a prefix of one letter, and more than one letter follows, so that the mark begins
/// a quotation and is not that of an abbreviation.
pub(super) fn is_prefix(text: &str, quote: &Quote) -> bool {
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
