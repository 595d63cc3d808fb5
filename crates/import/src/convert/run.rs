//! Words of one block in Markdown, with the places of emphasis.

use super::emphasis;
use super::escape::{self, Around, Place};

/// Space that emphasis can't end with, like all others.
const NO_BREAK_SPACE: char = '\u{a0}';

/// Emphasis that Markdown has signs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `*emphasis*`
    Emphasis,
    /// `**importance**`
    Strong,
    /// `~~removal~~`
    Strike,
}

/// Side of an emphasized part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Start.
    Open,
    /// End.
    Close,
}

/// Start or end of an emphasized part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Place in the text.
    pub(super) at: usize,
    /// Emphasis.
    pub(super) format: Format,
    /// Side.
    pub(super) side: Side,
    /// Number of the mark on the other side.
    pub(super) pair: usize,
}

/// Words of one block.
///
/// Spaces are single, and a line break is `\n`. Emphasis begins and ends at a word.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    pub(super) place: Place,
    /// Numbers of the marks of open emphasis.
    open: Vec<usize>,
    /// Number of open links.
    pub(super) links: usize,
    /// End of the bracket that was opened last.
    bracket_end: usize,
}

impl Run {
    /// Returns an empty run.
    pub(super) fn new(place: Place) -> Self {
        Self { place, ..Self::default() }
    }

    /// Reports that no emphasis and no link is open.
    pub(super) fn is_level(&self) -> bool {
        self.open.is_empty() && self.links == 0
    }

