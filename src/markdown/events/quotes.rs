//! Chooses typographic characters for straight quotation marks and for rows of hyphens or dots.
//!
//! Each decision uses the text of a whole paragraph. A mark after a letter or digit closes a
//! quotation or is an apostrophe; feet and inches are primes.

mod apostrophe;
mod context;
mod dashes;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use context::{Closing, Quote, is_cjk, is_hebrew, is_opening, is_wordlike};

/// Marks the start of an element.
pub(super) const ELEMENT_START: char = '\u{1}';
/// Marks the end of an element.
pub(super) const ELEMENT_END: char = '\u{2}';
/// Marks code, an image or a URL.
pub(super) const OBJECT: char = '\u{3}';
/// Marks a character that stays unchanged.
pub(super) const LITERAL: char = '\u{4}';

/// Replacement of a range of bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) replacement: Cow<'static, str>,
}

/// Returns the replacements for a text, in order.
pub(super) fn changes(text: &str) -> Vec<Change> {
    let quotes = context::quotes(text);
    let mut resolver = QuoteResolver { text, primes: find_primes(text, &quotes), ..QuoteResolver::default() };
    let mut changes = dashes::changes(text);
    for (index, quote) in quotes.iter().enumerate() {
        let replacement = resolver.resolve(index, quote);
        changes.push(Change { at: quote.at, length: 1, replacement: replacement.into() });
    }
    changes.sort_by_key(|change| change.at);
    changes
}

/// State of the decisions, made in order.
#[derive(Default)]
struct QuoteResolver<'t> {
    text: &'t str,
    /// Sorted indices of the marks for feet, minutes, inches or seconds.
    primes: Vec<usize>,
    double: bool,
    single: bool,
    /// True if the previous mark was an opening one.
    opened: bool,
}

impl QuoteResolver<'_> {
    fn resolve(&mut self, index: usize, quote: &Quote) -> &'static str {
        // After an opening mark a word begins; after a closing mark a word has ended.
        let before = match quote.before {
            _ if quote.is_adjacent && self.opened => None,
            _ if quote.is_adjacent => Some(','),
            before => before,
        };
        let is_prime = self.primes.binary_search(&index).is_ok();
        let resolved = match (quote.is_double, is_prime) {
            (true, true) => "″",
            (false, true) => "′",
            (true, false) => self.double(quote, before),
            (false, false) => self.single(quote, before),
        };
        self.opened = matches!(resolved, "“" | "‘");
        resolved
    }

    fn double(&mut self, quote: &Quote, before: Option<char>) -> &'static str {
        match classify_double(self.text, quote, before, self.double) {
            DoubleMark::Opens => {
                self.double = true;
                "“"
            }
            DoubleMark::Closes => {
                self.double = false;
                "”"
            }
            DoubleMark::Unmatched => "”",
        }
    }

    fn single(&mut self, quote: &Quote, before: Option<char>) -> &'static str {
        if is_opening_single(self.text, quote, before, self.single) {
            self.single = true;
            return "‘";
        }
        if !quote.after.is_some_and(is_wordlike) {
            self.single = false;
        }
        "’"
    }
}

/// Role of a double mark.
enum DoubleMark {
    Opens,
    Closes,
    /// Looks like a closing mark, but closes nothing.
    Unmatched,
}

fn classify_double(text: &str, quote: &Quote, before: Option<char>, is_open: bool) -> DoubleMark {
    let toggled = if is_open { DoubleMark::Closes } else { DoubleMark::Opens };
    let begins = before.is_none_or(|c| c.is_whitespace() || is_opening(c));
    let ends = quote.after.is_none_or(char::is_whitespace);
    match (before, quote.after) {
        // Some languages put spaces on both sides.
        _ if begins && ends => toggled,
        (_, Some(after)) if begins => {
            let is_stop = matches!(after, ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}');
            if is_stop && is_open { DoubleMark::Closes } else { DoubleMark::Opens }
        }
        _ if ends => closing(is_open),
        (Some(before), Some(after)) if is_cjk(before) || is_cjk(after) => toggled,
        (Some(before), Some(after)) if is_hebrew(before) && is_hebrew(after) => {
            if context::is_hebrew_prefix(text, quote) && quote.has_later_double {
                DoubleMark::Opens
            } else {
                DoubleMark::Unmatched
            }
        }
        (Some(before), _) if is_wordlike(before) => closing(is_open),
        (Some(before), Some(after)) => {
            let goes_on = is_wordlike(after) || is_opening(after);
            match before {
                '.' | ',' | '!' | '?' | '…' | ')' | ']' | '}' if is_open => DoubleMark::Closes,
                '-' | '–' | '—' | '.' | ',' | '!' | '?' | '…' | ':' | ';' if goes_on => {
                    DoubleMark::Opens
                }
                '-' | '–' | '—' | '.' | ',' | '!' | '?' | '…' | ':' | ';' => closing(is_open),
                _ => toggled,
            }
        }
        _ => toggled,
    }
}

