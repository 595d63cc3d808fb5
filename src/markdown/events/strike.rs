//! Finds text that is struck out: between two tildes and two tildes. A single tilde means "about", as in `~20`, and is text.

use std::collections::{HashMap, VecDeque};

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_general_category::{GeneralCategory as G, get_general_category};

use super::{Literals, Piece, Place, Places, part};

/// Two tildes that may begin or end a part that is struck out.
struct Mark {
    /// Index of the event, and where in it the tildes are.
    event: usize,
    at: usize,
    /// Where in the text they are.
    source: usize,
    /// Index of the event that opens the innermost element around them.
    parent: Option<usize>,
    opens: bool,
    closes: bool,
}

/// Puts the elements for struck-out parts into a run.
pub(super) fn strike<'t>(text: &str, run: &mut VecDeque<Piece<'t>>) {
    let marks = marks(text, run);
    let pairs = pairs(&marks);
    if pairs.is_empty() {
        return;
    }
    // Each end of a pair: where it is, and the event that takes its place.
    let mut ends: Vec<(usize, usize, Piece<'t>)> = Vec::with_capacity(pairs.len() * 2);
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
                run.push_back(part(content, at, done..start));
            }
            run.push_back(end);
            done = start + 2;
        }
        if done == 0 {
            run.push_back(piece);
        } else if done < content.len() {
            run.push_back(part(content, at, done..content.len()));
        }
    }
}

fn marks(text: &str, run: &VecDeque<Piece<'_>>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut places = Places::default();
    let mut literals = Literals::of(text);
    let mut open: Vec<usize> = Vec::new();
    for (event, (piece, range)) in run.iter().enumerate() {
        let place = places.meet(piece);
        match piece {
            Event::Start(_) => open.push(event),
            Event::End(_) => drop(open.pop()),
            Event::Text(content) => {
                let literal = literals.meet(content, range);
                if place == Place::Verbatim {
                    continue;
                }
                for at in pairs_of_tildes(content, literal) {
                    let source = range.start + at;
                    let before = text[..source].chars().next_back();
                    let after = text[source + 2..].chars().next();
                    let (opens, closes) = (can_open(after), can_close(before, after));
                    marks.push(Mark { event, at, source, parent: open.last().copied(), opens, closes });
                }
            }
            _ => {}
        }
    }
    marks
}

/// Returns where two tildes stand, not one and not more.
fn pairs_of_tildes(content: &str, literal: usize) -> Vec<usize> {
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

/// Whether a character is punctuation to `CommonMark`.
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

/// Returns the marks that belong together: each closing one with the last that opens within the same element.
fn pairs(marks: &[Mark]) -> Vec<(&Mark, &Mark)> {
    let mut open: HashMap<Option<usize>, Vec<&Mark>> = HashMap::new();
    let mut pairs = Vec::new();
    for mark in marks {
        let siblings = open.entry(mark.parent).or_default();
        if mark.closes
            && let Some(opening) = siblings.pop_if(|opening| opening.source + 2 < mark.source)
        {
            pairs.push((opening, mark));
        } else if mark.opens {
            siblings.push(mark);
        }
    }
    pairs
}
