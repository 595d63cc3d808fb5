//! Plain text. Pieces of text come in; one line of it, the number of its words, or text without the characters that
//! no page and no feed may hold come out.

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
        let mut inside = self.inside;
        let mut count = 0;
        if piece.is_ascii() {
            for b in piece.bytes() {
                let space = matches!(b, b' ' | b'\t'..=b'\r');
                count += usize::from(!space && !inside);
                inside = !space;
            }
        } else {
            for c in piece.chars() {
                let space = c.is_whitespace();
                count += usize::from(!space && !inside);
                inside = !space;
            }
        }
        self.inside = inside;
        self.count += count;
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
    if !text.chars().any(is_forbidden) {
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