fn closing(is_open: bool) -> DoubleMark {
    if is_open { DoubleMark::Closes } else { DoubleMark::Unmatched }
}

fn is_opening_single(text: &str, quote: &Quote, before: Option<char>, is_open: bool) -> bool {
    let Some(after) = quote.after.filter(|c| !c.is_whitespace()) else { return false };
    let has_closing = quote.later_closing != Closing::Missing;
    let begins = before.is_none_or(|c| c.is_whitespace() || is_opening(c));
    if begins {
        if apostrophe::is_apostrophe(text, quote) {
            return false;
        }
        return has_closing;
    }
    let Some(before) = before else { return false };
    if is_cjk(before) || is_cjk(after) {
        return !is_open && has_closing;
    }
    let is_joint = matches!(before, '-' | '–' | '—' | ':' | ';' | '/' | '=' | ',' | '.');
    is_joint && (is_wordlike(after) || is_opening(after)) && !is_open && has_closing
}

/// Returns the indices of marks for feet and inches, or minutes and seconds: `6'2"`.
fn find_primes(text: &str, quotes: &[Quote]) -> Vec<usize> {
    let mut primes = Vec::new();
    let mut last_pair = None;
    for (index, pair) in quotes.windows(2).enumerate() {
        let [feet, inches] = pair else { continue };
        let follows_digit = |quote: &Quote| text[..quote.at].ends_with(|c: char| c.is_ascii_digit());
        if feet.is_double || !follows_digit(feet) {
            continue;
        }
        if inches.is_double && is_number(&text[feet.at + 1..inches.at]) {
            primes.extend([index, index + 1]);
            last_pair = Some(index + 1);
        } else if follows_degrees(&text[..feet.at]) {
            primes.push(index);
        }
    }
    if let Some(last) = quotes.last()
        && follows_degrees(&text[..last.at])
        && !last.is_double
    {
        primes.push(quotes.len() - 1);
    }
    // In `"He is 6'2"`, the last mark closes the quotation.
    let others = |index: &usize| quotes[*index].is_double && primes.binary_search(index).is_err();
    if last_pair == Some(quotes.len().saturating_sub(1)) {
        let mut waiting = (0..quotes.len()).filter(others);
        let first = waiting.next();
        let begins = first
            .is_some_and(|first| quotes[first].before.is_none_or(|c| c.is_whitespace() || is_opening(c)));
        if begins && waiting.count() % 2 == 0 {
            primes.pop();
        }
    }
    primes
}

/// Returns whether the text between two marks is a number, with fractions.
fn is_number(between: &str) -> bool {
    let number = between.trim_start_matches([' ', '\u{A0}', '-', '\u{202F}']);
    between.len() <= 16
        && number.starts_with(|c: char| c.is_ascii_digit() || is_fraction(c))
        && number.ends_with(|c: char| c.is_ascii_digit() || is_fraction(c))
        && number.chars().all(|c| {
            c.is_ascii_digit() || is_fraction(c) || matches!(c, '.' | ',' | '/' | ' ' | '\u{A0}' | '⁄')
        })
}

fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '⅐'..='⅞')
}

/// Returns whether a text ends with degrees and minutes: `41°24`.
fn follows_degrees(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - before.len();
    (1..=2).contains(&digits) && before.trim_end_matches([' ', '\u{A0}']).ends_with('°')
}