    /// Reports that there are no words yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds words.
    pub(super) fn push_words(&mut self, words: &str) {
        let mut words = words;
        while let Some(rest) = words.strip_prefix(NO_BREAK_SPACE) {
            self.push_apart(NO_BREAK_SPACE);
            words = rest;
        }
        let bytes = words.as_bytes();
        let mut done = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let is_space = byte.is_ascii_whitespace();
            if !is_space && !escape::is_special(*byte) && !byte.is_ascii_control() {
                continue;
            }
            self.text.push_str(&words[done..at]);
            done = at + 1;
            if is_space {
                self.push_space();
            } else if !byte.is_ascii_control() {
                // A sign of emphasis may stand between this character and the one before.
                let is_apart = self.marks.last().is_some_and(|mark| mark.at == self.text.len());
                let before = if is_apart { "" } else { &self.text };
                let around = Around { before, after: &words[done..], place: self.place, links: self.links };
                if escape::needs_backslash(*byte, around) {
                    self.text.push('\\');
                }
                self.text.push(char::from(*byte));
            }
        }
        self.text.push_str(&words[done..]);
    }

    /// Adds a space, unless there is one.
    pub(super) fn push_space(&mut self) {
        self.push_before_bracket(|run| {
            if !run.text.is_empty() && !run.text.ends_with([' ', '\n']) {
                run.push_apart(' ');
            }
        });
    }

    /// Adds space before a bracket that has just been opened.
    fn push_before_bracket(&mut self, push: impl FnOnce(&mut Self)) {
        let is_open = self.links > 0 && self.text.len() == self.bracket_end;
        if is_open {
            self.text.pop();
        }
        push(self);
        if is_open {
            self.text.push('[');
            self.bracket_end = self.text.len();
        }
    }

    /// Adds a line break, and reports that there was one already.
    pub(super) fn push_break(&mut self) -> bool {
        if self.text.is_empty() {
            return false;
        }
        if self.place == Place::Heading {
            self.push_space();
            return false;
        }
        if self.text.ends_with('\n') {
            return true;
        }
        self.push_before_bracket(|run| {
            if run.text.ends_with(' ') {
                run.text.pop();
                run.text.push('\n');
            } else if !run.text.is_empty() && !run.text.ends_with('\n') {
                run.push_apart('\n');
            }
        });
        false
    }

    /// Adds a space or break before the emphasis that begins here.
    fn push_apart(&mut self, space: char) {
        let at = self.text.len();
        self.text.push(space);
        for mark in self.marks.iter_mut().rev() {
            if mark.at < at || (mark.at == at && mark.side == Side::Close) {
                break;
            }
            mark.at += space.len_utf8();
        }
    }

    /// Adds Markdown or HTML as it is.
    pub(super) fn push_raw(&mut self, raw: &str) {
        self.text.push_str(raw);
    }

    /// Opens the bracket of a link.
    pub(super) fn open_link(&mut self) {
        let is_marked = self.marks.last().is_some_and(|mark| mark.at == self.text.len());
        if self.text.ends_with('!') && !is_marked {
            self.text.pop();
            self.text.push_str("\\!");
        }
        self.text.push('[');
        self.bracket_end = self.text.len();
        self.links += 1;
    }

    /// Closes the bracket of a link.
    pub(super) fn close_link(&mut self, address: &str, title: Option<&str>) {
        self.links = self.links.saturating_sub(1);
        let words = self.text.trim_end_matches([' ', '\n']).len();
        let space = self.text.split_off(words);
        self.text.push(']');
        escape::push_target(address, title, &mut self.text);
        self.text.push_str(&space);
    }

    /// Reports that emphasis of this kind is open.
    pub(super) fn has_open(&self, format: Format) -> bool {
        self.open.iter().any(|index| self.marks[*index].format == format)
    }

    /// Begins emphasis.
    pub(super) fn open(&mut self, format: Format) {
        let at = self.text.len();
        if let Some(last) = self.marks.last()
            && last.side == Side::Close
            && last.at == at
            && last.format == format
        {
            // The part before goes on.
            self.open.push(last.pair);
            self.marks.pop();
            return;
        }
        self.open.push(self.marks.len());
        self.marks.push(Mark { at, format, side: Side::Open, pair: usize::MAX });
    }

    /// Ends the emphasis that began last.
    pub(super) fn close(&mut self) {
        let Some(index) = self.open.pop() else { return };
        let at = self.text.trim_end_matches([' ', '\n', NO_BREAK_SPACE]).len();
        let Mark { at: start, format, .. } = self.marks[index];
        if at <= start {
            self.marks.truncate(index);
            return;
        }
        self.marks[index].pair = self.marks.len();
        self.marks.push(Mark { at, format, side: Side::Close, pair: index });
    }

    /// Adds the run to a text; lines after the first begin with `newline`.
    pub(super) fn render(mut self, newline: &str, out: &mut String) {
        while !self.open.is_empty() {
            self.close();
        }
        self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
        let signs = emphasis::signs(&self.text, &self.marks);
        let mut marks = self.marks.iter().zip(&signs).peekable();
        let mut start = 0;
        for (index, line) in self.text.split('\n').enumerate() {
            if index > 0 {
                out.push_str(if self.place == Place::Cell { "<br>" } else { newline });
            }
            let is_marked = marks.peek().is_some_and(|(mark, _)| mark.at == start);
            let backslash = escape::block_start(line)
                .filter(|_| self.place == Place::Paragraph && !is_marked)
                .map(|at| start + at);
            let end = start + line.len();
            let mut done = start;
            while let Some((mark, sign)) = marks.next_if(|(mark, _)| mark.at <= end) {
                push_line(&self.text, done..mark.at, backslash, out);
                done = mark.at;
                out.push_str(sign);
            }
            push_line(&self.text, done..end, backslash, out);
            start = end + 1;
        }
    }
}

/// Adds a part of a line, with a backslash at its place.
fn push_line(text: &str, part: std::ops::Range<usize>, backslash: Option<usize>, out: &mut String) {
    match backslash.filter(|at| part.contains(at)) {
        Some(at) => {
            out.push_str(&text[part.start..at]);
            out.push('\\');
            out.push_str(&text[at..part.end]);
        }
        None => out.push_str(&text[part]),
    }
}
