//! Decides which typographic character each straight quotation mark stands for, and each row of hyphens or dots, from the
//! text of a whole paragraph. A mark after a letter or digit closes or is an apostrophe; feet and inches are primes.

mod apostrophe;
mod context;
mod dashes;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use context::{Closing, Quote, is_cjk, is_hebrew, is_opening, is_wordlike};

/// Stands for the beginning of an element.
pub(super) const OPENS: char = '\u{1}';
/// Stands for the end of an element.
pub(super) const CLOSES: char = '\u{2}';
/// Stands for code, a picture, or an address.
pub(super) const OBJECT: char = '\u{3}';
/// Stands for a character that is to stay as it is.
pub(super) const LITERAL: char = '\u{4}';

/// A replacement of some bytes of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) instead: Cow<'static, str>,
}

/// Returns the replacements for a text, in order.
pub(super) fn changes(text: &str) -> Vec<Change> {
    let quotes = context::quotes(text);
    let mut pen = Pen { text, primes: primes(text, &quotes), ..Pen::default() };
    let mut changes = dashes::changes(text);
    for (index, quote) in quotes.iter().enumerate() {
        let instead = pen.decide(index, quote);
        changes.push(Change { at: quote.at, length: 1, instead: instead.into() });
    }
    changes.sort_by_key(|change| change.at);
    changes
}

/// What is open while the marks are decided, one after another.
#[derive(Default)]
struct Pen<'t> {
    text: &'t str,
    /// The marks that are feet, minutes, inches or seconds, by index, in order.
    primes: Vec<usize>,
    double: bool,
    single: bool,
    /// Whether the mark before was an opening one.
    opened: bool,
}

impl Pen<'_> {
    fn decide(&mut self, index: usize, quote: &Quote) -> &'static str {
        // A mark directly after an opening one stands where a word begins, after a closing one where one ends.
        let before = match quote.before {
            _ if quote.is_adjacent && self.opened => None,
            _ if quote.is_adjacent => Some(','),
            before => before,
        };
        let is_prime = self.primes.binary_search(&index).is_ok();
        let decided = match (quote.is_double, is_prime) {
            (true, true) => "″",
            (false, true) => "′",
            (true, false) => self.double(quote, before),
            (false, false) => self.single(quote, before),
        };
        self.opened = matches!(decided, "“" | "‘");
        decided
    }

    fn double(&mut self, quote: &Quote, before: Option<char>) -> &'static str {
        match opens_double(self.text, quote, before, self.double) {
            Turn::Opens => {
                self.double = true;
                "“"
            }
            Turn::Closes => {
                self.double = false;
                "”"
            }
            Turn::Stays => "”",
        }
    }

    fn single(&mut self, quote: &Quote, before: Option<char>) -> &'static str {
        if opens_single(self.text, quote, before, self.single) {
            self.single = true;
            return "‘";
        }
        if !quote.after.is_some_and(is_wordlike) {
            self.single = false;
        }
        "’"
    }
}

/// What a double mark does.
enum Turn {
    Opens,
    Closes,
    /// It looks like a closing one, and closes nothing.
    Stays,
}

fn opens_double(text: &str, quote: &Quote, before: Option<char>, is_open: bool) -> Turn {
    let toggled = if is_open { Turn::Closes } else { Turn::Opens };
    let begins = before.is_none_or(|c| c.is_whitespace() || is_opening(c));
    let ends = quote.after.is_none_or(char::is_whitespace);
    match (before, quote.after) {
        // Between spaces, as some languages set them.
        _ if begins && ends => toggled,
        (_, Some(after)) if begins => {
            let is_stop = matches!(after, ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}');
            if is_stop && is_open { Turn::Closes } else { Turn::Opens }
        }
        _ if ends => closed(is_open),
        (Some(before), Some(after)) if is_cjk(before) || is_cjk(after) => toggled,
        (Some(before), Some(after)) if is_hebrew(before) && is_hebrew(after) => {
            if context::is_prefix(text, quote) && quote.has_later_double { Turn::Opens } else { Turn::Stays }
        }
        (Some(before), _) if is_wordlike(before) => closed(is_open),
        (Some(before), Some(after)) => {
            let goes_on = is_wordlike(after) || is_opening(after);
            match before {
                '.' | ',' | '!' | '?' | '…' | ')' | ']' | '}' if is_open => Turn::Closes,
                '-' | '–' | '—' | '.' | ',' | '!' | '?' | '…' | ':' | ';' if goes_on => Turn::Opens,
                '-' | '–' | '—' | '.' | ',' | '!' | '?' | '…' | ':' | ';' => closed(is_open),
                _ => toggled,
            }
        }
        _ => toggled,
    }
}

fn closed(is_open: bool) -> Turn {
    if is_open { Turn::Closes } else { Turn::Stays }
}

fn opens_single(text: &str, quote: &Quote, before: Option<char>, is_open: bool) -> bool {
    let Some(after) = quote.after.filter(|c| !c.is_whitespace()) else { return false };
    let has_closing = quote.later != Closing::Missing;
    let begins = before.is_none_or(|c| c.is_whitespace() || is_opening(c));
    if begins {
        if apostrophe::is_one(text, quote) {
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

/// Returns the indices of the marks that are feet and inches, or minutes and seconds: `6'2"`.
fn primes(text: &str, quotes: &[Quote]) -> Vec<usize> {
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
    // `"He is 6'2"` and nothing more: the mark at the end has a partner that is waiting for it.
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

/// Whether what stands between two marks is a number, with fractions.
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

/// Whether a text ends with degrees and minutes: `41°24`.
fn follows_degrees(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - before.len();
    (1..=2).contains(&digits) && before.trim_end_matches([' ', '\u{A0}']).ends_with('°')
}
