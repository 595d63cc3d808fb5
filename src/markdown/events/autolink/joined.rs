//! Joins a URL that the parser split into several events, for example at an underscore.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{has_host, trimmed_len};
use crate::markdown::text_context::SpannedEvent;

/// URL found in a run.
pub(super) struct FoundAddress {
    pub(super) written: String,
    /// End in the text.
    pub(super) end: usize,
    /// Number of events after the first that the URL extends into.
    pub(super) consumed_events: usize,
    /// Bytes of the last of those events (or of the first) that belong to the URL.
    pub(super) length: usize,
}

/// Rest of the text event in which a URL begins.
pub(super) struct LinkStart<'p> {
    pub(super) content: &'p str,
    /// Range of the whole event in the text.
    pub(super) at: &'p Range<usize>,
}

impl LinkStart<'_> {
    /// Returns the offset in the text.
    pub(super) fn source(&self) -> usize {
        self.at.end.saturating_sub(self.content.len()).max(self.at.start)
    }
}

/// Text from the start of a URL up to white space, joined from several events.
pub(super) struct JoinedText {
    pub(super) text: String,
    /// Parts from the events after the first.
    segments: Vec<Segment>,
    /// Offset of the first event's part in the source.
    source: usize,
}

/// Part from one event.
struct Segment {
    /// Offset in the joined text, and in the source.
    start: usize,
    source: usize,
    /// Number of open elements after the event.
    ///
    /// `None` means that an element opened before the URL has ended.
    depth: Option<usize>,
}

/// End of a joined text.
#[derive(Clone, Copy)]
pub(super) struct JoinEnd {
    /// Length in bytes after which the text may be cut.
    pub(super) limit: usize,
    /// Returns whether a character is the first one after the text.
    pub(super) ends: fn(char) -> bool,
}

impl JoinedText {
    /// Joins text up to the first character that `ends`, or about `limit` bytes.
    pub(super) fn of(
        text: &str,
        first: &LinkStart<'_>,
        following: &VecDeque<SpannedEvent<'_>>,
        JoinEnd { limit, ends }: JoinEnd,
    ) -> Self {
        let mut whole = Self { text: String::new(), segments: Vec::new(), source: first.source() };
        let mut end = first.at.end;
        let mut depth = Some(0_usize);
        let mut is_complete = whole.push(first.content, limit, ends);
        for (event, range) in following {
            let Some((content, start)) = event_text(text, event, range) else { break };
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
            whole.segments.push(Segment { start: whole.text.len(), source: start, depth });
            end = if is_text { range.end } else { start + content.len() };
            is_complete = whole.push(content, limit, ends);
        }
        whole
    }

    /// Appends text up to a character that `ends`; returns whether there was one.
    fn push(&mut self, content: &str, limit: usize, ends: fn(char) -> bool) -> bool {
        let end = content.char_indices().find(|(at, c)| *at > limit || ends(*c)).map(|(at, _)| at);
        self.text.push_str(&content[..end.unwrap_or(content.len())]);
        end.is_some()
    }

    /// Returns the URL, if there is one.
    pub(super) fn address(&self) -> Option<FoundAddress> {
        let mut length = trimmed_len(&self.text);
        // An element that starts or ends inside of the URL ends it.
        for (index, joint) in self.segments.iter().enumerate().rev() {
            let depth_before = index.checked_sub(1).map_or(Some(0), |before| self.segments[before].depth);
            if joint.start < length && self.depth_at(length) != Some(0) && depth_before == Some(0) {
                length = trimmed_len(&self.text[..joint.start]);
            }
        }
        let written = &self.text[..length];
        if !has_host(written) {
            return None;
        }
        let consumed_events = self.segments.partition_point(|joint| joint.start < length);
        let (start, source) = match consumed_events.checked_sub(1).and_then(|last| self.segments.get(last)) {
            Some(joint) => (joint.start, joint.source),
            None => (0, self.source),
        };
        let length = length - start;
        Some(FoundAddress { written: written.to_owned(), end: source + length, consumed_events, length })
    }

    /// Returns the number of open elements at an offset.
    fn depth_at(&self, length: usize) -> Option<usize> {
        let before = self.segments.partition_point(|joint| joint.start < length);
        before.checked_sub(1).and_then(|last| self.segments.get(last)).map_or(Some(0), |joint| joint.depth)
    }
}

/// Returns the source text of an event that may belong to a URL, and its offset.
fn event_text<'p>(text: &'p str, event: &'p Event<'_>, at: &Range<usize>) -> Option<(&'p str, usize)> {
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
