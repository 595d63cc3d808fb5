//! Finds names across the pieces into which markup cuts a text.
//!
//! The caller pushes the pieces in order, with gaps and boundaries between them. The result is a
//! list of edits that redact each piece.

use std::ops::Range;

use foldhash::HashMap;

use super::Redactions;
use super::normalize::{
    NormalizedChar, Syntax, is_joined_prefix, is_unspaced_script, is_word_char, normalize, push_space,
};

/// Separates two pieces that no name spans.
const BOUNDARY: char = '\0';

/// Piece index of a gap or a boundary.
const NO_PIECE: usize = usize::MAX;

/// Text in pieces, and the names to find in it.
#[derive(Debug)]
pub struct Matcher {
    names: NameTrie,
    syntax: Syntax,
    chars: Vec<NormalizedChar>,
    /// Index of the piece of each character.
    pieces: Vec<usize>,
}

/// Trie of the names, so that a text is compared with all of them at once.
#[derive(Debug, Default)]
struct NameTrie {
    /// Child node by parent node and character; node 0 is the root.
    children: HashMap<(usize, char), usize>,
    /// Index of the name that ends at a node.
    terminals: HashMap<usize, usize>,
}

impl NameTrie {
    fn of(names: impl Iterator<Item = Vec<char>>) -> Self {
        let mut trie = Self::default();
        for (number, name) in names.enumerate() {
            let mut at = 0;
            for c in name {
                let next = trie.children.len() + 1;
                at = *trie.children.entry((at, c)).or_insert(next);
            }
            trie.terminals.entry(at).or_insert(number);
        }
        trie
    }

    /// Returns whether some name begins with a character.
    fn has_initial(&self, first: char) -> bool {
        self.children.contains_key(&(0, first))
    }

    /// Returns the length of the first name that is a prefix of the text.
    ///
    /// A prefix counts only where `ends` accepts its last character and its length.
    fn first_match(
        &self,
        text: impl Iterator<Item = char>,
        ends: impl Fn(char, usize) -> bool,
    ) -> Option<usize> {
        let mut at = 0;
        let mut found: Option<(usize, usize)> = None;
        for (length, c) in text.enumerate().map(|(before, c)| (before + 1, c)) {
            let Some(next) = self.children.get(&(at, c)) else { break };
            at = *next;
            let Some(number) = self.terminals.get(&at) else { continue };
            if found.is_none_or(|(first, _)| *number < first) && ends(c, length) {
                found = Some((*number, length));
            }
        }
        found.map(|(_, length)| length)
    }
}

/// Removal of a range from a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Index of the piece.
    pub piece: usize,
    /// Range of bytes in the piece.
    pub range: Range<usize>,
    /// True in the first piece of a name, where the replacement is inserted.
    pub is_first: bool,
}

impl Matcher {
    /// Returns a matcher without text.
    pub fn new(redactions: &Redactions) -> Self {
        Self::with_syntax(redactions, Syntax::Prose)
    }

    pub(super) fn with_syntax(redactions: &Redactions, syntax: Syntax) -> Self {
        let names = redactions.names().map(|name| {
            let chars: String = normalize(name, syntax).iter().map(|normal| normal.c).collect();
            chars.trim().chars().collect()
        });
        let names = NameTrie::of(names.filter(|name: &Vec<char>| !name.is_empty()));
        Self { names, syntax, chars: Vec::new(), pieces: Vec::new() }
    }

    /// Appends a piece.
    pub fn push_text(&mut self, piece: usize, text: &str) {
        for chars in normalize(text, self.syntax) {
            match chars.c {
                ' ' => push_space(&mut self.chars, chars.at),
                _ => self.chars.push(chars),
            }
            self.pieces.resize(self.chars.len(), piece);
        }
    }

    /// Appends a line break or another separator of words.
    pub fn push_gap(&mut self) {
        push_space(&mut self.chars, 0..0);
        self.pieces.resize(self.chars.len(), NO_PIECE);
    }

