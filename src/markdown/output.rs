//! The HTML that is being written. Pieces come in, in the order of the text; one string comes out, which still knows
//! which parts of it the text brought along as HTML, and where in the text they stand. That knowledge is what lets a
//! later step tell a link that Markdown made from one that was written as HTML, whatever a parser makes of the whole.

use std::ops::Range;

/// HTML, and what of it is raw.
#[derive(Debug, Default)]
pub(super) struct Output {
    html: String,
    raw: Vec<Raw>,
}

/// A part of the HTML that was written as HTML, in the order in which the parts stand.
#[derive(Debug)]
struct Raw {
    html: Range<usize>,
    text: Range<usize>,
}

impl Output {
    /// An empty output with room for the HTML of a text of so many bytes.
    pub(super) fn with_room_for(text: usize) -> Self {
        Self { html: String::with_capacity(text + text / 4 + 64), raw: Vec::new() }
    }

    /// The string, to write to. It may only grow, or lose what Markdown made since.
    pub(super) fn html(&mut self) -> &mut String {
        &mut self.html
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    /// Adds HTML that stands in the text at `text`.
    pub(super) fn push_raw(&mut self, html: &str, text: Range<usize>) {
        let start = self.html.len();
        self.html.push_str(html);
        self.raw.push(Raw { html: start..self.html.len(), text });
    }

    /// Whether anything was written as HTML.
    pub(super) fn has_raw(&self) -> bool {
        !self.raw.is_empty()
    }

    /// What was written as HTML, part by part.
    pub(super) fn raw_parts(&self) -> impl Iterator<Item = &str> {
        self.raw.iter().map(|piece| &self.html[piece.html.clone()])
    }

    /// Returns the ranges of the text that were written as HTML.
    pub(super) fn raw_places(&self) -> impl Iterator<Item = Range<usize>> {
        self.raw.iter().map(|piece| piece.text.clone())
    }

    /// The HTML with each part that was written as HTML replaced by `instead` of it.
    pub(super) fn into_html_with(self, instead: impl Fn(&str, &mut String)) -> String {
        let mut html = String::with_capacity(self.html.len());
        let mut done = 0;
        for piece in &self.raw {
            html.push_str(&self.html[done..piece.html.start]);
            instead(&self.html[piece.html.clone()], &mut html);
            done = piece.html.end;
        }
        html.push_str(&self.html[done..]);
        html
    }

    /// Whether what begins at `at` was written as HTML.
    pub(super) fn is_raw(&self, at: usize) -> bool {
        self.piece(at).is_some()
    }

    /// Where in the text the raw HTML at `html` stands, or the piece that it begins in.
    pub(super) fn place(&self, html: Range<usize>) -> Option<Range<usize>> {
        let piece = self.piece(html.start)?;
        if piece.html.len() != piece.text.len() {
            return Some(piece.text.clone());
        }
        let place = |at: usize| at - piece.html.start + piece.text.start;
        Some(place(html.start)..place(html.end.min(piece.html.end)))
    }

    fn piece(&self, at: usize) -> Option<&Raw> {
        let next = self.raw.partition_point(|piece| piece.html.end <= at);
        self.raw.get(next).filter(|piece| piece.html.start <= at)
    }

    /// Puts HTML that Markdown made at `at`, before what stands there.
    pub(super) fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        let first = self.raw.partition_point(|piece| piece.html.start < at);
        for piece in &mut self.raw[first..] {
            piece.html = piece.html.start + html.len()..piece.html.end + html.len();
        }
    }

    /// Takes off what stands from `at` on.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let html = self.html.split_off(at);
        let first = self.raw.partition_point(|piece| piece.html.start < at);
        let mut raw = self.raw.split_off(first);
        for piece in &mut raw {
            piece.html = piece.html.start - at..piece.html.end - at;
        }
        Self { html, raw }
    }

    /// Adds another output's HTML.
    pub(super) fn append(&mut self, other: Self) {
        let start = self.html.len();
        self.html.push_str(&other.html);
        self.raw.extend(
            other.raw.into_iter().map(|piece| Raw {
                html: piece.html.start + start..piece.html.end + start,
                text: piece.text,
            }),
        );
    }

    /// The HTML so far.
    pub(super) fn as_html(&self) -> &str {
        &self.html
    }

    /// The HTML.
    pub(super) fn into_html(self) -> String {
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_raw_is_known_wherever_it_goes() {
        let mut output = Output::default();
        output.html().push_str("<p>");
        output.push_raw("<b>", 10..13);
        output.html().push_str("x</p>");
        let mut note = output.split_off(3);
        note.insert(0, "<i>");
        output.html().push_str("</p>");
        output.append(note);
        assert_eq!(output.as_html(), "<p></p><i><b>x</p>");
        assert!(!output.is_raw(7) && output.is_raw(10) && output.is_raw(12) && !output.is_raw(13));
        assert_eq!(output.place(11..12), Some(11..12));
        assert_eq!(output.place(11..99), Some(11..13));
        assert_eq!(output.place(0..1), None);
    }
}
