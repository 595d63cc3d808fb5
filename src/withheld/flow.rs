//! A text in pieces, as markup cuts it: names are found across them. In go the pieces, with the gaps and ends between
//! them; out come the edits that take the names out of each.

use std::ops::Range;

use foldhash::HashMap;

use super::Withheld;
use super::fold::{Folded, Reading, fold, is_of_word, is_prefix, needs_no_gap, push_gap};

/// What stands between two pieces that no name goes across.
const END: char = '\0';

/// No piece: a gap, or an end.
const NONE: usize = usize::MAX;

/// A text in pieces.
#[derive(Debug)]
pub struct Flow {
    names: Beginnings,
    reading: Reading,
    folded: Vec<Folded>,
    /// The piece that each character is in.
    pieces: Vec<usize>,
}

/// Names by their beginnings, so that a text is compared with all of them at once.
#[derive(Debug, Default)]
struct Beginnings {
    /// The beginning that is longer by one character than another; 0 is the empty one.
    longer: HashMap<(usize, char), usize>,
    /// The number of the name that a beginning is the whole of.
    whole: HashMap<usize, usize>,
}

impl Beginnings {
    fn of(names: impl Iterator<Item = Vec<char>>) -> Self {
        let mut beginnings = Self::default();
        for (number, name) in names.enumerate() {
            let mut at = 0;
            for c in name {
                let next = beginnings.longer.len() + 1;
                at = *beginnings.longer.entry((at, c)).or_insert(next);
            }
            beginnings.whole.entry(at).or_insert(number);
        }
        beginnings
    }

    /// Returns whether any name begins so.
    fn begins(&self, first: char) -> bool {
        self.longer.contains_key(&(0, first))
    }

    /// Returns the length of the first name in their order that a text begins with, and at whose end it may end.
    fn first(&self, text: impl Iterator<Item = char>, ends: impl Fn(char, usize) -> bool) -> Option<usize> {
        let mut at = 0;
        let mut found: Option<(usize, usize)> = None;
        for (length, c) in text.enumerate().map(|(before, c)| (before + 1, c)) {
            let Some(next) = self.longer.get(&(at, c)) else { break };
            at = *next;
            let Some(number) = self.whole.get(&at) else { continue };
            if found.is_none_or(|(first, _)| *number < first) && ends(c, length) {
                found = Some((*number, length));
            }
        }
        found.map(|(_, length)| length)
    }
}

/// What is to be taken out of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The piece.
    pub piece: usize,
    /// Where in it.
    pub range: Range<usize>,
    /// Whether the words in place of the name are put there; a name's later pieces are only taken out.
    pub is_first: bool,
}

impl Flow {
    /// An empty text, in which these names will be looked for.
    pub fn new(withheld: &Withheld) -> Self {
        Self::reading(withheld, Reading::Text)
    }

    pub(super) fn reading(withheld: &Withheld, reading: Reading) -> Self {
        let names = withheld.names().map(|name| {
            let folded: String = fold(name, reading).iter().map(|folded| folded.c).collect();
            folded.trim().chars().collect()
        });
        let names = Beginnings::of(names.filter(|name: &Vec<char>| !name.is_empty()));
        Self { names, reading, folded: Vec::new(), pieces: Vec::new() }
    }

    /// Goes on with a piece.
    pub fn text(&mut self, piece: usize, text: &str) {
        for folded in fold(text, self.reading) {
            match folded.c {
                ' ' => push_gap(&mut self.folded, folded.at),
                _ => self.folded.push(folded),
            }
            self.pieces.resize(self.folded.len(), piece);
        }
    }

    /// Goes on with a line break, or whatever else parts words.
    pub fn gap(&mut self) {
        push_gap(&mut self.folded, 0..0);
        self.pieces.resize(self.folded.len(), NONE);
    }

    /// Ends a paragraph, a cell, or whatever else no name goes across.
    pub fn end(&mut self) {
        self.folded.push(Folded { c: END, at: 0..0 });
        self.pieces.push(NONE);
    }

    /// What is to be taken out, in the order of the text.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        while at < self.folded.len() {
            match self.name_at(at) {
                Some(length) => {
                    self.take(at..at + length, &mut edits);
                    at += length;
                }
                None => at += 1,
            }
        }
        edits
    }

    /// Returns the length of the name that stands here as a whole word, of several the first.
    fn name_at(&self, at: usize) -> Option<usize> {
        let first = self.folded.get(at)?.c;
        if !self.names.begins(first) || !self.begins(first, at) {
            return None;
        }
        let here = self.folded[at..].iter().map(|folded| folded.c);
        let ends = |last: char, length: usize| self.ends(last, at + length);
        self.names.first(here, ends)
    }

    fn begins(&self, first: char, at: usize) -> bool {
        let before = |places: usize| at.checked_sub(places).map_or(END, |at| self.folded[at].c);
        !is_of_word(first)
            || needs_no_gap(first)
            || !is_of_word(before(1))
            || (is_prefix(before(1)) && !is_of_word(before(2)))
    }

    fn ends(&self, last: char, end: usize) -> bool {
        let after = self.folded.get(end).map_or(END, |folded| folded.c);
        !is_of_word(last) || needs_no_gap(last) || !is_of_word(after)
    }

    fn take(&self, range: Range<usize>, edits: &mut Vec<Edit>) {
        let before = edits.len();
        for (folded, piece) in self.folded[range.clone()].iter().zip(&self.pieces[range]) {
            match edits[before..].last_mut() {
                Some(edit) if edit.piece == *piece => edit.range.end = folded.at.end,
                _ if *piece == NONE => {}
                last => {
                    let is_first = last.is_none();
                    edits.push(Edit { piece: *piece, range: folded.at.clone(), is_first });
                }
            }
        }
    }
}

/// Edits the pieces.
pub(super) fn apply(edits: &[Edit], instead: &str, pieces: &mut [String]) {
    // From the end, so that what is still to be edited stays where it is.
    for Edit { piece, range, is_first } in edits.iter().rev() {
        pieces[*piece].replace_range(range.clone(), if *is_first { instead } else { "" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_across_pieces_and_not_across_an_end() {
        let withheld = Withheld::new(&["Jo Doe"], "N");
        let mut flow = Flow::new(&withheld);
        let mut pieces = ["a Jo ", "Doe", " b Jo", "Doe c Jo", "Doe"].map(str::to_owned);
        flow.text(0, &pieces[0]);
        flow.text(1, &pieces[1]);
        flow.text(2, &pieces[2]);
        flow.gap();
        flow.text(3, &pieces[3]);
        flow.end();
        flow.text(4, &pieces[4]);
        apply(&flow.edits(), withheld.instead(), &mut pieces);
        assert_eq!(pieces, ["a N", "", " b N", " c Jo", "Doe"]);
    }

    #[test]
    fn marks_after_a_name_make_it_another() {
        let withheld = Withheld::new(&["Jose"], "N");
        assert!(!withheld.are_in("José") && !withheld.are_in("Jose\u{301}") && withheld.are_in("jose!"));
    }
}