    /// Appends a boundary that no name spans, such as the end of a paragraph or cell.
    pub fn push_boundary(&mut self) {
        self.chars.push(NormalizedChar { c: BOUNDARY, at: 0..0 });
        self.pieces.push(NO_PIECE);
    }

    /// Returns the edits that redact the text, in its order.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        while at < self.chars.len() {
            match self.match_at(at) {
                Some(length) => {
                    self.push_edits(at..at + length, &mut edits);
                    at += length;
                }
                None => at += 1,
            }
        }
        edits
    }

    /// Returns the length of the first name that stands here as a whole word.
    fn match_at(&self, at: usize) -> Option<usize> {
        let first = self.chars.get(at)?.c;
        if !self.names.has_initial(first) || !self.is_word_start(first, at) {
            return None;
        }
        let here = self.chars[at..].iter().map(|chars| chars.c);
        let ends = |last: char, length: usize| self.is_word_end(last, at + length);
        self.names.first_match(here, ends)
    }

    fn is_word_start(&self, first: char, at: usize) -> bool {
        let before = |places: usize| at.checked_sub(places).map_or(BOUNDARY, |at| self.chars[at].c);
        !is_word_char(first)
            || is_unspaced_script(first)
            || !is_word_char(before(1))
            || (is_joined_prefix(before(1)) && !is_word_char(before(2)))
    }

    fn is_word_end(&self, last: char, end: usize) -> bool {
        let after = self.chars.get(end).map_or(BOUNDARY, |chars| chars.c);
        !is_word_char(last) || is_unspaced_script(last) || !is_word_char(after)
    }

    fn push_edits(&self, range: Range<usize>, edits: &mut Vec<Edit>) {
        let before = edits.len();
        for (chars, piece) in self.chars[range.clone()].iter().zip(&self.pieces[range]) {
            match edits[before..].last_mut() {
                Some(edit) if edit.piece == *piece => edit.range.end = chars.at.end,
                _ if *piece == NO_PIECE => {}
                last => {
                    let is_first = last.is_none();
                    edits.push(Edit { piece: *piece, range: chars.at.clone(), is_first });
                }
            }
        }
    }
}

/// Applies edits, sorted by piece, to the pieces.
pub(super) fn apply_edits(edits: &[Edit], replacement: &str, pieces: &mut [String]) {
    for edits in by_piece(edits) {
        let piece = &mut pieces[edits[0].piece];
        *piece = edited(piece, edits, replacement);
    }
}

/// Groups edits by piece.
pub(crate) fn by_piece(edits: &[Edit]) -> impl Iterator<Item = &[Edit]> {
    edits.chunk_by(|one, next| one.piece == next.piece)
}

/// Applies the edits of one piece in one pass; there may be thousands.
pub(crate) fn edited(piece: &str, edits: &[Edit], replacement: &str) -> String {
    let mut text = String::with_capacity(piece.len());
    let mut end = 0;
    for Edit { range, is_first, .. } in edits {
        text.push_str(&piece[end..range.start]);
        text.push_str(if *is_first { replacement } else { "" });
        end = range.end;
    }
    text.push_str(&piece[end..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_across_pieces_and_not_across_an_end() {
        let redactions = Redactions::new(&["Jo Doe"], "N");
        let mut matcher = Matcher::new(&redactions);
        let mut pieces = ["a Jo ", "Doe", " b Jo", "Doe c Jo", "Doe"].map(str::to_owned);
        matcher.push_text(0, &pieces[0]);
        matcher.push_text(1, &pieces[1]);
        matcher.push_text(2, &pieces[2]);
        matcher.push_gap();
        matcher.push_text(3, &pieces[3]);
        matcher.push_boundary();
        matcher.push_text(4, &pieces[4]);
        apply_edits(&matcher.edits(), redactions.replacement(), &mut pieces);
        assert_eq!(pieces, ["a N", "", " b N", " c Jo", "Doe"]);
    }

    #[test]
    fn marks_after_a_name_make_it_another() {
        let redactions = Redactions::new(&["Jose"], "N");
        assert!(
            !redactions.matches("José") && !redactions.matches("Jose\u{301}") && redactions.matches("jose!")
        );
    }
}
