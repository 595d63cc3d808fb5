//! Turns bare URLs into links by the rules of GitHub's Markdown.
//!
//! A URL begins with `http://`, `https://` or `www.`, has a dot in its host, and ends before white
//! space, `<`, or punctuation of the sentence.

mod joined;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use unicode_general_category::{GeneralCategory as G, get_general_category};

use super::split_text;
use crate::markdown::text_context::{ContextTracker, SpannedEvent, TextContext};
use joined::{FoundAddress, JoinEnd, JoinedText, LinkStart};

/// Maximum length of a URL, and of the part up to the end of its host.
const MAX_ADDRESS_BYTES: usize = 4096;
const MAX_HOST_BYTES: usize = 280;

/// Inserts links around the bare URLs of a run.
pub(super) fn apply<'t>(text: &'t str, run: &mut VecDeque<SpannedEvent<'t>>) {
    let mut contexts = ContextTracker::default();
    let mut pieces = std::mem::take(run);
    let mut before = None;
    // End of the last URL that was too long.
    let mut passed = 0;
    while let Some((event, at)) = pieces.pop_front() {
        let text_context = contexts.advance(&event);
        let Event::Text(content) = event else {
            before = None;
            run.push_back((event, at));
            continue;
        };
        let found = match text_context {
            TextContext::Free => candidates(&content, before).find_map(|start| {
                let first = LinkStart { content: &content[start..], at: &at };
                let of_host = || {
                    JoinedText::of(text, &first, &pieces, JoinEnd { limit: MAX_HOST_BYTES, ends: ends_host })
                };
                if first.source() < passed || !has_host(&of_host().text) {
                    return None;
                }
                let whole = JoinedText::of(
                    text,
                    &first,
                    &pieces,
                    JoinEnd { limit: MAX_ADDRESS_BYTES, ends: ends_address },
                );
                if whole.text.len() > MAX_ADDRESS_BYTES {
                    passed = first.source() + MAX_ADDRESS_BYTES;
                    return None;
                }
                Some((start, whole.address()?))
            }),
            TextContext::Linked | TextContext::Verbatim => None,
        };
        before = content.chars().next_back();
        let Some((start, address)) = found else {
            run.push_back((Event::Text(content), at));
            continue;
        };
        push_link(&content, &at, start, address, &mut pieces, run);
        before = None;
    }
}

/// Appends the link, and returns the rest of the last event to `pieces`.
fn push_link<'t>(
    content: &CowStr<'t>,
    at: &Range<usize>,
    start: usize,
    address: FoundAddress,
    pieces: &mut VecDeque<SpannedEvent<'t>>,
    run: &mut VecDeque<SpannedEvent<'t>>,
) {
    let FoundAddress { written, end, consumed_events, length } = address;
    if start > 0 {
        run.push_back(split_text(content, at, 0..start));
    }
    let from = if content.len() == at.len() { at.start + start } else { at.start };
    let dest_url = match written.get(..4) {
        Some(www) if www.eq_ignore_ascii_case("www.") => format!("http://{written}").into(),
        _ => written.clone().into(),
    };
    let tag = Tag::Link {
        link_type: LinkType::Autolink,
        dest_url,
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    };
    run.push_back((Event::Start(tag), from..end));
    run.push_back((Event::Text(written.into()), from..end));
    run.push_back((Event::End(TagEnd::Link), from..end));
    let (rest, at, done) = if consumed_events == 0 {
        (content.clone(), at.clone(), start + length)
    } else {
        drop(pieces.drain(..consumed_events - 1));
        match pieces.pop_front() {
            Some((Event::Text(content), at)) => (content, at, length),
            _ => return,
        }
    };
    if done < rest.len() {
        pieces.push_front(split_text(&rest, &at, done..rest.len()));
    }
}

