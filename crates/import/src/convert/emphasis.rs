//! Chooses the signs of emphasis.
//!
//! `CommonMark` takes `*` for emphasis only at certain characters (section 6.2, left- and
//! right-flanking). Where `*` and `_` would stay signs, the HTML element is written.

use super::run::{Format, Mark, Side};

/// Way to write emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Star,
    Underscore,
    Tilde,
    Html,
}

/// Neighbor of a sign, as the rules of emphasis see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbor {
    Space,
    Punctuation,
    Word,
    /// Punctuation for one parser and a part of a word for another.
    Unsure,
}

/// Returns the sign of each mark.
pub(super) fn signs(text: &str, marks: &[Mark]) -> Vec<&'static str> {
    let mut styles: Vec<Option<Style>> = vec![None; marks.len()];
    for (index, mark) in marks.iter().enumerate() {
        if mark.side == Side::Open {
            let style = style(text, marks, &styles, index);
            styles[index] = Some(style);
            if let Some(closing) = styles.get_mut(mark.pair) {
                *closing = Some(style);
            }
        }
    }
    marks.iter().zip(styles).map(|(mark, style)| sign(mark, style.unwrap_or(Style::Html))).collect()
}

/// Returns the first style that a parser reads as emphasis.
fn style(text: &str, marks: &[Mark], styles: &[Option<Style>], open: usize) -> Style {
    let candidates: &[Style] = match marks[open].format {
        Format::Emphasis | Format::Strong => &[Style::Star, Style::Underscore],
        Format::Strike => &[Style::Tilde],
    };
    let close = marks[open].pair;
    let fits = |style: &Style| {
        [open, close]
            .into_iter()
            .all(|index| is_apart(marks, styles, index, *style) && flanks(text, marks, index, *style))
    };
    candidates.iter().copied().find(fits).unwrap_or(Style::Html)
}

/// Reports that the marks beside one have other signs.
fn is_apart(marks: &[Mark], styles: &[Option<Style>], index: usize, style: Style) -> bool {
    let beside = [index.checked_sub(1), Some(index + 1)];
    beside.into_iter().flatten().all(|other| {
        marks.get(other).is_none_or(|mark| mark.at != marks[index].at) || styles[other] != Some(style)
    })
}

/// Reports that a sign opens or closes emphasis at its place.
fn flanks(text: &str, marks: &[Mark], index: usize, style: Style) -> bool {
    let Some(mark) = marks.get(index) else { return false };
    let has_mark = |other: Option<usize>| {
        other.and_then(|other| marks.get(other)).is_some_and(|other| other.at == mark.at)
    };
    let before = if has_mark(index.checked_sub(1)) {
        Neighbor::Punctuation
    } else {
        neighbor(text[..mark.at].chars().next_back())
    };
    let after = if has_mark(Some(index + 1)) {
        Neighbor::Punctuation
    } else {
        neighbor(text[mark.at..].chars().next())
    };
    let (outer, inner) = match mark.side {
        Side::Open => (before, after),
        Side::Close => (after, before),
    };
    let is_free = matches!(outer, Neighbor::Space | Neighbor::Punctuation);
    match inner {
        Neighbor::Space => false,
        Neighbor::Punctuation | Neighbor::Unsure => is_free,
        Neighbor::Word => is_free || style == Style::Star || style == Style::Tilde,
    }
}

/// Returns the kind of a character beside a sign.
fn neighbor(char: Option<char>) -> Neighbor {
    match char {
        None => Neighbor::Space,
        Some(char) if char.is_whitespace() => Neighbor::Space,
        Some(char) if char.is_ascii_punctuation() => Neighbor::Punctuation,
        Some(char) if char.is_alphanumeric() => Neighbor::Word,
        Some(_) => Neighbor::Unsure,
    }
}

/// Returns the sign of a mark.
fn sign(mark: &Mark, style: Style) -> &'static str {
    match (style, mark.format, mark.side) {
        (Style::Star, Format::Strong, _) => "**",
        (Style::Star, ..) => "*",
        (Style::Underscore, Format::Strong, _) => "__",
        (Style::Underscore, ..) => "_",
        (Style::Tilde, ..) => "~~",
        (Style::Html, Format::Emphasis, Side::Open) => "<em>",
        (Style::Html, Format::Emphasis, Side::Close) => "</em>",
        (Style::Html, Format::Strong, Side::Open) => "<strong>",
        (Style::Html, Format::Strong, Side::Close) => "</strong>",
        (Style::Html, Format::Strike, Side::Open) => "<del>",
        (Style::Html, Format::Strike, Side::Close) => "</del>",
    }
}
