//! Plain text. Pieces of text come in; one line of it, the number of its words, or text without the characters that
//! no page and no feed may hold come out.

use crate::escape;

/// One line of plain text, made from pieces: whitespace becomes one space, and there is none at its ends.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    gap: bool,
}

impl Line {
    /// Adds a piece.
    pub(super) fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            if is_collapsible(c) {
                self.gap = true;
            } else if !is_forbidden(c) {
                if std::mem::take(&mut self.gap) && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push(c);
            }
        }
    }

    /// Parts what comes from what came.
    pub(super) fn part(&mut self) {
        self.gap = true;
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The line.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// The whitespace that a line collapses: all but the spaces that are there to hold words together.
fn is_collapsible(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Counts words: what whitespace parts.
#[derive(Debug, Default)]
pub(super) struct Words {
    count: usize,
    inside: bool,
    in_tag: bool,
}

impl Words {
    /// Adds a piece of text. A word may go on from one piece to the next.
    pub(super) fn add(&mut self, piece: &str) {
        if piece.is_ascii() {
            return self.add_ascii(piece.as_bytes());
        }
        for c in piece.chars() {
            let space = c.is_whitespace();
            self.count += usize::from(!space && !self.inside);
            self.inside = !space;
        }
    }

    fn add_ascii(&mut self, piece: &[u8]) {
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return };
        self.count += usize::from(!self.inside && !is_ascii_space(*first));
        let rest = piece[1..].chunks(SMALL).zip(piece.chunks(SMALL));
        self.count += rest.map(|(chunk, before)| usize::from(beginnings(chunk, before))).sum::<usize>();
        self.inside = !is_ascii_space(*last);
    }

    /// Adds a piece of HTML: the words between its tags.
    pub(super) fn add_html(&mut self, piece: &str) {
        let mut rest = piece;
        while !rest.is_empty() {
            let end = rest.find(if self.in_tag { '>' } else { '<' });
            let (part, after) = end.map_or((rest, ""), |end| (&rest[..end], &rest[end + 1..]));
            if !self.in_tag {
                self.add(part);
            }
            self.part();
            self.in_tag ^= end.is_some();
            rest = after;
        }
    }

    /// Ends a word.
    pub(super) fn part(&mut self) {
        self.inside = false;
    }

    /// Ends a block, and with it whatever tag was left open.
    pub(super) fn end_block(&mut self) {
        self.inside = false;
        self.in_tag = false;
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }
}

/// How many bytes are looked at together: few enough that what is counted in them fits a byte, so that the compiler can
/// take many bytes at once.
const SMALL: usize = 128;

fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// How many words begin in `chunk`; `before` has the byte before each of its bytes.
fn beginnings(chunk: &[u8], before: &[u8]) -> u8 {
    let begins = |(byte, before): (&u8, &u8)| u8::from(!is_ascii_space(*byte) & is_ascii_space(*before));
    chunk.iter().zip(before).map(begins).sum()
}

/// The text between the tags of a piece of HTML.
pub(super) fn without_tags(html: &str) -> impl Iterator<Item = &str> {
    let (before, tags) = html.split_once('<').unwrap_or((html, ""));
    let between = tags.split('<').filter_map(|tag| tag.split_once('>').map(|(_, text)| text));
    std::iter::once(before).chain(between)
}

/// Whether a character may stand in no document: a control character, or none at all (XML 1.0 and HTML alike).
fn is_forbidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\n' | '\t');
    }
    c.is_control() || matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The text with line ends as `\n`, and without the characters that may stand in no document.
pub(super) fn without_forbidden(text: String) -> String {
    if !escape::has_any(&text, escape::may_be_forbidden) || !text.chars().any(is_forbidden) {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\r' => kept.push('\n'),
            '\n' if before == '\r' => {}
            c if is_forbidden(c) => {}
            c => kept.push(c),
        }
        before = c;
    }
    kept
}

/// At most `most` characters of a line, cut between words, with an ellipsis where something was cut.
pub(super) fn shortened(text: String, most: usize) -> String {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text;
    }
    let mut starts = text.char_indices().map(|(start, _)| start);
    let room = starts.nth(most.saturating_sub(1)).unwrap_or(0);
    let (head, tail) = text.split_at(room);
    let cut = match head.rfind(' ') {
        _ if tail.starts_with(' ') => head,
        Some(space) if space * 2 > room => &head[..space],
        // A script without spaces, or one very long word, is cut where the room ends.
        _ => whole_characters(&text, room),
    };
    let cut = cut.trim_end_matches([' ', ',', ';', ':', '–', '—', '-']);
    format!("{cut}…")
}

/// What stands before `end`, without the beginning of a character whose marks or joined parts stand after it.
fn whole_characters(text: &str, end: usize) -> &str {
    let (mut head, mut tail) = text.split_at(end);
    while let (Some(last), Some(next)) = (head.chars().next_back(), tail.chars().next()) {
        if !goes_on(last, next) {
            break;
        }
        (head, tail) = text.split_at(head.len() - last.len_utf8());
    }
    head
}

/// Whether `next` belongs to what `last` began.
fn goes_on(last: char, next: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    const JOINER: char = '\u{200D}';
    last == JOINER
        || next == JOINER
        || matches!(get_general_category(next), G::NonspacingMark | G::SpacingMark | G::EnclosingMark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_single_spaces_and_keeps_those_that_hold_words_together() {
        let mut line = Line::default();
        for piece in ["  a \n", " b", "c\u{0} ", "1\u{A0}km "] {
            line.push(piece);
        }
        line.part();
        assert_eq!(line.into_text(), "a bc 1\u{A0}km");
    }

    #[test]
    fn a_word_goes_on_from_piece_to_piece() {
        let mut words = Words::default();
        for piece in ["un", "believ", "able — São", " Paulo "] {
            words.add(piece);
        }
        assert_eq!(words.count(), 4);
        words.add_html("a<b title='x y'>b</b><br><em");
        words.add_html(" class=x>c d");
        assert_eq!(words.count(), 8);
    }

    #[test]
    fn words_are_counted_alike_however_long_the_pieces() {
        let text = " one two\tthree\n four  ".repeat(40);
        for length in [1, 2, 7, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, text.len()] {
            let mut words = Words::default();
            for piece in text.as_bytes().chunks(length) {
                words.add(std::str::from_utf8(piece).unwrap());
            }
            assert_eq!(words.count(), 160, "{length}");
        }
    }

    #[test]
    fn every_forbidden_character_is_suspicious() {
        for c in ('\0'..=char::MAX).filter(|c| is_forbidden(*c)) {
            assert!(escape::has_any(c.encode_utf8(&mut [0; 4]), escape::may_be_forbidden), "{c:?}");
        }
    }

    #[test]
    fn a_line_is_cut_between_words() {
        assert_eq!(shortened("one two three".to_owned(), 13), "one two three");
        assert_eq!(shortened("one two three".to_owned(), 12), "one two…");
        assert_eq!(shortened("one two, three".to_owned(), 11), "one two…");
        assert_eq!(shortened("一二三四五".to_owned(), 4), "一二三…");
        assert_eq!(shortened("aaaae\u{301}b".to_owned(), 6), "aaaa…");
        assert_eq!(shortened("abc".to_owned(), 0), "…");
    }

    #[test]
    fn forbidden_characters_go_and_line_ends_are_one() {
        let text = "a\r\nb\rc\u{0}\u{1b}\u{92}\u{fffe}\u{1ffff}é\td\n".to_owned();
        assert_eq!(without_forbidden(text), "a\nb\ncé\td\n");
    }
}
