//! Reads the time of a date.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::ReadTime;
use super::tokens::{Kind, Token};

/// Takes the time and its zone out of the parts of a date.
pub(super) fn take(tokens: &mut Vec<Token>) -> Option<ReadTime> {
    let (start, mut end, [mut hour, minute, second]) =
        (0..tokens.len()).find_map(|start| at(tokens, start).map(|(end, parts)| (start, end, parts)))?;
    if let Some(half) = tokens.get(end).and_then(Token::word)
        && matches!(half, "am" | "pm")
        && (1..=12).contains(&hour)
    {
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
        end += 1;
    }
    let mut offset = None;
    while let Some((after, found)) = zone(tokens, end) {
        offset = offset.or(Some(found));
        end = after;
    }
    if hour == 24 {
        hour = 0;
    }
    let part = |value: u64| i8::try_from(value).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?.min(59), 0).ok()?;
    tokens.drain(start..end);
    // The “T” of ISO 8601.
    if start > 0 && tokens[start - 1].word() == Some("t") {
        tokens.remove(start - 1);
    }
    Some(ReadTime { time, offset })
}

/// Reads a time that begins at a part: its end, and hour, minute and second.
fn at(tokens: &[Token], start: usize) -> Option<(usize, [u64; 3])> {
    let hour = tokens[start].number(2).filter(|hour| *hour <= 24)?;
    let next = tokens.get(start + 1)?;
    let minute_at = |index: usize| tokens.get(index).and_then(|token| token.number(2)).filter(|m| *m < 60);
    if next.is_sign(':') {
        let minute = minute_at(start + 2)?;
        let mut end = start + 3;
        let mut second = 0;
        if tokens.get(end).is_some_and(|token| token.is_sign(':')) {
            second = minute_at(end + 1).or((tokens.get(end + 1)?.number(2) == Some(60)).then_some(59))?;
            end += 2;
            let has_fraction = tokens
                .get(end)
                .is_some_and(|token| token.is_joined && matches!(token.kind, Kind::Sign('.' | ',')));
            if has_fraction
                && tokens.get(end + 1).is_some_and(|token| token.is_joined && token.number(9).is_some())
            {
                end += 2;
            }
        }
        return Some((end, [hour, minute, second]));
    }
    match next.word() {
        Some("am" | "pm") if (1..=12).contains(&hour) => {
            // “am 1. November” is German.
            let is_date = tokens.get(start + 2).is_some_and(|token| token.number(2).is_some());
            (!is_date).then_some((start + 1, [hour, 0, 0]))
        }
        Some("h") => match minute_at(start + 2).filter(|_| tokens[start + 2].is_joined) {
            Some(minute) => Some((start + 3, [hour, minute, 0])),
            None => Some((start + 2, [hour, 0, 0])),
        },
        _ if next.is_sign('.') && tokens.get(start + 3).and_then(Token::word) == Some("uhr") => {
            Some((start + 4, [hour, minute_at(start + 2)?, 0]))
        }
        Some("uhr") => Some((start + 2, [hour, 0, 0])),
        _ => None,
    }
}

/// Reads a zone that begins at a part: the end, and the offset.
fn zone(tokens: &[Token], at: usize) -> Option<(usize, Offset)> {
    let token = tokens.get(at)?;
    if token.is_sign('(') {
        let (end, offset) = zone(tokens, at + 1)?;
        return tokens.get(end)?.is_sign(')').then_some((end + 1, offset));
    }
    if let Some(word) = token.word() {
        let hours = zone_hours(word)?;
        if matches!(word, "utc" | "gmt")
            && let Some(signed) = zone(tokens, at + 1).filter(|_| tokens[at + 1].is_joined)
        {
            return Some(signed);
        }
        return Some((at + 1, Offset::from_hours(hours).ok()?));
    }
    let sign = match token.kind {
        Kind::Sign('+') => 1,
        Kind::Sign('-' | '−') => -1,
        _ => return None,
    };
    let number = tokens.get(at + 1).filter(|token| token.is_joined)?;
    let Kind::Number { value, digits } = number.kind else { return None };
    let (end, minutes) = match digits {
        4 => (at + 2, value / 100 * 60 + value % 100),
        1 | 2 if tokens.get(at + 2).is_some_and(|token| token.is_sign(':')) => {
            (at + 4, value * 60 + tokens.get(at + 3)?.number(2)?)
        }
        1 | 2 => (at + 2, value * 60),
        _ => return None,
    };
    let seconds = i32::try_from(minutes).ok().filter(|minutes| *minutes <= 14 * 60)? * 60 * sign;
    Some((end, Offset::from_seconds(seconds).ok()?))
}

/// Returns the hours of a zone's name that has one meaning.
///
/// The names are those of RFC 2822, section 4.3, and of Central and Eastern Europe.
fn zone_hours(word: &str) -> Option<i8> {
    Some(match word {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0,
        "bst" | "cet" | "mez" | "west" => 1,
        "cest" | "mesz" | "eet" => 2,
        "eest" | "msk" => 3,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        "jst" => 9,
        _ => return None,
    })
}
