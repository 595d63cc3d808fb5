//! Output buffer that remembers which parts of the HTML are raw, with their ranges in the text.
//!
//! A later step uses this to tell a link written in Markdown from one written as HTML, however a
//! parser reads the whole.

use std::ops::Range;

/// HTML with its raw parts.
#[derive(Debug, Default)]
pub(super) struct HtmlBuffer {
    html: String,
    raw: Vec<RawPart>,
}

/// Part copied from HTML in the text; parts are sorted.
#[derive(Debug)]
struct RawPart {
    html: Range<usize>,
    text: Range<usize>,
}

impl HtmlBuffer {
    /// Returns an empty buffer with capacity for the HTML of a text of `text` bytes.
    pub(super) fn with_capacity_for(text: usize) -> Self {
        Self { html: String::with_capacity(text + text / 4 + 64), raw: Vec::new() }
    }

    /// Returns the string to write to.
    ///
    /// Callers may append to it, or truncate it down to the end of the last raw part.
    pub(super) fn html(&mut self) -> &mut String {
        &mut self.html
    }

    /// Returns the length in bytes.
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    /// Appends HTML found at `text` in the source.
    pub(super) fn push_raw(&mut self, html: &str, text: Range<usize>) {
        let start = self.html.len();
        self.html.push_str(html);
        self.raw.push(RawPart { html: start..self.html.len(), text });
    }

    /// Returns whether there is raw HTML.
    pub(super) fn has_raw(&self) -> bool {
        !self.raw.is_empty()
    }

    /// Returns the raw parts.
    pub(super) fn raw_html_parts(&self) -> impl Iterator<Item = &str> {
        self.raw.iter().map(|part| &self.html[part.html.clone()])
    }

    /// Returns the source ranges of the raw parts.
    pub(super) fn raw_source_ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.raw.iter().map(|part| part.text.clone())
    }

    /// Returns the HTML with each raw part replaced by the output of `replacement`.
    pub(super) fn map_raw(self, replacement: impl Fn(&str, &mut String)) -> String {
        let mut html = String::with_capacity(self.html.len());
        let mut done = 0;
        for part in &self.raw {
            html.push_str(&self.html[done..part.html.start]);
            replacement(&self.html[part.html.clone()], &mut html);
            done = part.html.end;
        }
        html.push_str(&self.html[done..]);
        html
    }

    /// Returns whether the byte at `at` belongs to a raw part.
    pub(super) fn is_raw(&self, at: usize) -> bool {
        self.part(at).is_some()
    }

    /// Returns the source range of raw HTML at `html`.
    ///
    /// If the part was changed when it was copied, the source range of the whole part is returned.
    pub(super) fn source_range(&self, html: Range<usize>) -> Option<Range<usize>> {
        let part = self.part(html.start)?;
        if part.html.len() != part.text.len() {
            return Some(part.text.clone());
        }
        let place = |at: usize| at - part.html.start + part.text.start;
        Some(place(html.start)..place(html.end.min(part.html.end)))
    }

    fn part(&self, at: usize) -> Option<&RawPart> {
        let next = self.raw.partition_point(|part| part.html.end <= at);
        self.raw.get(next).filter(|part| part.html.start <= at)
    }

    /// Inserts HTML made from Markdown at `at`.
    pub(super) fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        let first = self.raw.partition_point(|part| part.html.start < at);
        for part in &mut self.raw[first..] {
            part.html = part.html.start + html.len()..part.html.end + html.len();
        }
    }

    /// Removes and returns the HTML from `at` on.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let html = self.html.split_off(at);
        let first = self.raw.partition_point(|part| part.html.start < at);
        let mut raw = self.raw.split_off(first);
        for part in &mut raw {
            part.html = part.html.start - at..part.html.end - at;
        }
        Self { html, raw }
    }

    /// Appends another buffer.
    pub(super) fn append(&mut self, other: Self) {
        let start = self.html.len();
        self.html.push_str(&other.html);
        self.raw.extend(
            other.raw.into_iter().map(|part| RawPart {
                html: part.html.start + start..part.html.end + start,
                text: part.text,
            }),
        );
    }

    /// Returns the HTML so far.
    pub(super) fn as_html(&self) -> &str {
        &self.html
    }

    /// Returns the HTML.
    pub(super) fn into_html(self) -> String {
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_raw_is_known_wherever_it_goes() {
        let mut output = HtmlBuffer::default();
        output.html().push_str("<p>");
        output.push_raw("<b>", 10..13);
        output.html().push_str("x</p>");
        let mut note = output.split_off(3);
        note.insert(0, "<i>");
        output.html().push_str("</p>");
        output.append(note);
        assert_eq!(output.as_html(), "<p></p><i><b>x</p>");
        assert!(!output.is_raw(7) && output.is_raw(10) && output.is_raw(12) && !output.is_raw(13));
        assert_eq!(output.source_range(11..12), Some(11..12));
        assert_eq!(output.source_range(11..99), Some(11..13));
        assert_eq!(output.source_range(0..1), None);
    }
}
