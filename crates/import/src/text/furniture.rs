//! Lines that belong to the old site's pages, not to their stories.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::lines::Line;
use crate::{bylines, dates};

/// Longest line that can be furniture, in bytes.
pub(super) const LONGEST_BYTES: usize = 80;
/// Fewest captures for a line to be repeated.
const FEWEST_CAPTURES: u64 = 3;

/// Words of buttons, menus and forms, in small letters, without signs at the end.
const KNOWN: [&str; 92] = [
    "facebook comment",
    "facebook comments",
    "top",
    "back to top",
    "go to top",
    "to top",
    "share",
    "share this",
    "share this story",
    "share this article",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share on whatsapp",
    "tweet",
    "tweet this",
    "print",
    "print this",
    "print this page",
    "print article",
    "email",
    "e-mail",
    "email this",
    "email this article",
    "comments",
    "comment",
    "0 comments",
    "no comments",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "add a comment",
    "comments are closed",
    "advertisement",
    "advertisements",
    "ad",
    "sponsored",
    "story continues below",
    "article continues below",
    "read more",
    "read also",
    "related",
    "related articles",
    "related stories",
    "related posts",
    "more news",
    "more stories",
    "previous",
    "next",
    "previous article",
    "next article",
    "previous post",
    "next post",
    "home",
    "menu",
    "main menu",
    "search",
    "skip to content",
    "skip to main content",
    "follow us",
    "subscribe",
    "subscribe now",
    "sign up",
    "sign in",
    "log in",
    "login",
    "register",
    "newsletter",
    "facebook",
    "twitter",
    "instagram",
    "youtube",
    "whatsapp",
    "telegram",
    "linkedin",
    "pinterest",
    "reddit",
    "copy link",
    "like",
    "like this",
    "loading",
    "all rights reserved",
    "nach oben",
    "drucken",
    "teilen",
    "kommentare",
    "haut de page",
    "imprimer",
    "partager",
    "commentaires",
    "compartir",
    "comentarios",
];
/// Words that are furniture within a story too.
const KNOWN_WITHIN: [&str; 5] = [
    "advertisement",
    "advertisements",
    "story continues below",
    "article continues below",
    "facebook comment",
];

/// Number of captures that hold each short line.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    captures: u64,
    counts: HashMap<u64, u32>,
    first_lines: HashMap<u64, u32>,
    contents: BTreeSet<u64>,
}

impl Repeated {
    /// Counts the lines of a capture, unless its text was counted before.
    pub(super) fn add(&mut self, lines: &[Line]) {
        let mut content = DefaultHasher::new();
        for line in lines {
            line.text.hash(&mut content);
        }
        if !self.contents.insert(content.finish()) {
            return;
        }
        self.captures += 1;
        let short = lines.iter().filter(|line| can_be(&line.text));
        let distinct: BTreeSet<u64> = short.map(|line| hash(&line.text)).collect();
        for hash in distinct {
            *self.counts.entry(hash).or_default() += 1;
        }
        if let Some(first) = lines.first() {
            *self.first_lines.entry(hash(&first.text)).or_default() += 1;
        }
    }

    /// Forgets the lines that too few captures hold.
    pub(super) fn finish(&mut self) {
        let least = self.least();
        self.counts.retain(|_, count| u64::from(*count) >= least);
        self.first_lines.retain(|_, count| u64::from(*count) >= least);
        self.contents.clear();
    }

    /// Returns the number of captures from which a line is repeated: a third of all.
    fn least(&self) -> u64 {
        self.captures.div_ceil(3).max(FEWEST_CAPTURES.min(self.captures.max(2)))
    }

    /// Reports that a third of the captures hold the line.
    pub(super) fn has(&self, line: &str) -> bool {
        can_be(line) && self.counts.get(&hash(line)).is_some_and(|count| u64::from(*count) >= self.least())
    }

    /// Reports that a third of the captures begin with the line.
    pub(super) fn begins_with(&self, line: &str) -> bool {
        self.first_lines.get(&hash(line)).is_some_and(|count| u64::from(*count) >= self.least())
    }

    /// Reports that nearly all captures hold the line.
    pub(super) fn is_everywhere(&self, line: &str) -> bool {
        self.counts.get(&hash(line)).is_some_and(|count| u64::from(*count) * 10 >= self.captures * 9)
    }
}

/// Reports that a line is a word of a button, menu or form.
pub(super) fn is_known(line: &str) -> bool {
    let line = key(line);
    KNOWN.contains(&line.as_str()) || line.starts_with('©') || line.starts_with("copyright ")
}

/// Reports that a line is furniture also between two paragraphs.
pub(super) fn is_known_within(line: &str) -> bool {
    KNOWN_WITHIN.contains(&key(line).as_str())
}

/// Reports that a line is short, and neither a date nor a byline.
fn can_be(line: &str) -> bool {
    line.len() <= LONGEST_BYTES && dates::in_line(line).is_none() && bylines::parse(line).is_none()
}

/// Returns a line in small letters, without signs around it.
fn key(line: &str) -> String {
    let is_sign = |char: char| char != '©' && !char.is_alphanumeric();
    line.trim_matches(is_sign).to_lowercase()
}

/// Returns the hash of a line, which is smaller than the line.
fn hash(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}
