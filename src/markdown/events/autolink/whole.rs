//! Puts an address together from the events that the parser cut it into, such as at an underscore.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Piece, has_host, trimmed};

/// An address that was found.
pub(super) struct Address {
    pub(super) written: String,
    /// Where in the text it ends.
    pub(super) end: usize,
    /// How many of the events after the first it reaches into.
    pub(super) swallowed: usize,
    /// How many bytes of the last of those, or of the first event where there are none, belong to it.
    pub(super) length: usize,
}

/// The rest of the text event in which an address begins.
pub(super) struct First<'p> {
    pub(super) content: &'p str,
    /// Where the whole event stands in the text.
    pub(super) at: &'p Range<usize>,
}

impl First<'_> {
    /// Returns where in the text it begins.
    pub(super) fn source(&self) -> usize {
        self.at.end.saturating_sub(self.content.len()).max(self.at.start)
    }
}

/// The characters from which an address begins up to white space, put together from several events.
pub(super) struct Whole {
    pub(super) text: String,
    /// The events after the first.
    joints: Vec<Joint>,
    /// Where in the source the first event's part begins.
    source: usize,
}

/// An event's part of the characters.
struct Joint {
    /// Where among the characters it begins, and where in the source.
    start: usize,
    source: usize,
    /// How many elements are open after it; `None` where one ends that began before the address.
    depth: Option<usize>,
}

impl Whole {
    /// Puts the characters together that are before any that `ends`, and stops soon after so many bytes.
    pub(super) fn of(
        text: &str,
        first: &First<'_>,
        following: &VecDeque<Piece<'_>>,
        (limit, ends): (usize, fn(char) -> bool),
    ) -> Self {
        let mut whole = Self { text: String::new(), joints: Vec::new(), source: first.source() };
        let mut end = first.at.end;
        let mut depth = Some(0_usize);
        let mut is_complete = whole.push(first.content, limit, ends);
        for (event, range) in following {
            let Some((content, start)) = piece(text, event, range) else { break };
            // A backslash between two events is an escape.
            let is_joined = start == end || (start == end + 1 && text[end..].starts_with('\\'));
            if is_complete || !is_joined || whole.text.len() > limit {
                break;
            }
            match event {
                Event::Start(_) => depth = depth.map(|depth| depth + 1),
                Event::End(_) => depth = depth.and_then(|depth| depth.checked_sub(1)),
                _ => {}
            }
            let is_text = matches!(event, Event::Text(_));
            whole.joints.push(Joint { start: whole.text.len(), source: start, depth });
            end = if is_text { range.end } else { start + content.len() };
            is_complete = whole.push(content, limit, ends);
        }
        whole
    }

    /// Adds characters up to the first that `ends`, and returns whether there was one.
    fn push(&mut self, content: &str, limit: usize, ends: fn(char) -> bool) -> bool {
        let end = content.char_indices().find(|(at, c)| *at > limit || ends(*c)).map(|(at, _)| at);
        self.text.push_str(&content[..end.unwrap_or(content.len())]);
        end.is_some()
    }

    /// Returns the address, if there is one.
    pub(super) fn address(&self) -> Option<Address> {
        let mut length = trimmed(&self.text);
        // An element that is only begun or only ended within the address ends it.
        for (index, joint) in self.joints.iter().enumerate().rev() {
            let depth_before = index.checked_sub(1).map_or(Some(0), |before| self.joints[before].depth);
            if joint.start < length && self.depth_at(length) != Some(0) && depth_before == Some(0) {
                length = trimmed(&self.text[..joint.start]);
            }
        }
        let written = &self.text[..length];
        if !has_host(written) {
            return None;
        }
        let swallowed = self.joints.partition_point(|joint| joint.start < length);
        let (start, source) = match swallowed.checked_sub(1).and_then(|last| self.joints.get(last)) {
            Some(joint) => (joint.start, joint.source),
            None => (0, self.source),
        };
        let length = length - start;
        Some(Address { written: written.to_owned(), end: source + length, swallowed, length })
    }

    /// How many elements are open where the address has so many bytes.
    fn depth_at(&self, length: usize) -> Option<usize> {
        let before = self.joints.partition_point(|joint| joint.start < length);
        before.checked_sub(1).and_then(|last| self.joints.get(last)).map_or(Some(0), |joint| joint.depth)
    }
}

/// Returns the characters of an event that may be a part of an address, and where they stand.
fn piece<'p>(text: &'p str, event: &'p Event<'_>, at: &Range<usize>) -> Option<(&'p str, usize)> {
    let start = match event {
        Event::Text(content) => return Some((content, at.start)),
        Event::Start(Tag::Emphasis | Tag::Strong) => at.start,
        Event::End(TagEnd::Emphasis) => at.end - 1,
        Event::End(TagEnd::Strong) => at.end - 2,
        _ => return None,
    };
    let length = if matches!(event, Event::Start(Tag::Strong) | Event::End(TagEnd::Strong)) { 2 } else { 1 };
    Some((text.get(start..start + length)?, start))
}
