//! Finds struck-out text between double tildes.
//!
//! A single tilde means “about”, as in `~20`, and stays text.

use std::collections::{HashMap, VecDeque};

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_general_category::{GeneralCategory as G, get_general_category};

use super::split_text;
use crate::markdown::text_context::{ContextTracker, LiteralPrefixes, SpannedEvent, TextContext};

/// Two tildes that may start or end struck-out text.
struct Delimiter {
    /// Index of the event, and the offset in its text.
    event: usize,
    at: usize,
    /// Offset in the source.
    source: usize,
    /// Index of the event that opens the enclosing element.
    parent: Option<usize>,
    opens: bool,
    closes: bool,
}

/// Inserts strikethrough elements into a run.
pub(super) fn apply<'t>(text: &str, run: &mut VecDeque<SpannedEvent<'t>>) {
    let delimiters = delimiters(text, run);
    let pairs = match_pairs(&delimiters);
    if pairs.is_empty() {
        return;
    }
    // Event index, offset and replacement of each delimiter.
    let mut ends: Vec<(usize, usize, SpannedEvent<'t>)> = Vec::with_capacity(pairs.len() * 2);
    for (open, close) in pairs {
        let range = open.source..close.source + 2;
        ends.push((open.event, open.at, (Event::Start(Tag::Strikethrough), range.clone())));
        ends.push((close.event, close.at, (Event::End(TagEnd::Strikethrough), range)));
    }
    ends.sort_by_key(|(event, at, _)| (*event, *at));
    let mut ends = ends.into_iter().peekable();
    for (index, piece) in std::mem::take(run).into_iter().enumerate() {
        let (Event::Text(content), at) = &piece else {
            run.push_back(piece);
            continue;
        };
        let mut done = 0;
        while let Some((_, start, end)) = ends.next_if(|(event, ..)| *event == index) {
            if done < start {
                run.push_back(split_text(content, at, done..start));
            }
            run.push_back(end);
            done = start + 2;
        }
        if done == 0 {
            run.push_back(piece);
        } else if done < content.len() {
            run.push_back(split_text(content, at, done..content.len()));
        }
    }
}

fn delimiters(text: &str, run: &VecDeque<SpannedEvent<'_>>) -> Vec<Delimiter> {
    let mut delimiters = Vec::new();
    let mut contexts = ContextTracker::default();
    let mut literals = LiteralPrefixes::new(text);
    let mut open: Vec<usize> = Vec::new();
    for (event, (piece, range)) in run.iter().enumerate() {
        let text_context = contexts.advance(piece);
        match piece {
            Event::Start(_) => open.push(event),
            Event::End(_) => drop(open.pop()),
            Event::Text(content) => {
                let literal = literals.advance(content, range);
                if text_context == TextContext::Verbatim {
                    continue;
                }
                for at in double_tildes(content, literal) {
                    let source = range.start + at;
                    let before = text[..source].chars().next_back();
                    let after = text[source + 2..].chars().next();
                    let (opens, closes) = (can_open(after), can_close(before, after));
                    delimiters.push(Delimiter {
                        event,
                        at,
                        source,
                        parent: open.last().copied(),
                        opens,
                        closes,
                    });
                }
            }
            _ => {}
        }
    }
    delimiters
}

/// Returns the offsets of exactly two tildes.
fn double_tildes(content: &str, literal: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = literal;
    while let Some(start) = content[from..].find('~').map(|at| from + at) {
        let length = content[start..].bytes().take_while(|b| *b == b'~').count();
        if length == 2 {
            found.push(start);
        }
        from = start + length;
    }
    found
}

fn can_open(after: Option<char>) -> bool {
    after.is_some_and(|c| !c.is_whitespace())
}

fn can_close(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|before| {
        !before.is_whitespace()
            && (!is_punctuation(before) || after.is_none_or(|c| c.is_whitespace() || is_punctuation(c)))
    })
}

/// Returns whether a character is punctuation in `CommonMark`.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(
        get_general_category(c),
        G::ConnectorPunctuation
            | G::DashPunctuation
            | G::OpenPunctuation
            | G::ClosePunctuation
            | G::InitialPunctuation
            | G::FinalPunctuation
            | G::OtherPunctuation
            | G::CurrencySymbol
            | G::MathSymbol
            | G::ModifierSymbol
            | G::OtherSymbol
    )
}

/// Pairs each closing delimiter with the last opening one in the same element.
fn match_pairs(delimiters: &[Delimiter]) -> Vec<(&Delimiter, &Delimiter)> {
    let mut open: HashMap<Option<usize>, Vec<&Delimiter>> = HashMap::new();
    let mut pairs = Vec::new();
    for delimiter in delimiters {
        let siblings = open.entry(delimiter.parent).or_default();
        if delimiter.closes
            && let Some(opening) = siblings.pop_if(|opening| opening.source + 2 < delimiter.source)
        {
            pairs.push((opening, delimiter));
        } else if delimiter.opens {
            siblings.push(delimiter);
        }
    }
    pairs
}
