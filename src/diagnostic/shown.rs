//! Makes text printable: masks secrets, and escapes terminal control characters and bidirectional
//! controls as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::secrets::{self, Context, MASK};

/// Returns whether a character is a control or bidirectional formatting character.
/// Newlines and tabs are allowed.
pub(super) fn acts(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
        || (c.is_control() && c != '\n' && c != '\t')
}

/// Escapes control characters in a text.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, acts)
}

/// Escapes control characters in a file name or address, including newlines and
/// tabs.
pub fn visible_name(name: &str) -> Cow<'_, str> {
    escaped(name, |c| acts(c) || c == '\n' || c == '\t')
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) {
            escape(c, &mut escaped);
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn escape(c: char, to: &mut String) {
    let _ = write!(to, "\\u{{{:x}}}", u32::from(c));
}

/// Escapes control characters in JSON, where they occur only inside strings.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if acts(c) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Printable text, and the mapping from spans of the original.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Replacements in order.
    edits: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    was: Range<usize>,
    now: Range<usize>,
}

impl Shown {
    /// Makes a text printable.
    pub(super) fn of(text: &str, context: Context) -> Self {
        let mut shown = Self { text: String::with_capacity(text.len()), edits: Vec::new() };
        let mut end = 0;
        for secret in secrets::find(text, context) {
            shown.push_visible(text, end..secret.start);
            shown.push(secret.clone(), |to| to.push_str(MASK));
            end = secret.end;
        }
        shown.push_visible(text, end..text.len());
        shown
    }

    fn push_visible(&mut self, text: &str, range: Range<usize>) {
        for (at, c) in text[range.clone()].char_indices() {
            if acts(c) {
                let at = range.start + at;
                self.push(at..at + c.len_utf8(), |to| escape(c, to));
            } else {
                self.text.push(c);
            }
        }
    }

    fn push(&mut self, was: Range<usize>, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.edits.push(Edit { was, now: start..self.text.len() });
    }

    /// Maps a span of the original.
    /// A boundary inside a replaced part extends to all of it.
    pub(super) fn span(&self, span: Range<usize>) -> Range<usize> {
        self.place(span.start, |edit| edit.now.start)..self.place(span.end, |edit| edit.now.end)
    }

    fn place(&self, at: usize, within: impl Fn(&Edit) -> usize) -> usize {
        let after = self.edits.partition_point(|edit| edit.was.end <= at);
        if let Some(edit) = self.edits.get(after).filter(|edit| edit.was.start < at) {
            return within(edit);
        }
        let Some(before) = after.checked_sub(1).and_then(|last| self.edits.get(last)) else { return at };
        at - before.was.end + before.now.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_act_are_shown_as_what_they_are() {
        assert_eq!(
            visible("a\u{1b}[2Jb\r\u{9b}c\u{202e}d\u{7f}\te\n"),
            "a\\u{1b}[2Jb\\u{d}\\u{9b}c\\u{202e}d\\u{7f}\te\n"
        );
        assert_eq!(visible_name("a\nb"), "a\\u{a}b");
        assert!(matches!(visible("Zürich — 🏳️‍🌈 \u{200f}שלום"), Cow::Borrowed(_)));
        let json = serde_json::to_string("a\u{1b}\u{9b}\u{202e}\n").unwrap();
        let shown = visible_json(&json);
        assert_eq!(shown, "\"a\\u001b\\u009b\\u202e\\n\"");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), "a\u{1b}\u{9b}\u{202e}\n");
    }

    #[test]
    fn a_span_keeps_to_its_words() {
        let text = "é\u{1b}to = \"https://eva:S3CRET@h/x\" y";
        let shown = Shown::of(text, Context::Settings);
        assert_eq!(shown.text, "é\\u{1b}to = \"https://***@h/x\" y");
        let spanned = |words: &str| {
            let at = text.find(words).unwrap();
            &shown.text[shown.span(at..at + words.len())]
        };
        assert_eq!(spanned("é"), "é");
        assert_eq!(spanned("\u{1b}"), "\\u{1b}");
        assert_eq!(spanned("to"), "to");
        assert_eq!(spanned("\"https://eva:S3CRET@h/x\""), "\"https://***@h/x\"");
        assert_eq!(spanned("S3CRET"), "***");
        assert_eq!(spanned("@h/x\" y"), "@h/x\" y");
        assert_eq!(shown.span(0..0), 0..0);
    }

    proptest::proptest! {
        #[test]
        fn any_span_stays_within_the_text(text in "([a-z@:/ =é\u{1b}\u{202e}]|://|token=){0,20}", at in 0..40_usize, length in 0..40_usize) {
            let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let span = floor(at)..floor(at + length);
            let shown = Shown::of(&text, Context::Settings);
            let span = shown.span(span);
            proptest::prop_assert!(shown.text.get(span).is_some());
            proptest::prop_assert!(!shown.text.contains(acts));
        }
    }
}
