//! Divides the text of a date into numbers, words and signs.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Most digits of a number in a date.
const MOST_DIGITS: usize = 14;

/// Part of a date's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The part before stands directly before, without a space.
    pub(super) is_joined: bool,
}

/// Kind of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number {
        value: u64,
        digits: usize,
    },
    /// Word in small letters without accents.
    Word(String),
    Sign(char),
}

impl Token {
    /// Returns the word.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Returns a number of at most `most` digits.
    pub(super) fn number(&self, most: usize) -> Option<u64> {
        match self.kind {
            Kind::Number { value, digits } if digits <= most => Some(value),
            _ => None,
        }
    }

    /// Reports that the part is a sign.
    pub(super) fn is_sign(&self, wanted: char) -> bool {
        self.kind == Kind::Sign(wanted)
    }
}

/// Divides a text; `None` if it has a sign that no date has.
pub(super) fn split(text: &str) -> Option<Vec<Token>> {
    let text = fold(text).replace("a.m", "am").replace("p.m", "pm");
    let mut tokens: Vec<Token> = Vec::new();
    let mut is_joined = false;
    for char in text.chars() {
        let kind = if let Some(digit) = char.to_digit(10) {
            if let Some(Token { kind: Kind::Number { value, digits }, .. }) = tokens.last_mut()
                && is_joined
            {
                *digits += 1;
                if *digits > MOST_DIGITS {
                    return None;
                }
                *value = *value * 10 + u64::from(digit);
                continue;
            }
            Kind::Number { value: u64::from(digit), digits: 1 }
        } else if "年月日년월일".contains(char) {
            Kind::Sign(char)
        } else if char.is_alphabetic() {
            if let Some(Token { kind: Kind::Word(word), .. }) = tokens.last_mut()
                && is_joined
            {
                word.push(char);
                continue;
            }
            Kind::Word(char.to_string())
        } else if char.is_whitespace() {
            is_joined = false;
            continue;
        } else if "/-.,()[]|:'’+–—−•·º°".contains(char) {
            Kind::Sign(char)
        } else {
            return None;
        };
        tokens.push(Token { kind, is_joined });
        is_joined = true;
    }
    Some(tokens)
}

/// Returns a text in small letters without accents, so that `Février` is `fevrier`.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
        .chars()
        // Hangul would fall apart into its letters.
        .flat_map(|char| {
            let is_hangul = ('\u{ac00}'..='\u{d7a3}').contains(&char);
            let decomposed = std::iter::once(char).nfkd();
            let kept: String = if is_hangul { char.to_string() } else { decomposed.collect() };
            kept.chars().collect::<Vec<_>>()
        })
        .filter(|char| !is_combining_mark(*char))
        .map(|char| if char == 'ı' { 'i' } else { char })
        .collect()
}