/// Returns the offsets at which URLs may begin.
///
/// `last` is the character before the event.
fn candidates(content: &str, last: Option<char>) -> impl Iterator<Item = usize> {
    let bytes = content.as_bytes();
    let before = move |at: usize| content[..at].chars().next_back().or(last.filter(|_| at == 0));
    let scheme = move |at: usize| {
        ["https", "http"].into_iter().find_map(|scheme| {
            let start = at.checked_sub(scheme.len())?;
            let is_scheme = bytes[start..at].eq_ignore_ascii_case(scheme.as_bytes());
            let is_apart = |start| {
                before(start)
                    .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '.' | '-' | '+' | '@'))
            };
            (is_scheme && is_apart(start)).then_some(start)
        })
    };
    let www = move |at: usize| {
        let start = at.checked_sub("www".len())?;
        let is_www = bytes[start..at].eq_ignore_ascii_case(b"www");
        let is_apart = |start| before(start).is_none_or(|c| c.is_whitespace() || may_precede(c));
        (is_www && is_apart(start)).then_some(start)
    };
    let signs = bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b':' | b'.'));
    signs
        .filter_map(move |(at, byte)| match byte {
            b':' if bytes[at + 1..].starts_with(b"//") => scheme(at),
            b'.' => www(at),
            _ => None,
        })
        .filter(|start| may_be_host(&content[*start..]))
}

/// Returns whether the text in this event can be a host.
fn may_be_host(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    host.chars().next().is_none_or(char::is_alphanumeric)
}

/// Returns whether a URL without a scheme may directly follow a character.
fn may_precede(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '(' | '[' | '{' | '"' | '\'' | '<')
        || (!c.is_ascii()
            && matches!(
                get_general_category(c),
                G::OpenPunctuation | G::InitialPunctuation | G::OtherPunctuation | G::DashPunctuation
            ))
}

/// Returns whether a URL ends before a character.
fn ends_address(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace() || c.is_ascii_control() || matches!(c, '<' | '>' | '"' | '`');
    }
    c.is_whitespace()
        || matches!(c, '、' | '。' | '，' | '；' | '：' | '？' | '！' | '…')
        || matches!(
            get_general_category(c),
            G::OpenPunctuation | G::ClosePunctuation | G::InitialPunctuation | G::FinalPunctuation
        )
}

/// Returns the length of a URL without the punctuation of the sentence.
fn trimmed_len(address: &str) -> usize {
    let mut rest = address;
    let count = |rest: &str, sign: char| rest.matches(sign).count();
    // Counted once, so that a row of brackets takes linear time.
    let mut surplus = [('(', ')'), ('[', ']'), ('{', '}')]
        .map(|(open, close)| (close, count(address, close).saturating_sub(count(address, open))));
    while let Some(last) = rest.chars().next_back() {
        let shorter = &rest[..rest.len() - last.len_utf8()];
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' => rest = shorter,
            ';' => {
                let name = shorter.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                let is_reference = name.len() < shorter.len() && name.ends_with('&');
                rest = if is_reference { &name[..name.len() - 1] } else { shorter };
            }
            ')' | ']' | '}' => match surplus.iter_mut().find(|(close, left)| *close == last && *left > 0) {
                Some((_, left)) => {
                    *left -= 1;
                    rest = shorter;
                }
                None => break,
            },
            c if !c.is_ascii()
                && matches!(get_general_category(c), G::OtherPunctuation | G::DashPunctuation) =>
            {
                rest = shorter;
            }
            _ => break,
        }
    }
    rest.len()
}

/// Returns whether a URL's host has a dot and no `_` in its last two labels.
fn has_host(address: &str) -> bool {
    let after = address.split_once("://").map_or(address, |(_, after)| after);
    let host = &after[..after.find(|c| !is_part_of_host(c)).unwrap_or(after.len())];
    let host = host.trim_end_matches('.');
    let mut parts = host.rsplit('.');
    let last_two = parts.by_ref().take(2).filter(|part| !part.is_empty() && !part.contains('_')).count();
    last_two == 2 && parts.all(|part| !part.is_empty()) && !after[host.len()..].starts_with('@')
}

/// Returns whether the scheme and host of a URL end before a character.
fn ends_host(c: char) -> bool {
    !(is_part_of_host(c) || matches!(c, ':' | '/' | '@'))
}

fn is_part_of_host(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '_' | '.')
}

fn is_mark(c: char) -> bool {
    matches!(get_general_category(c), G::NonspacingMark | G::SpacingMark)
}
